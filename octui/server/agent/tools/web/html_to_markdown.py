"""Converts web pages to Markdown or plain text."""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

SKIPPED_TAGS: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "nav", "footer", "form", "button"}
    | {"select", "canvas"}
)
BLOCK_TAGS: Final = frozenset(
    {"p", "div", "section", "article", "main", "header", "aside", "table", "ul", "ol", "dl", "figure", "blockquote"}
    | {"pre", "hr", "address", "details", "summary", "tr"}
)
HEADINGS: Final = {f"h{level}": "#" * level for level in range(1, 7)}
VOID_TAGS: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
MAX_DEPTH: Final = 2_000


def html_to_markdown(html: str, base: str = "") -> str:
    return _convert_html(html, base, plain=False)


def html_to_text(html: str) -> str:
    return _convert_html(html, "", plain=True)


def _convert_html(html: str, base: str, *, plain: bool) -> str:
    page = _HtmlConverter(base, plain)
    page.feed(html)
    page.close()
    text = page.collect_text()
    if page.title and page.title not in text[: len(page.title) + 10]:
        text = f"{page.title}\n\n{text}"
    return text.strip()


class _HtmlConverter(HTMLParser):
    """Converts while parsing: no tree is built, so that deeply nested or malformed pages are no problem."""

    def __init__(self, base: str, plain: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._base = base
        self._plain = plain
        self._pieces: list[str] = []
        self._skipped_tags: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._in_title = False
        self._verbatim = 0
        self._cells = 0

    def collect_text(self) -> str:
        joined = "".join(self._pieces)
        lines = [line.rstrip() for line in joined.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in SKIPPED_TAGS and tag not in VOID_TAGS and len(self._skipped_tags) < MAX_DEPTH:
            self._skipped_tags.append(tag)
        if self._skipped_tags:
            return
        given = dict(attributes)
        if tag in HEADINGS:
            self._start_block("" if self._plain else f"{HEADINGS[tag]} ")
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
            self._end_line()
        elif tag == "li":
            self._start_list_item()
        elif tag == "pre":
            self._start_block("" if self._plain else "```\n")
            self._verbatim += 1
        elif tag in ("td", "th"):
            self._pieces.append(" | " if self._cells else "")
            self._cells += 1
        elif tag in BLOCK_TAGS:
            self._start_block(self._block_prefix(tag))
            self._cells = 0
        elif not self._plain:
            self._start_inline(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipped_tags:
            if tag in self._skipped_tags:
                del self._skipped_tags[self._skipped_tags.index(tag) :]
            return
        if tag == "pre" and self._verbatim:
            self._verbatim -= 1
            self._pieces.append("\n\n" if self._plain else "\n```\n\n")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._end_line()
        elif tag in HEADINGS or tag in BLOCK_TAGS:
            self._start_block("")
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._pieces.append(f"]({address})" if address else "")
        elif not self._plain and not self._verbatim and tag in _INLINE_MARKS:
            self._pieces.append(_INLINE_MARKS[tag])

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title = f"{self.title}{text}".strip()[:300]
        if self._skipped_tags:
            return
        if not self._verbatim:
            text = re.sub(r"\s+", " ", text)
            if text == " " and (not self._pieces or self._pieces[-1].endswith((" ", "\n"))):
                return
            if not self._pieces or self._pieces[-1].endswith("\n"):
                text = text.lstrip(" ")
        self._pieces.append(text)

    def _start_inline(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "a":
            address = urljoin(self._base, given.get("href") or "") if given.get("href") else ""
            self._links.append(address if address.startswith(("http://", "https://")) else "")
            self._pieces.append("[" if self._links[-1] else "")
        elif tag == "img":
            if described := (given.get("alt") or "").strip():
                self._pieces.append(f"![{described}]")
        elif tag in _INLINE_MARKS and not self._verbatim:
            self._pieces.append(_INLINE_MARKS[tag])

    def _block_prefix(self, tag: str) -> str:
        if self._plain:
            return ""
        return {"blockquote": "> ", "hr": "---\n\n"}.get(tag, "")

    def _start_list_item(self) -> None:
        self._end_line()
        depth = max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._pieces.append("  " * depth + (f"{number}. " if number is not None else "- "))

    def _start_block(self, begin: str) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n\n"):
            self._pieces.append("\n" if self._pieces[-1].endswith("\n") else "\n\n")
        if begin:
            self._pieces.append(begin)

    def _end_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")


_INLINE_MARKS: Final = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~"}
