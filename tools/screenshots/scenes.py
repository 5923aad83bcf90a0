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
    is_empty: bool = False
    """It starts in a project without sessions."""


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
    await terminal.wait_for(_shows("Themes", "octui-light", "catppuccin"))


async def _terminal(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "`")
    await terminal.wait_for(_shows("ctrl+] back to chat"))
    await terminal.type(rf"PS1='\[\e[1;34m\]~/code/shop\[\e[0m\] $ '; {COLOURS}; clear")
    await terminal.send("Enter")
    await terminal.wait_for(lambda rows: any(row.startswith("│~/code/shop $") for row in rows))
    await terminal.type("git --no-pager diff --stat; ls -l --time-style=+%d.%m. src")
    await terminal.send("Enter")
    await terminal.wait_for(_shows("changed", "total"))


async def _first(terminal: Terminal) -> None:
    await terminal.wait_for(_shows("Try", "use one"))


async def _diff(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "d")
    await terminal.wait_for(_shows("working tree", "checkout.py"))


async def _files(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", "f")
    await terminal.wait_for(_shows("src", "Makefile"))
    await terminal.send("Right")
    await terminal.wait_for(_shows("checkout.py"))
    await terminal.send("Down", "Down")
    await terminal.wait_for(_shows("PRICES ="))


async def _search(terminal: Terminal) -> None:
    await _chat(terminal)
    await terminal.send("C-x", ".")
    await terminal.wait_for(_shows("Type to search"))
    await terminal.type("price")
    await terminal.wait_for(_shows("checkout.py", "PRICES ="))


def _by_name(name: str, *shown: str) -> Callable[[Terminal], Awaitable[None]]:
    async def reach(terminal: Terminal) -> None:
        await _chat(terminal)
        # The draft that the picture before may have left.
        await terminal.send("C-u")
        await terminal.type(f"/{name} ")
        await terminal.send("Enter")
        await terminal.wait_for(_shows(*shown))

    return reach


SCENES: Final = (
    Scene("first", "The first screen", _first, rows=30, is_empty=True),
    Scene("sessions", "The sessions: what needs you first", _sessions),
    Scene("chat", "A chat, with tools and a diff", _chat, FIX.title),
    Scene("permission", "A permission card", _permission, CLEAR.title, rows=24),
    Scene("question", "A question card", _question, MOVE.title, rows=24),
    Scene("models", "The model picker", _models, FIX.title),
    Scene("themes", "The theme picker", _themes, FIX.title),
    Scene("diff", "The diff viewer", _diff, FIX.title, columns=132),
    Scene("files", "The file browser, with a preview", _files, FIX.title, columns=132, rows=34),
    Scene("search", "The search in files", _search, FIX.title, columns=132, rows=34),
    Scene("inbox", "Every request of every session", _by_name("inbox", "Requests", "Other sessions"), FIX.title),
    Scene("mcp", "MCP servers", _by_name("mcps", "MCP servers", "docs"), FIX.title, rows=30),
    Scene("status", "What octui knows of the server", _by_name("status", "Event stream"), FIX.title),
    Scene("settings", "The settings", _by_name("settings", "Settings"), FIX.title),
    Scene("help", "Keys and commands", _by_name("help", "Help", "ctrl+x l"), FIX.title),
    Scene("narrow", "A chat in a small terminal", _chat, FIX.title, columns=60, rows=20),
    # The terminal comes last, as it has git colour its output.
    Scene("terminal", "A terminal on the server, beside the chat", _terminal, FIX.title),
)


def _shows(*texts: str) -> Callable[[Screen], bool]:
    return lambda rows: all(any(text in row for row in rows) for text in texts)
