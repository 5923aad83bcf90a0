"""The rows of the list of folders about which something was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from octui.render.text.clock_time import format_age
from octui.render.text.counts import format_count
from octui.render.text.paths import abbreviate_home
from octui.render.text.spoofing import to_unspoofed_line
from octui.ui.pickers.rows import PickerRow
from octui.wire.access.trust import TrustedFolder

GROUPS: Final = {"trusted": "Trusted", "harmless": "Only the harmless part"}
GLYPHS: Final = {"trusted": ("✓", "$text-success"), "harmless": ("○", "$text-muted")}


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A row, with the sentences that say all of it."""

    row: PickerRow
    text: str


def build_folder_rows(decisions: Sequence[TrustedFolder], home: str, now: float) -> list[FolderRow]:
    """One row a folder, named by its latest decision; `now` is in epoch milliseconds."""
    latest_first = sorted(decisions, key=lambda decided: -decided.time)
    by_root = [list(group) for _, group in groupby(sorted(latest_first, key=_get_root), key=_get_root)]
    by_decision = sorted(by_root, key=lambda group: (group[0].decision != "trusted", -group[0].time))
    return [_build_row(group, home, now) for group in by_decision]


def _build_row(decisions: Sequence[TrustedFolder], home: str, now: float) -> FolderRow:
    latest = decisions[0]
    name = to_unspoofed_line(abbreviate_home(latest.root, home))
    count = len(latest.requests)
    things = format_count(count, "thing")
    glyph, style = GLYPHS[latest.decision]
    decided = "Trusted with" if latest.decision == "trusted" else "Without"
    older = len(decisions) - 1
    others = f" {format_count(older, 'older decision')} about other requests of it." if older else ""
    return FolderRow(
        PickerRow(
            latest.root, name, f"{things} · {format_age(latest.time, now)}", GROUPS[latest.decision], glyph, style=style
        ),
        f"{decided} {', '.join(map(to_unspoofed_line, latest.requests)) or 'nothing'} in {name}.{others}",
    )


def _get_root(decided: TrustedFolder) -> str:
    return decided.root
