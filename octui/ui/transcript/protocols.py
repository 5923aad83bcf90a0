"""What a transcript needs: a source of blocks, and a renderer that draws them."""

from collections.abc import Collection, Sequence
from typing import Protocol

from textual.strip import Strip

from octui.render.blocks import Block
from octui.render.code.coloured_code import Code


class TranscriptSource(Protocol):
    """What there is to show; nothing is read again until the transcript is notified of a change."""

    def list_keys(self) -> Sequence[str]:
        """The items in order, each once."""

    def build_blocks(self, key: str) -> tuple[Block, ...]:
        """Called only for items near the viewport."""

    def estimate_height(self, key: str, width: int) -> int:
        """An estimate of the rows of an item not shown yet; cheap, as it is called for every item."""


class StripRenderer(Protocol):
    """Draws blocks, each row at most `width` cells; equal blocks are drawn equally, and fast the second time."""

    def begin_drawing(self) -> None:
        """What is drawn until the next call is for one key, or one slice of idle time."""

    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]: ...

    def split_blocks(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
        """The same blocks, those cut into pieces that are too long to draw whole; False while not all are known."""

    def estimate_rows(self, block: Block, width: int) -> int:
        """An estimate of the rows of a block that was not drawn yet; cheap."""

    def is_unfinished(self, block: Block) -> bool:
        """Whether the strips returned last are only the block's beginning, or are not its final ones: draw it again."""

    def list_missing_code(self) -> Collection[Code]:
        """What has to be prepared before the code that was drawn can have its colours."""

    def take_uncoloured_block(self) -> str | None:
        """The key of a block to draw again, as its code was drawn plain and can have colours now; each once."""

    def to_copy_text(self, block: Block) -> str:
        """What copying the block gives."""

    def can_expand(self, block: Block) -> bool:
        """Whether the block has more to show when it is expanded."""


class EmptySource:
    """The source and renderer of a transcript that has nothing to show yet."""

    def list_keys(self) -> tuple[str, ...]:
        return ()

    def build_blocks(self, *_: object, **__: object) -> tuple[Block, ...]:
        return ()

    def estimate_height(self, *_: object, **__: object) -> int:
        return 0

    def begin_drawing(self) -> None:
        """There is nothing to draw."""

    def render_block(self, *_: object, **__: object) -> tuple[Strip, ...]:
        return ()

    def split_blocks(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
        return blocks, True

    def estimate_rows(self, *_: object, **__: object) -> int:
        return 0

    def is_unfinished(self, *_: object, **__: object) -> bool:
        return False

    def list_missing_code(self) -> tuple[Code, ...]:
        return ()

    def take_uncoloured_block(self) -> None:
        """There is no code."""

    def to_copy_text(self, *_: object, **__: object) -> str:
        return ""

    def can_expand(self, *_: object, **__: object) -> bool:
        return False
