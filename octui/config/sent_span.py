"""Follows the position of a part of a text while the text around it is edited."""


def follow_edit(start: int, length: int, before: str, after: str) -> int | None:
    """Where a part starts after an edit; None if the edit changed the part itself."""
    if before == after:
        return start
    same = _count_equal(before, after)
    if same >= start + length:
        return start
    kept = _count_equal(before[same:][::-1], after[same:][::-1])
    return start + len(after) - len(before) if len(before) - kept <= start else None


def find_edit(before: str, after: str) -> tuple[int, int, str]:
    """The characters of `before` that an edit replaced, as start and end, and what is there now."""
    same = _count_equal(before, after)
    kept = _count_equal(before[same:][::-1], after[same:][::-1])
    return same, len(before) - kept, after[same : len(after) - kept]


def join_parts(first: str, second: str) -> str:
    """Both texts, with a line break between them where nothing else keeps them apart."""
    needs_break = first and second and not first[-1].isspace() and not second[0].isspace()
    return f"{first}\n{second}" if needs_break else first + second


def extend_to_break(text: str, start: int, end: int) -> tuple[int, int]:
    """A part that is to be removed, with one line break beside it where it has its lines for itself."""
    begins_line = start == 0 or text[start - 1] == "\n"
    if begins_line and text[end : end + 1] == "\n":
        return start, end + 1
    if start and begins_line and end == len(text):
        return start - 1, end
    return start, end


def _count_equal(first: str, second: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(first), len(second))
    if first[:shorter] == second[:shorter]:
        return shorter
    return next(index for index in range(shorter) if first[index] != second[index])
