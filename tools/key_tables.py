"""Writes the tables of keys from the keymap: the most needed into the README, all into docs/keys.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys, format_first_key
from octui.ui.keymap import LEADER_ID, KeyContext, get_keymap
from tools.markdown_table import render_table

ROOT: Final = Path(__file__).parents[1]
README: Final = ROOT / "README.md"
KEYS_PAGE: Final = ROOT / "docs" / "keys.md"
BEGIN: Final = "<!-- keys: python3 run.py keys writes what follows -->\n"
END: Final = "<!-- end of keys -->\n"

MOST_NEEDED: Final = (
    (KeyContext.COMPOSER, "prompt.submit"),
    (KeyContext.PROMPT_TEXT, "input.newline"),
    (KeyContext.COMPOSER, "session.interrupt"),
    (KeyContext.COMPOSER, "prompt.shell"),
    (KeyContext.PERMISSION, "permission.confirm"),
    (KeyContext.PERMISSION, "permission.reject"),
    (KeyContext.COMPOSER, "prompt.history.search"),
)
"""Keys of places other than that of the commands, which the README names first."""

MOST_NEEDED_COMMANDS: Final = (
    "session.new",
    "session.list",
    "session.undo",
    "session.redo",
    "messages.copy",
    "agent.cycle",
    "model.list",
    "permission.inbox",
    "diff.open",
    "file.browse",
    "file.search",
    "terminal.toggle",
    "theme.switch",
    "opencode.status",
    "command.palette.show",
    "help.show",
    "app.exit",
)

CONTEXTS: Final = (KeyContext.COMPOSER, KeyContext.REQUEST, KeyContext.PERMISSION, KeyContext.QUESTION)
"""Places that get a table on the page of keys, besides that of the commands; `f1` lists all of them."""


def render_most_needed() -> str:
    """The introduction and one short table, as Markdown."""
    needed = {command.id: command for command in COMMANDS}
    rows: list[tuple[str, ...]] = []
    for context, command_id in MOST_NEEDED:
        keys, what = _list_entry_cells(context, command_id)
        rows.append((keys, "", f"{what}, {context.value.lower()}" if context is KeyContext.PERMISSION else what))
    rows += [_list_command_cells(needed[command_id], with_help=False) for command_id in MOST_NEEDED_COMMANDS]
    table = render_table(("key", "or type", "what"), rows)
    return f"{_introduce_leader()}\n\n{table}\n"


def render_all_keys() -> str:
    """The introduction, the table of commands and a table for each place, as Markdown."""
    parts = [_introduce_leader(), render_table(("key", "or type", "what"), map(_list_command_cells, _list_commands()))]
    for context in CONTEXTS:
        parts += [f"{context.value}:", render_table(("key", "what"), _list_context_rows(context))]
    return "\n\n".join(parts) + "\n"


def replace_keys(page: str, tables: str) -> str:
    """The page with what stands between its marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def main() -> None:
    for path, tables in ((README, render_most_needed()), (KEYS_PAGE, render_all_keys())):
        path.write_text(replace_keys(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _introduce_leader() -> str:
    leader, help_key, palette = map(format_first_key, (LEADER_ID, "help.show", "command.palette.show"))
    return (
        f"{_code(leader)} is the leader: press it, then the second key within two seconds. "
        f"{_code(help_key)} shows all keys, {_code(palette)} finds a command."
    )


def _list_commands() -> Iterator[Command]:
    in_other_tables = get_keymap().entries[KeyContext.COMPOSER]
    for command in COMMANDS:
        if command.id not in in_other_tables and (format_first_key(command.id) or command.slash):
            yield command


def _list_command_cells(command: Command, *, with_help: bool = True) -> tuple[str, ...]:
    what = f"{command.title}. {command.help}" if command.help and with_help else command.title
    return _render_keys(command.id), _code(f"/{command.slash[0]}") if command.slash else "", what.rstrip(".")


def _list_context_rows(context: KeyContext) -> Iterator[tuple[str, str]]:
    for command_id in get_keymap().entries[context]:
        yield _list_entry_cells(context, command_id)
    if context is KeyContext.COMPOSER:
        yield _list_entry_cells(KeyContext.PROMPT_TEXT, "input.newline")


def _list_entry_cells(context: KeyContext, command_id: str) -> tuple[str, str]:
    titles = {command.id: command.title for command in COMMANDS}
    return _render_keys(command_id), get_keymap().entries[context][command_id].title or titles[command_id]


def _render_keys(command_id: str) -> str:
    keys = format_all_keys(command_id)
    return ", ".join(map(_code, [format_first_key(command_id)] if len(keys) > 5 else keys))


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


if __name__ == "__main__":
    main()
