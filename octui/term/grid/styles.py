"""Cell attributes, and the tables that let a row store them as one code point for each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from itertools import chain, filterfalse
from threading import local
from typing import Final, NamedTuple

from octui.term.grid.text_cache import TextCache
from octui.term.grid.true_colours import format_true_colour, parse_true_colour

Colour = int | None
"""A colour: None is the terminal's default, 0 to 255 the palette, and from `RGB` on `RGB + 0xrrggbb`."""
RGB: Final = 1 << 24

LIMIT: Final = 8192
"""Number of attributes and clusters in a table at which the screen starts a new one."""
_CLUSTERS: Final = 0x100000
"""Clusters of several code points are stored in rows as private-use code points of plane 16."""


class Link(NamedTuple):
    """An OSC 8 hyperlink; cells with the same `identity` form one link even when they are not adjacent."""

    address: str
    identity: str = ""


class Attributes(NamedTuple):
    """Appearance of a cell; `underline` is 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: int = 0
    blink: bool = False
    reverse: bool = False
    conceal: bool = False
    strike: bool = False
    overline: bool = False
    underline_colour: Colour = None
    link: Link | None = None
    protected: bool = False


PLAIN: Final = Attributes()
DEFAULT: Final = "\0"
"""The code of `PLAIN` in every table."""
Colouring = tuple[str, Colour | str, Colour | str]
"""The code of attributes without colours, and the colours of text and background; true ones as they are spelled."""


NO_STEPS: Final[dict[str, str]] = {}
"""The steps from a code where none was learnt; always empty."""


class Styles:
    """Append-only table of the attributes and clusters used by rows, and caches of what programs printed.

    It lives as long as any row that refers to it.
    """

    __slots__ = (
        "_attributes",
        "_cluster_codes",
        "_clusters",
        "_unused_cluster_codes",
        "_unused_codes",
        "cells",
        "clusters",
        "codes",
        "coloured",
        "colourings",
        "erasing",
        "full",
        "joined",
        "learnt",
        "limit",
        "steps",
    )

    def __init__(self) -> None:
        self._attributes: dict[str, Attributes] = {DEFAULT: PLAIN}
        """Those that were asked for: in a picture most scroll by unseen."""
        self.codes: dict[Attributes, str] = {PLAIN: DEFAULT}
        self._unused_codes: Iterator[str] = map(chr, chain(range(1, 0xD800), range(0xE000, _CLUSTERS)))
        """Without surrogates, so that rows can be printed while debugging."""
        self.colourings: dict[str, Colouring] = {DEFAULT: (DEFAULT, None, None)}
        self.coloured: dict[Colouring, str] = {}
        """The reverse of `colourings`, without those that have no colours."""
        self._clusters: dict[str, str] = {}
        self._cluster_codes: dict[str, str] = {}
        self._unused_cluster_codes: Iterator[str] = map(chr, range(_CLUSTERS, _CLUSTERS + 0xFF00))
        self.cells = TextCache()
        """Cache of printed runs of text as cells; "" for text that may combine with what is beside it."""
        self.clusters = TextCache()
        """Cache of single clusters as cells."""
        self.joined = TextCache()
        """Cache of a cell and code points that combine with it -> the cell that they make."""
        self.erasing: dict[str, str] = {DEFAULT: DEFAULT}
        """Code -> the code of an erased cell, which has only the background."""
        self.steps: defaultdict[str, dict[str, str]] = defaultdict(dict)
        """Code -> SGR sequence -> the resulting code."""
        self.learnt = 0
        self.limit = LIMIT
        self.full = False
        """Whether the screen should start a new table."""

    @property
    def count(self) -> int:
        """Number of attributes."""
        return len(self.colourings)

    @property
    def size(self) -> int:
        return max(len(self.colourings), len(self._clusters))

    def raise_limit(self, limit: int) -> None:
        """Hold more entries than usual before the table counts as full."""
        self.limit = max(self.limit, limit)
        self.full = self.size >= self.limit

    def encode_attributes(self, attributes: Attributes) -> str:
        """The code point for `attributes`."""
        found = self.codes.get(attributes)
        return self.add_attributes(attributes) if found is None else found

    def add_attributes(self, attributes: Attributes) -> str:
        """A code point for `attributes`, which are not among the known `codes`."""
        fg, bg = attributes[:2]
        if fg is None and bg is None:
            code = next(self._unused_codes)
            self.colourings[code] = (code, None, None)
            self.full = self.full or len(self.colourings) >= self.limit
            self._attributes[code] = attributes
        else:
            base = self.encode_attributes(attributes._replace(fg=None, bg=None))
            code = self.encode_colouring((base, _format_colour(fg), _format_colour(bg)))
        self.codes[attributes] = code
        return code

    def encode_colouring(self, colouring: Colouring) -> str:
        """The code point for attributes in these colours."""
        found = self.coloured.get(colouring)
        return self.add_colouring(colouring) if found is None else found

    def add_colouring(self, colouring: Colouring) -> str:
        """A code point for attributes in colours they did not have yet."""
        code = self.coloured[colouring] = next(self._unused_codes)
        self.colourings[code] = colouring
        if len(self.colourings) >= self.limit:
            self.full = True
        return code

    def decode_attributes(self, code: str) -> Attributes:
        """The attributes that `code` represents."""
        return self._attributes.get(code) or self._apply_colouring(code)

    def _apply_colouring(self, code: str) -> Attributes:
        base, fg, bg = self.colourings[code]
        # Without the checks of `_make`.
        attributes = tuple.__new__(Attributes, (_parse_colour(fg), _parse_colour(bg), *self._attributes[base][2:]))
        self._attributes[code] = attributes
        self.codes[attributes] = code
        return attributes

    def list_needed_codes(self, codes: Set[str]) -> set[str]:
        """These code points, and those that they are made of."""
        return {DEFAULT, *codes, *(self.colourings[code][0] for code in codes)}

    def copy_used(self, used: Set[str], clusters: Set[str]) -> Styles:
        """A table with these code points alone, which stand for the same: rows are not encoded again."""
        copy = Styles()
        copy.colourings = {code: self.colourings[code] for code in used}
        copy.coloured = {colouring: code for code, colouring in copy.colourings.items() if code != colouring[0]}
        copy._attributes = {code: self._attributes[code] for code in used & self._attributes.keys()}
        copy.codes = {attributes: code for code, attributes in copy._attributes.items()}
        copy._unused_codes = filterfalse(used.__contains__, copy._unused_codes)
        copy._clusters = {code: self._clusters[code] for code in clusters}
        copy._cluster_codes = {text: code for code, text in copy._clusters.items()}
        copy._unused_cluster_codes = filterfalse(clusters.__contains__, copy._unused_cluster_codes)
        # A screen with more colours than a table normally holds must not be searched at every new colour.
        copy.raise_limit(2 * copy.size)
        return copy

    def copy_code(self, code: str, other: Styles) -> str:
        """The code point for what `code` represents in another table."""
        base, fg, bg = other.colourings[code]
        base = self.encode_attributes(other.decode_attributes(base))
        return base if fg is None and bg is None else self.encode_colouring((base, fg, bg))

    def encode_erased(self, code: str) -> str:
        """The code of a cell erased while `code` is current."""
        found = self.erasing.get(code)
        if found is None:
            bg = self.colourings[code][2]
            found = self.erasing[code] = DEFAULT if bg is None else self.encode_colouring((DEFAULT, None, bg))
        return found

    def learn_step(self, code: str, sequence: str, result: str) -> None:
        """Cache the effect of an SGR sequence while `code` is current."""
        self.learnt += 1
        if self.learnt > 2 * LIMIT:
            self.learnt = 0
            for steps in self.steps.values():
                steps.clear()
        self.steps[code][sequence] = result
        # Looked up without a check once the step is taken.
        self.steps.setdefault(result, {})

    def encode_cluster(self, text: str) -> str:
        """The code point that represents this cluster in a row; its first code point when the table has no room."""
        found = self._cluster_codes.get(text)
        if found is None:
            found = next(self._unused_cluster_codes, None)
            if found is None:
                return text[0] if text[0] < "\ufff0" else "\ufffd"
            self._clusters[found] = text
            self.full = self.full or len(self._clusters) >= self.limit
            self._cluster_codes[text] = found
        return found

    def decode_clusters(self, cell: str) -> str:
        """The code points of a cell."""
        return cell if cell < "\U00100000" else self._clusters[cell]


def _format_colour(colour: Colour) -> Colour | str:
    return format_true_colour(colour) if colour is not None and colour >= RGB else colour


def _parse_colour(colour: Colour | str) -> Colour:
    return RGB | parse_true_colour(colour) if isinstance(colour, str) else colour


class _Shared(local):
    """The table of each thread's new screens: screens in other threads may add to a table only if it is theirs."""

    def __init__(self) -> None:
        self.styles = Styles()


_shared: Final = _Shared()


def share_styles() -> Styles:
    """The table that the screens of a thread share until it is full: what was met before costs a new screen less."""
    if _shared.styles.full:
        _shared.styles = Styles()
    return _shared.styles
