"""Intents: the tool call or reply a sentence asks for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ToolIntent:
    """A tool call the user asked for; `lead` is the text before it."""

    tool: str
    arguments: Json = field(default_factory=dict)
    lead: str = ""
    file: str = ""
    """The file it is about, to be looked for elsewhere when it is not where it was said to be."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A request for a text reply: `help`, `hello`, or one of the topics in `topics.py`."""

    topic: str


@dataclass(frozen=True, slots=True)
class ReadNamedFile:
    """A request for a file by a name without folder and extension, such as `the readme`: it has to be found first."""

    name: str


@dataclass(frozen=True, slots=True)
class RunScript:
    """A request for what a project calls by different names: `test`, `build`, `lint`, `start` or `install`."""

    kind: str


@dataclass(frozen=True, slots=True)
class FindDefinition:
    """A request for where a name is defined, and for the text of its definition when that is to be shown."""

    name: str
    is_shown: bool = False


LinesChange = Callable[[Sequence[str]], list[str]]
"""The lines of a file after a change."""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """A change that depends on the text of the file."""

    path: str
    change: LinesChange
    makes_file: bool = False
    """Whether the file may be a new one."""


@dataclass(frozen=True, slots=True)
class ReplaceEverywhere:
    """A text to be replaced in every file that has it."""

    old: str
    new: str


Procedure = ReadNamedFile | RunScript | FindDefinition | ChangeText | ReplaceEverywhere
"""Intents of several steps, each of which depends on the result of the one before."""

Intent = ToolIntent | SmallTalk | Procedure
IntentRule = tuple[re.Pattern[str], Callable[[re.Match[str]], Intent | None]]
