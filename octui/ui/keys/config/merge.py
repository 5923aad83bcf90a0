"""Merges configured keys into the default ones, and says which cannot be used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from octui.ui.commands.table import find_app_command
from octui.ui.keymap import DEFAULT_KEYS
from octui.ui.keys.config.key_problems import KeyProblem
from octui.ui.keys.config.key_values import parse_key_value
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS, VIEW_KEYS
from octui.ui.keys.context import KeyContext, KeyEntry
from octui.ui.keys.key_names import LEADER_PREFIX, normalize_key

Entries = Mapping[KeyContext, Mapping[str, KeyEntry]]

CONTEXT_BY_ID: Final = {command_id: context for context, entries in DEFAULT_KEYS.items() for command_id in entries}
"""Where each id counts."""

PROJECT_IDS: Final = frozenset(octui_id for name in VIEW_KEYS for octui_id in OFFICIAL_KEYS[name].octui_ids)
"""What a project's file may set."""

_OFFICIAL_IDS: Final = frozenset(octui_id for row in OFFICIAL_KEYS.values() for octui_id in row.octui_ids)

_QUIT_KEYS: Final = frozenset({"ctrl+c", "ctrl+d"})
"""Of the keys of `app_exit`, those that count in an empty prompt alone, and twice."""

_BELOW_APP: Final = (KeyContext.COMPOSER, KeyContext.PROMPT_TEXT)
"""Contexts that see a key before the commands do: a key that is given to a command is taken from them."""


@dataclass(frozen=True, slots=True)
class KeyOverride:
    """Configured keys for an id of OpenCode's or octui's; later ones are stronger."""

    name: str
    keys: tuple[str, ...]
    file: str
    line: int = 0
    is_project: bool = False

    def make_problem(self, reason: str, *, is_note: bool = False) -> KeyProblem:
        return KeyProblem(self.file, self.line, self.name, reason, is_note)


@dataclass(frozen=True, slots=True)
class _Assignment:
    """The keys of one of octui's ids, and the override they come from."""

    keys: tuple[str, ...]
    origin: KeyOverride
    rank: int


def find_key_title(command_id: str) -> str:
    """What an id does, as a title."""
    context = CONTEXT_BY_ID.get(command_id)
    title = DEFAULT_KEYS[context][command_id].title if context is not None else ""
    command = find_app_command(command_id)
    return title or (command.title if command is not None else command_id)


def merge_overrides(
    overrides: Sequence[KeyOverride], entries: Entries = DEFAULT_KEYS, *, is_project_trusted: bool = False
) -> tuple[Entries, list[KeyProblem]]:
    """The rows with the overrides in force.

    A key that is given to one command is taken from the others of its context. Of two that are given one key, the
    stronger has it. What comes from a project may only move what shows or scrolls, and takes no key from the rest.
    """
    problems: list[KeyProblem] = []
    assigned = _resolve_targets(overrides)
    if is_project_trusted:
        return _merge_assignments(entries, assigned, problems), problems
    personal = {octui_id: assignment for octui_id, assignment in assigned.items() if not assignment.origin.is_project}
    merged = _merge_assignments(entries, personal, problems)
    from_project = {octui_id: assignment for octui_id, assignment in assigned.items() if assignment.origin.is_project}
    if from_project:
        allowed = _restrict_project(merged, from_project, problems)
        merged = _merge_assignments(merged, allowed, problems)
    return merged, problems


def _resolve_targets(overrides: Sequence[KeyOverride]) -> dict[str, _Assignment]:
    """What each of octui's ids should have. An id of OpenCode's may stand for several, and several for one."""
    by_name = {override.name: (rank, override) for rank, override in enumerate(overrides)}
    assigned: dict[str, _Assignment] = {}
    for octui_id, names in _list_sources().items():
        written = [by_name[name] for name in names if name in by_name]
        own = by_name.get(octui_id) if octui_id not in OFFICIAL_KEYS else None
        if not written and own is None:
            continue
        rank, origin = max((*written, *((own,) if own is not None else ())), key=lambda item: item[0])
        if own is not None and own[1] is origin:
            assigned[octui_id] = _Assignment(origin.keys, origin, rank)
            continue
        keys = [key for name in names for key in _find_named_keys(name, by_name)]
        assigned[octui_id] = _Assignment(tuple(dict.fromkeys(_select_keys(octui_id, keys))), origin, rank)
    return assigned


def _list_sources() -> dict[str, list[str]]:
    """OpenCode's ids that stand for each of octui's; empty for what it does not have."""
    sources: dict[str, list[str]] = {octui_id: [] for octui_id in CONTEXT_BY_ID}
    for name, official in OFFICIAL_KEYS.items():
        for octui_id in official.octui_ids:
            if octui_id in sources:
                sources[octui_id].append(name)
    return sources


