"""The history is searched and the stash is used by keyboard, in the whole app on the embedded server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octui.config.chips import Chip
from octui.config.history import HistoryEntry, PromptHistoryFile
from octui.config.stash import MAX_ENTRIES, StashFile
from octui.ui.composer.text_area import PromptArea
from octui.ui.prompt_history.pickers import build_prompt_row, list_history
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


@pytest.mark.slow
async def test_earlier_prompts_are_found_and_stashed_ones_come_back(server: RealServer, project: Project) -> None:
    chip = Chip("[Pasted 3 lines]", "a\nb\nc")
    history = PromptHistoryFile()
    history.add_prompt(HistoryEntry("elsewhere", directory="/other"))
    history.add_prompt(
        HistoryEntry("fix the [Pasted 3 lines]\nand test it", chips=(chip,), directory=project.directory)
    )
    history.add_prompt(HistoryEntry("ls -la", shell=True, directory=project.directory))
    session = await open_session(server, project)
    async with open_live_app(server, project, session) as live:
        composer = live.app.context.composer
        assert composer is not None
        await live.wait_for(lambda: isinstance(live.app.focused, PromptArea), "the prompt has the focus")
        await live.type_text("draft")
        await live.pilot.press("ctrl+r")
        await live.wait_for_screen("HistoryPicker")
        assert live.row_titles == ["ls -la", "fix the [Pasted 3 lines]"]
        await live.pilot.press("tab")
        assert live.row_titles == ["ls -la", "fix the [Pasted 3 lines]", "elsewhere"]
        await live.pilot.press("escape")
        assert composer.text == "draft"
        await live.pilot.press("ctrl+r")
        await live.wait_for_screen("HistoryPicker")
        # The second line is searched and shown as well.
        await live.type_text("and test")
        await live.wait_for(lambda: live.row_titles == ["fix the [Pasted 3 lines]"], "found")
        assert "and test it" in live.screen_text
        await live.pilot.press("enter")
        await live.wait_for(lambda: composer.text == "fix the [Pasted 3 lines]\nand test it", "taken")
        assert composer.current_prompt.chips == (chip,)

        live.app.action_command("prompt.stash")
        await live.wait_for(lambda: composer.text == "", "stashed")
        await live.pilot.press("exclamation_mark", "l", "s")
        live.app.action_command("prompt.stash")
        await live.wait_for(lambda: composer.text == "" and not composer.shell, "stashed, too")
        live.app.action_command("prompt.stash.list")
        await live.wait_for_screen("StashPicker")
        assert live.row_titles == ["ls", "fix the [Pasted 3 lines]"]
        await live.pilot.press("ctrl+d", "ctrl+d")
        assert live.row_titles == ["fix the [Pasted 3 lines]"]
        await live.pilot.press("escape")
        await live.wait_for(lambda: len(StashFile().read_entries()) == 1, "deleted")
        live.app.action_command("prompt.stash.pop")
        await live.wait_for(lambda: composer.current_prompt.chips == (chip,), "taken back")
        assert not live.app.controllers.recall.has_stash()


async def open_session(server: RealServer, project: Project) -> str:
    from octui.client import Client

    async with Client(server.url, directory=project.directory) as client:
        return (await client.sessions.create(title="recall")).id


def test_the_history_of_a_directory_has_each_prompt_once_the_newest_first() -> None:
    one, two = HistoryEntry("one", directory="/a"), HistoryEntry("two", directory="/b")
    again = HistoryEntry("one\n", directory="/a")
    assert list_history([one, two, again]) == [again, two]
    assert list_history([one, two, again], "/b") == [two]
    hostile = build_prompt_row(0, HistoryEntry("\x1b[2J[@click=app.quit]x\nsecond"))
    assert "\x1b" not in hostile.title and "[@click=app.quit]" in hostile.title and hostile.detail == "2 lines"


def test_the_stash_keeps_the_newest_and_leaves_out_what_it_cannot_read(tmp_path: Path) -> None:
    stash = StashFile(tmp_path / "stash.jsonl")
    assert stash.take_entry() is None
    for number in range(MAX_ENTRIES + 2):
        stash.add_entry(HistoryEntry(str(number)))
    assert [each.prompt.text for each in stash.entries[:2]] == ["2", "3"] and len(stash.entries) == MAX_ENTRIES
    with stash.path.open("ab") as file:
        file.write(b"broken\n")
    newest = StashFile(stash.path).take_entry()
    assert newest is not None and newest.prompt.text == str(MAX_ENTRIES + 1)
    assert stash.take_entry(newest) is None
