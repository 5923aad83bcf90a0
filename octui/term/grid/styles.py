"""Cell attributes, and the tables that let a row store them as one code point for each cell."""

from typing import Final, NamedTuple

Colour = int | None
"""A colour: None is the terminal's default, 0 to 255 the palette, and from `RGB` on `RGB + 0xrrggbb`."""
RGB: Final = 1 << 24

LIMIT: Final = 4096
"""Number of attributes and clusters in a table at which the screen starts a new one."""
_CLUSTERS: Final = 0x100000
"""Clusters of several code points are stored in rows as private-use code points of plane 16."""
_RUNS: Final = 8192
"""Entries of a cache."""


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


class Styles:
    """Append-only table of the attributes and clusters used by rows; lives as long as any row that refers to it."""

    __slots__ = (
        "_cluster_codes",
        "_clusters",
        "attributes",
        "cells",
        "clusters",
        "codes",
        "erasing",
        "full",
        "learnt",
        "limit",
        "steps",
    )

    def __init__(self) -> None:
        self.attributes: list[Attributes] = [PLAIN]
        self.codes: dict[Attributes, str] = {PLAIN: DEFAULT}
        self._clusters: list[str] = []
        self._cluster_codes: dict[str, str] = {}
        self.cells: dict[str, str] = {}
        """Cache of printed runs of text as cells."""
        self.clusters: dict[str, str] = {}
        """Cache of single clusters as cells."""
        self.erasing: dict[str, str] = {DEFAULT: DEFAULT}
        """Code -> the code of an erased cell, which has only the background."""
        self.steps: dict[str, dict[str, str]] = {DEFAULT: {}}
        """Code -> SGR sequence -> the resulting code."""
        self.learnt = 0
        self.limit = LIMIT
        self.full = False
        """Whether the screen should start a new table."""

    @property
    def size(self) -> int:
        return max(len(self.attributes), len(self._clusters))

    def raise_limit(self, limit: int) -> None:
        """Hold more entries than usual before the table counts as full."""
        self.limit = max(self.limit, limit)
        self.full = self.size >= self.limit

    def encode_attributes(self, attributes: Attributes) -> str:
        """The code point for `attributes`."""
        found = self.codes.get(attributes)
        return self.add_attributes(attributes) if found is None else found

    def add_attributes(self, attributes: Attributes) -> str:
        """A code point for `attributes`, which have none yet."""
        number = len(self.attributes)
        # Surrogates are skipped so that rows can be printed while debugging.
        code = self.codes[attributes] = chr(number if number < 0xD800 else number + 0x800)
        self.attributes.append(attributes)
        self.steps[code] = {}
        if number + 1 >= self.limit:
            self.full = True
        return code

    def decode_attributes(self, code: str) -> Attributes:
        """The attributes that `code` represents."""
        number = ord(code)
        return self.attributes[number if number < 0xD800 else number - 0x800]

    def encode_erased(self, code: str) -> str:
        """The code of a cell erased while `code` is current."""
        found = self.erasing.get(code)
        if found is None:
            found = self.erasing[code] = self.encode_attributes(Attributes(bg=self.decode_attributes(code).bg))
        return found

    def learn_step(self, code: str, sequence: str, result: str) -> None:
        """Cache the effect of an SGR sequence while `code` is current."""
        self.learnt += 1
        if self.learnt > 4 * LIMIT:
            self.learnt = 0
            for steps in self.steps.values():
                steps.clear()
        self.steps[code][sequence] = result

    def encode_cluster(self, text: str) -> str:
        """The code point that represents this cluster in a row; its first code point when the table has no room."""
        found = self._cluster_codes.get(text)
        if found is None:
            if len(self._clusters) >= 0xFF00:
                return text[0] if text[0] < "\ufff0" else "\ufffd"
            found = chr(_CLUSTERS + len(self._clusters))
            self._clusters.append(text)
            self.full = self.full or len(self._clusters) >= self.limit
            self._cluster_codes[text] = found
        return found

    def decode_clusters(self, cell: str) -> str:
        """The code points of a cell."""
        return cell if cell < "\U00100000" else self._clusters[ord(cell) - _CLUSTERS]

    def remember_cells(self, text: str, cells: str) -> None:
        """Cache the cells of a run of text for the next time it is printed."""
        if len(self.cells) >= _RUNS:
            self.cells.clear()
        self.cells[text] = cells

    def remember_cluster(self, cluster: str, cells: str) -> None:
        """Cache the cells of a cluster for the next time it is printed."""
        if len(self.clusters) >= _RUNS:
            self.clusters.clear()
        self.clusters[cluster] = cells
