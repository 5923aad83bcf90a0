"""Notifications: the right sequence for a terminal, and nothing in it that a model wrote."""

import base64
from pathlib import Path

import pytest

from octui.platform.terminal_notification import (
    choose_route,
    make_notification,
    make_title,
    run_hook,
)

HOSTILE = "a\x1b]52;c;AAAA\x07b\u202ec;d\ne\x9c"


@pytest.mark.parametrize(
    ("environment", "route"),
    [
        ({"TERM": "xterm-kitty"}, "osc99"),
        ({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1", "TERM_PROGRAM": "tmux"}, "osc99"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "osc9"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/1"}, "osc9"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "osc777"),
        ({"TERM": "foot"}, "osc777"),
        ({"TERM": "xterm-256color", "SSH_TTY": "/dev/pts/1", "DISPLAY": ":0"}, "osc777"),
        ({"TERM": "linux"}, "off"),
    ],
)
def test_each_terminal_gets_what_it_understands(environment: dict[str, str], route: str) -> None:
    assert choose_route(environment) == route


@pytest.mark.parametrize("route", ["osc9", "osc99", "osc777"])
def test_no_text_can_end_a_sequence_or_begin_another(route: str) -> None:
    sequence = make_notification(route, HOSTILE, HOSTILE, {})
    assert sequence.count("\x1b") == (4 if route == "osc99" else 2) and sequence.endswith("\x1b\\")
    assert not set("\x07\x9c\n\u202e") & set(sequence)
    if route == "osc777":
        assert sequence.count(";") == 3
    if route == "osc99":
        assert "]52" not in sequence
        assert base64.b64decode(sequence.split("e=1;")[1].split("\x1b")[0]).decode().startswith("a ]52")
    assert make_title(HOSTILE).count("\x1b") == 2
    assert make_notification("off", "a", "b", {}) == ""


def test_a_sequence_goes_through_tmux() -> None:
    assert make_notification("osc9", "a", "b", {"TMUX": "1"}) == "\x1bPtmux;\x1b\x1b]9;a: b\x1b\x1b\\\x1b\\"


def test_a_hook_gets_what_happened_in_its_environment(tmp_path: Path) -> None:
    run_hook(f'printf %s "$OCTUI_TITLE" > {tmp_path}/said', {"OCTUI_TITLE": "$(touch x); `id`\n'"})
    assert (tmp_path / "said").read_text() == "$(touch x); `id` '"
    with pytest.raises(OSError, match="code 3"):
        run_hook("exit 3", {})
