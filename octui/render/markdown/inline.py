"""The prose inside a block: emphasis, code, links; parsed once and cached while it does not change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from octui.render.markdown.grammar import load_grammar
from octui.render.markdown.literals import BARE_ADDRESS, MAX_ADDRESS_LENGTH, trim_address
from octui.render.markdown.nodes import InlineMark, Prose, ProseSpan
from octui.render.markdown.window import MAX_MARKS, count_marks
from octui.render.text.safe_links import extract_host, sanitize_link
from octui.render.text.sanitize import escape_unseen

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

References = dict[str, dict[str, str]]
"""Link definitions by normalized label, as markdown-it keeps them."""

_MARKS = {"strong": InlineMark.STRONG, "em": InlineMark.EMPH, "s": InlineMark.STRIKE}
_SECTION, _MAX_SECTION, _AHEAD = 800, 4_000, 200
_MAX_MARKS = 2 * MAX_MARKS
"""Where a section has more, what is open in it is not waited for: to parse it again with more text takes too long."""
_PLAIN = re.compile(r"[A-Za-z0-9(+](?:[A-Za-z0-9 ,;()%+/=?'\".-]{0,198}[A-Za-z0-9,;()%+=?.])?")
"""Words that no rule of Markdown takes for more than text: most cells of tables are nothing else."""
_SEAM = re.compile(r"(?<=\S) (?=\S)|(?<=[。！？；，])(?=[\u3400-\u9fff])")


class InlineParser:
    """Parses prose with one set of link definitions, and caches what was parsed in this round and the one before."""

    def __init__(self) -> None:
        self.references: References = {}
        self.parse_count = 0
        """How many times prose was really parsed: the measure of the cost."""
        self._recent: dict[str, Prose] = {}
        self._older: dict[str, Prose] = {}
        self._tries: dict[str, Prose | None] = {}

    def rotate_cache(self) -> None:
        if len(self._tries) > 16:
            self._tries.clear()
        self._older, self._recent = self._recent, {}

    def set_references(self, references: References) -> None:
        if references != self.references:
            self.references = references
            self._recent, self._older, self._tries = {}, {}, {}

    def parse_prose(self, content: str) -> Prose:
        """The prose of one block. Very long prose is parsed in sections; emphasis does not reach beyond its section."""
        if not content or _PLAIN.fullmatch(content):
            return (ProseSpan(content),) if content else ()
        prose = self._recent.get(content) or self._older.get(content)
        if prose is None:
            spans: list[ProseSpan] = []
            rest = content
            while (section := self.parse_section(rest)) is not None:
                spans += section[0]
                rest = rest[section[1] :]
            prose = tuple(_merge_spans([*spans, *_build_prose(self._tokenize_inline(rest).tokens)]))
        self._recent[content] = prose
        return prose

    def parse_section(self, content: str) -> tuple[Prose, int] | None:
        """The first section of long prose and its length; it depends only on that text and a little after it."""
        for length in range(_SECTION, _MAX_SECTION + 1, _SECTION):
            if len(content) < length + _AHEAD:
                return None
            positions = [match.start() for match in _SEAM.finditer(content, length // 2, length)]
            position = next((position for position in reversed(positions) if _can_split_at(content, position)), None)
            if count_marks(content, 0, length) > _MAX_MARKS:
                break
            if position is not None and (prose := self._parse_if_settled(content[:position])) is not None:
                return prose, position
        state = self._tokenize_inline(content[: position or length])
        return _build_prose(state.tokens), position or length

    def _parse_if_settled(self, content: str) -> Prose | None:
        """The prose, or None when text that follows could still change it: something is open, or may become a link."""
        known = self._tries.get(content, ...)
        return known if known is not ... else self._tries.setdefault(content, self._try_parse(content))

    def _try_parse(self, content: str) -> Prose | None:
        state = self._tokenize_inline(content)
        if any(delimiter.open and delimiter.end < 0 for delimiter in state.delimiters):
            return None
        depth = 0
        for token in state.tokens:
            if token.type != "text":
                continue
            if "`" in token.content or "](" in token.content:
                return None
            for bracket in re.findall(r"[\[\]]", token.content):
                depth = depth + 1 if bracket == "[" else max(depth - 1, 0)
        return None if depth else _build_prose(state.tokens)

    def _tokenize_inline(self, content: str) -> StateInline:
        from markdown_it.rules_inline import StateInline  # imported as late as the grammar itself

        self.parse_count += 1
        parser = load_grammar().inline
        state = StateInline(content, load_grammar(), {"references": self.references}, [])
        parser.tokenize(state)
        for rule in parser.ruler2.getRules(""):
            rule(state)
        return state


def join_prose_text(prose: Prose) -> str:
    return "".join(span.text for span in prose)


def _build_prose(tokens: Iterable[Token]) -> Prose:
    spans: list[ProseSpan] = []
    marks = InlineMark.PLAIN
    label_start, address, link = 0, "", ""
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        if name in _MARKS:
            marks = marks | _MARKS[name] if edge == "open" else marks & ~_MARKS[name]
            continue
        match token.type:
            case "link_open":
                address = str(token.attrGet("href") or "")
                link, label_start = sanitize_link(address) or "", len(spans)
                marks |= InlineMark.LINK
            case "link_close":
                marks &= ~InlineMark.LINK
                label = "".join(span.text for span in spans[label_start:])
                spans += _reveal_link_target(label, address, marks)
                link = ""
            case "image":
                alt = join_prose_text(_build_prose(token.children or [])) or "image"
                source = str(token.attrGet("src") or "")
                spans.append(
                    ProseSpan(escape_inline_text(alt), marks | InlineMark.IMAGE, link or sanitize_link(source) or "")
                )
                spans += _reveal_link_target(alt, source, marks)
            case "softbreak" | "hardbreak":
                spans.append(ProseSpan("\n", marks))
            case "code_inline":
                spans.append(ProseSpan(escape_inline_text(token.content), marks | InlineMark.CODE, link))
            case _ if marks & InlineMark.LINK:
                spans.append(ProseSpan(escape_inline_text(token.content), marks, link))
            case _:
                spans += _autolink_text(escape_inline_text(token.content), marks)
    return tuple(_merge_spans(spans))


def _can_split_at(text: str, position: int) -> bool:
    # An address may contain what would end a sentence; a space ends it.
    word = text[max(position - MAX_ADDRESS_LENGTH, 0) : position].rpartition(" ")[2]
    return text[position] == " " or "://" not in word


def _reveal_link_target(label: str, address: str, marks: InlineMark) -> Iterator[ProseSpan]:
    """The real host (or target) behind a label that does not already say it."""
    host = extract_host(address)
    label_text = label.strip()
    if not address or label_text in (address, host) or (host and extract_host(label_text) == host):
        return
    target = host or address.removeprefix("mailto:")
    if target != label_text:
        yield ProseSpan(f" ({escape_inline_text(target)})", marks & ~InlineMark.LINK | InlineMark.HOST)


def _autolink_text(text: str, marks: InlineMark) -> Iterator[ProseSpan]:
    """Plain text with its addresses turned into links."""
    done = 0
    if "://" in text:
        for match in BARE_ADDRESS.finditer(text):
            address = trim_address(match.group()[:MAX_ADDRESS_LENGTH])
            if match.end() - match.start() <= MAX_ADDRESS_LENGTH and (link := sanitize_link(address)):
                yield ProseSpan(text[done : match.start()], marks)
                done = match.start() + len(address)
                yield ProseSpan(address, marks | InlineMark.LINK, link)
    yield ProseSpan(text[done:], marks)


def escape_inline_text(text: str) -> str:
    """Text on one row, without anything that a terminal would not draw as it stands."""
    # An entity (`&#12;`, `&NewLine;`) can encode what the source itself may not contain.
    return escape_unseen(text).replace("\n", " ").replace("\t", "    ")


def _merge_spans(spans: Iterable[ProseSpan]) -> Iterator[ProseSpan]:
    last: ProseSpan | None = None
    for span in spans:
        if not span.text:
            continue
        if last is not None and last[1:] == span[1:]:
            last = ProseSpan(last.text + span.text, last.marks, last.link)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
