"""The cursor: its position and the attributes of the text printed there."""

from typing import Final, Literal, NamedTuple

from octui.term.grid.char import Cell
from octui.term.grid.styles import DEFAULT, Attributes, Styles

Shape = Literal["block", "underline", "bar"]
SHAPES: Final[dict[int, tuple[Shape, bool]]] = {
    0: ("block", True),
    1: ("block", True),
    2: ("block", False),
    3: ("underline", True),
    4: ("underline", False),
    5: ("bar", True),
    6: ("bar", False),
}
"""DECSCUSR parameter -> shape, and whether it blinks."""


class Cursor:
    """Position of the next character; `x` equals the number of columns while a wrap is pending."""

    __slots__ = ("code", "hidden", "style", "styles", "x", "y")

    def __init__(self, styles: Styles) -> None:
        self.x = 0
        self.y = 0
        self.hidden = False
        self.style = 0
        """The last parameter of DECSCUSR."""
        self.styles = styles
        self.code = DEFAULT

    @property
    def shape(self) -> Shape:
        return SHAPES[self.style][0]

    @property
    def blinks(self) -> bool:
        return SHAPES[self.style][1]

    @property
    def attributes(self) -> Attributes:
        """Attributes of the text printed next."""
        return self.styles.decode_attributes(self.code)

    @attributes.setter
    def attributes(self, attributes: Attributes) -> None:
        self.code = self.styles.encode_attributes(attributes)

    @property
    def attrs(self) -> Cell:
        """The attributes in pyte's form: a blank with this appearance."""
        return Cell.make_cell(" ", self.attributes)

    @attrs.setter
    def attrs(self, char: Cell) -> None:
        self.attributes = Cell.read_attributes(char)


class CursorState(NamedTuple):
    """The cursor of the displayed frame, in cells of the screen."""

    x: int
    y: int
    visible: bool
    shape: Shape
    blinks: bool


class SavedCursor(NamedTuple):
    """The state that DECSC saves."""

    x: int
    y: int
    attributes: Attributes
    g0_charset: str
    g1_charset: str
    charset: int
    origin: bool
    due: bool
    """Whether a wrap is pending; autowrap mode (DECAWM) itself is not saved, as in xterm."""
