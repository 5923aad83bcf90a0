"""Everything about the server, the project and the connection as rows; pure, so that tests need no screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from octui import VERSION
from octui.backend.server_info import Origin, ServerInfo
from octui.render.text.clock_time import format_clock_time
from octui.render.text.counts import format_count
from octui.render.text.durations import format_duration
from octui.render.text.paths import abbreviate_home
from octui.store import selectors
from octui.store.state import ConnectionStatus, State
from octui.ui.panels.panel_rows import PanelRow
from octui.ui.panels.running_work import list_running_sessions
from octui.ui.sync.stream_log import StreamLog
from octui.wire.access.trust import FolderTrust
from octui.wire.instance import Formatter, Paths

_ORIGINS: Final = {
    Origin.ATTACHED: "attached by address",
    Origin.RUNNING: "found running here",
    Origin.SPAWNED: "started by octui, and ends with it",
    Origin.EMBEDDED: "started by octui, and ends with it",
}
_MCP_LOOKS: Final = {
    "connected": ("●", "$text-success", "connected"),
    "disabled": ("○", "$foreground-muted", "disabled"),
    "needs_auth": ("△", "$text-warning", "needs a sign-in"),
    "needs_client_registration": ("△", "$text-warning", "needs a client ID in its configuration"),
    "failed": ("✗", "$text-error", "failed"),
}
_TRUST_WORDS: Final = {
    "nothing": "its files ask for nothing that needs your trust",
    "undecided": "not decided: only the harmless part of its files is in force",
    "harmless": "only the harmless part of its files is in force, as you decided",
    "trusted": "trusted: everything its files ask for is in force",
}
LOADING: Final = "…"


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What is not in the state; None is for what is still being loaded, or could not be."""

    server: ServerInfo | None
    log: StreamLog
    now: float
    """In epoch seconds."""
    paths: Paths | None = None
    formatters: tuple[Formatter, ...] | None = None
    models: tuple[str, str] = ("", "")
    """The model that the next prompt goes to, and the configured small one."""
    agent: str = ""
    trust: FolderTrust | None = None
    key_problems: tuple[str, ...] = ()
    """What is wrong with configured keys."""
    problem: str = ""
    """Why something could not be loaded."""


def describe_mcp_status(status: str) -> tuple[str, str, str]:
    """The mark of an MCP server's status, the mark's style, and the status in words."""
    return _MCP_LOOKS.get(status, ("?", "$text-warning", status or "unknown"))


def iter_status_rows(state: State, facts: StatusFacts) -> Iterator[PanelRow]:
    sections = (
        ("Server", _server_rows(state, facts)),
        ("Event stream", _stream_rows(state, facts)),
        ("Project", _project_rows(state, facts)),
        ("Model", _model_rows(state, facts)),
        ("MCP servers", _mcp_rows(state)),
        ("Language servers", _lsp_rows(state)),
        ("Formatters", _formatter_rows(facts)),
        ("Paths on the server", _path_rows(facts)),
        ("Keys", _key_rows(facts)),
    )
    for group, rows in sections:
        for number, row in enumerate(rows):
            yield PanelRow(
                id=f"{group}/{number}/{row.title}",
                title=row.title,
                detail=row.detail,
                group=group,
                glyph=row.glyph or " ",
                style=row.style,
                about=row.about,
                copied=row.copied,
            )


def _row(title: str, detail: str, mark: str = "", style: str = "", about: str = "") -> PanelRow:
    return PanelRow(id="", title=title, detail=detail, glyph=mark, style=style, about=about)


def _server_rows(state: State, facts: StatusFacts) -> Iterator[PanelRow]:
    server = facts.server
    if server is None:
        yield _row("Server", "not connected", "○", "$text-error")
        return
    yield _row("Address", server.url)
    yield _row("Version", f"{'octui, embedded' if server.is_embedded else 'OpenCode'} {server.version}")
    yield _row("Origin", _ORIGINS[server.origin])
    yield _row("Password", "set" if server.credentials is not None else "none")
    running = list_running_sessions(state)
    yield _row("Runs", f"{len(running)} running" if running else "none", about="\n".join(running))
    yield _row("Requests", f"{len(waiting)} waiting" if (waiting := selectors.list_pending_requests(state)) else "none")
    yield _row("Terminals", str(len(state.ptys)))
    yield _row("octui", VERSION)
    if facts.problem:
        yield _row("Incomplete", facts.problem, "✗", "$text-error")


