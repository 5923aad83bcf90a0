"""Markdown files with frontmatter: YAML settings between two lines of `---` at the top.

A file whose settings cannot be read in full has a `problem` and no settings: callers must not treat it as a
file that sets nothing.
"""

import re
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.wire.struct import Json

MAX_DOCUMENT_BYTES: Final = 512 * 1024
MAX_SETTINGS_CHARACTERS: Final = 64 * 1024
_OPENING: Final = re.compile(r"\A---[ \t]*(?:\r?\n|\Z)")
_CLOSING: Final = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_PLAIN_ENTRY: Final = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:[ \t]+(?P<value>[^\s'\"{\[|>].*?)[ \t]*", re.ASCII)
_NEEDS_QUOTES: Final = re.compile(r":[ \t]|:\Z|\A[@`%*-]")


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Why a file cannot be used; `line` counts from the top of the file, 0 when no line is to blame."""

    message: str
    line: int = 0

    def describe_line(self) -> str:
        """What to say after the name of the file."""
        return f"line {self.line}: {self.message}" if self.line else self.message


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    settings: Json = field(default_factory=dict)
    body: str = ""
    problem: DocumentProblem | None = None


def read_markdown_document(path: Path) -> MarkdownDocument | None:
    """The file and its settings; None when there is no such file."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as opened:
            raw = opened.read(MAX_DOCUMENT_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as refused:
        return MarkdownDocument(problem=DocumentProblem(f"it cannot be read: {refused.strerror}"))
    if len(raw) > MAX_DOCUMENT_BYTES:
        return MarkdownDocument(problem=DocumentProblem(f"it has more than {MAX_DOCUMENT_BYTES // 1024} KiB"))
    return parse_frontmatter(raw.decode("utf-8-sig", errors="replace"))


def parse_frontmatter(text: str) -> MarkdownDocument:
    opening = _OPENING.match(text)
    if opening is None:
        return MarkdownDocument({}, text.strip())
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return MarkdownDocument({}, text.strip(), DocumentProblem("the settings have no closing line of ---", 1))
    written, body = text[opening.end() : closing.start()], text[closing.end() :].strip()
    if len(written) > MAX_SETTINGS_CHARACTERS:
        return MarkdownDocument({}, body, DocumentProblem("the settings are too long", 1))
    return _parse_document(written, body)


def _parse_document(written: str, body: str) -> MarkdownDocument:
    """Like OpenCode, this takes `description: Use it so: …` for what was meant, where YAML refuses it."""
    # Imported for the first settings: the start of a server should not wait for YAML, which few folders need.
    from octui.server.agent.definitions.yaml_settings import InvalidYaml, parse_yaml_mapping

    quoted = "\n".join(_quote_plain_entry(line) for line in written.splitlines())
    try:
        return MarkdownDocument(parse_yaml_mapping(written), body)
    except InvalidYaml as invalid:
        with suppress(InvalidYaml):
            return MarkdownDocument(parse_yaml_mapping(quoted), body)
        return MarkdownDocument({}, body, DocumentProblem(f"{invalid}", invalid.line + 1))


def _quote_plain_entry(line: str) -> str:
    entry = _PLAIN_ENTRY.fullmatch(line)
    if entry is None or not _NEEDS_QUOTES.search(entry["value"]):
        return line
    return f"{entry['key']}: '{entry['value'].replace(chr(39), chr(39) * 2)}'"
