"""How to reach each picture: which octui to start, and the keys to press."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from tests.support.tmux_terminal import Screen, Terminal
from tools.screenshots.script import CLEAR, FIX, MOVE, PAST

COLOURS: Final = "git config color.ui always; alias ls='ls --color=always'"
"""A shell without user settings has no colours."""


@dataclass(frozen=True)
class Scene:
    """`talk` is the title of the session it starts in; none is the overview."""

    name: str
    title: str
    reach: Callable[[Terminal], Awaitable[object]]
    talk: str = ""
    columns: int = 108
    rows: int = 40


async def _sessions(terminal: Terminal) -> None:
    await terminal.wait_for(_shows("Needs you", "Running", "Pinned", PAST[-1].title))


async def _chat(terminal: Terminal) -> None:
    await terminal.wait_for(_shows("▣ Build", "All three cases"))


async def _permission(terminal: Terminal) -> None:
    await terminal.wait_for(_shows("Allow once", "enter confirm"))


async def _question(terminal: Terminal) -> None:
    await terminal.wait_for(_shows("PostgreSQL", "enter"))
    await terminal.send("Down")


async def _models(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "m")
    await terminal.wait_for(_shows("Models", "Favourites", "GPT-5 Mini"))


async def _themes(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "t")
    await terminal.wait_for(_shows("Themes", "octui-light", "nord"))


async def _terminal(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "`")
    await terminal.wait_for(_shows("ctrl+] back to chat"))
    await terminal.type(rf"PS1='\[\e[1;34m\]~/work/shop\[\e[0m\] $ '; {COLOURS}; clear")
    await terminal.send("Enter")
    await terminal.wait_for(lambda rows: any(row.startswith("│~/work/shop $") for row in rows))
    await terminal.type("git --no-pager diff --stat; ls -l --time-style=+%d.%m. src")
    await terminal.send("Enter")
    await terminal.wait_for(_shows("changed", "total"))


SCENES: Final = (
    Scene("sessions", "The sessions: what needs you first", _sessions),
    Scene("chat", "A chat, with tools and a diff", _chat, FIX.title),
    Scene("permission", "A permission card", _permission, CLEAR.title, rows=24),
    Scene("question", "A question card", _question, MOVE.title, rows=24),
    Scene("models", "The model picker", _models, FIX.title),
    Scene("themes", "The theme picker", _themes, FIX.title),
    Scene("terminal", "A terminal on the server, beside the chat", _terminal, FIX.title),
    Scene("narrow", "A chat in a small terminal", _chat, FIX.title, columns=60, rows=20),
)


def _shows(*texts: str) -> Callable[[Screen], bool]:
    return lambda rows: all(any(text in row for row in rows) for text in texts)
