"""What a permission would let happen, whole: nothing summed up, nothing left out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from octui.render.deceit import address_doubt, hides, imitates, pads
from octui.render.patch import patched_files
from octui.wire.asks import Permission
from octui.wire.parts import ToolPart
from octui.wire.struct import Json


class Kind(StrEnum):
    CODE = "code"
    """What runs, character by character."""
    DIFF = "diff"
    CLAIM = "claim"
    """Words the agent chose about what it does: to be read, not to be believed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text from elsewhere, with octui's words for it before the first line."""

    text: str
    label: str = ""
    mark: str = ""
    kind: Kind = Kind.CODE


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything to be read before saying yes; `doubts` are sentences, and any one makes Reject the default."""

    passages: tuple[Passage, ...]
    doubts: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How many characters there are to lay out."""
        return sum(len(passage.text) for passage in self.passages)


HIDDEN_CHARACTERS: Final = "Hidden or reordering characters: they are spelled out as \\u{…}."
MIXED_LETTERS: Final = "Letters that pass for others: they are spelled out as \\u{…}."
PADDING: Final = "Blank stretches push part of it out of sight: they are shown as ⟨…⟩."
UNKNOWN_ARGUMENTS: Final = "The server did not say what it is called with."
PARTS_ONLY: Final = "The server named only the parts of the command, not the whole of it."
TWO_STORIES: Final = "The request and the call disagree; both are shown."


def proposal(permission: Permission, call: ToolPart | None = None) -> Proposal:
    """What would run if `permission` were allowed; `call` is the tool call that asks, where it is known."""
    facts = _Facts(permission, call)
    build = _BUILDERS.get(permission.permission, _any_call)
    if permission.permission not in _BUILDERS and isinstance(permission.metadata.get("diff"), str):
        build = _edit
    passages = (*build(facts), *facts.rest())
    doubts = facts.doubts
    texts = [permission.permission, *permission.patterns, *permission.always]
    texts += [part for passage in passages for part in (passage.text, passage.label)]
    if any(hides(text) for text in texts):
        doubts.append(HIDDEN_CHARACTERS)
    if any(imitates(passage.text) for passage in passages if passage.kind is Kind.CODE):
        doubts.append(MIXED_LETTERS)
    return Proposal(passages, tuple(dict.fromkeys(doubts)))


def remembered(permission: Permission, directory: str, *, lasting: bool = False) -> tuple[Passage, ...]:
    """What "always" would remember, for how long, and how far it reaches; `lasting` where restarts forget nothing."""
    kind = permission.permission
    reach = f"for every session in {directory or 'this directory'}"
    time = "from now on, in later runs too" if lasting else "until the server restarts"
    passages = [Passage(f"Allowed without asking {time}, {reach}: {kind} that matches", kind=Kind.CLAIM)]
    passages += [Passage(pattern, mark="• ") for pattern in permission.always]
    if "*" in permission.always:
        passages.append(Passage(f"* matches everything: no {kind} will be asked about.", kind=Kind.CLAIM))
    return tuple(passages)


class _Facts:
    """What request and call say, given out once: what nobody took is shown in the end."""

    def __init__(self, permission: Permission, call: ToolPart | None) -> None:
        self.permission = permission
        self.metadata: Json = dict(permission.metadata)
        self.input: Json = dict(call.state.input) if call is not None else {}
        self.called = call is not None and bool(call.state.input)
        self.tool = call.tool if call is not None else ""
        self.doubts: list[str] = []

    def take(self, *names: str) -> list[str]:
        """The different values under these names, in the request first, then in the call."""
        told = [source.pop(name) for name in names for source in (self.metadata, self.input) if name in source]
        found = [_written(value) for value in told]
        return list(dict.fromkeys(text for text in found if text))

    def drop(self, *names: str) -> None:
        """Leave these out: something already shown says the same."""
        for name in names:
            self.metadata.pop(name, None)
            self.input.pop(name, None)

    def one(self, *names: str, label: str = "", mark: str = "", kind: Kind = Kind.CODE) -> list[Passage]:
        """One passage; where request and call disagree there are two, and a doubt."""
        values = self.take(*names)
        if len(values) > 1:
            self.doubts.append(TWO_STORIES)
        return [Passage(value, label=label, mark=mark, kind=kind) for value in values]

    def patterns(self, label: str, beside: Iterable[Passage] = ()) -> list[Passage]:
        """The patterns that `beside` does not already say."""
        said = "\n".join(passage.text for passage in beside)
        shown = [pattern for pattern in self.permission.patterns if pattern != "*" and pattern not in said]
        return [Passage("\n".join(shown), label=label)] if shown else []

    def rest(self) -> list[Passage]:
        rest = [Passage(_written(value), label=name) for name, value in self.metadata.items()]
        rest += [
            Passage(_written(value), label=name)
            for name, value in self.input.items()
            if self.metadata.get(name) != value
        ]
        return rest


