"""Findings of the doctor in sections, as text and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Value = str | int | bool | None | Sequence[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One finding; `name` is its key in the JSON."""

    name: str
    value: Value
    note: str = ""
    """The consequence, for the reader."""
    is_problem: bool = False
    """Whether it prevents something from working."""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    facts: tuple[Fact, ...]
    details: tuple[dict[str, str], ...] = field(default=())
    """Rows that are reported unchanged, under the key `tried`."""


def sections_to_json(sections: Iterable[Section]) -> dict[str, dict[str, object]]:
    result: dict[str, dict[str, object]] = {}
    for section in sections:
        result[section.name] = {fact.name: fact.value for fact in section.facts}
        if section.details:
            result[section.name]["tried"] = list(section.details)
        notes = [fact.note for fact in section.facts if fact.is_problem and fact.note]
        if notes:
            result[section.name]["troubles"] = notes
    return result


def format_sections(sections: Sequence[Section]) -> str:
    """A paragraph a section; untrusted text cannot control the terminal."""
    width = max(len(_format_name(fact.name)) for section in sections for fact in section.facts)
    lines: list[str] = []
    for section in sections:
        lines += ["", _format_name(section.name)]
        lines += [f"  {_attempt_mark(row['outcome'])} {_mask_unprintable(row['sentence'])}" for row in section.details]
        for fact in section.facts:
            value = _mask_unprintable(_format_value(fact.value))
            note = f"{'  ← ' if value else ''}{_mask_unprintable(fact.note)}" if fact.note else ""
            lines.append(
                f"  {'✗' if fact.is_problem else ' '} {_format_name(fact.name):<{width}}  {value}{note}".rstrip()
            )
    return "\n".join(lines[1:])


def _attempt_mark(outcome: str) -> str:
    return {"found": "●", "failed": "✗"}.get(outcome, "–")


def _format_name(name: str) -> str:
    return name.replace("_", " ")


def _format_value(value: Value) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "none"
        case str() | int():
            return str(value)
        case _:
            return ", ".join(value) or "none"


def _mask_unprintable(text: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
