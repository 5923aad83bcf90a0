"""The keys as rows of a panel, and what is wrong with configured ones."""

from collections.abc import Iterator, Mapping
from typing import Final

from octui.ui.key_hints import format_all_keys, format_key
from octui.ui.keys.config.load import KeySetup
from octui.ui.keys.config.merge import find_key_title
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS
from octui.ui.panels.panel_rows import PanelRow

_NEEDED: Final[Mapping[str, str]] = {
    "prompt.submit": "Without a key no prompt could be sent.",
    "panel.open": "Without a key nothing in this list could be changed.",
    "panel.close": "Without a key this list could not be closed.",
    "dialog.select.submit": "Without a key nothing could be selected in lists.",
    "dialog.select.cancel": "Without a key lists could not be closed.",
    "dialog.cancel": "Without a key dialogs could not be closed.",
    "permission.confirm": "Without a key no permission could be answered.",
    "question.confirm": "Without a key no question could be answered.",
}


def find_needed_key(command_id: str) -> str:
    """Why a command has to keep a key, as a sentence; empty when it need not."""
    return _NEEDED.get(command_id, "")


def build_key_rows(setup: KeySetup) -> list[PanelRow]:
    """What is wrong first, then every command by where its keys count."""
    return [*_build_problem_rows(setup), *_build_command_rows(setup)]


def _build_problem_rows(setup: KeySetup) -> Iterator[PanelRow]:
    for number, problem in enumerate(sorted(setup.problems, key=lambda problem: problem.is_note)):
        yield PanelRow(
            id=f"problem/{number}",
            title=problem.name or problem.file,
            detail=problem.reason,
            group="What cannot be used as written",
            glyph=" " if problem.is_note else "✗",
            style="$text-error",
            about=problem.sentence,
            copied=problem.sentence,
        )


def _build_command_rows(setup: KeySetup) -> Iterator[PanelRow]:
    official = {octui_id: name for name, row in OFFICIAL_KEYS.items() for octui_id in row.octui_ids}
    for context, entries in setup.keymap.entries.items():
        for command_id in entries:
            keys = setup.keymap.get_keys(command_id)
            is_own = command_id in setup.own.keybinds
            name = official.get(command_id, "")
            known_as = f"{command_id} · {name} in tui.json" if name else command_id
            yield PanelRow(
                id=command_id,
                title=find_key_title(command_id),
                detail=", ".join(format_all_keys(command_id)) or "no key",
                group=context.value,
                glyph="●" if is_own else " ",
                style="$text-accent",
                search_text=f"{command_id} {name} {' '.join(map(format_key, keys))}",
                about=f"{known_as} · your own key" if is_own else known_as,
            )
