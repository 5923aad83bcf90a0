"""One-line bars of the screens about files: a title at the left, facts at the right, hints as far as they fit."""

from textual.content import Content

from octui.render.text.counts import format_count
from octui.render.text.sanitize import clip_text, measure_width, to_single_line


def render_title_bar(title: str, about: str, right: str, width: int, *, label: str = "", warning: str = "") -> Content:
    """`about` goes first when it is narrow, and then the beginning of the title: the end of a path says more.

    The `label` says what the screen is, before a title that says where.
    """
    end = Content.styled(to_single_line(right), "$foreground-muted")
    if warning:
        end = Content("").join([Content.styled(f"{to_single_line(warning)}  ", "bold $text-warning"), end])
    room = max(1, width - end.cell_length - 1)
    if label:
        shown = clip_start(to_single_line(title), max(1, room - measure_width(label) - 2))
        left = Content("").join([Content.styled(label, "bold $text-primary"), Content(f"  {shown}")])
    else:
        left = Content.styled(clip_start(to_single_line(title), room), "bold $text-primary")
    about = to_single_line(about)
    if about and left.cell_length + measure_width(about) + 2 <= room:
        left = Content("").join([left, Content.styled(f"  {about}", "$foreground-muted")])
    gap = max(1, width - left.cell_length - end.cell_length)
    return Content("").join([left, Content(" " * gap), end])


def clip_start(text: str, width: int) -> str:
    """A text cut at its beginning where it is wider than `width`."""
    if measure_width(text) <= width:
        return text
    start = max(0, len(text) - width + 1)
    while start < len(text) and measure_width(text[start:]) >= width:
        start += 1
    return clip_text(f"…{text[start:]}", width)


def describe_hidden(count: int) -> str:
    """How many files the server kept back; empty for none."""
    return f"{format_count(count, 'file')} hidden by read rules" if count else ""


def describe_requests(count: int) -> str:
    """What waits for an answer in the chat; `""` when nothing does."""
    return f"△ {count} in the chat" if count else ""
