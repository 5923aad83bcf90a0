"""The contents of the sidebar as lines; pure, so that tests need no screen."""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from octui.lazy_dataclasses import dataclass
from octui.render.text.clock_time import format_as_of
from octui.render.text.counts import format_count
from octui.store import selectors
from octui.store.state import State

MAX_FILES: Final = 60
MAX_SERVERS: Final = 60
MAX_TODOS: Final = 60
DONE_ABOVE: Final = 3
"""How many finished todos a long plan shows above the first one that is not."""
MAX_CHILDREN: Final = 12
HALF_FULL: Final = 50.0
"""The share of the context, in percent, from which the sidebar says when the server compacts."""

_TODO_MARKS: Final = {"completed": "✓", "in_progress": "◐", "cancelled": "–"}
_MCP_MARKS: Final = {"connected": ("●", "$text-success"), "disabled": ("○", "$foreground-muted")}
_MCP_WORDS: Final = {"needs_auth": "needs sign-in", "needs_client_registration": "needs a client ID"}


class TargetKind(Enum):
    SESSION = auto()
    MESSAGE = auto()
    MCP = auto()
    LINK = auto()


class Target(NamedTuple):
    """What selecting a line is about: a session or message to open, an MCP server to switch, a link to copy."""

    kind: TargetKind
    id: str


@dataclass(frozen=True, slots=True)
class SidebarLine:
    """A heading, or an entry below it. All texts are plain: they may come from a server."""

    text: str
    heading: bool = False
    mark: str = ""
    style: str = "$foreground-muted"
    detail: tuple[tuple[str, str], ...] = ()
    """Further texts, each with its style."""
    target: Target | None = None
    help: str = ""
    """What selecting the line does."""


def build_sidebar_lines(state: State, session_id: str) -> tuple[SidebarLine, ...]:
    """The sections that are not empty."""
    sections = (
        ("Shared", _share_lines(state, session_id)),
        ("Context", _usage_lines(state, session_id)),
        ("MCP", _mcp_lines(state)),
        ("LSP", _lsp_lines(state)),
        ("Todos", _todo_lines(state, session_id)),
        ("Changed files", _file_lines(state, session_id)),
        ("Subagents", _subagent_lines(state, session_id)),
    )
    lines: list[SidebarLine] = []
    for title, contents in sections:
        section = list(contents)
        if section:
            lines += [SidebarLine(title, heading=True), *section]
    timeline = state.timelines.get(session_id)
    if lines or (timeline is not None and not timeline.loaded):
        return tuple(lines)
    return (SidebarLine("No todos or changed files yet."),)


def _share_lines(state: State, session_id: str) -> Iterator[SidebarLine]:
    session = state.sessions.get(session_id)
    if session is not None and session.share is not None and session.share.url:
        url = session.share.url
        yield SidebarLine(url, style="$text-warning", target=Target(TargetKind.LINK, url), help="copy the link")


def _usage_lines(state: State, session_id: str) -> Iterator[SidebarLine]:
    """What the line below the prompt has no room for."""
    usage = selectors.get_usage(state, session_id)
    total = selectors.get_subtree_cost(state, session_id)
    if total > usage.cost:
        yield SidebarLine(f"${usage.cost:.2f}{'+' if usage.partial else ''} here, ${total:.2f} with subagents")
    if usage.tokens and usage.compacts_at is not None and usage.percent is not None and usage.percent >= HALF_FULL:
        yield SidebarLine(f"{usage.percent:.0f}% of {usage.context:,}, compacted at {usage.compacts_at:.0f}%")


def _mcp_lines(state: State) -> Iterator[SidebarLine]:
    servers = sorted(state.mcp.items())
    for name, server in servers[:MAX_SERVERS]:
        mark, style = _MCP_MARKS.get(server.status, ("✗", "$text-error"))
        why = server.error or _MCP_WORDS.get(server.status, server.status)
        detail = () if server.status == "connected" else ((why, "$foreground-muted"),)
        help = "disconnect" if server.status == "connected" else "connect"
        yield SidebarLine(name, mark=mark, style=style, detail=detail, target=Target(TargetKind.MCP, name), help=help)
    yield from _remainder_line(len(servers) - MAX_SERVERS, "server")


def _lsp_lines(state: State) -> Iterator[SidebarLine]:
    for server in state.lsp[:MAX_SERVERS]:
        working = server.status == "connected"
        yield SidebarLine(
            server.name or server.id,
            mark="●" if working else "✗",
            style="$text-success" if working else "$text-error",
            detail=((server.root, "$foreground-muted"),) if server.root and server.root != "." else (),
        )
    yield from _remainder_line(len(state.lsp) - MAX_SERVERS, "server")


def _todo_lines(state: State, session_id: str) -> Iterator[SidebarLine]:
    todos = state.todos.get(session_id, ())
    first = next((place for place, todo in enumerate(todos) if todo.status not in ("completed", "cancelled")), None)
    if first is None:
        return
    first = max(0, min(first - DONE_ABOVE, len(todos) - MAX_TODOS))
    yield from _remainder_line(first, "earlier one")
    for todo in todos[first : first + MAX_TODOS]:
        style = "$text-warning" if todo.status == "in_progress" else "$foreground-muted"
        yield SidebarLine(todo.content, mark=_TODO_MARKS.get(todo.status, "○"), style=style)
    yield from _remainder_line(len(todos) - first - MAX_TODOS, "todo")


def _file_lines(state: State, session_id: str) -> Iterator[SidebarLine]:
    changed, count = selectors.list_changed_files(state, session_id, MAX_FILES)
    for file in changed:
        yield SidebarLine(
            file.file,
            detail=((f"+{file.additions:.0f}", "$text-success"), (f"-{file.deletions:.0f}", "$text-error")),
            target=Target(TargetKind.MESSAGE, file.prompt_id),
            help="go to the prompt that changed it",
        )
    yield from _remainder_line(count - len(changed), "file")


def _subagent_lines(state: State, session_id: str) -> Iterator[SidebarLine]:
    children = selectors.list_children(state, session_id)
    yield from _remainder_line(len(children) - MAX_CHILDREN, "earlier one")
    for child in children[-MAX_CHILDREN:]:
        run = selectors.get_session_run(state, child.id)
        yield SidebarLine(
            child.display_title,
            mark="●" if run.is_busy else "○",
            style="$text-warning" if run.is_busy else "$foreground-muted",
            detail=() if run.as_of is None else ((f"running {format_as_of(run.as_of)}", "$foreground-muted"),),
            target=Target(TargetKind.SESSION, child.id),
            help="open",
        )


def _remainder_line(count: int, noun: str) -> Iterable[SidebarLine]:
    return (SidebarLine(f"and {format_count(count, f'more {noun}')}"),) if count > 0 else ()
