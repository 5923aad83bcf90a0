"""The choices for an export, and its result; no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from octui.export.document import ENDINGS, format_document
from octui.export.sanitization import sanitize_document
from octui.export.secrets import MaskedSecret, SecretMask
from octui.render.markdown_export import ExportedContent
from octui.render.text.counts import format_count
from octui.wire.struct import Json


class Choice(NamedTuple):
    """One thing to choose, and its values."""

    name: str
    label: str
    values: tuple[str, ...]


FORMATS: Final = {"Markdown": "markdown", "JSON": "json", "HTML": "html"}

CHOICES: Final = (
    Choice("file_format", "Format", tuple(FORMATS)),
    Choice("masking", "Mask", ("secrets", "everything", "nothing")),
    Choice("thinking", "Thinking", ("yes", "no")),
    Choice("tools", "Tool calls", ("yes", "no")),
    Choice("details", "Details", ("yes", "no")),
)
MAX_SECRETS: Final = 4


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """The value chosen for each of `CHOICES`, by its name, and the file."""

    file_name: str
    file_format: str = "Markdown"
    masking: str = "secrets"
    thinking: str = "yes"
    tools: str = "yes"
    details: str = "yes"

    def find_index(self, choice: Choice) -> int:
        return choice.values.index(getattr(self, choice.name))

    @property
    def ending(self) -> str:
        return ENDINGS[FORMATS[self.file_format]]

    @property
    def content(self) -> ExportedContent:
        parts = {name: getattr(self, name) == "yes" for name in ("thinking", "tools", "details")}
        return ExportedContent(**parts)


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """The whole text as it would be written, and what was masked in it."""

    text: str
    masking: str
    message_count: int
    secrets: Mapping[MaskedSecret, int]

    def describe_masking(self) -> str:
        count = format_count(self.message_count, "message")
        if self.masking == "everything":
            return f"{count} · every text, path, title, argument and output is left out"
        if self.masking == "nothing":
            return f"{count} · nothing is masked: secrets that were read or printed are in it"
        if not self.secrets:
            return f"{count} · no secrets found; review it before you share it"
        named = [
            f"{secret.kind} {secret.shown}{f' ({times}×)' if times > 1 else ''}"
            for secret, times in list(self.secrets.items())[:MAX_SECRETS]
        ]
        more = f", and {len(self.secrets) - MAX_SECRETS} more" if len(self.secrets) > MAX_SECRETS else ""
        return f"{count} · {len(self.secrets)} masked: {', '.join(named)}{more}"


def build_export(document: Json, choices: ExportChoices) -> ExportPreview:
    """What would be written; slow for a long session, so it is for a thread."""
    count = len(document["messages"])
    mask = SecretMask()
    if choices.masking == "everything":
        document = sanitize_document(document)
    elif choices.masking == "secrets":
        document = mask.mask_document(document)
    text = format_document(document, FORMATS[choices.file_format], choices.content)
    return ExportPreview(text, choices.masking, count, mask.found)
