"""What a model is asked and what it says back, whoever it is: a provider across the network or the built-in guide."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class ImageInput:
    """An attachment a model may look at; `url` is a `data:` URL."""

    mime: str
    url: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class UserTurn:
    """`spoken` is what the person typed; `texts` hold that and what was put beside it."""

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
    metadata: Json = field(default_factory=dict)
    """For the guide alone, which speaks of what it did."""


ModelTurn = UserTurn | AssistantTurn | ToolResultTurn
Purpose = Literal["answer", "title", "summary"]


@dataclass(frozen=True, slots=True)
class ToolOffer:
    """A tool the model may call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Json


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One request of a model: everything it is to know, and how it is to answer."""

    system: tuple[str, ...]
    turns: tuple[ModelTurn, ...]
    tools: tuple[ToolOffer, ...] = ()
    options: Json = field(default_factory=dict)
    """Settings of the provider's own, such as `reasoningEffort`."""
    temperature: float | None = None
    top_p: float | None = None
    schema: Json | None = None
    """A JSON schema the answer has to satisfy."""
    purpose: Purpose = "answer"


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallStarted:
    """A call whose arguments are still being written."""

    call_id: str
    tool: str


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens; what came from a cache is not in `input`, and what was thought is not in `output`."""

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
    """A model did not answer; `retryable` when the same request may yet succeed."""

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
    """Someone who answers; the last piece of an answer is `Ended`."""

    def stream_answer(self, request: ModelRequest) -> AsyncGenerator[AnswerPiece, None]:
        """Stream the answer; closing the generator ends the request. Raises ModelFailed."""
        ...
