"""What a transcript needs from others: something to show, and something that draws it."""

from collections.abc import Sequence
from typing import Protocol

from textual.strip import Strip

from octui.render.blocks import Block


class TranscriptSource(Protocol):
    """What there is to show; nothing is asked for again before the transcript is told that it changed."""

    def list_keys(self) -> Sequence[str]:
        """The items in order, each once."""
        ...

    def build_blocks(self, key: str) -> tuple[Block, ...]:
        """Asked only for what is near the viewport."""
        ...

    def estimate_height(self, key: str, width: int) -> int:
        """A guess at the rows of an item nobody has seen; cheap, for it is asked for every item."""
        ...


class StripRenderer(Protocol):
    """Draws blocks, each row at most `width` cells; equal blocks draw equally, and fast the second time."""

    def render_block(self, block: Block, width: int, *, expanded: bool | None = None) -> Sequence[Strip]: ...

    def is_unfinished(self, block: Block) -> bool:
        """Whether the strips given last are only the block's beginning: asked for again, they are more."""
        ...

    def to_copy_text(self, block: Block) -> str:
        """What copying the block gives."""
        ...

    def can_expand(self, block: Block) -> bool:
        """Whether the block has more to show when it is open."""
        ...


class EmptySource:
    """What there is to show, and to show it with, before anything is known."""

    def list_keys(self) -> tuple[str, ...]:
        return ()

    def build_blocks(self, *_: object, **__: object) -> tuple[Block, ...]:
        return ()

    def estimate_height(self, *_: object, **__: object) -> int:
        return 0

    def render_block(self, *_: object, **__: object) -> tuple[Strip, ...]:
        return ()

    def is_unfinished(self, *_: object, **__: object) -> bool:
        return False

    def to_copy_text(self, *_: object, **__: object) -> str:
        return ""

    def can_expand(self, *_: object, **__: object) -> bool:
        return False
