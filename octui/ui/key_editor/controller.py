"""Puts the keys in force that people wrote, and lets them change keys while octui runs."""

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import App

from octui.config.paths import describe_file_failure
from octui.ui.controllers.context import AppContext
from octui.ui.input.key_bindings import apply_keymap
from octui.ui.key_hints import format_key
from octui.ui.keymap import Keymap
from octui.ui.keys.config.own_file import locate_own_file, write_own_keys
from octui.ui.tui_paths import list_tui_paths

if TYPE_CHECKING:
    # Imported for configured keys, or when the list opens: most starts need neither.
    from octui.ui.key_editor.press_dialog import PressedKey
    from octui.ui.keys.config.load import KeySetup
    from octui.ui.keys.config.own_file import OwnKeys
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelRow


class KeysController:
    """Only octui's own file is written, never a `tui.json`."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._app: App[Any] | None = None
        self._setup: KeySetup | None = None
        self._panel: Panel | None = None

    @property
    def problem_sentences(self) -> tuple[str, ...]:
        """What is wrong with the configured keys, with file, line and id."""
        return tuple(problem.sentence for problem in self._setup.mistakes) if self._setup is not None else ()

    def load_keys(self, app: App[Any]) -> None:
        """Read every file of keys that counts here, and use what they say in this app."""
        self._app = app
        if not list_tui_paths(self._context.options.directory) and not locate_own_file().exists():
            apply_keymap(Keymap(), app)
            return
        self._use_setup(None)

    def report_problems(self) -> None:
        """One quiet line that says how many there are and where they are listed."""
        count = len(self.problem_sentences)
        if count:
            noun = "key" if count == 1 else "keys"
            self._context.notify_info(f"{count} {noun} in your configuration cannot be used as written: see /keys.")

    def show_keys(self) -> None:
        """List every key with what it does, to be changed."""
        from octui.ui.key_editor.editor_rows import build_key_rows
        from octui.ui.panels.panel import Panel
        from octui.ui.panels.panel_rows import PanelAction

        if self._setup is None:
            self._use_setup(None)
        is_command = _is_command_row
        actions = (
            PanelAction("panel.open", "change", self._change_key, is_command),
            PanelAction("keys.add", "add", self._add_key, is_command),
            PanelAction("keys.unbind", "unbind", self._unbind_row, is_command),
            PanelAction("keys.reset", "reset", self._reset_row, self._is_own_row),
            PanelAction("keys.profile", "profile", self._pick_profile),
        )
        self._panel = Panel(
            "Keys",
            lambda: build_key_rows(self._get_setup()),
            actions=actions,
            on_refresh=self._reload_files,
            on_close=self._forget_panel,
        )
        self._context.open_screen(self._panel)

    def _get_setup(self) -> "KeySetup":
        from octui.ui.keys.config.load import KeySetup

        return self._setup or KeySetup()

    def _use_setup(self, own: "OwnKeys | None") -> None:
        from octui.ui.keys.config.load import load_key_setup

        self._setup = load_key_setup(self._context.options.directory, own)
        if self._app is not None:
            apply_keymap(self._setup.keymap, self._app)
        if self._panel is not None:
            self._panel.refresh_rows()

    def _forget_panel(self) -> None:
        self._panel = None

    def _reload_files(self) -> None:
        self._use_setup(None)

    def _is_own_row(self, row: "PanelRow | None") -> bool:
        return row is not None and row.id in self._get_setup().own.keybinds

    def _change_key(self, row: "PanelRow | None") -> None:
        self._ask_for_key(row, is_added=False)

    def _add_key(self, row: "PanelRow | None") -> None:
        self._ask_for_key(row, is_added=True)

    def _ask_for_key(self, row: "PanelRow | None", *, is_added: bool) -> None:
        from octui.ui.key_editor.press_dialog import PressDialog

        if row is None:
            return
        keymap, command_id = self._get_setup().keymap, row.id

        def use_key(pressed: "PressedKey") -> None:
            kept = keymap.get_keys(command_id) if is_added else ()
            self._save_own(self._get_setup().own.bind_command(command_id, (*kept, pressed.key)))
            self._say_binding(pressed)

        self._context.open_picker(PressDialog(command_id, row.title, keymap), use_key)

    def _say_binding(self, pressed: "PressedKey") -> None:
        if self._panel is not None:
            taken = f" It was taken from “{pressed.taken_from}”." if pressed.taken_from else ""
            doubt = f" It {pressed.doubt}." if pressed.doubt else ""
            self._panel.show_notice(f"{format_key(pressed.key)} is set.{taken}{doubt}")

    def _unbind_row(self, row: "PanelRow | None") -> None:
        from octui.ui.key_editor.editor_rows import find_needed_key

        if row is not None and self._panel is not None:
            if needed := find_needed_key(row.id):
                self._panel.show_notice(needed)
            else:
                self._save_own(self._get_setup().own.bind_command(row.id, ()))

    def _reset_row(self, row: "PanelRow | None") -> None:
        if row is not None:
            self._save_own(self._get_setup().own.reset_command(row.id))

    def _pick_profile(self, _: "PanelRow | None" = None) -> None:
        from octui.ui.key_editor.profile_picker import ProfilePicker

        own = self._get_setup().own
        self._context.open_picker(
            ProfilePicker(own.profile), lambda profile: self._save_own(self._get_setup().own.choose_profile(profile))
        )

    def _save_own(self, own: "OwnKeys") -> None:
        """In force at once, and written in a thread; a file that could not be read is not overwritten."""

        if own.problem and self._panel is not None:
            self._panel.show_notice(f"octui's key file {own.problem}. Fix or delete it first.")
            return
        self._use_setup(own)

        async def write_in_thread() -> None:
            try:
                await asyncio.to_thread(write_own_keys, own)
            except OSError as error:
                self._context.notify_error(
                    "Could not save your keys; they apply to this run only", describe_file_failure(error)
                )

        self._context.start_worker(write_in_thread(), group="keys", exclusive=True)


def _is_command_row(row: "PanelRow | None") -> bool:
    return row is not None and not row.id.startswith("problem/")
