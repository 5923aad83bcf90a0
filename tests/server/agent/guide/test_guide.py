import asyncio

from octui.client import Client
from octui.wire.events import PermissionAsked, QuestionAsked, SessionUpdated, TodoUpdated
from octui.wire.parts import ToolPart
from tests.server.agent.turn_results import allow_until_idle, answer_text, fetch_tool_calls, wait_for_idle
from tests.support.real_opencode import Project
from tests.support.stream_recorder import record_stream


async def test_with_no_model_at_all_the_guide_answers_and_says_what_it_is(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    answer = await guide_client.prompts.send_and_wait(session.id, "why does test_checkout fail on CI?")
    assert (answer.info.provider_id, answer.info.model_id) == ("octui", "guide")
    said = answer_text(answer)
    assert "not an AI" in said
    assert "/connect" in said
    assert "npm i -g opencode-ai" in said
    providers = await guide_client.providers.list()
    assert providers.default["octui"] == "guide"


async def test_help_is_a_table_of_what_can_be_said(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "help"))
    assert "| `git status` |" in said


async def test_a_session_is_named_by_the_first_words(guide_client: Client) -> None:
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send_and_wait(session.id, "list the files")
        named = await heard.wait_for_event(SessionUpdated, lambda event: event.info.title == "List the files")
        assert named.info.id == session.id


async def test_files_are_listed_read_and_searched_without_asking(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    assert "2 files: `src/checkout.py`, `README.md`" in answer_text(
        await guide_client.prompts.send_and_wait(session.id, "list the files")
    )
    assert "3 lines." in answer_text(await guide_client.prompts.send_and_wait(session.id, "read README.md"))
    assert "1 match." in answer_text(await guide_client.prompts.send_and_wait(session.id, "find total"))
    listed, read, found = await fetch_tool_calls(guide_client, session)
    assert "checkout.py" in listed.state.output
    assert "3: A small shop." in read.state.output
    assert "src/checkout.py" in found.state.output


async def test_a_file_that_is_elsewhere_is_found_by_its_name(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "whats in checkout.py"))
    assert "```" in said
    calls = await fetch_tool_calls(guide_client, session)
    assert [call.tool for call in calls] == ["glob", "read"]
    assert "No file here is called `nothing.md`" in answer_text(
        await guide_client.prompts.send_and_wait(session.id, "read nothing.md")
    )


async def test_a_file_that_is_elsewhere_is_found_before_it_is_changed(
    guide_client: Client, guided_project: Project
) -> None:
    for prompt in (
        "replace items with things in checkout.py",
        'add the line "see docs" to the readme',
        "replace total with sum_up everywhere",
    ):
        async with record_stream(guide_client) as heard:
            session = await guide_client.sessions.create()
            await guide_client.prompts.send(session.id, prompt)
            await allow_until_idle(guide_client, heard, session)
    code = (guided_project.path / "src" / "checkout.py").read_text()
    assert "items" not in code
    assert "def sum_up(" in code
    assert (guided_project.path / "README.md").read_text().endswith("see docs\n")


async def test_a_name_that_several_files_have_is_asked_about(guide_client: Client, guided_project: Project) -> None:
    for folder in ("a", "b"):
        (guided_project.path / folder).mkdir()
        (guided_project.path / folder / "same.txt").write_text("x\n")
    session = await guide_client.sessions.create()
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "delete same.txt"))
    assert said.startswith("Which one?")
    assert "`a/same.txt`" in said


async def test_what_is_to_be_explained_is_shown(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "what does total do?"))
    assert "```py\ndef total(" in said
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "explain monads"))
    assert "Nothing here is called `monads`" in said


