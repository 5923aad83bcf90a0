"""The prose inside a block: emphasis, code, links; read once and remembered while it does not change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from octui.render.links import host_of, safe_link
from octui.render.markdown_nodes import Mark, Prose, Span
from octui.render.safe import joined, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

References = dict[str, dict[str, str]]
"""Link definitions by normalized label, as markdown-it keeps them."""

_MARKS = {"strong": Mark.STRONG, "em": Mark.EMPH, "s": Mark.STRIKE}
_BARE_LINK = re.compile(r"https?://[^\s<>\"`|\\^{}\u3000-\u303f\uff00-\uffef]+")
_LONGEST_LINK = 2000
_SECTION, _LONGEST_SECTION, _AHEAD = 800, 4_000, 200
_SEAM = re.compile(r"(?<=\S) (?=\S)|(?<=[。！？；，])(?=[\u3400-\u9fff])")
_SENTENCE_END = ".,;:!?'*_~"


@lru_cache(maxsize=1)
def grammar() -> MarkdownIt:
    """CommonMark with tables and strike-through; HTML is no syntax here, it is text like any other."""
    # Sixty milliseconds that a start without a conversation does not pay.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable(["table", "strikethrough"])


class InlineReader:
    """Reads prose under one set of link definitions, and keeps what was read in this round and the one before."""

    def __init__(self) -> None:
        self.references: References = {}
        self.reads = 0
        """How many times prose was really parsed, for those who watch the cost."""
        self._recent: dict[str, Prose] = {}
        self._older: dict[str, Prose] = {}
        self._tries: dict[str, Prose | None] = {}

    def next_round(self) -> None:
        if len(self._tries) > 16:
            self._tries.clear()
        self._older, self._recent = self._recent, {}

    def define(self, references: References) -> None:
        if references != self.references:
            self.references = references
            self._recent, self._older, self._tries = {}, {}, {}

    def read(self, content: str) -> Prose:
        """The prose of one block. Very long prose is read in sections, and nothing is emphasized for pages on end."""
        prose = self._recent.get(content) or self._older.get(content)
        if prose is None:
            spans: list[Span] = []
            rest = content
            while (section := self.section(rest)) is not None:
                spans += section[0]
                rest = rest[section[1] :]
            prose = tuple(_joined([*spans, *_prose(self._state(rest).tokens)]))
        self._recent[content] = prose
        return prose

    def section(self, content: str) -> tuple[Prose, int] | None:
        """The first section of long prose and its length; it depends on no more of the text than that and a little."""
        for length in range(_SECTION, _LONGEST_SECTION + 1, _SECTION):
            if len(content) < length + _AHEAD:
                return None
            places = [match.start() for match in _SEAM.finditer(content, length // 2, length)]
            place = next((place for place in reversed(places) if _can_end(content, place)), None)
            if place is not None and (prose := self._settled(content[:place])) is not None:
                return prose, place
        state = self._state(content[: place or length])
        return _prose(state.tokens), place or length

    def _settled(self, content: str) -> Prose | None:
        """The prose, or None when text that follows could still change it: something is open, or may become a link."""
        known = self._tries.get(content, ...)
        return known if known is not ... else self._tries.setdefault(content, self._try(content))

    def _try(self, content: str) -> Prose | None:
        state = self._state(content)
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
        return None if depth else _prose(state.tokens)

    def _state(self, content: str) -> StateInline:
        from markdown_it.rules_inline import StateInline  # as late as the grammar itself

        self.reads += 1
        parser = grammar().inline
        state = StateInline(content, grammar(), {"references": self.references}, [])
        parser.tokenize(state)
        for rule in parser.ruler2.getRules(""):
            rule(state)
        return state


def plain(prose: Prose) -> str:
    return "".join(span.text for span in prose)


def _prose(tokens: Iterable[Token]) -> Prose:
    spans: list[Span] = []
    marks = Mark.PLAIN
    label_start, address, link = 0, "", ""
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        if name in _MARKS:
            marks = marks | _MARKS[name] if edge == "open" else marks & ~_MARKS[name]
            continue
        match token.type:
            case "link_open":
                address = str(token.attrGet("href") or "")
                link, label_start = safe_link(address) or "", len(spans)
                marks |= Mark.LINK
            case "link_close":
                marks &= ~Mark.LINK
                label = "".join(span.text for span in spans[label_start:])
                spans += _origin(label, address, marks)
                link = ""
            case "image":
                alt = plain(_prose(token.children or [])) or "image"
                source = str(token.attrGet("src") or "")
                spans.append(Span(_inert(alt), marks | Mark.IMAGE, link or safe_link(source) or ""))
                spans += _origin(alt, source, marks)
            case "softbreak" | "hardbreak":
                spans.append(Span("\n", marks))
            case "code_inline":
                spans.append(Span(_inert(token.content), marks | Mark.CODE, link))
            case _ if marks & Mark.LINK:
                spans.append(Span(_inert(token.content), marks, link))
            case _:
                spans += _linked(_inert(token.content), marks)
    return tuple(_joined(spans))


def _can_end(text: str, place: int) -> bool:
    # An address goes on over what would end a sentence.
    return "://" not in text[max(place - _LONGEST_LINK, 0) : place].rpartition(" ")[2]


def _origin(label: str, address: str, marks: Mark) -> Iterator[Span]:
    """The real host (or target) behind a label that does not already say it."""
    host = host_of(address)
    said = label.strip()
    if not address or said in (address, host) or (host and host_of(said) == host):
        return
    target = host or address.removeprefix("mailto:")
    if target != said:
        yield Span(f" ({_inert(target)})", marks & ~Mark.LINK | Mark.HOST)


def _linked(text: str, marks: Mark) -> Iterator[Span]:
    """Plain text with the addresses in it made into links."""
    done = 0
    if "://" in text:
        for match in _BARE_LINK.finditer(text):
            address = _trimmed(match.group()[:_LONGEST_LINK])
            if match.end() - match.start() <= _LONGEST_LINK and (link := safe_link(address)):
                yield Span(text[done : match.start()], marks)
                done = match.start() + len(address)
                yield Span(address, marks | Mark.LINK, link)
    yield Span(text[done:], marks)


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence it stands in."""
    while address:
        last = address[-1]
        unpaired = last in ")]" and address.count(last) > address.count({")": "(", "]": "["}[last])
        if last not in _SENTENCE_END and not unpaired:
            break
        address = address[:-1]
    return address


def _inert(text: str) -> str:
    # An entity (`&#12;`, `&NewLine;`) can spell what the source itself may not hold.
    return joined(visible(text).replace("\n", " ").replace("\t", "    "))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if not span.text:
            continue
        if last is not None and last[1:] == span[1:]:
            last = Span(last.text + span.text, last.marks, last.link)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
