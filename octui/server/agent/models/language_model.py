"""The model interface: requests, conversation turns and answer pieces, for providers and the offline guide alike."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from octui.wire.struct import Json, JsonObject


@dataclass(frozen=True, slots=True)
class ImageInput:
    """An attachment a model can view; `url` is a `data:` URL."""

    mime: str
    url: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class UserTurn:
    """`typed` is what the user typed; `texts` hold that and any text added to it."""

    texts: tuple[str, ...]
    pictures: tuple[ImageInput, ...] = ()
    typed: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class ToolCallRequested:
    call_id: str
    tool: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class AssistantTurn:
    text: str = ""
    calls: tuple[ToolCallRequested, ...] = ()
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class ToolResultTurn:
    call_id: str
    tool: str
    output: str
    failed: bool = False
    metadata: JsonObject = field(default_factory=dict)
    """Only for the offline guide, which summarizes what was done."""


ModelTurn = UserTurn | AssistantTurn | ToolResultTurn
Purpose = Literal["answer", "title", "summary"]


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool the model can call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Json


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One request to a model: all its input, and how it should answer."""

    system: tuple[str, ...]
    turns: tuple[ModelTurn, ...]
    tools: tuple[ToolOffer, ...] = ()
    options: Json = field(default_factory=dict)
    """Provider-specific settings, such as `reasoningEffort`."""
    temperature: float | None = None
    top_p: float | None = None
    schema: Json | None = None
    """A JSON schema the answer must satisfy."""
    purpose: Purpose = "answer"


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallStarted:
    """A call whose arguments are still being streamed."""

    call_id: str
    tool: str


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens; `input` excludes cached tokens, and `output` excludes reasoning."""

    input: int = 0
    output: int = 0
    reasoning: int = 0
    cache_read: int = 0
    cache_write: int = 0


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """`reason` is `stop`, `tool-calls`, `length`, `content-filter` or `unknown`."""

    reason: str = "stop"
    usage: TokenUsage = TokenUsage()


AnswerPiece = TextDelta | ReasoningDelta | ToolCallStarted | ToolCallRequested | AnswerFinished


class ModelFailed(Exception):
    """A model did not answer; `retryable` when the same request may succeed later."""

    def __init__(
        self,
        message: str,
        *,
        name: str = "APIError",
        status: int | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
        body: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.name = name
        self.status = status
        self.retryable = retryable
        self.retry_after = retry_after
        self.headers = headers or {}
        self.body = body


class LanguageModel(Protocol):
    """A model that can be asked; the last piece of an answer is `AnswerFinished`."""

    def stream_answer(self, request: ModelRequest) -> AsyncGenerator[AnswerPiece, None]:
        """Stream the answer; closing the generator cancels the request. Raises ModelFailed."""
        ...
