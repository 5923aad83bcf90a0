"""What a permission would let happen, whole: nothing summed up, nothing left out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from octui.render.diff.patch_lines import split_patched_files
from octui.render.text.spoofing import check_address, has_confusables, has_hidden_chars, is_padded
from octui.wire.asks import Permission
from octui.wire.parts import ToolPart
from octui.wire.struct import Json


class PreviewKind(StrEnum):
    CODE = "code"
    """What runs, character by character."""
    DIFF = "diff"
    CLAIM = "claim"
    """Words the agent chose about what it does: to be read, not to be believed."""


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A stretch of text from elsewhere, with octui's words for it before the first line."""

    text: str
    label: str = ""
    mark: str = ""
    kind: PreviewKind = PreviewKind.CODE


@dataclass(frozen=True, slots=True)
class PermissionPreview:
    """Everything to be read before saying yes; `doubts` are sentences, and any one makes Reject the default."""

    sections: tuple[PreviewSection, ...]
    warnings: tuple[str, ...] = ()

    @property
    def character_count(self) -> int:
        """How many characters there are to lay out."""
        return sum(len(passage.text) for passage in self.sections)


HIDDEN_CHARACTERS: Final = "Hidden or reordering characters: they are spelled out as \\u{…}."
MIXED_LETTERS: Final = "Letters that pass for others: they are spelled out as \\u{…}."
PADDING: Final = "Blank stretches push part of it out of sight: they are shown as ⟨…⟩."
UNKNOWN_ARGUMENTS: Final = "The server did not say what it is called with."
PARTIAL_COMMAND: Final = "The server named only the parts of the command, not the whole of it."
CONFLICTING_VALUES: Final = "The request and the call disagree; both are shown."


def build_permission_preview(permission: Permission, call: ToolPart | None = None) -> PermissionPreview:
    """What would run if `permission` were allowed; `call` is the tool call that asks, where it is known."""
    facts = _RequestFields(permission, call)
    build = _BUILDERS.get(permission.permission, _preview_unknown_tool)
    if permission.permission not in _BUILDERS and isinstance(permission.metadata.get("diff"), str):
        build = _preview_edit
    passages = (*build(facts), *facts.list_untaken_fields())
    doubts = facts.doubts
    texts = [permission.permission, *permission.patterns, *permission.always]
    texts += [part for passage in passages for part in (passage.text, passage.label)]
    if any(has_hidden_chars(text) for text in texts):
        doubts.append(HIDDEN_CHARACTERS)
    if any(has_confusables(passage.text) for passage in passages if passage.kind is PreviewKind.CODE):
        doubts.append(MIXED_LETTERS)
    return PermissionPreview(passages, tuple(dict.fromkeys(doubts)))


def describe_always_rule(
    permission: Permission, directory: str, *, lasting: bool = False
) -> tuple[PreviewSection, ...]:
    """What "always" would remember, for how long, and how far it reaches; `lasting` where restarts forget nothing."""
    kind = permission.permission
    reach = f"for every session in {directory or 'this directory'}"
    time = "from now on, in later runs too" if lasting else "until the server restarts"
    passages = [PreviewSection(f"Allowed without asking {time}, {reach}: {kind} that matches", kind=PreviewKind.CLAIM)]
    passages += [PreviewSection(pattern, mark="• ") for pattern in permission.always]
    if "*" in permission.always:
        passages.append(PreviewSection(f"* matches everything: no {kind} will be asked about.", kind=PreviewKind.CLAIM))
    return tuple(passages)


class _RequestFields:
    """What request and call say, given out once: what nobody took is shown in the end."""

    def __init__(self, permission: Permission, call: ToolPart | None) -> None:
        self.permission = permission
        self.metadata: Json = dict(permission.metadata)
        self.input: Json = dict(call.state.input) if call is not None else {}
        self.called = call is not None and bool(call.state.input)
        self.tool = call.tool if call is not None else ""
        self.doubts: list[str] = []

    def take_values(self, *names: str) -> list[str]:
        """The different values under these names, in the request first, then in the call."""
        told = [source.pop(name) for name in names for source in (self.metadata, self.input) if name in source]
        found = [_format_field(value) for value in told]
        return list(dict.fromkeys(text for text in found if text))

    def discard_fields(self, *names: str) -> None:
        """Leave these out: something already shown says the same."""
        for name in names:
            self.metadata.pop(name, None)
            self.input.pop(name, None)

    def take_sections(
        self, *names: str, label: str = "", mark: str = "", kind: PreviewKind = PreviewKind.CODE
    ) -> list[PreviewSection]:
        """One passage; where request and call disagree there are two, and a doubt."""
        values = self.take_values(*names)
        if len(values) > 1:
            self.doubts.append(CONFLICTING_VALUES)
        return [PreviewSection(value, label=label, mark=mark, kind=kind) for value in values]

    def list_other_patterns(self, label: str, beside: Iterable[PreviewSection] = ()) -> list[PreviewSection]:
        """The patterns that `beside` does not already say."""
        said = "\n".join(passage.text for passage in beside)
        shown = [pattern for pattern in self.permission.patterns if pattern != "*" and pattern not in said]
        return [PreviewSection("\n".join(shown), label=label)] if shown else []

    def list_untaken_fields(self) -> list[PreviewSection]:
        rest = [PreviewSection(_format_field(value), label=name) for name, value in self.metadata.items()]
        rest += [
            PreviewSection(_format_field(value), label=name)
            for name, value in self.input.items()
            if self.metadata.get(name) != value
        ]
        return rest


