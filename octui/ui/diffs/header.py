"""The top of a diff viewer: which sources there are, which is shown, how much it changed, and notes about that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from octui.render.text.counts import format_count
from octui.render.text.sanitize import clip_text, escape_message, measure_width, to_single_line
from octui.ui.diffs.patch_file import PatchFile

LONG_WORK: Final = 3
"""Seconds after which it is said how long something has taken."""


class DiffHeader(Widget):
    """One row; the names of the other sources make way first where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self._label = "Diff"
        self._choices: tuple[str, ...] = ()
        self._chosen = ""
        self._title = ""
        self._work = ""
        self._way_out = ""
        self._seconds = 0
        self._clock: Timer | None = None
        self._facts: tuple[tuple[str, str], ...] = ()

    def show_choices(self, name: str, choices: Sequence[str] = (), chosen: str = "", title: str = "") -> None:
        self._label, self._choices, self._chosen, self._title = name, tuple(choices), chosen, title
        self.refresh()

    def show_work(self, label: str, way_out: str = "") -> None:
        """Show what takes a while, in place of the title; an empty label when it is over.

        Once it takes long, it is said for how long it has, and what else can be done.
        """
        self._work, self._way_out, self._seconds = label, way_out, 0
        if self._clock is not None:
            self._clock.stop()
        self._clock = self.set_interval(1, self._count_second) if label else None
        self.refresh()

    def _count_second(self) -> None:
        self._seconds += 1
        if self._seconds >= LONG_WORK:
            self.refresh()

    def _describe_work(self) -> str:
        if self._seconds < LONG_WORK:
            return f"◌ {self._work} …"
        return " · ".join(filter(None, (f"◌ {self._work}, {self._seconds} s", self._way_out)))

    def show_counts(self, files: Sequence[PatchFile], reviewed: int = 0, comments: int = 0, requests: int = 0) -> None:
        """Sums of what is shown, and how far the review got."""
        count = len(files)
        facts: list[tuple[str, str]] = []
        if files:
            facts += [
                (format_count(count, "file"), "$text-muted"),
                (f"+{sum(file.additions for file in files):,}", "$text-success"),
                (f"-{sum(file.deletions for file in files):,}", "$text-error"),
            ]
        if reviewed:
            facts.append((f"✓ {reviewed:,}/{count:,}", "$text-success"))
        if comments:
            facts.append((f"✎ {comments:,}", "$text-accent"))
        if requests:
            facts.append((f"△ {requests:,} in the chat", "$text-warning"))
        self._facts = tuple(facts)
        self.refresh()

    def render(self) -> Content:
        width = self.size.width
        right = Content("  ").join(Content.styled(text, style) for text, style in self._facts)
        room = max(0, width - right.cell_length - 2)
        left = [Content.styled(f" {self._label} ", "bold $text-primary")]
        used = measure_width(self._label) + 2
        said = self._describe_work() if self._work else self._title
        # What else can be done is of more use than the names of the sources, while one of them takes long.
        kept = measure_width(said) + 3 if self._work and self._seconds >= LONG_WORK else 0
        for choice in self._list_fitting(room - used - kept, is_work=bool(kept)):
            is_chosen = choice == self._chosen
            left.append(
                Content.styled(
                    f" {choice} ", "bold $button-color-foreground on $primary" if is_chosen else "$text-muted"
                )
            )
            used += measure_width(choice) + 2
        title = clip_text(to_single_line(said), max(0, room - used - 3))
        if len(title) > 3 or title == said:
            left.append(Content.styled(f"  {title}", "$text-muted"))
        shown = Content("").join(left).truncate(room)
        gap = max(1, width - 1 - shown.cell_length - right.cell_length)
        return Content("").join([shown, Content(" " * gap), right]).truncate(width)

    def _list_fitting(self, room: int, *, is_work: bool) -> tuple[str, ...]:
        whole, chosen = (sum(measure_width(choice) + 2 for choice in some) for some in (self._choices, (self._chosen,)))
        if whole <= room:
            return self._choices
        return (self._chosen,) if self._chosen and (chosen <= room or not is_work) else ()


class NoteLines(Static):
    """Sentences below the header, each in a row of its own; without any it takes no room."""

    def show_notes(self, notes: Sequence[str]) -> None:
        self.display = bool(notes)
        self.update(escape_message("\n".join(notes)))
