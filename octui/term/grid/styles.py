"""What cells look like: attributes, and the tables that let a row hold them as one code point a cell."""

from typing import Final, NamedTuple

Colour = int | None
"""None is the terminal's own, 0 to 255 the palette, and from `RGB` on `RGB + 0xrrggbb`."""
RGB: Final = 1 << 24

LIMIT: Final = 4096
"""Attributes and clusters a table holds before the screen begins a new one."""
_CLUSTERS: Final = 0x100000
"""Clusters of several code points stand in rows as code points of plane 16, which is for private use."""
_RUNS: Final = 4096


class Link(NamedTuple):
    """A hyperlink of OSC 8; cells of one `identity` belong together even where they do not touch."""

    address: str
    identity: str = ""


class Attributes(NamedTuple):
    """How a cell is drawn; `underline` is 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed."""

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
Step = tuple[int, int, int]
"""What a sequence does, and the two numbers it does it with."""
DEFAULT: Final = "\0"
"""The code of `PLAIN` in every table."""


class Styles:
    """A table of attributes and clusters, as rows name them; only grows, and lives as long as a row that needs it."""

    __slots__ = (
        "_cluster_codes",
        "_clusters",
        "attributes",
        "cells",
        "codes",
        "erasing",
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
        """Runs of text seen before, as cells."""
        self.erasing: dict[str, str] = {DEFAULT: DEFAULT}
        """Code -> the code of what erasing leaves: the background alone."""
        self.steps: dict[str, dict[str, str | Step]] = {DEFAULT: {}}
        """Code -> sequence -> the code after it, or what it does where it leaves the code alone."""
        self.learnt = 0
        self.limit = LIMIT

    @property
    def size(self) -> int:
        return max(len(self.attributes), len(self._clusters))

    @property
    def full(self) -> bool:
        """Whether the screen should begin another table."""
        return self.size >= self.limit

    def encode_attributes(self, attributes: Attributes) -> str:
        """The code point for `attributes`."""
        found = self.codes.get(attributes)
        if found is None:
            # Surrogates are skipped for the sake of whoever prints a row while looking for a fault.
            number = len(self.attributes)
            found = chr(number if number < 0xD800 else number + 0x800)
            self.codes[attributes] = found
            self.attributes.append(attributes)
            self.steps[found] = {}
        return found

    def decode_attributes(self, code: str) -> Attributes:
        """The attributes `code` stands for."""
        number = ord(code)
        return self.attributes[number if number < 0xD800 else number - 0x800]

    def encode_erased(self, code: str) -> str:
        """The code of a cell erased with `code` in force."""
        found = self.erasing.get(code)
        if found is None:
            found = self.erasing[code] = self.encode_attributes(Attributes(bg=self.decode_attributes(code).bg))
        return found

    def learn_step(self, code: str, sequence: str, step: "str | Step") -> None:
        """Remember what a sequence comes to while `code` is in force."""
        self.learnt += 1
        if self.learnt > 4 * LIMIT:
            self.learnt = 0
            for steps in self.steps.values():
                steps.clear()
        self.steps[code][sequence] = step

    def encode_cluster(self, text: str) -> str:
        """The code point that stands for these code points in a row; the first of them when there is no room."""
        found = self._cluster_codes.get(text)
        if found is None:
            if len(self._clusters) >= 0xFF00:
                return text[0] if text[0] < "\ufff0" else "\ufffd"
            found = chr(_CLUSTERS + len(self._clusters))
            self._clusters.append(text)
            self._cluster_codes[text] = found
        return found

    def decode_clusters(self, cell: str) -> str:
        """The code points of a cell."""
        return cell if cell < "\U00100000" else self._clusters[ord(cell) - _CLUSTERS]

    def remember_cells(self, text: str, cells: str) -> None:
        """Keep the cells of a run of text for the next time it is printed."""
        if len(self.cells) >= _RUNS:
            self.cells.clear()
        self.cells[text] = cells
