"""Writes docs/parity.md: `python -m tools.parity`; the exit code is 1 when a claim does not hold."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import click

from octui.arguments.command import SUBCOMMANDS
from octui.cli import parse_command_line
from octui.ui.commands.table import find_app_command
from octui.ui.key_hints import format_all_keys
from octui.ui.keys.config.merge import CONTEXT_BY_ID
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS
from tools.claims import has_test, read_cells
from tools.markdown_table import render_table
from tools.parity.tasks import find_longer_tasks, read_tasks, render_tasks

ROOT: Final = Path(__file__).parents[2]
ROWS: Final = Path(__file__).with_name("rows.txt")
REASONS: Final = Path(__file__).with_name("key_reasons.txt")
DOCUMENT: Final = ROOT / "docs" / "parity.md"
NONE: Final = "-"
VERDICTS: Final = ("same", "better", "partial", "missing", "not applicable")


class ParityRow(NamedTuple):
    section: str
    feature: str
    verdict: str
    place: str
    test: str
    """Tests by id, like `ui/test_x.py::test_y`."""
    note: str

    @property
    def tests(self) -> tuple[str, ...]:
        return () if self.test == NONE else tuple(self.test.split())


def read_parity_rows() -> list[ParityRow]:
    return [ParityRow(*cells) for cells in read_cells(ROWS)]


def find_false_parity(rows: list[ParityRow]) -> Iterator[str]:
    """One sentence for each thing the tables name that does not exist, and for what they leave unexplained."""
    for row in rows:
        if row.verdict not in VERDICTS:
            yield f"{row.feature}: {row.verdict} is no verdict"
        if row.verdict not in ("same", "better") and not row.note:
            yield f"{row.feature}: {row.verdict}, and no reason is given"
        if row.verdict == "missing" and row.place != NONE:
            yield f"{row.feature}: missing, and has a place"
        yield from (f"{row.feature}: there is no {name}" for name in row.place.split() if not _exists(name, row.place))
        if row.verdict != "not applicable" and not row.tests:
            yield f"{row.feature}: no test"
        yield from (f"{row.feature}: there is no test {test}" for test in row.tests if not has_test(test))
    yield from find_longer_tasks(read_tasks())
    yield from (f"{name}: no command and no reason" for name in OFFICIAL_KEYS if not any(describe_official_key(name)))


def describe_official_key(name: str) -> tuple[str, str]:
    """What an id of `tui.json` is here: octui's ids, and their keys; or why there is none; empty for neither."""
    known = [octui_id for octui_id in OFFICIAL_KEYS[name].octui_ids if octui_id in CONTEXT_BY_ID]
    if known:
        keys = dict.fromkeys(key for octui_id in known for key in format_all_keys(octui_id))
        return ", ".join(f"`{octui_id}`" for octui_id in known), _format_keys(keys)
    reasons = dict(cells[:2] for cells in read_cells(REASONS))
    reason = next((reasons[beginning] for beginning in reasons if name.startswith(beginning)), "")
    return (f"none: {reason}" if reason and reason != NONE else ""), ""


def render_parity(rows: list[ParityRow]) -> str:
    counts = Counter(row.verdict for row in rows)
    summary = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    lines = [
        "# octui beside OpenCode's own TUI",
        "",
        "Written by `python3 run.py parity` from `tools/parity/`, against OpenCode 1.18.33; each command, key and test "
        "is verified to exist.",
        "",
        f"{len(rows)} features: {summary}.",
        "",
        render_table(("section", "feature", "verdict", "octui", "test", "note"), map(_list_cells, rows)),
        *render_tasks(read_tasks()),
    ]
    keys = {name: describe_official_key(name) for name in OFFICIAL_KEYS}
    bound = sum(not place.startswith("none") for place, _ in keys.values())
    lines += [
        "",
        "## Keybinds",
        "",
        f"All {len(OFFICIAL_KEYS)} ids of `tui.json` are known; {bound} have a command here. "
        "`tests/ui/keys/test_official_keys.py` compares their default keys.",
        "",
        render_table(
            ("id", "OpenCode's keys", "octui", "octui's keys"),
            (
                (f"`{name}`", _format_keys(official.keys.split(",")), *keys[name])
                for name, official in OFFICIAL_KEYS.items()
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    rows = read_parity_rows()
    false_claims = list(find_false_parity(rows))
    for claim in false_claims:
        click.echo(claim, err=True)
    DOCUMENT.write_text(render_parity(rows), encoding="utf-8")
    return 1 if false_claims else 0


def _list_cells(row: ParityRow) -> tuple[str, ...]:
    place = "" if row.place == NONE else f"`{row.place}`"
    tests = "<br>".join(f"`{each}`" for each in row.tests)
    return row.section, row.feature, row.verdict, place, tests, row.note


def _exists(name: str, place: str) -> bool:
    if place.startswith("octui "):
        options = {option for param in parse_command_line.params for option in param.opts}
        return name == "octui" or name in SUBCOMMANDS or name in options
    return name == NONE or name in CONTEXT_BY_ID or find_app_command(name) is not None


def _format_keys(keys: "list[str] | dict[str, None]") -> str:
    shown = [key.strip() for key in keys if key.strip()]
    return ", ".join(f"`` {key} ``" if "`" in key else f"`{key}`" for key in shown)


if __name__ == "__main__":
    sys.exit(main())
