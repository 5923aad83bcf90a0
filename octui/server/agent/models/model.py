"""What a model is asked and what it says back, whoever it is: a provider across the network or the built-in guide."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from octui.wire.struct import Json


@dataclass(frozen=True, slots=True)
class Picture:
    """An attachment a model may look at; `url` is a `data:` URL."""

    mime: str
    url: str
    filename: str = ""


@dataclass(frozen=True, slots=True)
class UserSaid:
    """`spoken` is what the person typed; `texts` hold that and what was put beside it."""

    texts: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    spoken: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class ToolCalled:
    call_id: str
    tool: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True)
class AssistantSaid:
    text: str = ""
    calls: tuple[ToolCalled, ...] = ()
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class ToolAnswered:
    call_id: str
    tool: str
    output: str
    failed: bool = False
    metadata: Json = field(default_factory=dict)
    """For the guide alone, which speaks of what it did."""


Turn = UserSaid | AssistantSaid | ToolAnswered
Purpose = Literal["answer", "title", "summary"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool the model may call; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: Json


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a model: everything it is to know, and how it is to answer."""

    system: tuple[str, ...]
    turns: tuple[Turn, ...]
    tools: tuple[Offer, ...] = ()
    options: Json = field(default_factory=dict)
    """Settings of the provider's own, such as `reasoningEffort`."""
    temperature: float | None = None
    top_p: float | None = None
    schema: Json | None = None
    """A JSON schema the answer has to satisfy."""
    purpose: Purpose = "answer"


@dataclass(frozen=True, slots=True)
class TextGrew:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningGrew:
    text: str


@dataclass(frozen=True, slots=True)
class CallBegan:
    """A call whose arguments are still being written."""

    call_id: str
    tool: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens; what came from a cache is not in `input`, and what was thought is not in `output`."""

    input: int = 0
    output: int = 0
    reasoning: int = 0
    cache_read: int = 0
    cache_write: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """`reason` is `stop`, `tool-calls`, `length`, `content-filter` or `unknown`."""

    reason: str = "stop"
    usage: Usage = Usage()


Piece = TextGrew | ReasoningGrew | CallBegan | ToolCalled | Ended


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


class Model(Protocol):
    """Someone who answers; the last piece of an answer is `Ended`."""

    def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        """Stream the answer; closing the generator ends the request. Raises ModelFailed."""
        ...
