"""What vim's changes make of a text; each function gives the resulting text and the place of the cursor."""

from octui.ui.composer.vim.motions import find_first_text, find_line_end, find_line_start

Edited = tuple[str, int]


def insert_text(text: str, at: int, new: str) -> Edited:
    """The cursor is after what was inserted."""
    return text[:at] + new + text[at:], at + len(new)


def delete_characters(text: str, start: int, end: int) -> Edited:
    return text[:start] + text[end:], start


def delete_lines(text: str, start: int, end: int) -> Edited:
    """Whole lines, with the line break after them, or the one before where they are the last."""
    start, end = (start, end + 1) if end < len(text) else (max(0, start - 1), end)
    text = text[:start] + text[end:]
    return text, find_first_text(text, min(start, len(text)))


def open_line(text: str, at: int, *, is_below: bool) -> Edited:
    """An empty line below or above the one that `at` is on."""
    edge = find_line_end(text, at) if is_below else find_line_start(text, at)
    return text[:edge] + "\n" + text[edge:], edge + is_below


def replace_characters(text: str, start: int, end: int, character: str) -> Edited:
    """Each character becomes this one, but line breaks stay."""
    replaced = "".join("\n" if sign == "\n" else character for sign in text[start:end])
    return text[:start] + replaced + text[end:], max(start, end - 1)


def swap_case(text: str, start: int, end: int) -> Edited:
    return text[:start] + text[start:end].swapcase() + text[end:], end


def put_characters(text: str, at: int, put: str, *, is_before: bool) -> Edited:
    """Put before or after the character at the cursor, which is then on the last one put."""
    place = at if is_before or find_line_end(text, at) == at else at + 1
    return put_over(text, place, place, put)


def put_over(text: str, start: int, end: int, put: str) -> Edited:
    """Put in place of what is there; the cursor is on the last character put."""
    return text[:start] + put + text[end:], start + len(put) - 1


def put_lines(text: str, at: int, lines: str, *, is_before: bool) -> Edited:
    """Put whole lines above or below the one that `at` is on; the cursor is at the first of them."""
    edge = find_line_start(text, at) if is_before else find_line_end(text, at)
    text = text[:edge] + (f"{lines}\n" if is_before else f"\n{lines}") + text[edge:]
    return text, find_first_text(text, edge if is_before else edge + 1)


def join_lines(text: str, at: int, count: int) -> Edited:
    """Join so many lines to the one that `at` is on, each after one space."""
    for _ in range(count):
        end = find_line_end(text, at)
        if end == len(text):
            break
        rest = text[end + 1 :].lstrip(" \t")
        gap = "" if not rest or rest.startswith("\n") or text[:end].endswith((" ", "\n")) else " "
        text, at = text[:end] + gap + rest, end
    return text, at
