"""Tables of the generated documents, as GitHub's Markdown has them."""

from collections.abc import Iterable, Sequence


def render_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without a last line break; a `|` in a cell, in code too, is kept from ending it."""
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(map(_escape, cells))} |" for cells in lines)


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|")
