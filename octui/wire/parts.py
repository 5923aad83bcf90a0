"""The parts of a message; a part of a kind not listed here is an `UnknownPart`, never an error."""

from typing import Final, cast, get_args

import msgspec

from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.struct import EpochMs, JsonObject, Texts, Wire, keep_wide_texts

_NAMED_ERRORS: Final = ("Permission", "Question")
"""How an exception begins that stands for the user's decision or rule."""


class Span(Wire, frozen=True):
    """When a part began and ended, in epoch milliseconds; `end` is missing while it grows."""

    start: EpochMs = 0
    end: EpochMs | None = None


class PartBase(Wire, frozen=True):
    """Where a part belongs. Parts of a message are ordered by `id`."""

    id: str
    session_id: str = ""
    message_id: str = ""


class TextPart(PartBase, frozen=True, tag="text", tag_field="type"):
    """Prose. While a reply streams, `text` only ever grows."""

    text: str = ""
    synthetic: bool | None = None
    ignored: bool | None = None
    time: Span | None = None
    metadata: JsonObject | None = None


class ReasoningPart(PartBase, frozen=True, tag="reasoning", tag_field="type"):
    text: str = ""
    time: Span | None = None
    metadata: JsonObject | None = None


class SourceText(Wire, frozen=True):
    """The words in the prompt that stand for an attachment, with their place."""

    value: str = ""
    start: float = 0
    end: float = 0


class FileSource(Wire, frozen=True):
    """Where an attachment comes from: `type` is `file`, `symbol` (`name`, `kind`, `range`) or `resource` (`uri`)."""

    type: str = "file"
    path: str | None = None
    name: str | None = None
    kind: int | None = None
    range: JsonObject | None = None
    client_name: str | None = None
    uri: str | None = None
    text: SourceText | None = None


class FilePart(PartBase, frozen=True, tag="file", tag_field="type"):
    """An attachment; `url` is `file://…` on the server's disk or a `data:` URL."""

    mime: str = ""
    url: str = ""
    filename: str | None = None
    source: FileSource | None = None


class AgentPart(PartBase, frozen=True, tag="agent", tag_field="type"):
    name: str = ""
    source: SourceText | None = None


class PartModel(Wire, frozen=True):
    provider_id: str = ""
    model_id: str = ""


class SubtaskPart(PartBase, frozen=True, tag="subtask", tag_field="type"):
    prompt: str = ""
    description: str = ""
    agent: str = ""
    command: str | None = None
    model: PartModel | None = None


class StepStartPart(PartBase, frozen=True, tag="step-start", tag_field="type"):
    snapshot: str | None = None


class StepFinishPart(PartBase, frozen=True, tag="step-finish", tag_field="type"):
    reason: str = ""
    snapshot: str | None = None
    cost: float = 0
    tokens: JsonObject | None = None


class PatchPart(PartBase, frozen=True, tag="patch", tag_field="type"):
    hash: str = ""
    files: Texts = ()


class SnapshotPart(PartBase, frozen=True, tag="snapshot", tag_field="type"):
    snapshot: str = ""


class RetryPart(PartBase, frozen=True, tag="retry", tag_field="type"):
    attempt: int = 0
    error: JsonObject | None = None
    time: JsonObject | None = None


class CompactionPart(PartBase, frozen=True, tag="compaction", tag_field="type"):
    auto: bool = False
    overflow: bool | None = None
    tail_start_id: str | None = msgspec.field(name="tail_start_id", default=None)


@keep_wide_texts("output", "error")
class ToolState(Wire, frozen=True):
    """How far a call has come: `status` is `pending`, `running`, `completed` or `error`.

    `metadata["output"]` of a running bash is cumulative: each update replaces the one before.
    """

    status: str = "pending"
    input: JsonObject = {}
    output: str = ""
    error: str = ""
    title: str | None = None
    metadata: JsonObject = {}
    time: Span | None = None
    attachments: tuple[FilePart, ...] | None = None
    raw: str | None = None

    def __post_init__(self) -> None:
        if self.error.startswith(_NAMED_ERRORS):
            # Imported for the few servers that name one: the first screen does not need it.
            from octui.wire.tool_errors import convert_tool_error

            msgspec.structs.force_setattr(self, "error", convert_tool_error(self.error))


class ToolPart(PartBase, frozen=True, tag="tool", tag_field="type"):
    """A tool call; a call with invalid arguments changes its `tool` to `invalid` under the same id."""

    tool: str = ""
    call_id: str = ""
    state: ToolState = ToolState()
    metadata: JsonObject | None = None


SHELL_TOOLS: Final = ("bash", "shell")
"""What servers call the tool that runs commands."""

UNREADABLE_TYPE: Final = "octui-unreadable"
"""The type of the part that stands for a message or a part that could not be read; its `raw` is what was sent."""


class UnknownPart(PartBase, frozen=True):
    """A part of a kind this version does not know; `type` says what it called itself."""

    type: str = ""
    raw: bytes = b""


KnownPart = (
    TextPart
    | ReasoningPart
    | FilePart
    | AgentPart
    | SubtaskPart
    | StepStartPart
    | StepFinishPart
    | PatchPart
    | SnapshotPart
    | RetryPart
    | CompactionPart
    | ToolPart
)
Part = KnownPart | UnknownPart


class _Tag(Wire, frozen=True):
    id: str
    type: str = ""
    session_id: str = ""
    message_id: str = ""


_KNOWN_TYPES: Final = frozenset(kind.__struct_config__.tag for kind in get_args(KnownPart))
_known: TolerantDecoder[KnownPart] = TolerantDecoder(cast(type[KnownPart], KnownPart), saves_memory=True)
_tag = TolerantDecoder(_Tag, bounds_depth=False)


def decode_part(raw: bytes | msgspec.Raw) -> Part:
    """Decode one part: odd fields of a known one get their defaults, one of an unknown type becomes an `UnknownPart`.

    Raises `msgspec.MsgspecError` only when it is not a JSON object with an `id`.
    """
    # Of an unknown type nothing else has to be decoded.
    tag = _tag.decode_value(raw)
    if tag.type in _KNOWN_TYPES:
        return _known.decode_value(raw)
    return UnknownPart(id=tag.id, session_id=tag.session_id, message_id=tag.message_id, type=tag.type, raw=bytes(raw))