def _stream_rows(state: State, facts: StatusFacts) -> Iterator[PanelRow]:
    log, link = facts.log, state.connection
    mark, style = {
        ConnectionStatus.LIVE: ("●", "$text-success"),
        ConnectionStatus.QUIET: ("◐", "$text-warning"),
        ConnectionStatus.LOST: ("○", "$text-error"),
    }.get(link.status, ("◌", "$foreground-muted"))
    since = f" since {_clock(log.live_since)} ({format_duration(facts.now - log.live_since)})" if log.live_since else ""
    yield _row("Stream", f"{link.status.value}{since}", mark, style, about=link.error)
    yield _row("Heartbeat", _ago(log.heartbeat_at, facts.now) or "none yet")
    yield _row("Last heard", _ago(log.heard_at, facts.now) or "never")
    kinds = len(log.counts)
    yield _row("Events", f"{sum(log.counts.values()):,} of {format_count(kinds, 'kind')}")
    lost = sum(change.status == "lost" for change in log.changes)
    yield _row("Lost connections", str(lost))
    mark, style = ("✗", "$text-error") if state.skipped_frames else ("", "")
    yield _row("Unreadable", str(state.skipped_frames), mark, style, about="/unreadable shows what it was.")
    yield _row("Unknown events", str(state.unknown_events))


def _project_rows(state: State, facts: StatusFacts) -> Iterator[PanelRow]:
    project = state.project
    home = facts.paths.home if facts.paths else ""
    if facts.server is not None:
        yield _row("Directory", abbreviate_home(facts.server.directory, home))
    if project is not None:
        yield _row("Name", project.name or project.worktree.rstrip("/").rpartition("/")[2] or project.id)
        yield _row("Worktree", abbreviate_home(project.worktree, home))
        yield _row("Version control", project.vcs or "none")
        yield _row("Id", project.id)
    yield _row("Branch", state.branch or "none")
    trust = facts.trust
    if trust is not None:
        is_open = trust.state == "undecided"
        words = f"{_TRUST_WORDS[trust.state]} · {format_count(len(trust.requests), 'request')}, see /trust"
        yield _row("Trust", words, "△" if is_open else "", "$text-warning")
    elif facts.server is not None and not facts.server.is_embedded:
        yield _row("Trust", "this server does not ask; the folder's files are in force")


def _model_rows(state: State, facts: StatusFacts) -> Iterator[PanelRow]:
    model, small = facts.models
    yield _row("Agent", facts.agent or "the server's default")
    yield _row("Model", model or "the server's default")
    yield _row("Small model", small or "the server's default")
    for provider in state.providers.providers:
        default = state.providers.default.get(provider.id, "")
        count = len(provider.models)
        words = f"{count} {'model' if count == 1 else 'models'}" + (f" · default {default}" if default else "")
        source = f" · {provider.source}" if provider.source else ""
        yield _row(provider.name or provider.id, words + source, "●", "$text-success")


def _mcp_rows(state: State) -> Iterator[PanelRow]:
    for name, server in sorted(state.mcp.items()):
        mark, style, words = describe_mcp_status(server.status)
        yield _row(name, f"{words}: {server.error}" if server.error else words, mark, style)
    if not state.mcp:
        yield _row("None", "/mcps adds one")


def _lsp_rows(state: State) -> Iterator[PanelRow]:
    for server in state.lsp:
        is_working = server.status == "connected"
        mark, style = ("●", "$text-success") if is_working else ("✗", "$text-error")
        yield _row(
            server.name or server.id, " · ".join(part for part in (server.status, server.root) if part), mark, style
        )
    if not state.lsp:
        yield _row("None", "they start with the first file of their language")


def _formatter_rows(facts: StatusFacts) -> Iterator[PanelRow]:
    if facts.formatters is None:
        yield _row("Formatters", LOADING)
    for formatter in sorted(facts.formatters or (), key=lambda one: (not one.enabled, one.name)):
        mark, style = ("●", "$text-success") if formatter.enabled else ("○", "$foreground-muted")
        words = "" if formatter.enabled else "off · "
        yield _row(formatter.name, words + " ".join(formatter.extensions), mark, style)
    if facts.formatters == ():
        yield _row("None", "none is configured")


def _path_rows(facts: StatusFacts) -> Iterator[PanelRow]:
    paths = facts.paths
    if paths is not None:
        for name in ("home", "config", "state", "worktree", "directory"):
            yield _row(name.capitalize(), getattr(paths, name))


def _key_rows(facts: StatusFacts) -> Iterator[PanelRow]:
    """Nothing while every key works as it was written."""
    for sentence in facts.key_problems:
        place, _, reason = sentence.partition(": ")
        yield _row(place, reason, "✗", "$text-error", about="/keys lists and changes keys.")


def _clock(seconds: float) -> str:
    return format_clock_time(seconds * 1000)


def _ago(seconds: float, now: float) -> str:
    return f"{format_duration(max(0.0, now - seconds))} ago, at {_clock(seconds)}" if seconds else ""
