"""The parts of a prompt as a client sends them; answers come back as parts with ids."""

from octui.wire.parts import PartModel
from octui.wire.struct import Json, Wire


class Mention(Wire, frozen=True):
    """The words of the prompt that stand for an attachment, with their place in it."""

    value: str
    start: int
    end: int


class FromFile(Wire, frozen=True, tag="file", tag_field="type"):
    path: str
    text: Mention


class SymbolPosition(Wire, frozen=True):
    """Both count from zero."""

    line: int
    character: int


class SymbolRange(Wire, frozen=True):
    start: SymbolPosition
    end: SymbolPosition


class FromSymbol(Wire, frozen=True, tag="symbol", tag_field="type"):
    """A definition in a file; `kind` is a number of the language server protocol."""

    path: str
    name: str
    kind: int
    range: SymbolRange
    text: Mention


class FromResource(Wire, frozen=True, tag="resource", tag_field="type"):
    """A resource of an MCP server, which the server reads."""

    client_name: str
    uri: str
    text: Mention


class TextInput(Wire, frozen=True, tag="text", tag_field="type"):
    text: str
    id: str | None = None
    """An id for the part, `prt_…`, by which the prompt can be found again; the server chooses one if it is missing."""
    synthetic: bool | None = None
    """True for text the model should read and people need not see."""
    metadata: Json | None = None


class FileInput(Wire, frozen=True, tag="file", tag_field="type"):
    """An attachment: `url` is a `data:` URL, or `file://…` for a file on the server's disk."""

    mime: str
    url: str
    filename: str | None = None
    source: FromFile | FromSymbol | FromResource | None = None


class AgentInput(Wire, frozen=True, tag="agent", tag_field="type"):
    """A request to delegate the work to this agent."""

    name: str
    source: Mention | None = None


class SubtaskInput(Wire, frozen=True, tag="subtask", tag_field="type"):
    """Work for a subagent in a separate session."""

    prompt: str
    description: str
    agent: str
    command: str | None = None
    model: PartModel | None = None


PromptPart = TextInput | FileInput | AgentInput | SubtaskInput
