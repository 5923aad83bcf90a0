"""The grammar: CommonMark with tables and strikethrough, bounded so that no text makes it slow."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from octui.render.markdown.literals import InlineRule, parse_bare_address, parse_emphasis, parse_escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

MAX_HEADING_LENGTH: Final = 1_000
"""Characters of a heading and the line under it: longer prose is not a heading, whatever is below it."""
_TEXT: Final = re.compile(r"(?:[^\n!&*:<\[\\\]_`~]|!(?!\[)|:(?!//))+")
CONTINUES_PROSE: Final = "continues_prose"
"""Set where the source begins inside a paragraph that is too long to be a heading."""


@lru_cache(maxsize=1)
def load_grammar() -> MarkdownIt:
    """The grammar; HTML is treated as plain text."""
    # Importing it takes sixty milliseconds, which a start without a conversation should not pay.
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import emphasis, escape, image, link

    grammar = MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).enable(["table", "strikethrough"])
    grammar.block.ruler.at("lheading", _parse_underlined_heading)
    grammar.inline.ruler.at("text", _parse_text)
    grammar.inline.ruler.before("escape", "bare_address", parse_bare_address)
    grammar.inline.ruler.at("escape", partial(parse_escape, escape))
    grammar.inline.ruler.at("emphasis", partial(parse_emphasis, emphasis.tokenize))
    grammar.inline.ruler.at("link", partial(_parse_label, link))
    grammar.inline.ruler.at("image", partial(_parse_label, image))
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


def _parse_text(state: StateInline, silent: bool) -> bool:
    """Text as far as no rule is about it; markdown-it stops at each of thirty characters, and tries all rules there."""
    found = _TEXT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.append_pending(found[0])
    state.pos = found.end()
    return True


def _parse_label(parse: InlineRule, state: StateInline, silent: bool) -> bool:
    """A link or an image, unless its bracket cannot end: to look for that takes long where there are only such ones."""
    return state.src.find("]", state.pos) >= 0 and parse(state, silent)
