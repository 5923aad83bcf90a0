"""Messages: their role, content, model and outcome."""

from collections.abc import Mapping
from typing import Any

import msgspec

from octui.wire.parts import Part
from octui.wire.sessions import Tokens, TurnSummary
from octui.wire.struct import EpochMs, JsonObject, Wire


class MessageTime(Wire, frozen=True):
    """Epoch milliseconds; an assistant message without `completed` is being written, or was cut off."""

    created: EpochMs = 0
    completed: EpochMs | None = None


class MessageModel(Wire, frozen=True):
    """The model as messages and prompts spell it."""

    provider_id: str = ""
    model_id: str = ""
    variant: str | None = None


class Failure(Wire, frozen=True):
    """Why a run failed; `data` usually holds a `message`."""

    name: str = "UnknownError"
    data: JsonObject = {}

    @property
    def message(self) -> str:
        """The server's words, first line first; the name when there are none."""
        text = self.data.get("message")
        return text if isinstance(text, str) and text else self.name

    @property
    def is_aborted(self) -> bool:
        return self.name == "MessageAbortedError"

    @property
    def is_sign_in_refused(self) -> bool:
        """Whether the provider did not accept the key or the sign-in, as when it has expired."""
        return self.name == "ProviderAuthError" or self.data.get("statusCode") == 401


class MessagePath(Wire, frozen=True):
    cwd: str = ""
    root: str = ""


class MessageInfo(Wire, frozen=True):
    """A message without its parts. Messages of a session are ordered by `id`.

    `role` is `user` or `assistant`. Users carry `model`, assistants `model_id` and `provider_id`;
    an assistant's `parent_id` is the prompt it answers. Read the model through `model_key`.
    """

    id: str
    session_id: str = ""
    role: str = "assistant"
    parent_id: str | None = None
    agent: str | None = None
    mode: str | None = None
    model: MessageModel | None = None
    model_id: str | None = None
    provider_id: str | None = None
    variant: str | None = None
    cost: float = 0
    tokens: Tokens = Tokens()
    time: MessageTime = MessageTime()
    path: MessagePath | None = None
    finish: str | None = None
    error: Failure | None = None
    summary: Any = None
    """A flag on assistant messages (true for a compaction's), an object with `diffs` on a user's."""
    system: str | None = None

    @property
    def model_key(self) -> MessageModel:
        if self.model is not None:
            variant = self.model.variant or self.variant
            return MessageModel(provider_id=self.model.provider_id, model_id=self.model.model_id, variant=variant)
        return MessageModel(provider_id=self.provider_id or "", model_id=self.model_id or "", variant=self.variant)

    @property
    def is_summary(self) -> bool:
        return self.summary is True

    @property
    def changes(self) -> TurnSummary | None:
        """What the turn changed on disk, if a user message reports it."""
        if not isinstance(self.summary, Mapping):
            return None
        try:
            if isinstance(self.summary, dict):
                return msgspec.convert(self.summary, TurnSummary)
            # Imported for a large one: the first screen should not wait for it.
            from octui.wire.decoding.raw_json import RawObject

            return self.summary.decode_as(_turn_summary) if isinstance(self.summary, RawObject) else None
        except msgspec.ValidationError:
            return None


class Message(Wire, frozen=True):
    """A message with its parts, as the history gives it."""

    info: MessageInfo
    parts: tuple[Part, ...] = ()


_turn_summary = msgspec.json.Decoder(TurnSummary)
