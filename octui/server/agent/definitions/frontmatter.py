"""Markdown files with frontmatter: settings between two lines of `---` at the top.

The settings are the subset of YAML that such files use: strings, numbers and booleans, mappings by indentation or in
braces, lists, and block scalars.  Anything else is kept as plain text.
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
    """The file and its settings; None when it cannot be read."""
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
    """A block of YAML lines, parsed top to bottom in one pass."""

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
            text = self._lines[self._at].strip()[1:].strip()
            self._at += 1
            values.append(self._parse_value(text, indent))
        return values

    def _parse_value(self, text: str, indent: int) -> object:
        text = _strip_yaml_comment(text)
        if text[:1] in ("|", ">") and len(text) <= 3:
            return self._parse_block_scalar(indent, folded=text[0] == ">", keep_end=text.endswith("+"))
        if text:
            return _parse_scalar(text)
        self._skip_blank_lines()
        if self._at < len(self._lines):
            line = self._lines[self._at]
            if _indent_of(line) > indent or (_indent_of(line) == indent and _is_sequence_entry(line)):
                return self.parse_block(_indent_of(line))
        return None

    def _parse_block_scalar(self, indent: int, *, folded: bool, keep_end: bool) -> str:
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
        return text if keep_end else text.strip("\n")

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


def _strip_yaml_comment(text: str) -> str:
    return text if text[:1] in ("'", '"') else re.sub(r"(?:^|\s)#.*$", "", text).strip()


def _parse_scalar(text: str) -> object:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text[:1] == '"' or text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return _parse_flow_list(text) if text[:1] == "[" and text[-1:] == "]" else text.strip('"')
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    if _NUMBER.fullmatch(text):
        return float(text) if any(mark in text for mark in ".eE") else int(text)
    return text


def _parse_flow_list(text: str) -> list[object]:
    return [_parse_scalar(element) for element in text[1:-1].split(",") if element.strip()]
