"""The blocks of a message with the long ones in pieces, of which only so many are cut at a time."""

from collections import OrderedDict
from typing import Final

from octui.render.blocks import Block, NoteBlock, ProseBlock
from octui.render.markdown.sections import FIRST, ROWS_AT_ONCE, ProseSections

KEPT_SECTIONS: Final = 8


class SectionCache:
    """Where long texts were cut so far."""

    def __init__(self) -> None:
        self._sections: OrderedDict[str, ProseSections] = OrderedDict()

    def split_blocks(self, blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool]:
        """The same blocks, those cut into pieces that are too long to be drawn whole.

        False where there are too many for one call: until the next calls have gone on, a note takes their place.
        """
        if not any(map(_is_long, blocks)):
            return blocks, True
        result: list[Block] = []
        rows, count = ROWS_AT_ONCE, 0
        for block in blocks:
            if not isinstance(block, ProseBlock) or not _is_long(block):
                result.append(block)
                continue
            count += 1
            pieces, rows = self._find_sections(block.key).split_prose(block, rows)
            result += pieces
            if rows <= 0:
                result.append(NoteBlock(f"{block.key}:more", block.message_id, f"… {len(block.text):,} characters"))
        # All of this message are kept, or the next call would begin with the first of them again.
        while len(self._sections) > max(KEPT_SECTIONS, count):
            self._sections.popitem(last=False)
        return tuple(result), rows > 0

    def _find_sections(self, key: str) -> ProseSections:
        sections = self._sections.pop(key, None) or ProseSections()
        self._sections[key] = sections
        return sections


def _is_long(block: Block) -> bool:
    return isinstance(block, ProseBlock) and len(block.text) > FIRST
