"""Markdown source split into its top-level pieces; each piece is built into a block when it is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from octui.lazy_dataclasses import dataclass
from octui.render.markdown.grammar import CONTINUES_PROSE, load_grammar
from octui.render.markdown.inline import InlineParser, References, escape_inline_text
from octui.render.markdown.nodes import (
    Block,
    BlockQuote,
    CodeBlock,
    Heading,
    ListItem,
    NestedBlock,
    Paragraph,
    Prose,
    ProseSpan,
    Rule,
    Table,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\](?:[ \n]|$)")
_PIPE = re.compile(r"(?<!\\)\|")
_ONLY_MARKERS = re.compile(r"(?:\s|[>*+-]|\d+[.)])*")


class ContinuedList(NamedTuple):
    """The list that a source continues, when it was cut between two items."""

    number: int | None
    gap: bool


@dataclass(frozen=True, slots=True)
class MarkdownPiece:
    """A top-level block (or one item of a top-level list), still as tokens: lines `start` to `end` of the source."""

    kind: str
    tokens: list[Token]
    start: int
    end: int
    gap: bool
    number: int | None = None
    continues: bool = False
    """It is an item of the same list as the piece before."""
    closed: bool = True
    """For code: its closing fence was seen."""


@dataclass(frozen=True, slots=True)
class Outline:
    pieces: list[MarkdownPiece]
    lines: list[str]
    references: References
    """Every link definition known after parsing, including those known before."""


def outline_markdown(
    source: str, known: References, running: ContinuedList | None = None, *, continues_prose: bool = False
) -> Outline:
    """The pieces of `source`, prose not yet parsed. Never fails: any text is valid Markdown."""
    tokens: list[Token] = []
    references: References = dict(known)
    environment = {"references": references, CONTINUES_PROSE: continues_prose}
    load_grammar().block.parse(source, load_grammar(), environment, tokens)
    lines = source.split("\n")
    return Outline(list(_split_pieces(tokens, lines, running)), lines, references)


def build_block(piece: MarkdownPiece, lines: list[str], reader: InlineParser) -> Block:
    """The block of a piece, its prose parsed with the parser's link definitions."""
    return _BlockBuilder(lines, reader).build_from_tokens(piece.tokens, 0, piece.number)


def _split_pieces(tokens: list[Token], lines: list[str], running: ContinuedList | None) -> Iterator[MarkdownPiece]:
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _find_closing_token(tokens, index)
        start_line, end_line = token.map or [0, 0]
        if token.type not in ("bullet_list_open", "ordered_list_open"):
            closed = token.type != "fence" or _is_fence_closed(token)
            yield MarkdownPiece(token.type, tokens[index : end + 1], start_line, end_line, True, closed=closed)
        else:
            first = running if index == 0 else None
            number = _parse_first_number(token) if first is None else first.number
            child = index + 1
            while child < end:
                last = _find_closing_token(tokens, child)
                start_line, end_line = tokens[child].map or [0, 0]
                continues = child > index + 1
                gap = _is_blank_before(lines, start_line) if continues else first is None or first.gap
                yield MarkdownPiece("item", tokens[child : last + 1], start_line, end_line, gap, number, continues)
                number = number + 1 if number is not None else None
                child = last + 1
        index = end + 1


