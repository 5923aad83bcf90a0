"""Writes docs/coverage.md: `python -m tools.coverage`; the exit code is 1 when a claim does not hold."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import click

from octui.arguments.command import SUBCOMMANDS
from octui.arguments.ctl_command import run_ctl_group
from octui.client import Client
from octui.ui.commands.table import COMMANDS, find_app_command
from octui.ui.keymap import get_keymap
from tools.claims import has_test, read_cells
from tools.markdown_table import render_table

ROOT: Final = Path(__file__).parents[2]
TABLE: Final = Path(__file__).with_name("endpoints.txt")
DOCUMENT: Final = ROOT / "docs" / "coverage.md"
MISSING: Final = "missing"
ENDPOINT_COUNT: Final = 78
CONTRACT_TESTS: Final = "client/contract/"
"""Tests that call the client directly. Those of a row go the way of a person, by keys or a command line."""


class Row(NamedTuple):
    endpoint: str
    method: str
    place: str
    test: str

    @property
    def is_complete(self) -> bool:
        return MISSING not in self


def read_rows() -> list[Row]:
    return [Row(*cells) for cells in read_cells(TABLE)]


def find_false_claims(rows: list[Row]) -> Iterator[str]:
    """One sentence for each thing the table names that does not exist."""
    if len({row.endpoint for row in rows}) != ENDPOINT_COUNT:
        yield f"the table has {len({row.endpoint for row in rows})} endpoints, not {ENDPOINT_COUNT}"
    client = Client("http://127.0.0.1:1")
    for row in rows:
        if not row.is_complete:
            yield f"{row.endpoint}: a client method, a place or a test is missing"
        namespace, _, name = row.method.partition(".")
        if row.method != MISSING and not callable(getattr(getattr(client, namespace, None), name, None)):
            yield f"{row.endpoint}: the client has no {row.method}"
        if row.place != MISSING and not describe_place(row.place):
            yield f"{row.endpoint}: there is no {row.place}"
        if row.test != MISSING and not has_test(row.test):
            yield f"{row.endpoint}: there is no test {row.test}"
        if row.test.startswith(CONTRACT_TESTS):
            yield f"{row.endpoint}: {row.test} calls the client, and presses no key"


def describe_place(place: str) -> str:
    """The place as the document names it; empty if it does not exist."""
    if place.startswith("octui "):
        _, command, *rest = place.split()
        known = command in SUBCOMMANDS and (not rest or rest[0] in run_ctl_group.commands)
        return f"`{place}`" if known else ""
    entry = find_app_command(place)
    if entry is not None and entry in COMMANDS:
        slash = f" `/{entry.slash[0]}`" if entry.slash else ""
        return f"{entry.title} (`{entry.id}`{slash})"
    for context, entries in get_keymap().entries.items():
        if place in entries:
            return f"{entries[place].title} (`{place}`, {context.value.lower()})"
    return ""


def render_document(rows: list[Row]) -> str:
    complete = sum(row.is_complete for row in rows)
    head = (
        "# Coverage of the server's API\n\n"
        "Written by `python3 run.py coverage` from `tools/coverage/endpoints.txt`; each method, place and test is "
        "verified to exist.\n\n"
        f"{complete} of {len(rows)} endpoints have a client method, a place in octui and a test; **missing** marks "
        "the others.\n\n"
        "A place may call something else that does the same. Prompts go to `prompt_async`, as `POST "
        "/session/{id}/message` answers only when the turn is over. `octui ctl open-themes` publishes the command, "
        "as OpenCode opens the sessions for `POST /tui/open-themes`. A sign-in to an MCP server is removed by "
        "`DELETE /mcp/{name}/auth`, the route's name in OpenCode. `GET /event` and `GET /file/status` are for "
        "servers without `/global/event` and `/vcs/status`, `GET /experimental/tool/ids` is for when no model is "
        "chosen, and `POST /session/{id}/permissions/{permID}` for requests of sessions whose folder is not known.\n\n"
    )
    return head + render_table(("endpoint", "client method", "place", "test"), map(_list_cells, rows)) + "\n"


def main() -> int:
    rows = read_rows()
    false_claims = list(find_false_claims(rows))
    for claim in false_claims:
        click.echo(claim, err=True)
    DOCUMENT.write_text(render_document(rows), encoding="utf-8")
    return 1 if false_claims else 0


def _list_cells(row: Row) -> tuple[str, ...]:
    test = f"`{row.test}`" if row.test != MISSING else "**missing**"
    return f"`{row.endpoint}`", f"`{row.method}`", describe_place(row.place) or "**missing**", test


if __name__ == "__main__":
    sys.exit(main())