def _bash(facts: _Facts) -> list[Passage]:
    command = facts.one("command", mark="$ ")
    if not command:
        facts.doubts.append(PARTS_ONLY)
        command = [Passage(pattern, mark="$ ") for pattern in facts.permission.patterns]
    if any(pads(passage.text) for passage in command):
        facts.doubts.append(PADDING)
    where = facts.one("workdir", "cwd", label="in")
    facts.drop("directories", "patterns")
    return [*command, *where, *_claims(facts, command)]


def _edit(facts: _Facts) -> list[Passage]:
    changed = [part for diff in facts.take("diff") for part in patched_files(diff)]
    paths = facts.one("filepath", "filePath", label="file")
    diff: list[Passage] = []
    for path, part in changed:
        if len(changed) > 1 or path not in [passage.text for passage in paths]:
            diff.append(Passage(path, label="file"))
        diff.append(Passage(part, kind=Kind.DIFF))
    if diff:
        facts.drop("oldString", "newString", "replaceAll", "content", "patchText", "edits", "files")
    elif not facts.called:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    # Patterns are the same paths, relative: only what ends differently is news.
    known = [path for path, _ in changed] + [passage.text for passage in paths]
    others = [
        pattern
        for pattern in facts.permission.patterns
        if pattern != "*" and not any(path.endswith(pattern.lstrip("./")) for path in known)
    ]
    named = [Passage("\n".join(others), label="for")] if others else []
    # The list of paths says no more than the paths above each part.
    return [*(paths if len(changed) <= 1 else []), *named, *diff]


def _outside(facts: _Facts) -> list[Passage]:
    command = facts.one("command", mark="$ ")
    paths = facts.one("filepath", "filePath", label="path")
    facts.drop("directories", "parentDir", "patterns")
    reach = [Passage("\n".join(facts.permission.patterns), label="outside the project")]
    return [*reach, *command, *paths, *_claims(facts, command)]


def _loop(facts: _Facts) -> list[Passage]:
    tool = ", ".join(facts.take("tool")) or ", ".join(facts.permission.patterns)
    again = [Passage(tool, label="called again and again with the same arguments")]
    repeated = facts.metadata.pop("input", None)
    if isinstance(repeated, dict):
        again += [Passage(_written(value), label=str(name)) for name, value in repeated.items()]
    elif repeated is not None:
        again.append(Passage(_written(repeated), label="input"))
    return again


def _task(facts: _Facts) -> list[Passage]:
    agent = facts.one("subagent_type", label="subagent")
    prompt = facts.one("prompt", label="told to")
    if not prompt:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    return [*agent, *facts.patterns("subagent", agent), *_claims(facts), *prompt]


def _webfetch(facts: _Facts) -> list[Passage]:
    urls = facts.one("url")
    urls += facts.patterns("", urls)
    facts.doubts += [doubt for passage in urls if (doubt := address_doubt(passage.text))]
    return urls


def _any_call(facts: _Facts) -> list[Passage]:
    if not facts.called and not facts.metadata:
        facts.doubts.append(UNKNOWN_ARGUMENTS)
    arguments = facts.rest()
    called = [Passage(facts.tool, label="tool")] if facts.tool not in ("", facts.permission.permission) else []
    return [*called, *facts.patterns("for", arguments)]


def _claims(facts: _Facts, beside: Iterable[Passage] = ()) -> list[Passage]:
    said = [passage.text for passage in beside]
    return [Passage(text, mark="# ", kind=Kind.CLAIM) for text in facts.take("description") if text not in said]


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


_BUILDERS: Final[dict[str, Callable[[_Facts], list[Passage]]]] = {
    "bash": _bash,
    "edit": _edit,
    "external_directory": _outside,
    "doom_loop": _loop,
    "task": _task,
    "webfetch": _webfetch,
}
