"""What is said about a chip: what it stands for, and what can be done with it."""

from collections.abc import Iterable

from octui.config.chips import FOLDER_TYPE, Chip
from octui.config.paths import abbreviate_own_home
from octui.platform.file_kinds import format_size
from octui.render.text.sanitize import to_single_line
from octui.ui.attachments.chip_book import count_lines
from octui.ui.key_hints import format_hint, join_hints
from octui.wire.catalog import Model


def describe_chip(chip: Chip) -> str:
    """What it is, and the keys."""
    remove = format_hint("input.backspace", "remove")
    if not chip.is_file:
        lines = count_lines(chip.text)
        count = f"{lines:,} lines" if lines > 1 else "1 line"
        return join_hints([count, format_hint("prompt.chip.open", "open"), remove])
    place = abbreviate_own_home(chip.path) if chip.path else "from the clipboard"
    size = "" if chip.mime == FOLDER_TYPE else format_size(chip.size)
    return join_hints([to_single_line(place), size, remove])


def describe_unseen(chips: Iterable[Chip], model: Model | None) -> str:
    """A sentence about what a model cannot see of these; empty when it sees all, or that is not known."""
    if model is None:
        return ""
    seen = model.capabilities.input
    unseen = [
        kind
        for kind, is_seen, is_there in (
            ("images", seen.image, any(chip.is_image for chip in chips)),
            ("PDFs", seen.pdf, any(chip.is_pdf for chip in chips)),
        )
        if is_there and not is_seen
    ]
    return f"{model.name or model.id} cannot see {' or '.join(unseen)}." if unseen else ""
