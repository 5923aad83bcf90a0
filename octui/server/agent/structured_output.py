"""Structured output: answers that have to satisfy a JSON schema."""

import json

from octui.wire.messages import Message
from octui.wire.parts import TextPart
from octui.wire.struct import Json


class AnswerSchemas:
    """The schemas that prompts ask for, by message id; in memory only, as a prompt is answered at once."""

    def __init__(self) -> None:
        self._schemas: dict[str, Json] = {}

    def remember_schema(self, message_id: str, schema: Json) -> None:
        """Keep the schema that a prompt asks for."""
        self._schemas[message_id] = schema

    def find_answer_schema(self, message_id: str) -> Json | None:
        """The JSON schema that the answer to a prompt must satisfy."""
        return self._schemas.get(message_id)


def parse_structured_answer(message: Message) -> Json:
    """The answer decoded as JSON, as an extra field of its message; empty when it is not JSON."""
    text = "".join(part.text for part in message.parts if isinstance(part, TextPart))
    try:
        return {"structured": json.loads(text)}
    except ValueError:
        return {}