async def test_a_search_that_finds_nothing_is_made_in_any_case(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    assert "1 match." in answer_text(await guide_client.prompts.send_and_wait(session.id, "find TOTAL"))
    assert "No matches." in answer_text(await guide_client.prompts.send_and_wait(session.id, "find zebra"))


async def test_a_file_that_was_read_can_be_named_it(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    await guide_client.prompts.send_and_wait(session.id, "read README.md")
    await guide_client.prompts.send_and_wait(session.id, "show it again")
    first, second = await fetch_tool_calls(guide_client, session)
    assert first.state.input == second.state.input


async def test_a_command_is_run_after_it_was_allowed(guide_client: Client) -> None:
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send(session.id, "run git status --short")
        (asked,) = await allow_until_idle(guide_client, heard, session)
    assert asked.request.metadata == {"command": "git status --short"}
    assert asked.request.always == ("git status *",)
    answer = (await guide_client.messages.list(session.id)).messages[-1]
    assert answer_text(answer).startswith("Done, no output.")


async def test_a_file_is_written_and_changed_with_a_diff(guide_client: Client, guided_project: Project) -> None:
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send(session.id, "write hello to notes.txt")
        await allow_until_idle(guide_client, heard, session)
        assert (guided_project.path / "notes.txt").read_text() == "hello\n"
    async with record_stream(guide_client) as heard:
        await guide_client.prompts.send(session.id, "replace hello with goodbye in notes.txt")
        (asked,) = await allow_until_idle(guide_client, heard, session)
    assert "-hello\n+goodbye\n" in asked.request.metadata["diff"]
    assert (guided_project.path / "notes.txt").read_text() == "goodbye\n"
    changed = (await fetch_tool_calls(guide_client, session))[-1]
    assert changed.state.metadata["filediff"]["additions"] == 1
    assert (
        asked.request.metadata["filepath"] == changed.state.input["filePath"] == str(guided_project.path / "notes.txt")
    )


async def test_calls_name_whole_paths_and_words_the_paths_people_said(
    guide_client: Client, guided_project: Project
) -> None:
    session = await guide_client.sessions.create()
    await guide_client.prompts.send_and_wait(session.id, "list the files in src and then read README.md")
    listed, read = await fetch_tool_calls(guide_client, session)
    assert (listed.state.input["path"], read.state.input["filePath"]) == (
        str(guided_project.path / "src"),
        str(guided_project.path / "README.md"),
    )
    async with record_stream(guide_client) as heard:
        await guide_client.prompts.send(session.id, "write hello to ./notes.txt")
        await allow_until_idle(guide_client, heard, session)
    said = answer_text((await guide_client.messages.list(session.id)).messages[-1])
    assert said.startswith("Wrote `notes.txt`")


async def test_a_no_is_taken_for_a_no(guide_client: Client) -> None:
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send(session.id, "run rm -rf src")
        asked = (await heard.wait_for_event(PermissionAsked)).request
        await guide_client.permissions.reply(asked.id, "reject", "never that")
        await wait_for_idle(heard, session)
    said = answer_text((await guide_client.messages.list(session.id)).messages[-1])
    assert "Rejected: “never that”" in said


async def test_a_plan_a_question_and_a_subagent_are_real(guide_client: Client) -> None:
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send_and_wait(session.id, "make a plan for the release")
        todos = (await heard.wait_for_event(TodoUpdated)).todos
        assert "the release" in " ".join(todo.content for todo in todos)
        asking = asyncio.create_task(guide_client.prompts.send_and_wait(session.id, "ask me something"))
        question = (await heard.wait_for_event(QuestionAsked)).request
        await guide_client.questions.reply(question.id, [["Look around"]])
        assert "You chose “Look around”" in answer_text(await asking)
        await guide_client.prompts.send_and_wait(session.id, "delegate read README.md")
    (child,) = await guide_client.sessions.list_children(session.id)
    assert [call.tool for call in await fetch_tool_calls(guide_client, child)] == ["read"]


async def test_the_plan_agent_explains_why_it_does_not_write(guide_client: Client, guided_project: Project) -> None:
    session = await guide_client.sessions.create()
    said = answer_text(await guide_client.prompts.send_and_wait(session.id, "write hello to notes.txt", agent="plan"))
    assert "may not change files" in said
    assert not (guided_project.path / "notes.txt").exists()


async def test_init_writes_down_what_the_files_say(guide_client: Client, guided_project: Project) -> None:
    (guided_project.path / "Makefile").write_text("test:\n\tpytest\nlint:\n\truff check\n")
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        running = asyncio.create_task(guide_client.prompts.run_command(session.id, "init"))
        asked = (await heard.wait_for_event(PermissionAsked)).request
        assert asked.permission == "edit"
        await guide_client.permissions.reply(asked.id, "once")
        assert "Wrote `AGENTS.md`." in answer_text(await running)
    written = (guided_project.path / "AGENTS.md").read_text()
    assert written.startswith("# Shop\n\nA small shop.\n")
    assert "- `make test`" in written
    assert "- `src/`" in written


async def test_several_steps_are_done_in_one_go(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    answer = await guide_client.prompts.send_and_wait(session.id, "list the files and then read README.md")
    assert [call.tool for call in await fetch_tool_calls(guide_client, session)] == ["list", "read"]
    assert answer_text(answer).count("\n- ") == 1
    assert not [part for part in answer.parts if isinstance(part, ToolPart)]


async def test_the_readme_is_found_under_any_of_its_names(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    answer = answer_text(await guide_client.prompts.send_and_wait(session.id, "read the readme"))
    assert "3 lines." in answer
    assert "A small shop." in answer
    missing = answer_text(await guide_client.prompts.send_and_wait(session.id, "open the changelog"))
    assert "No file here is called `changelog`" in missing


async def test_tests_are_run_by_the_command_that_the_project_names(
    guide_client: Client, guided_project: Project
) -> None:
    (guided_project.path / "Makefile").write_text("test:\n\t@echo all good\n")
    async with record_stream(guide_client) as heard:
        session = await guide_client.sessions.create()
        await guide_client.prompts.send(session.id, "run the tests")
        (asked,) = await allow_until_idle(guide_client, heard, session)
    assert asked.request.metadata == {"command": "make test"}
    answer = (await guide_client.messages.list(session.id)).messages[-1]
    assert answer_text(answer).startswith("Done (exit 0): `all good`")


async def test_a_definition_is_found_or_the_name_instead(guide_client: Client) -> None:
    session = await guide_client.sessions.create()
    found = answer_text(await guide_client.prompts.send_and_wait(session.id, "where is total defined?"))
    assert "src/checkout.py:1` `def total" in found
    instead = answer_text(await guide_client.prompts.send_and_wait(session.id, "where is shop defined?"))
    assert "README.md:" in instead