def _preview_bash(facts: _RequestFields) -> list[PreviewSection]:
    command = facts.take_sections("command", mark="$ ")
    if not command:
        facts.doubts.append(PARTIAL_COMMAND)
        command = [PreviewSection(pattern, mark="$ ") for pattern in facts.permission.patterns]
    if any(is_padded(passage.text) for passage in command):
        facts.doubts.append(PADDING)
    where = facts.take_sections("workdir", "cwd", label="in")
    facts.discard_fields("directories", "patterns")
    return [*command, *where, *_take_claims(facts, command)]


def _preview_edit(facts: _RequestFields) -> list[PreviewSection]:
    changed = [part for diff in facts.take_values("diff") for part in split_patched_files(diff)]
    paths = facts.take_sections("filepath", "filePath", label="file")
    diff: list[PreviewSection] = []
    for path, part in changed:
        if len(changed) > 1 or path not in [passage.text for passage in paths]:
            diff.append(PreviewSection(path, label="file"))
        diff.append(PreviewSection(part, kind=PreviewKind.DIFF))
    if diff:
        facts.discard_fields("oldString", "newString", "replaceAll", "content", "patchText", "edits", "files")
    elif not facts.called:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    # Patterns are the same paths, relative: only what ends differently is news.
    known = [path for path, _ in changed] + [passage.text for passage in paths]
    others = [
        pattern
        for pattern in facts.permission.patterns
        if pattern != "*" and not any(path.endswith(pattern.lstrip("./")) for path in known)
    ]
    named = [PreviewSection("\n".join(others), label="for")] if others else []
    # The list of paths says no more than the paths above each part.
    return [*(paths if len(changed) <= 1 else []), *named, *diff]


def _preview_external_directory(facts: _RequestFields) -> list[PreviewSection]:
    command = facts.take_sections("command", mark="$ ")
    paths = facts.take_sections("filepath", "filePath", label="path")
    facts.discard_fields("directories", "parentDir", "patterns")
    reach = [PreviewSection("\n".join(facts.permission.patterns), label="outside the project")]
    return [*reach, *command, *paths, *_take_claims(facts, command)]


def _preview_doom_loop(facts: _RequestFields) -> list[PreviewSection]:
    tool = ", ".join(facts.take_values("tool")) or ", ".join(facts.permission.patterns)
    again = [PreviewSection(tool, label="called again and again with the same arguments")]
    repeated = facts.metadata.pop("input", None)
    if isinstance(repeated, dict):
        again += [PreviewSection(_format_field(value), label=str(name)) for name, value in repeated.items()]
    elif repeated is not None:
        again.append(PreviewSection(_format_field(repeated), label="input"))
    return again


def _preview_task(facts: _RequestFields) -> list[PreviewSection]:
    agent = facts.take_sections("subagent_type", label="subagent")
    prompt = facts.take_sections("prompt", label="told to")
    if not prompt:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    return [*agent, *facts.list_other_patterns("subagent", agent), *_take_claims(facts), *prompt]


def _preview_webfetch(facts: _RequestFields) -> list[PreviewSection]:
    urls = facts.take_sections("url")
    urls += facts.list_other_patterns("", urls)
    facts.doubts += [doubt for passage in urls if (doubt := check_address(passage.text))]
    return urls


def _preview_unknown_tool(facts: _RequestFields) -> list[PreviewSection]:
    if not facts.called and not facts.metadata:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    arguments = facts.list_untaken_fields()
    called = [PreviewSection(facts.tool, label="tool")] if facts.tool not in ("", facts.permission.permission) else []
    return [*called, *facts.list_other_patterns("for", arguments)]


def _take_claims(facts: _RequestFields, beside: Iterable[PreviewSection] = ()) -> list[PreviewSection]:
    said = [passage.text for passage in beside]
    return [
        PreviewSection(text, mark="# ", kind=PreviewKind.CLAIM)
        for text in facts.take_values("description")
        if text not in said
    ]


def _format_field(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


_BUILDERS: Final[dict[str, Callable[[_RequestFields], list[PreviewSection]]]] = {
    "bash": _preview_bash,
    "edit": _preview_edit,
    "external_directory": _preview_external_directory,
    "doom_loop": _preview_doom_loop,
    "task": _preview_task,
    "webfetch": _preview_webfetch,
}
