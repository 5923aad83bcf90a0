from octui.render.markdown_export import export_session
from octui.store.store import Store
from octui.wire.events import MessageUpdated, PartUpdated, SessionCreated
from octui.wire.messages import Failure, MessageInfo
from octui.wire.parts import CompactionPart, FilePart, Part, ReasoningPart, SubtaskPart, ToolPart, ToolState
from tests.support.factories import (
    SESSION,
    make_answer,
    make_prompt_part,
    make_session,
    make_text_part,
    make_user_message,
)


def store_of(*contents: MessageInfo | Part, title: str = "Totals") -> Store:
    store = Store()
    store.dispatch_action(SessionCreated(info=make_session(title=title)))
    for content in contents:
        store.dispatch_action(
            MessageUpdated(info=content) if isinstance(content, MessageInfo) else PartUpdated(part=content)
        )
    store.drain_changes()
    return store


def test_a_session_is_exported_speaker_by_speaker() -> None:
    call = ToolState(status="completed", input={"command": "ls"}, output="a.py\n")
    store = store_of(
        make_user_message("msg_1"),
        make_prompt_part("prt_1", "msg_1", "Which files are there?"),
        FilePart(id="prt_2", session_id=SESSION, message_id="msg_1", mime="text/plain", filename="notes.txt"),
        make_answer("msg_2", parent="msg_1", done=True, finish="stop"),
        ReasoningPart(id="prt_3", session_id=SESSION, message_id="msg_2", text="Look.\n\nThen say."),
        ToolPart(id="prt_4", session_id=SESSION, message_id="msg_2", tool="bash", call_id="c", state=call),
        make_text_part("prt_5", "msg_2", "One: `a.py`.", ended=True),
    )
    head, *sections = export_session(store.state, SESSION).split("\n\n")
    assert head == "# Totals"
    assert sections[:3] == ["## User", "Which files are there?", "- notes.txt"]
    assert sections[3].startswith("## Assistant (")
    assert sections[4:] == ["> Look.\n>\n> Then say.", "**bash**", "```sh\n$ ls\na.py\n```", "One: `a.py`.\n"]


def test_errors_summaries_and_delegated_prompts_are_exported() -> None:
    failed = make_answer("msg_2", parent="msg_1", done=True)
    store = store_of(
        make_user_message("msg_1"),
        CompactionPart(id="prt_1", session_id=SESSION, message_id="msg_1"),
        SubtaskPart(id="prt_2", session_id=SESSION, message_id="msg_1", agent="explore", prompt="Look around."),
        MessageInfo(
            id=failed.id,
            session_id=SESSION,
            role="assistant",
            time=failed.time,
            error=Failure(name="APIError", data={"message": "overloaded"}),
        ),
        title="",
    )
    exported = export_session(store.state, SESSION)
    assert exported.startswith(f"# {SESSION}\n")
    assert "\n\n---\n\n" in exported
    assert "Look around." in exported
    assert "**Error:** overloaded" in exported


def test_a_session_without_messages_is_its_title() -> None:
    assert export_session(store_of().state, SESSION) == "# Totals\n"
    assert export_session(Store().state, "ses_unknown") == "# ses_unknown\n"
