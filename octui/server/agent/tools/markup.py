"""Web pages as Markdown or as plain text."""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

SKIPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "nav", "footer", "form", "button"}
    | {"select", "canvas"}
)
BLOCKS: Final = frozenset(
    {"p", "div", "section", "article", "main", "header", "aside", "table", "ul", "ol", "dl", "figure", "blockquote"}
    | {"pre", "hr", "address", "details", "summary", "tr"}
)
HEADINGS: Final = {f"h{level}": "#" * level for level in range(1, 7)}
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
MOST_DEPTH: Final = 2_000


def as_markdown(html: str, base: str = "") -> str:
    return _read(html, base, plain=False)


def as_text(html: str) -> str:
    return _read(html, "", plain=True)


def _read(html: str, base: str, *, plain: bool) -> str:
    page = _Page(base, plain)
    page.feed(html)
    page.close()
    text = page.text()
    if page.title and page.title not in text[: len(page.title) + 10]:
        text = f"{page.title}\n\n{text}"
    return text.strip()


class _Page(HTMLParser):
    """Writes as it reads: no tree is built, so that a page may be as deep and as wrong as it likes."""

    def __init__(self, base: str, plain: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._base = base
        self._plain = plain
        self._pieces: list[str] = []
        self._skipping: list[str] = []
        self._lists: list[int | None] = []
        self._links: list[str] = []
        self._in_title = False
        self._verbatim = 0
        self._cells = 0

    def text(self) -> str:
        joined = "".join(self._pieces)
        lines = [line.rstrip() for line in joined.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in SKIPPED and tag not in VOID and len(self._skipping) < MOST_DEPTH:
            self._skipping.append(tag)
        if self._skipping:
            return
        given = dict(attributes)
        if tag in HEADINGS:
            self._block("" if self._plain else f"{HEADINGS[tag]} ")
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
            self._line()
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._block("" if self._plain else "```\n")
            self._verbatim += 1
        elif tag in ("td", "th"):
            self._pieces.append(" | " if self._cells else "")
            self._cells += 1
        elif tag in BLOCKS:
            self._block(self._mark_of(tag))
            self._cells = 0
        elif not self._plain:
            self._inline(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipping:
            if tag in self._skipping:
                del self._skipping[self._skipping.index(tag) :]
            return
        if tag == "pre" and self._verbatim:
            self._verbatim -= 1
            self._pieces.append("\n\n" if self._plain else "\n```\n\n")
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._line()
        elif tag in HEADINGS or tag in BLOCKS:
            self._block("")
        elif tag == "a" and self._links:
            address = self._links.pop()
            self._pieces.append(f"]({address})" if address else "")
        elif not self._plain and not self._verbatim and tag in _MARKS:
            self._pieces.append(_MARKS[tag])

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title = f"{self.title}{text}".strip()[:300]
        if self._skipping:
            return
        if not self._verbatim:
            text = re.sub(r"\s+", " ", text)
            if text == " " and (not self._pieces or self._pieces[-1].endswith((" ", "\n"))):
                return
            if not self._pieces or self._pieces[-1].endswith("\n"):
                text = text.lstrip(" ")
        self._pieces.append(text)

    def _inline(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "a":
            address = urljoin(self._base, given.get("href") or "") if given.get("href") else ""
            self._links.append(address if address.startswith(("http://", "https://")) else "")
            self._pieces.append("[" if self._links[-1] else "")
        elif tag == "img":
            if described := (given.get("alt") or "").strip():
                self._pieces.append(f"![{described}]")
        elif tag in _MARKS and not self._verbatim:
            self._pieces.append(_MARKS[tag])

    def _mark_of(self, tag: str) -> str:
        if self._plain:
            return ""
        return {"blockquote": "> ", "hr": "---\n\n"}.get(tag, "")

    def _item(self) -> None:
        self._line()
        depth = max(0, len(self._lists) - 1)
        number = self._lists[-1] if self._lists else None
        if number is not None:
            self._lists[-1] = number + 1
        self._pieces.append("  " * depth + (f"{number}. " if number is not None else "- "))

    def _block(self, begin: str) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n\n"):
            self._pieces.append("\n" if self._pieces[-1].endswith("\n") else "\n\n")
        if begin:
            self._pieces.append(begin)

    def _line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")


_MARKS: Final = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`", "del": "~~", "s": "~~"}
