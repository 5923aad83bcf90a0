"""Every theme there is, by name; the file of one is read when it is used, or when all are listed."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

from octui.config.themes.theme_file import ThemeFile, ThemeFileError, read_theme_file
from octui.config.themes.theme_folders import list_custom_themes, list_included_themes
from octui.lazy_dataclasses import dataclass
from octui.ui.theming.built_in_themes import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, THEMES
from octui.ui.theming.terminal_colours import TerminalColours

DEFAULT: Final = "octui"
SYSTEM: Final = "system"
"""As `system_theme` makes it, which is imported when it is used."""

_PAIRS: Final = {DEFAULT: (DARK, LIGHT), HIGH_CONTRAST_DARK: (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)}
_OWN: Final = {theme.name: theme for theme in THEMES}

OWN_GROUP: Final = "octui"
CUSTOM_GROUP: Final = "From files"
INCLUDED_GROUP: Final = "Colour schemes"
TEXTUAL_GROUP: Final = "More"


class UnknownTheme(LookupError):
    """There is no theme of this name; the message says which is nearest."""


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme as the picker lists it."""

    name: str
    group: str
    modes: str
    """"dark and light", "dark", "light" or "terminal colours"."""
    primary: str
    """A colour to show next to the name."""
    path: Path | None = None
    """The file of a theme that did not come with octui."""


class ThemeCatalog:
    """A file of the user's or the project's wins over a theme of octui's with the same name."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._files: dict[str, ThemeFile] = {}
        self._paths: dict[str, Path] | None = None

    def forget_files(self) -> None:
        """Look at the folders again when next needed."""
        self._files, self._paths = {}, None

    def list_names(self) -> list[str]:
        """The name of every theme, without reading one."""
        return list(dict.fromkeys((*_PAIRS, *_OWN, SYSTEM, *self._locate_files(), *BUILTIN_THEMES)))

    def find_path(self, name: str) -> Path | None:
        """The file of a theme; None for one that is not a file."""
        return self._locate_files().get(name)

    def load_theme(self, name: str, terminal: TerminalColours, *, dark: bool) -> Theme:
        """The theme for a dark or a light terminal; raises UnknownTheme and ThemeFileError."""
        path = self._locate_files().get(name)
        if path is not None:
            return self._make_from_file(name, path, terminal, dark=dark)
        if name == SYSTEM:
            from octui.ui.theming.system_theme import make_system_theme  # most people have another

            return make_system_theme(terminal, dark=dark)
        if name in _PAIRS:
            return _OWN[_PAIRS[name][0 if dark else 1]]
        known = _OWN.get(name) or BUILTIN_THEMES.get(name)
        if known is None:
            near = get_close_matches(name, self.list_names(), n=1)
            raise UnknownTheme(f"There is no theme “{name}”." + (f" Did you mean “{near[0]}”?" if near else ""))
        return known

    def load_entries(self) -> tuple[list[ThemeEntry], list[str]]:
        """Every theme for a list, and a sentence for each file that is not one; it reads all files, so in a thread."""
        self.forget_files()
        included = list_included_themes()
        from_files: list[ThemeEntry] = []
        problems: list[str] = []
        for name, path in self._locate_files().items():
            group = INCLUDED_GROUP if included.get(name) == path else CUSTOM_GROUP
            try:
                from_files.append(self._describe_file(name, group, path))
            except ThemeFileError as error:
                problems.append(f"{path} is not used as a theme: {error}.")
        taken = {entry.name for entry in from_files}
        others = [entry for entry in _list_code_themes() if entry.name not in taken]
        order = (OWN_GROUP, CUSTOM_GROUP, INCLUDED_GROUP, TEXTUAL_GROUP)
        from_files.sort(key=lambda entry: entry.name)
        return sorted([*others, *from_files], key=lambda entry: order.index(entry.group)), problems

    def _describe_file(self, name: str, group: str, path: Path) -> ThemeEntry:
        file = self._read_file(name, path)
        theme = self._make_from_file(name, path, TerminalColours(), dark=True)
        modes = "dark and light" if file.has_both_modes else "dark" if theme.dark else "light"
        return ThemeEntry(name, group, modes, theme.primary, path if group == CUSTOM_GROUP else None)

    def _make_from_file(self, name: str, path: Path, terminal: TerminalColours, *, dark: bool) -> Theme:
        from octui.ui.theming.textual_theme import make_textual_theme  # most people have a theme of octui's

        file = self._read_file(name, path)
        variant = name if dark or not file.has_both_modes else f"{name} (light)"
        return make_textual_theme(variant, file.resolve_tokens(dark=dark), terminal, dark=dark)

    def _read_file(self, name: str, path: Path) -> ThemeFile:
        if name not in self._files:
            self._files[name] = read_theme_file(path)
        return self._files[name]

    def _locate_files(self) -> dict[str, Path]:
        if self._paths is None:
            self._paths = {**list_included_themes(), **list_custom_themes(self._directory)}
        return self._paths


def _list_code_themes() -> list[ThemeEntry]:
    """Those that are not files: octui's own, and the ones that Textual brings."""
    entries = [ThemeEntry(name, OWN_GROUP, "dark and light", _OWN[pair[0]].primary) for name, pair in _PAIRS.items()]
    entries.append(ThemeEntry(SYSTEM, OWN_GROUP, "the terminal's colours", "ansi_blue"))
    fixed = [_OWN[DARK], _OWN[LIGHT]]
    entries += [ThemeEntry(one.name, OWN_GROUP, "dark" if one.dark else "light", one.primary) for one in fixed]
    entries += [
        ThemeEntry(
            one.name, TEXTUAL_GROUP, "terminal colours" if one.ansi else "dark" if one.dark else "light", one.primary
        )
        for one in sorted(BUILTIN_THEMES.values(), key=lambda theme: theme.name)
    ]
    return entries
