"""Where octui works, and the terminal it is drawn on."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from octui.config.stdio import UNABLE_TERMINALS
from octui.doctor.facts import Fact, Section
from octui.platform import clipboard
from octui.server.git.git_command import GitError, run_git_blocking

GIT_SECONDS: Final = 10.0

KITTY_KEYS: Final = ("kitty", "ghostty", "foot", "wezterm", "alacritty", "rio", "iterm.app", "contour")
"""Terminals that distinguish shift+enter from enter when asked to."""


def check_directory(path: Path) -> Section:
    git = shutil.which("git")
    top = _run_git(path, "rev-parse", "--show-toplevel") if git else None
    facts = [
        Fact("path", str(path)),
        Fact("writable", os.access(path, os.W_OK)),
        Fact("git", (_run_git(path, "--version") or "").removeprefix("git version ") or None, _git_note(git)),
        Fact("repository", top, "" if top or not git else "undo of files needs one: git init"),
    ]
    if top:
        facts.append(Fact("branch", _run_git(path, "branch", "--show-current") or "none: a detached HEAD"))
    return Section("directory", tuple(facts))


def check_terminal(environment: Mapping[str, str] = os.environ) -> Section:
    size = shutil.get_terminal_size((0, 0))
    encoding = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
    note = "" if "utf" in encoding.lower() else "glyphs may look wrong: set LANG=C.UTF-8"
    facts = (
        Fact("output", "a terminal" if os.isatty(1) else "not a terminal (octui needs one)"),
        Fact("size", f"{size.columns}x{size.lines}" if size.columns else None),
        _check_term(environment.get("TERM")),
        Fact("COLORTERM", environment.get("COLORTERM")),
        Fact("program", environment.get("TERM_PROGRAM")),
        Fact("colours", _describe_colors(environment), _color_note(environment)),
        Fact("encoding", encoding or None, note),
        Fact("kitty_keyboard", _has_kitty_keyboard(environment) or "unknown", _kitty_note(environment)),
        Fact("tmux", bool(environment.get("TMUX"))),
        Fact("ssh", bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))),
    )
    return Section("terminal", facts)


def _check_term(name: str | None) -> Fact:
    if name in UNABLE_TERMINALS:
        return Fact("TERM", name, "octui cannot be drawn on it: set TERM to the terminal's name", is_problem=True)
    return Fact("TERM", name)


def check_clipboard(environment: Mapping[str, str] = os.environ) -> Section:
    tool = clipboard.find_clipboard_tool(environment)
    if tool is not None:
        return Section("clipboard", (Fact("route", " ".join(tool)), Fact("confirms", True)))
    route = clipboard.make_osc52_result(environment)
    return Section("clipboard", (Fact("route", route.route), Fact("confirms", route.is_confirmed)))


def _run_git(path: Path, *arguments: str) -> str | None:
    try:
        return run_git_blocking(str(path), *arguments, seconds=GIT_SECONDS).decode("utf-8", "replace").strip()
    except GitError:
        return None


def _git_note(git: str | None) -> str:
    return "" if git else "diffs, branches and undo of files need it"


def _describe_colors(environment: Mapping[str, str]) -> str:
    if environment.get("NO_COLOR"):
        return "none: NO_COLOR is set"
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    term = environment.get("TERM", "")
    if "256color" in term or "kitty" in term or "direct" in term:
        return "256"
    return "16" if term not in ("", "dumb") else "none"


def _color_note(environment: Mapping[str, str]) -> str:
    if _describe_colors(environment) not in ("256", "16"):
        return ""
    return "if your terminal has 24-bit colour: COLORTERM=truecolor"


def _has_kitty_keyboard(environment: Mapping[str, str]) -> bool | None:
    """Whether the environment indicates it; None when unknown, since only querying the terminal could tell."""
    names = f"{environment.get('TERM', '')} {environment.get('TERM_PROGRAM', '')}".lower()
    return True if environment.get("KITTY_WINDOW_ID") or any(name in names for name in KITTY_KEYS) else None


def _kitty_note(environment: Mapping[str, str]) -> str:
    return "" if _has_kitty_keyboard(environment) else "if shift+enter sends the prompt, use ctrl+j or alt+enter"
