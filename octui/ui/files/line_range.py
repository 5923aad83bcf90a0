"""Lines of a file as they are typed and mentioned."""


def parse_line_range(text: str) -> tuple[int, int | None] | None:
    """`12`, `3-9` or `3,9` as lines counted from one; None for anything else."""
    first, _, last = text.replace(",", "-").replace(" ", "").removeprefix("L").partition("-")
    last = last.removeprefix("L")
    if not (first.isascii() and first.isdecimal() and len(first) < 10):
        return None
    if last and not (last.isascii() and last.isdecimal() and len(last) < 10):
        return None
    return max(1, int(first)), int(last) if last else None


def format_place(path: str, lines: tuple[int, int] | None) -> str:
    """A path and lines as a mention has them: `src/app.py#L2-L9`."""
    if lines is None:
        return path
    first, last = lines
    return f"{path}#L{first}" if first == last else f"{path}#L{first}-L{last}"