class _BlockBuilder:
    def __init__(self, lines: list[str], reader: InlineParser) -> None:
        self._lines = lines
        self._reader = reader

    def build_from_tokens(self, tokens: list[Token], depth: int, number: int | None = None) -> Block:
        token = tokens[0]
        match token.type:
            case "heading_open":
                return Heading(int(token.tag[1:]), self._parse_token_prose(tokens[1]))
            case "fence":
                language = (token.info.split() or [""])[0]
                return CodeBlock(language, _split_code_lines(token.content), _is_fence_closed(token))
            case "code_block":
                return CodeBlock("", _split_code_lines(token.content))
            case "hr":
                return Rule()
            case "table_open":
                return self._build_table(tokens)
            case "blockquote_open":
                return BlockQuote(self._build_children(tokens, depth))
            case "list_item_open":
                return self._build_list_item(tokens, depth, number)
            case _:
                return Paragraph(self._parse_token_prose(tokens[1]))

    def _build_children(self, tokens: list[Token], depth: int) -> tuple[NestedBlock, ...]:
        """The blocks inside a container, nested lists flattened to their items."""
        children: list[NestedBlock] = []
        index, end = 1, len(tokens) - 1
        while index < end:
            token, last = tokens[index], _find_closing_token(tokens, index)
            if token.type in ("bullet_list_open", "ordered_list_open"):
                number = _parse_first_number(token)
                inner = index + 1
                while inner < last:
                    close = _find_closing_token(tokens, inner)
                    block = self.build_from_tokens(tokens[inner : close + 1], depth, number)
                    children.append(NestedBlock(block, self._has_gap_above(tokens[inner])))
                    number = number + 1 if number is not None else None
                    inner = close + 1
            else:
                children.append(
                    NestedBlock(self.build_from_tokens(tokens[index : last + 1], depth), self._has_gap_above(token))
                )
            index = last + 1
        return tuple(children) or self._show_too_deep(tokens[0])

    def _build_list_item(self, tokens: list[Token], depth: int, number: int | None) -> ListItem:
        children = self._build_children(tokens, depth + 1)
        done = None
        if len(tokens) > 3 and tokens[1].type == "paragraph_open" and (task := _TASK.match(tokens[2].content)):
            done = task.group(1) != " "
            first = Paragraph(self._reader.parse_prose(tokens[2].content[task.end() :].lstrip()))
            children = (NestedBlock(first, False), *children[1:])
        return ListItem(children, depth, number, done, tokens[0].markup or ".")

    def _build_table(self, tokens: list[Token]) -> Table:
        rows: list[tuple[Prose, ...]] = []
        aligns: list[str] = []
        cells: list[Prose] = []
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                rows.append(tuple(cells))
            elif token.type == "th_open":
                cells.append(self._parse_token_prose(tokens[index + 1]))
                aligns.append(str(token.attrGet("style") or "").rpartition(":")[2] or "left")
            elif token.type == "td_open":
                extra = (
                    self._find_surplus_cells(tokens[index + 1], len(aligns)) if len(cells) + 1 == len(aligns) else ""
                )
                cells.append(self._reader.parse_prose(tokens[index + 1].content + extra))
        return Table(rows[0], tuple(aligns), tuple(rows[1:]))

    def _parse_token_prose(self, token: Token) -> Prose:
        return self._reader.parse_prose(token.content)

    def _find_surplus_cells(self, cell: Token, columns: int) -> str:
        """What a row has beyond its last column: markdown-it drops it, which would hide it from the reader."""
        line = self._lines[cell.map[0]] if cell.map else ""
        texts = _PIPE.split(line.strip(" \t>"))
        texts = texts[not texts[0].strip() :]
        texts = texts[: len(texts) - (not texts[-1].strip())]
        return "".join(f" | {text.strip()}" for text in texts[columns:]).replace("\\|", "|")

    def _has_gap_above(self, token: Token) -> bool:
        return token.map is not None and _is_blank_before(self._lines, token.map[0])

    def _show_too_deep(self, token: Token) -> tuple[NestedBlock, ...]:
        # Beyond its nesting limit markdown-it drops the content; the text is shown as it was written.
        start, end = token.map or [0, 0]
        text = "\n".join(escape_inline_text(line.strip()) for line in self._lines[start:end]).strip()
        return () if _ONLY_MARKERS.fullmatch(text) else (NestedBlock(Paragraph((ProseSpan(text),)), False),)


def _find_closing_token(tokens: list[Token], index: int) -> int:
    """Where the token that opens at `index` is closed; `index` itself for a token without content."""
    if tokens[index].nesting != 1:
        return index
    level = tokens[index].level
    end = index + 1
    while tokens[end].level != level or tokens[end].nesting != -1:
        end += 1
    return end


def _parse_first_number(token: Token) -> int | None:
    if token.type == "bullet_list_open":
        return None
    start = token.attrGet("start")
    return 1 if start is None else int(start)


def _is_blank_before(lines: list[str], line: int) -> bool:
    return line > 0 and not lines[line - 1].strip(" \t>")


def _is_fence_closed(token: Token) -> bool:
    start, end = token.map or [0, 0]
    return len(_split_code_lines(token.content)) == end - start - 2


def _split_code_lines(content: str) -> tuple[str, ...]:
    return tuple(content.removesuffix("\n").split("\n")) if content else ()
