"""Keys that people wrote: where they are found, what of them is in force, and what is said about the rest."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from octui.ui.keymap import DEFAULT_KEYS, KeyContext
from octui.ui.keys.config.key_values import parse_key_value
from octui.ui.keys.config.load import KeySetup, load_key_setup
from octui.ui.keys.config.merge import merge_overrides
from octui.ui.keys.config.own_file import PROFILES, OwnKeys, read_own_keys, write_own_keys
from octui.ui.keys.config.profiles import list_profile_keys
from tests.support.call_count import count_calls


class Folders:
    """A home and a project of their own."""

    def __init__(self, top: Path) -> None:
        self.home = top / "home"
        self.project = top / "project" / "deep"
        self.config = self.home / ".config" / "opencode"
        for folder in (self.config, self.project):
            folder.mkdir(parents=True)
        (top / "project" / ".git").mkdir()

    def write(self, path: Path, keybinds: dict[str, Any] | str, **more: Any) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(keybinds if isinstance(keybinds, str) else json.dumps({"keybinds": keybinds, **more}))
        return path

    def load(self, own: OwnKeys | None = None) -> KeySetup:
        return load_key_setup(self.project, own)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    found = Folders(tmp_path)
    monkeypatch.setenv("HOME", str(found.home))
    monkeypatch.setenv("OCTUI_HOME", str(found.home / "octui"))
    for name in ("XDG_CONFIG_HOME", "OPENCODE_TUI_CONFIG", "OPENCODE_CONFIG_DIR", "OPENCODE_DISABLE_PROJECT_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return found


def test_files_are_merged_in_opencodes_order(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    named = folders.write(folders.home / "named.json", {"status_view": "f6", "model_list": "f6"})
    monkeypatch.setenv("OPENCODE_TUI_CONFIG", str(named))
    monkeypatch.setenv("OPENCODE_CONFIG_DIR", str(folders.home / "last"))
    folders.write(folders.config / "tui.json", {"status_view": "f5", "model_list": "f5", "agent_list": "f9"})
    folders.write(
        folders.project.parent / "tui.jsonc", {"model_list": "f12", "theme_list": "f12", "sidebar_toggle": "f12"}
    )
    folders.write(folders.project / "tui.json", {"theme_list": "f8", "sidebar_toggle": "f8"})
    folders.write(folders.project.parent / ".opencode" / "tui.json", {"sidebar_toggle": "f10"})
    folders.write(folders.home / "last" / "tui.json", {"command_list": "f11"})
    keymap = folders.load().keymap
    ids = (
        "agent.list",
        "opencode.status",
        "model.list",
        "theme.switch",
        "session.sidebar.toggle",
        "command.palette.show",
    )
    assert [keymap.get_keys(command_id) for command_id in ids] == [
        (key,) for key in ("f9", "f6", "f12", "f8", "f10", "f11")
    ]
    monkeypatch.setenv("OPENCODE_DISABLE_PROJECT_CONFIG", "1")
    assert folders.load().keymap.get_keys("theme.switch") == ("<leader>t",)


def test_comments_commas_and_a_nested_table_are_read(folders: Folders) -> None:
    folders.write(
        folders.config / "tui.jsonc",
        '// mine\n{"leader_timeout": 500, "tui": {"keybinds": {\n  "leader": "ctrl+a", /* screen */\n'
        '  "session_list": "<leader>s,f3",\n  "session_lst": "f4",\n}},}',
    )
    setup = folders.load()
    assert setup.keymap.get_keys("app.leader") == ("ctrl+a",)
    assert setup.keymap.leader_seconds == 0.5
    assert setup.keymap.get_keys("session.list") == ("<leader>s", "f3")
    assert setup.keymap.find_command_id(KeyContext.PROMPT_TEXT, "ctrl+a") == ""
    unknown = next(problem for problem in setup.mistakes if problem.name == "session_lst")
    assert unknown.sentence == (
        "~/.config/opencode/tui.jsonc:5: session_lst: there is no such command; did you mean session_list?"
    )


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (False, ()),
        ("none", ()),
        ("ctrl+alt+b, pgup", ("ctrl+alt+b", "pageup")),
        ("alt+ctrl+b", ("ctrl+alt+b",)),
        (["return", "<leader>/", "<Leader>R"], ("enter", "<leader>slash", "<leader>R")),
        ({"name": "k", "ctrl": True, "shift": True}, ("ctrl+shift+k",)),
        ({"name": "f", "meta": True}, ("alt+f",)),
        ({"key": "ctrl+v", "event": "press", "preventDefault": False}, ("ctrl+v",)),
        ([{"key": {"name": "x", "super": True}}, "shift+i"], ("super+x", "I")),
        ("ctrl++", ("ctrl+plus",)),
        ("cmd+K", ("super+shift+k",)),
        ("linefeed", ("ctrl+j",)),
        ("ctrl+?", ("ctrl+question_mark",)),
        ("ctrl+,,<leader>,,f7,ctrl++,f8", ("ctrl+comma", "<leader>comma", "f7", "ctrl+plus", "f8")),
        ("kpenter, kp_5, KPAdd, ctrl+kpdivide", ("enter", "5", "plus", "ctrl+slash")),
        ("page_up, backtab", ("pageup", "shift+tab")),
    ],
)
def test_every_form_of_opencode_is_read(value: Any, keys: tuple[str, ...]) -> None:
    assert parse_key_value(value).mistakes == ()
    assert parse_key_value(value).keys == keys


@pytest.mark.parametrize(
    "value", [7, True, "ctrl", "contrl+a", "<leader>", "leftmost", {"event": "release", "key": "a"}, {"nmae": "a"}, {}]
)
def test_what_is_no_key_is_named_and_changes_nothing(folders: Folders, value: Any) -> None:
    folders.write(folders.config / "tui.json", {"help_show": "f6", "session_list": value, "theme_list": ["f7", value]})
    setup = folders.load()
    assert setup.keymap.get_keys("session.list") == ("<leader>l",)
    assert setup.keymap.get_keys("theme.switch") == ("f7",)
    assert setup.keymap.get_keys("help.show") == ("f6",)
    assert {problem.name for problem in setup.mistakes} == {"session_list", "theme_list"}


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("ctrl-x", "ctrl-x is not a key; write ctrl+x"),
        ("<C-M-b>", "<C-M-b> is not a key; write ctrl+alt+b"),
        ("ctrl+x r", "ctrl+x r is not a key; two keys are <leader> and one key, like <leader>r"),
        ("left-most", "left-most is not a key"),
    ],
)
def test_a_key_in_the_words_of_another_program_is_answered_with_octuis(value: str, advice: str) -> None:
    assert parse_key_value(value).mistakes == (advice,)


def test_a_key_that_types_something_is_noted_where_it_would_not_run_a_command(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"messages_undo": "space,f6", "diff_next_hunk": "space"})
    sentences = [problem.sentence for problem in folders.load().problems if "typed" in problem.sentence]
    assert len(sentences) == 1
    assert "messages_undo: space is typed in the prompt, so it works only elsewhere" in sentences[0]


def test_keys_that_a_terminal_may_not_send_are_noted(folders: Folders) -> None:
    folders.write(
        folders.config / "tui.json", {"session_list": "ctrl+i", "theme_list": "super+t,hyper+a", "help_show": "f1"}
    )
    setup = folders.load()
    assert setup.mistakes == ()
    assert [problem.name for problem in setup.problems] == ["session_list", "theme_list", "theme_list"]


def test_of_two_commands_with_one_key_the_first_has_it_and_a_default_gives_way(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"model_list": "f6", "agent_list": "f6", "session_new": "ctrl+p"})
    setup = folders.load()
    assert setup.keymap.find_command_id(KeyContext.APP, "f6") == "agent.list"
    assert setup.keymap.find_command_id(KeyContext.APP, "ctrl+p") == "session.new"
    assert [problem.reason for problem in setup.mistakes] == [
        "f6 is also given to “Switch agent” (agent_list, line 1)",
        "ctrl+p is taken from “Commands”, which has no key left",
    ]


def test_sending_and_breaking_lines_can_change_places(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"input_submit": "ctrl+return", "input_newline": "return"})
    keymap = folders.load().keymap
    assert keymap.find_command_id(KeyContext.COMPOSER, "enter") == ""
    assert keymap.find_command_id(KeyContext.COMPOSER, "ctrl+enter") == "prompt.submit"
    assert keymap.has_key("input.newline", "enter")


def test_one_id_of_opencode_may_stand_for_several_here(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"app_exit": "ctrl+q,ctrl+c", "session_delete": "delete"})
    keymap = folders.load().keymap
    assert keymap.get_keys("app.quit") == ("ctrl+c",)
    assert keymap.get_keys("app.exit") == ("ctrl+q",)
    assert keymap.get_keys("sessions.delete") == keymap.get_keys("session.picker.delete") == ("delete",)


def test_a_project_may_move_what_shows_but_nothing_that_acts(folders: Folders) -> None:
    """A repository may be a stranger's: no key of it sends, approves, deletes or quits."""
    folders.write(
        folders.project / "tui.json",
        {
            "theme_list": "f6",
            "input_submit": "a",
            "leader": "space",
            "session_delete": "j",
            "permission.confirm": "j",
            "messages_page_down": "enter",
            "dialog.select.next": "enter,f8",
            "session_interrupt": "none",
        },
        leader_timeout=1,
    )
    setup = folders.load()
    default = folders.load(OwnKeys(project_keys="none")).keymap
    assert setup.keymap.get_keys("theme.switch") == ("f6",)
    assert setup.keymap.get_keys("dialog.select.next") == ("f8",)
    assert setup.keymap.leader_seconds == 2.0
    for context in (KeyContext.COMPOSER, KeyContext.PERMISSION, KeyContext.DIALOG, KeyContext.SESSION_PICKER):
        assert setup.keymap.entries[context] == default.entries[context]
    refused = {problem.name for problem in setup.mistakes}
    assert refused == {
        *("input_submit", "leader", "session_delete", "permission.confirm", "messages_page_down"),
        *("dialog.select.next", "session_interrupt"),
    }
    assert folders.load(OwnKeys(project_keys="all")).keymap.get_keys("prompt.submit") == ("a",)


