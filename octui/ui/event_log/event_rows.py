"""What came over the event stream as rows of a panel; pure, so that tests need no screen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from octui.render.text.clock_time import format_clock_time
from octui.render.text.durations import format_duration
from octui.ui.panels.panel_rows import PanelRow
from octui.ui.sync.stream_log import LoggedEvent, StreamLog

MAX_LISTED: Final = 100
_LOOKS: Final = {
    "connected": ("●", "$text-success"),
    "quiet": ("◐", "$text-warning"),
    "lost": ("○", "$text-error"),
}


def build_event_rows(log: StreamLog, now: float, unknown: int) -> list[PanelRow]:
    """Totals, kinds by how many came, the connection's history and the latest events; `now` in epoch seconds."""
    return [*_total_rows(log, now, unknown), *_kind_rows(log), *_connection_rows(log), *_latest_rows(log)]


def find_logged_event(log: StreamLog, row_id: str) -> LoggedEvent | None:
    """The event that a row stands for."""
    return next((logged for logged in log.events if _event_id(logged) == row_id), None)


def encode_event(logged: LoggedEvent) -> bytes:
    """An event as one line of JSON, as octui understood it."""
    received = logged.received
    entry: dict[str, Any] = {
        "time": datetime.fromtimestamp(logged.at).astimezone().isoformat(timespec="milliseconds"),
        "type": received.kind,
        "directory": received.directory,
        "properties": received.event,
    }
    return msgspec.json.encode(entry)


def encode_log(log: StreamLog) -> bytes:
    """Connection changes and events in the order they came, one JSON object a line."""
    changes = [
        (change.at, msgspec.json.encode({"time": change.at, "connection": change.status, "reason": change.reason}))
        for change in log.changes
    ]
    events = [(logged.at, encode_event(logged)) for logged in log.events]
    lines = [line for _, line in sorted([*changes, *events], key=lambda entry: entry[0])]
    return b"".join(line + b"\n" for line in lines)


def _total_rows(log: StreamLog, now: float, unknown: int) -> Iterable[PanelRow]:
    rate = sum(log.compute_rates().values())
    facts = (
        ("Events", f"{sum(log.counts.values()):,} in {format_duration(max(0.0, now - log.counting_since))}"),
        ("Rate", f"{rate:,.1f} a second, over the last ten seconds"),
        ("Size", f"{log.characters:,} characters"),
        ("Unreadable", f"{log.unreadable} frames or items skipped"),
        ("Unknown kinds", f"{unknown} events that octui does not use"),
    )
    for title, detail in facts:
        yield PanelRow(id=f"total/{title}", title=title, detail=detail, group="Stream", glyph=" ")


def _kind_rows(log: StreamLog) -> Iterable[PanelRow]:
    rates = log.compute_rates()
    for kind, count in log.counts.most_common():
        rate = f"{rates[kind]:,.1f}/s" if kind in rates else ""
        yield PanelRow(id=f"kind/{kind}", title=kind, detail=f"{count:>8,}  {rate}".rstrip(), group="Kinds", glyph=" ")


def _connection_rows(log: StreamLog) -> Iterable[PanelRow]:
    for number, change in reversed(list(enumerate(log.changes))):
        mark, style = _LOOKS[change.status]
        moment = f"{datetime.fromtimestamp(change.at):%H:%M:%S}"
        yield PanelRow(
            id=f"change/{number}/{change.at}",
            title=f"{format_clock_time(change.at * 1000).removesuffix(moment[:5])}{moment}",
            detail=f"{change.status}: {change.reason}" if change.reason else change.status,
            group="Connection, latest first",
            glyph=mark,
            style=style,
        )


def _latest_rows(log: StreamLog) -> Iterable[PanelRow]:
    for logged in list(reversed(log.events))[:MAX_LISTED]:
        received = logged.received
        subject = _find_subject(received.event)
        facts = (f"{datetime.fromtimestamp(logged.at):%H:%M:%S}", subject, received.directory or "")
        yield PanelRow(
            id=_event_id(logged),
            title=received.kind,
            detail=" · ".join(fact for fact in facts if fact),
            group="Events, latest first",
            glyph=" ",
        )


def _event_id(logged: LoggedEvent) -> str:
    return f"event/{logged.at}/{logged.received.kind}/{id(logged.received)}"


def _find_subject(event: object) -> str:
    """What an event is about: the id of a session, a message or a request."""
    for name in ("session_id", "id", "request_id", "file", "name"):
        if isinstance(value := getattr(event, name, None), str) and value:
            return value
    for name in ("info", "request", "part"):
        if isinstance(value := getattr(getattr(event, name, None), "id", None), str):
            return value
    return ""
