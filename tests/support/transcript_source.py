"""A conversation for transcripts to show, and a renderer that draws every line of text as one row."""

from collections import Counter
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import Block, FooterBlock, ProseBlock, ToolBlock, UserBlock
from octui.render.code.coloured_code import Code


def make_prose(key: str, rows: int | str, item: str = "") -> ProseBlock:
    text = rows if isinstance(rows, str) else "\n".join(f"{key} row {row}" for row in range(rows))
    return ProseBlock(key, item or key, text)


class FakeTranscriptSource:
    """What each item holds, in order, with counts of what was asked for."""

    def __init__(self, items: dict[str, tuple[Block, ...]] | None = None) -> None:
        self.items = dict(items or {})
        self.read: Counter[str] = Counter()
        self.estimated: Counter[str] = Counter()

    @classmethod
    def of(cls, count: int, rows: int = 5) -> "FakeTranscriptSource":
        return cls({f"m{number}": (make_prose(f"p{number}", rows, f"m{number}"),) for number in range(count)})

    def list_keys(self) -> Sequence[str]:
        return list(self.items)

    def build_blocks(self, key: str) -> tuple[Block, ...]:
        self.read[key] += 1
        return self.items[key]

    def estimate_height(self, key: str, width: int) -> int:
        self.estimated[key] += 1
        return 4

    def prepend(self, items: dict[str, tuple[Block, ...]]) -> None:
        self.items = {**items, **self.items}


class LineRenderer:
    """Rows are the lines of a block's text, cut at the width; a tool is its name, and when expanded its output."""

    def __init__(self, style: Style | None = None) -> None:
        self.style = style or Style()
        self.drawn: Counter[str] = Counter()

    def begin_drawing(self) -> None:
        """All of it is drawn, however much."""

    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]:
        self.drawn[block.key] += 1
        return [Strip([Segment(row, self.style)]) for row in rows_of(block, width, bool(expanded))]

    def to_copy_text(self, block: Block) -> str:
        return "\n".join(rows_of(block, 1_000_000, True)) if not isinstance(block, FooterBlock) else ""

    def split_blocks(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
        return blocks, True

    def estimate_rows(self, block: Block, width: int) -> int:
        return 1 + len(rows_of(block, width, False))

    def is_unfinished(self, block: Block) -> bool:
        return False

    def list_missing_code(self) -> tuple[Code, ...]:
        return ()

    def take_uncoloured_block(self) -> None:
        """Nothing of it is code."""

    def can_expand(self, block: Block) -> bool:
        return isinstance(block, ToolBlock)


def rows_of(block: Block, width: int, expanded: bool) -> list[str]:
    match block:
        case ProseBlock() | UserBlock():
            text = block.text
        case ToolBlock():
            text = f"* {block.part.tool}" + (f"\n{block.part.state.output}" if expanded else "")
        case _:
            text = block.key
    lines = text.split("\n") if text else []
    return [line[at : at + width] for line in lines for at in range(0, max(1, len(line)), width)]