@pytest.mark.parametrize("text", ["{", "[]", '{"keybinds": []}', '{"keybinds": "x"}', "\x00\xff", '{"keybinds":' * 90])
def test_a_broken_file_is_named_and_the_others_count(folders: Folders, text: str) -> None:
    broken = folders.write(folders.config / "tui.json", text)
    folders.write(folders.project / "tui.json", {"theme_list": "f6"})
    setup = folders.load()
    assert setup.keymap.get_keys("theme.switch") == ("f6",)
    assert [problem.file for problem in setup.mistakes] == [f"~/{broken.relative_to(folders.home)}"]


def test_after_many_problems_the_others_cost_little(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.ui.keys.config.load._MAX_PROBLEMS", 2)

    def count_load(keys: int) -> int:
        folders.write(folders.config / "tui.json", {f"nothing_{number}": "f6" for number in range(keys)})
        return count_calls(lambda: folders.load(OwnKeys()))

    count_load(1)
    assert count_load(100) < count_load(50) + 50 * 100
    assert len(folders.load().problems) == 2


def test_an_own_file_of_megabytes_is_named_and_not_kept(folders: Folders) -> None:
    path = folders.write(folders.home / "keys.json", {"theme.switch": "f6"}, more="x" * 1_000_000)
    assert read_own_keys(path) == OwnKeys(problem="is too large for a configuration")


def test_what_is_not_a_file_is_not_waited_for(folders: Folders) -> None:
    os.mkfifo(folders.config / "tui.json")
    (folders.project / "tui.json").mkdir()
    assert [problem.reason for problem in folders.load().mistakes] == ["is not a file", "is not a file"]


def test_octuis_own_file_wins_and_survives_being_written(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"theme_list": "f6"})
    own = OwnKeys().bind_command("theme.switch", ("f7", "<leader>T")).bind_command("app.exit", ())
    write_own_keys(own)
    read = read_own_keys()
    assert read.keybinds == {"theme.switch": "f7,<leader>T", "app.exit": "none"}
    setup = folders.load()
    assert setup.keymap.get_keys("theme.switch") == ("f7", "<leader>T")
    assert setup.keymap.get_keys("app.exit") == ()
    assert folders.load(read.reset_command("theme.switch")).keymap.get_keys("theme.switch") == ("f6",)


def test_a_profile_gives_way_to_a_file(folders: Folders) -> None:
    folders.write(folders.config / "tui.json", {"command_list": "f6"})
    keymap = folders.load(OwnKeys(profile="emacs")).keymap
    assert keymap.get_keys("command.palette.show") == ("f6",)
    assert keymap.find_command_id(KeyContext.TRANSCRIPT, "ctrl+n") == "transcript.next"
    safe = folders.load(OwnKeys(profile="tmux-safe")).keymap
    assert [context for context in KeyContext if safe.find_command_id(context, "ctrl+b")] == []


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_takes_no_command_its_last_key(profile: str) -> None:
    entries, problems = merge_overrides(tuple(list_profile_keys(profile)))
    assert not problems
    lost = [
        command_id
        for context, rows in DEFAULT_KEYS.items()
        for command_id, row in rows.items()
        if row.keys and not entries[context][command_id].keys
    ]
    assert lost == []
