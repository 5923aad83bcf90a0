from pathlib import Path

import pytest

from octui.platform.clipboard import (
    CopyResult,
    copy_with_tmux,
    copy_with_tool,
    find_clipboard_tool,
    format_copy_message,
    make_osc52_result,
)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty PATH to put clipboard programs in."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("SSH_CONNECTION", "SSH_TTY", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_the_desktop_s_program_gets_the_text(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tools, "wl-copy", f"cat > {tools}/got")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert copy_with_tool("ünï") == CopyResult("wl-copy", is_confirmed=True)
    assert (tools / "got").read_text() == "ünï"


def test_a_program_that_fails_is_not_believed(tools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tools, "wl-copy", "exit 1")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert copy_with_tool("text") is None


def test_over_ssh_the_far_machine_s_clipboard_is_left_alone(tools: Path) -> None:
    program(tools, "wl-copy", "cat > /dev/null")
    assert find_clipboard_tool({"SSH_CONNECTION": "1 2 3 4", "WAYLAND_DISPLAY": "wayland-0"}) is None


def test_what_a_terminal_was_sent_is_not_called_copied() -> None:
    said = format_copy_message("the answer", make_osc52_result({}))
    assert "does not confirm" in said
    assert "Copied" not in said


def test_tmux_takes_the_text_and_what_the_terminal_does_with_it_is_not_claimed(tools: Path) -> None:
    program(tools, "tmux", f'[ "$*" = "load-buffer -w -" ] && cat > {tools}/got')
    inside = {"TMUX": "/tmp/tmux-0/default,1,0"}
    copied = copy_with_tmux("ünï", inside)
    assert copied is not None and (tools / "got").read_text() == "ünï"
    assert "tmux's buffer" in (said := format_copy_message("the answer", copied)) and "is not known" in said
    assert copy_with_tmux("text", {}) is None
    program(tools, "tmux", "exit 1")
    assert copy_with_tmux("text", inside) is None


def test_tmux_is_told_of_because_it_may_keep_the_text() -> None:
    assert "tmux" in make_osc52_result({"TMUX": "/tmp/tmux-0/default,1,0"}).route
