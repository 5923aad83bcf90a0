"""Markdown files that begin with settings between two lines of `---`.

The settings are the part of YAML that such files use: keys with texts, numbers and booleans, objects by indentation or
in braces, lists, and texts of several lines.  What goes beyond that is kept as the text it is.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from octui.wire.struct import Json

MAX_DOCUMENT_BYTES: Final = 512 * 1024
_FENCE: Final = re.compile(r"\A---[ \t]*\r?\n(.*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_ENTRY: Final = re.compile(
    r"""^(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#'"\[{&*!|>%@`-][^#]*?|-[^\s:]+)\s*:(?:\s+(?P<value>.*))?$"""
)
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_CONSTANTS: Final = {"true": True, "false": False, "null": None, "~": None, "": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    settings: Json = field(default_factory=dict)
    body: str = ""


def read_markdown_document(path: Path) -> MarkdownDocument | None:
    """The file with its settings; None when it cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_DOCUMENT_BYTES:
            return None
        return parse_frontmatter(path.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        return None


def parse_frontmatter(text: str) -> MarkdownDocument:
    fence = _FENCE.match(text)
    if fence is None:
        return MarkdownDocument({}, text.strip())
    value = _YamlBlock(fence.group(1).splitlines()).parse_block(0)
    return MarkdownDocument(value if isinstance(value, dict) else {}, text[fence.end() :].strip())


class _YamlBlock:
    """Lines that are read once, from the top."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = [line.expandtabs(2).rstrip() for line in lines]
        self._at = 0

    def parse_block(self, indent: int) -> object:
        self._skip_blank_lines()
        if self._at >= len(self._lines) or _indent_of(self._lines[self._at]) < indent:
            return None
        here = _indent_of(self._lines[self._at])
        return self._parse_sequence(here) if _is_sequence_entry(self._lines[self._at]) else self._parse_mapping(here)

    def _parse_mapping(self, indent: int) -> Json:
        values: Json = {}
        while self._has_more_entries(indent) and not _is_sequence_entry(self._lines[self._at]):
            entry = _ENTRY.match(self._lines[self._at].strip())
            self._at += 1
            if entry is not None:
                values[str(_parse_scalar(entry["key"]))] = self._parse_value(entry["value"] or "", indent)
        return values

    def _parse_sequence(self, indent: int) -> list[object]:
        values: list[object] = []
        while self._has_more_entries(indent) and _is_sequence_entry(self._lines[self._at]):
            said = self._lines[self._at].strip()[1:].strip()
            self._at += 1
            values.append(self._parse_value(said, indent))
        return values

    def _parse_value(self, said: str, indent: int) -> object:
        said = _strip_yaml_comment(said)
        if said[:1] in ("|", ">") and len(said) <= 3:
            return self._parse_block_scalar(indent, folded=said[0] == ">", kept=said.endswith("+"))
        if said:
            return _parse_scalar(said)
        self._skip_blank_lines()
        if self._at < len(self._lines):
            line = self._lines[self._at]
            if _indent_of(line) > indent or (_indent_of(line) == indent and _is_sequence_entry(line)):
                return self.parse_block(_indent_of(line))
        return None

    def _parse_block_scalar(self, indent: int, *, folded: bool, kept: bool) -> str:
        lines: list[str] = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() and _indent_of(line) <= indent:
                break
            lines.append(line)
            self._at += 1
        margin = min((_indent_of(line) for line in lines if line.strip()), default=0)
        text = "\n".join(line[margin:] for line in lines)
        if folded:
            text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
        return text if kept else text.strip("\n")

    def _has_more_entries(self, indent: int) -> bool:
        self._skip_blank_lines()
        return self._at < len(self._lines) and _indent_of(self._lines[self._at]) == indent

    def _skip_blank_lines(self) -> None:
        while self._at < len(self._lines) and (
            not self._lines[self._at].strip() or self._lines[self._at].lstrip().startswith("#")
        ):
            self._at += 1


def _is_sequence_entry(line: str) -> bool:
    stripped = line.lstrip()
    return stripped == "-" or stripped.startswith("- ")


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _strip_yaml_comment(said: str) -> str:
    return said if said[:1] in ("'", '"') else re.sub(r"(?:^|\s)#.*$", "", said).strip()


def _parse_scalar(said: str) -> object:
    said = said.strip()
    if len(said) >= 2 and said[0] == said[-1] == "'":
        return said[1:-1].replace("''", "'")
    if said[:1] == '"' or said[:1] in ("[", "{"):
        try:
            return json.loads(said)
        except (ValueError, RecursionError):
            return _parse_flow_list(said) if said[:1] == "[" and said[-1:] == "]" else said.strip('"')
    if said.lower() in _CONSTANTS:
        return _CONSTANTS[said.lower()]
    if _NUMBER.fullmatch(said):
        return float(said) if any(mark in said for mark in ".eE") else int(said)
    return said


def _parse_flow_list(said: str) -> list[object]:
    return [_parse_scalar(element) for element in said[1:-1].split(",") if element.strip()]
