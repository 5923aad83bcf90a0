"""The rows of the permissions screen: what was allowed, every rule in force, and what the server can tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from octui.render.requests.grant_terms import GrantTerms
from octui.render.text.clock_time import format_age, format_clock_time
from octui.render.text.counts import format_count
from octui.render.text.paths import abbreviate_home
from octui.render.text.spoofing import to_unspoofed_line
from octui.ui.pickers.rows import PickerRow
from octui.wire.access.permissions import PermissionGrant, SavedPermission, SourcedRule

ALLOWED: Final = "What you allowed"
ABOUT: Final = "About this server"
UNTRUSTED: Final = "\nThe folder is not trusted: this rule can only be stricter than others."
GLYPHS: Final = {"allow": ("✓", "$text-success"), "ask": ("?", "$text-warning"), "deny": ("✗", "$text-error")}


@dataclass(frozen=True, slots=True)
class PermissionsInForce:
    """What a server says about the permissions of a session."""

    directory: str = ""
    agent: str = ""
    rules: tuple[SourcedRule, ...] = ()
    has_sources: bool = False
    """Whether it says where rules come from."""
    grants: tuple[PermissionGrant, ...] = ()
    saved: tuple[SavedPermission, ...] = ()
    """What OpenCode 1.18 keeps for the project."""
    limits: tuple[str, ...] = ()
    """What the server cannot tell or revoke, in sentences."""
    terms: GrantTerms = field(default_factory=GrantTerms)


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A row, with the sentences that say all of it."""

    row: PickerRow
    text: str
    is_revocable: bool = False


def iter_permission_rows(
    known: PermissionsInForce, titles: dict[str, str], home: str, now: float
) -> Iterator[PermissionRow]:
    """`titles` are those of sessions by id; `now` is in epoch milliseconds. The rule that decides first comes first."""
    yield from _build_grants(known, titles, home, now)
    yield from _build_saved(known.saved)
    yield from _build_rules(known, home)
    for number, sentence in enumerate(known.limits):
        yield PermissionRow(PickerRow(f"limit.{number}", sentence, group=ABOUT, is_muted=True), sentence)


def _build_grants(known: PermissionsInForce, titles: dict[str, str], home: str, now: float) -> Iterator[PermissionRow]:
    for grant in known.grants:
        scope = known.terms.name_scope(grant.scope)
        place = f"in every session of {abbreviate_home(grant.directory, home)}"
        if grant.scope == "session":
            title = to_unspoofed_line(titles.get(grant.session_id, ""))
            scope = f"Session “{title}”" if title else "One session"
            place = f"in the session “{title or grant.session_id}” and its subagents, until {known.terms.end}"
        elif grant.scope == "server":
            place += f", until {known.terms.end}"
        else:
            place += ", also after restarts"
        uses = f"used {format_count(int(grant.uses), 'time')}" if grant.uses else "not used yet"
        last = f", last at {format_clock_time(grant.used)}" if grant.used else ""
        name = f"{to_unspoofed_line(grant.permission)}  {to_unspoofed_line(grant.pattern)}"
        yield PermissionRow(
            PickerRow(
                grant.id,
                name,
                f"{scope} · {format_age(grant.created, now)} · {uses}",
                ALLOWED,
                GLYPHS["allow"][0],
                style=GLYPHS["allow"][1],
            ),
            f"{name} is allowed without asking {place}.\nAllowed at {format_clock_time(grant.created)}, {uses}{last}.",
            is_revocable=True,
        )


def _build_saved(saved: Sequence[SavedPermission]) -> Iterator[PermissionRow]:
    for kept in saved:
        name = f"{to_unspoofed_line(kept.action)}  {to_unspoofed_line(kept.resource)}"
        text = f"{name} is allowed without asking in every checkout of this project, also after restarts."
        row = PickerRow(kept.id, name, "This project, kept", ALLOWED, GLYPHS["allow"][0], style=GLYPHS["allow"][1])
        yield PermissionRow(row, text, is_revocable=True)


def _build_rules(known: PermissionsInForce, home: str) -> Iterator[PermissionRow]:
    """The last rule that matches decides, so that the last one is listed first."""
    listed = list(enumerate(known.rules))[::-1]
    for (source, origin), members in groupby(listed, key=lambda member: (member[1].source, member[1].origin)):
        group = _name_source(source, to_unspoofed_line(abbreviate_home(origin, home)), known)
        for number, rule in members:
            glyph, style = GLYPHS.get(rule.action, GLYPHS["ask"])
            name = f"{to_unspoofed_line(rule.permission)}  {to_unspoofed_line(rule.pattern)}"
            limit = UNTRUSTED if rule.is_limited else ""
            row = PickerRow(f"rule.{number}", name, rule.action, f"Rules: {group}", glyph, style=style)
            yield PermissionRow(row, f"{_say_action(rule.action)} {name} · {group}.{limit}")


def _name_source(source: str, origin: str, known: PermissionsInForce) -> str:
    if not known.has_sources and source == "agent":
        return f"those of the agent {origin}, as the server lists them"
    match source:
        case "session":
            return "this session's own"
        case "agent":
            return f"the agent {origin}"
        case "project":
            return f"the project's {origin}" if origin else "the project"
        case "global":
            return f"your {origin}" if origin else "yours"
        case _:
            return "the defaults"


def _say_action(action: str) -> str:
    return {"allow": "Allows", "deny": "Denies"}.get(action, "Asks for")
