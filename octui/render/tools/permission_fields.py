"""The fields of a permission request and its tool call; each is taken once, so that none is left out."""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import islice
from typing import Final

import msgspec

from octui.lazy_dataclasses import dataclass
from octui.render.text.paths import shorten_path
from octui.wire.decoding.raw_json import RawArray, RawObject
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission
from octui.wire.struct import Json

PADDING: Final = "Long blank stretches push part of it out of sight; they are shown as ⟨…⟩."
UNKNOWN_ARGUMENTS: Final = "The server did not send the arguments of this call."
PARTIAL_COMMAND: Final = "The server sent only parts of the command, not all of it."
CONFLICTING_VALUES: Final = "The request and the call disagree; both are shown."


MAX_COMPARED: Final = 100_000_000
"""Characters that are searched for patterns."""

MAX_GROWTH: Final = 8
"""How many times as long JSON may be when it is indented."""


MAX_INDENTED: Final = 1_000_000
"""Characters of JSON that is indented; more would take too much memory for what anybody can read."""


MANY_PATTERNS: Final = 1_000
"""More patterns share a section."""

JOINED_AT_ONCE: Final = 1_000
"""Short texts that are joined together: each takes many times the memory of its characters."""


class PreviewKind(StrEnum):
    CODE = "code"
    """What runs, character by character."""
    DIFF = "diff"
    CLAIM = "claim"
    """Words the agent chose about what it does: to be read, not to be believed."""


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A piece of untrusted text, with octui's label before its first line."""

    text: str
    label: str = ""
    mark: str = ""
    kind: PreviewKind = PreviewKind.CODE
    language: str = ""
    """The language of the code that a diff changes."""


class RequestFields:
    """The fields of a request and of its call. Each is taken once; what is not taken is shown at the end."""

    def __init__(self, permission: Permission, call: ToolPart | None, directory: str = "") -> None:
        self.permission = permission
        self.directory = directory
        """The directory of the session, in which paths are relative; `""` where it is not known."""
        self.metadata: Json = dict(permission.metadata.items())
        self.input: Json = dict(call.state.input.items()) if call is not None else {}
        self.has_arguments = call is not None and bool(call.state.input)
        self.tool = call.tool if call is not None else ""
        self.warnings: list[str] = []

    def take_values(self, *names: str) -> list[str]:
        """The different values under these names, in the request first, then in the call."""
        found = [source.pop(name) for name in names for source in (self.metadata, self.input) if name in source]
        texts = [format_field(value) for value in found]
        return list(dict.fromkeys(text for text in texts if text))

    def discard_fields(self, *names: str) -> None:
        """Leave these out: something already shown says the same."""
        for name in names:
            self.metadata.pop(name, None)
            self.input.pop(name, None)

    def take_sections(
        self, *names: str, label: str = "", mark: str = "", kind: PreviewKind = PreviewKind.CODE
    ) -> list[PreviewSection]:
        """One section; where request and call disagree there are two, and a warning."""
        values = self.take_values(*names)
        if len(values) > 1:
            self.warnings.append(CONFLICTING_VALUES)
        return [PreviewSection(value, label=label, mark=mark, kind=kind) for value in values]

    def take_paths(self, *names: str, label: str) -> list[PreviewSection]:
        """A path, relative to the directory it is in; two where request and call do not mean the same file."""
        paths = list(dict.fromkeys(shorten_path(path, self.directory) for path in self.take_values(*names)))
        if len(paths) > 1:
            self.warnings.append(CONFLICTING_VALUES)
        return [PreviewSection(path, label=label) for path in paths]

    def take_claims(self, beside: Iterable[PreviewSection] = ()) -> list[PreviewSection]:
        """The agent's own description of the call, unless `beside` already says the same."""
        shown = [section.text for section in beside]
        texts = [text for text in self.take_values("description") if text not in shown]
        return [PreviewSection(text, mark="# ", kind=PreviewKind.CLAIM) for text in texts]

    def list_other_patterns(self, label: str, beside: Iterable[PreviewSection] = ()) -> list[PreviewSection]:
        """The patterns that `beside` does not already show."""
        patterns = self.permission.patterns
        shown = "\n".join(section.text for section in beside)
        # To look for very many in a long text takes too long: they are shown, even if that says something twice.
        can_compare = len(patterns) * len(shown) <= MAX_COMPARED
        others = join_lines(
            pattern for pattern in patterns if pattern != "*" and not (can_compare and pattern in shown)
        )
        return [PreviewSection(others, label=label)] if others else []

    def list_untaken_fields(self) -> list[PreviewSection]:
        """All remaining fields, under the names the server gave them."""
        untaken = [PreviewSection(format_field(value), label=name) for name, value in self.metadata.items()]
        untaken += [
            PreviewSection(format_field(value), label=name)
            for name, value in self.input.items()
            if self.metadata.get(name) != value
        ]
        return untaken


def build_unknown_sections(fields: RequestFields) -> list[PreviewSection]:
    """The name of the tool and what it is for; all its arguments follow as untaken fields."""
    if not fields.has_arguments and not fields.metadata:
        fields.warnings.append(UNKNOWN_ARGUMENTS)
    arguments = fields.list_untaken_fields()
    tool = [PreviewSection(fields.tool, label="tool")] if fields.tool not in ("", fields.permission.permission) else []
    return [*tool, *fields.list_other_patterns("for", arguments)]


def build_pattern_sections(patterns: Sequence[str], mark: str) -> list[PreviewSection]:
    """A section for each pattern; very many are the lines of one."""
    if len(patterns) <= MANY_PATTERNS:
        return [PreviewSection(pattern, mark=mark) for pattern in patterns]
    return [PreviewSection(join_lines(pattern.replace("\n", "\n  ") for pattern in patterns), mark="• ")]


def join_lines(lines: Iterable[str]) -> str:
    """The lines as one text, of which few exist by themselves at once."""
    left = iter(lines)
    joined: list[str] = []
    while some := list(islice(left, JOINED_AT_ONCE)):
        joined.append("\n".join(some))
    return "\n".join(joined)


def format_field(value: object) -> str:
    """A text as it is, anything else as JSON: indented, unless it is so deep that most of it would be indentation."""
    if isinstance(value, str):
        return value
    if isinstance(value, RawObject | RawArray):
        compact = value.encode_json()
    else:
        compact = json.dumps(value, ensure_ascii=False)
    if len(compact) > MAX_INDENTED:
        return compact
    try:
        indented = msgspec.json.format(compact, indent=2)
    except ValueError:  # numbers that are none, or halves of characters
        return compact
    return indented if len(indented) <= MAX_GROWTH * len(compact) else compact
