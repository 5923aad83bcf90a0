"""Writes the README's key tables from the keymap: `python -m tools.readme_keys`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from octui.ui.commands.command import Command
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys, format_first_key
from octui.ui.keymap import LEADER_ID, KeyContext, get_keymap
from tools.markdown_table import render_table

README: Final = Path(__file__).parents[1] / "README.md"
BEGIN: Final = "<!-- keys: python3 run.py keys writes what follows -->\n"
END: Final = "<!-- end of keys -->\n"

CONTEXTS: Final = (KeyContext.COMPOSER, KeyContext.REQUEST, KeyContext.PERMISSION, KeyContext.QUESTION)
"""Contexts that get a table in addition to that of the commands; help lists all of them."""


def render_readme_keys() -> str:
    """The introduction, the table of commands and a table for each context, as Markdown."""
    leader, help_key, palette = map(format_first_key, (LEADER_ID, "help.show", "command.palette.show"))
    introduction = (
        f"{_code(leader)} is the leader: press it, then the second key within two seconds. "
        f"{_code(help_key)} shows all keys, {_code(palette)} finds a command."
    )
    parts = [introduction, render_table(("key", "or type", "what"), map(_list_command_cells, _list_commands()))]
    for context in CONTEXTS:
        parts += [f"{context.value}:", render_table(("key", "what"), _list_context_rows(context))]
    return "\n\n".join(parts) + "\n"


def replace_keys(readme: str) -> str:
    """The README with its key tables replaced."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{render_readme_keys()}\n{END}{after}"


def main() -> None:
    README.write_text(replace_keys(README.read_text(encoding="utf-8")), encoding="utf-8")


def _list_commands() -> Iterator[Command]:
    in_other_tables = get_keymap().entries[KeyContext.COMPOSER]
    for command in COMMANDS:
        if command.id not in in_other_tables and (format_first_key(command.id) or command.slash):
            yield command


def _list_command_cells(command: Command) -> tuple[str, ...]:
    what = f"{command.title}. {command.help}" if command.help else command.title
    return _render_keys(command.id), _code(f"/{command.slash[0]}") if command.slash else "", what.rstrip(".")


def _list_context_rows(context: KeyContext) -> Iterator[tuple[str, ...]]:
    titles = {command.id: command.title for command in COMMANDS}
    for command_id, entry in get_keymap().entries[context].items():
        yield _render_keys(command_id), entry.title or titles[command_id]
    if context is KeyContext.COMPOSER:
        newline = get_keymap().entries[KeyContext.PROMPT_TEXT]["input.newline"]
        yield _render_keys("input.newline"), newline.title


def _render_keys(command_id: str) -> str:
    keys = format_all_keys(command_id)
    return ", ".join(map(_code, [format_first_key(command_id)] if len(keys) > 5 else keys))


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


if __name__ == "__main__":
    main()