def _find_named_keys(name: str, by_name: Mapping[str, tuple[int, KeyOverride]]) -> tuple[str, ...]:
    return by_name[name][1].keys if name in by_name else parse_key_value(OFFICIAL_KEYS[name].keys).keys


def _select_keys(octui_id: str, keys: Sequence[str]) -> Sequence[str]:
    match octui_id:
        case "app.quit":
            return [key for key in keys if key in _QUIT_KEYS]
        case "app.exit":
            return [key for key in keys if key not in _QUIT_KEYS]
        case _:
            return keys


def _merge_assignments(entries: Entries, assigned: Mapping[str, _Assignment], problems: list[KeyProblem]) -> Entries:
    owners = _find_owners(assigned, problems)
    merged: dict[KeyContext, dict[str, KeyEntry]] = {}
    for context, rows in entries.items():
        merged[context] = {}
        for octui_id, entry in rows.items():
            assignment = assigned.get(octui_id)
            keys = assignment.keys if assignment is not None else tuple(entry.keys.split(",")) if entry.keys else ()
            kept = [key for key in keys if owners.get((context, normalize_key(key)), octui_id) == octui_id]
            if assignment is None and len(kept) < len(keys):
                problems.extend(_describe_losses(octui_id, keys, kept, context, owners, assigned))
            merged[context][octui_id] = entry._replace(keys=",".join(kept))
    return merged


def _find_owners(assigned: Mapping[str, _Assignment], problems: list[KeyProblem]) -> dict[tuple[KeyContext, str], str]:
    """Which id has a key in a context; of several, the stronger one, and among equals the first."""
    owners: dict[tuple[KeyContext, str], str] = {}
    for octui_id, assignment in sorted(assigned.items(), key=lambda item: -item[1].rank):
        context = CONTEXT_BY_ID[octui_id]
        known = {normalize_key(key) for key in DEFAULT_KEYS[context][octui_id].keys.split(",")}
        for key in assignment.keys:
            owner = owners.setdefault((context, key), octui_id)
            if owner != octui_id:
                place = assigned[owner].origin
                where = f" ({place.name}, line {place.line})" if place.line else f" ({place.name})"
                reason = f"{key} is also given to “{find_key_title(owner)}”{where}"
                problems.append(assignment.origin.make_problem(reason))
            elif context is KeyContext.APP and key not in known:
                for below in _BELOW_APP:
                    owners.setdefault((below, key), octui_id)
            elif key.startswith(LEADER_PREFIX):
                # After the leader a command would be found first.
                owners.setdefault((KeyContext.APP, key), octui_id)
    return owners


def _describe_losses(
    octui_id: str,
    keys: Sequence[str],
    kept: Sequence[str],
    context: KeyContext,
    owners: Mapping[tuple[KeyContext, str], str],
    assigned: Mapping[str, _Assignment],
) -> Iterator[KeyProblem]:
    """A command that loses a key to an override; a problem where OpenCode has the command and no key is left."""
    lost = [key for key in keys if key not in kept]
    origin = assigned[owners[(context, normalize_key(lost[0]))]].origin
    left = "which has no key left" if not kept else f"which still has {', '.join(kept)}"
    reason = f"{', '.join(lost)} is taken from “{find_key_title(octui_id)}”, {left}"
    yield origin.make_problem(reason, is_note=bool(kept) or octui_id not in _OFFICIAL_IDS)


def _restrict_project(
    merged: Entries, from_project: Mapping[str, _Assignment], problems: list[KeyProblem]
) -> dict[str, _Assignment]:
    """A project's keys, without those that would be taken from commands it may not set."""
    allowed: dict[str, _Assignment] = {}
    for octui_id, assignment in from_project.items():
        if octui_id not in PROJECT_IDS:
            continue
        context = CONTEXT_BY_ID[octui_id]
        contexts = (context, *_BELOW_APP) if context is KeyContext.APP else (context,)
        own = {normalize_key(key) for key in merged[context][octui_id].keys.split(",")}
        holders = {
            normalize_key(key): holder
            for place in contexts
            for holder, entry in merged[place].items()
            if holder not in PROJECT_IDS
            for key in entry.keys.split(",")
        }
        keys = []
        for key in assignment.keys:
            if key in own or key not in holders:
                keys.append(key)
            else:
                title = find_key_title(holders[key])
                problems.append(assignment.origin.make_problem(f"a project may not take {key} from “{title}”"))
        allowed[octui_id] = _Assignment(tuple(keys), assignment.origin, assignment.rank)
    return allowed
