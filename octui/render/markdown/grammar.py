"""The grammar: CommonMark with tables and strikethrough, bounded so that no text makes it slow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from octui.render.markdown.literals import parse_bare_address, parse_emphasis, parse_escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

MAX_HEADING_LENGTH: Final = 1_000
"""Characters of a heading and the line under it: longer prose is not a heading, whatever is below it."""
CONTINUES_PROSE: Final = "continues_prose"
"""Set where the source begins inside a paragraph that is too long to be a heading."""


@lru_cache(maxsize=1)
def load_grammar() -> MarkdownIt:
    """The grammar; HTML is treated as plain text."""
    # Importing it takes sixty milliseconds, which a start without a conversation should not pay.
    from markdown_it import MarkdownIt

    grammar = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable(["table", "strikethrough"])
    grammar.block.ruler.at("lheading", _parse_underlined_heading)
    grammar.inline.ruler.before("escape", "bare_address", parse_bare_address)
    grammar.inline.ruler.at("escape", parse_escape)
    grammar.inline.ruler.at("emphasis", parse_emphasis)
    grammar.inline.ruler.at("link", _parse_link)
    grammar.inline.ruler.at("image", _parse_image)
    return grammar


def _parse_underlined_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Look for the underline only as far as a heading may reach: every line looked at is tried as any kind of block."""
    from markdown_it.rules_block import lheading

    if start == 0 and state.env.get(CONTINUES_PROSE):
        return False
    limit = start + 1
    while limit < end and state.eMarks[limit] - state.bMarks[start] <= MAX_HEADING_LENGTH:
        limit += 1
    return lheading(state, start, limit, silent)


def _parse_link(state: StateInline, silent: bool) -> bool:
    from markdown_it.rules_inline import link

    return _may_close_label(state) and link(state, silent)


def _parse_image(state: StateInline, silent: bool) -> bool:
    from markdown_it.rules_inline import image

    return _may_close_label(state) and image(state, silent)


def _may_close_label(state: StateInline) -> bool:
    """Whether the bracket here can end: looking for its end takes long where there are only opening ones."""
    return state.src.find("]", state.pos) >= 0
