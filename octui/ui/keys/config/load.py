"""All keys that count in a directory: defaults, profile, `tui.json` files and octui's own file, the strongest last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from octui.config.paths import abbreviate_own_home
from octui.ui.keymap import LEADER_ID, SIGN_BY_NAME, KeyContext, Keymap
from octui.ui.keys.config.key_problems import KeyProblem
from octui.ui.keys.config.key_values import parse_key_value
from octui.ui.keys.config.merge import CONTEXT_BY_ID, KeyOverride, merge_overrides
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS, VIEW_KEYS
from octui.ui.keys.config.own_file import OwnKeys, locate_own_file, read_own_keys
from octui.ui.keys.config.profiles import list_profile_keys
from octui.ui.keys.key_names import LEADER_PREFIX, describe_delivery
from octui.ui.tui_files import TuiFile, read_tui_files

KEYBINDS: Final = "keybinds"
TIMEOUT: Final = "leader_timeout"
_LEADER_NAMES: Final = ("leader", LEADER_ID)
_MAX_TIMEOUT: Final = 60_000
_MAX_PROBLEMS: Final = 200


@dataclass(frozen=True)
class KeySetup:
    """A keymap, and what it is made of."""

    keymap: Keymap = field(default_factory=Keymap)
    own: OwnKeys = field(default_factory=OwnKeys)
    problems: tuple[KeyProblem, ...] = ()
    tui_files: tuple[str, ...] = ()
    """The `tui.json` files that were read, the weakest first."""

    @property
    def mistakes(self) -> tuple[KeyProblem, ...]:
        """Problems without the notes."""
        return tuple(problem for problem in self.problems if not problem.is_note)


def load_key_setup(directory: Path, own: OwnKeys | None = None) -> KeySetup:
    """Read everything; `own` replaces octui's own file. Never raises: what cannot be used is a problem."""
    own = read_own_keys() if own is None else own
    tui_files = read_tui_files(directory)
    problems: list[KeyProblem] = []
    base, _ = merge_overrides(tuple(list_profile_keys(own.profile)))
    overrides: list[KeyOverride] = []
    leader_seconds = Keymap().leader_seconds
    for tui_file in tui_files:
        if tui_file.is_project and own.project_keys == "none":
            continue
        reader = _FileReader(tui_file, problems, is_trusted=not tui_file.is_project or own.project_keys == "all")
        overrides += reader.list_overrides()
        leader_seconds = reader.find_leader_seconds() or leader_seconds
    own_file = _make_own_file(own)
    overrides += _FileReader(own_file, problems, is_trusted=True).list_overrides()
    entries, clashes = merge_overrides(overrides, base, is_project_trusted=own.project_keys == "all")
    files = tuple(abbreviate_own_home(read.path) for read in tui_files)
    keymap = Keymap(entries, leader_seconds, own.profile == "vim")
    return KeySetup(keymap, own, tuple((*problems, *clashes)[:_MAX_PROBLEMS]), files)


def _make_own_file(own: OwnKeys) -> TuiFile:
    return TuiFile(locate_own_file(), {KEYBINDS: own.keybinds}, own.text, problem=own.problem)


class _FileReader:
    """The overrides of one file; what is wrong goes to `problems`."""

    def __init__(self, tui_file: TuiFile, problems: list[KeyProblem], *, is_trusted: bool) -> None:
        self._tui_file = tui_file
        self._problems = problems
        self._is_trusted = is_trusted
        self._name = abbreviate_own_home(tui_file.path)

    def list_overrides(self) -> Iterator[KeyOverride]:
        tui_file = self._tui_file
        if tui_file.problem:
            self._problems.append(KeyProblem(self._name, tui_file.problem_line, "", tui_file.problem))
        keybinds = tui_file.values.get(KEYBINDS, {})
        if not isinstance(keybinds, Mapping):
            self._report(KEYBINDS, "is not an object of ids and keys", self._find_line())
            return
        for name, value in keybinds.items():
            override = self._read_override(str(name), value)
            if override is not None:
                yield override

    def find_leader_seconds(self) -> float:
        """Seconds, or 0 when the file does not say."""
        value = self._tui_file.values.get(TIMEOUT)
        if value is None or not self._is_trusted:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MAX_TIMEOUT:
            self._report(TIMEOUT, f"is not a number of milliseconds up to {_MAX_TIMEOUT:,}", self._find_line(TIMEOUT))
            return 0.0
        return value / 1000

    def _read_override(self, name: str, value: Any) -> KeyOverride | None:
        official = OFFICIAL_KEYS.get(name)
        is_unknown = official is None and name not in CONTEXT_BY_ID
        if is_unknown and len(self._problems) >= _MAX_PROBLEMS:
            # To say more of each of very many would take minutes.
            return None
        line = self._find_line(KEYBINDS, name)
        if is_unknown:
            self._report(name, _describe_unknown(name), line)
            return None
        if official is not None and not any(octui_id in CONTEXT_BY_ID for octui_id in official.octui_ids):
            self._report(name, "octui has no such command", line, is_note=True)
            return None
        if not self._is_trusted and name not in VIEW_KEYS:
            self._report(name, "a project may only set keys that show or scroll something", line)
            return None
        parsed = parse_key_value(value)
        for mistake in parsed.mistakes:
            self._report(name, mistake, line)
        if parsed.mistakes and not parsed.keys:
            return None
        keys = self._check_leader(name, parsed.keys, line) if name in _LEADER_NAMES else parsed.keys
        for key in keys:
            if doubt := describe_delivery(key) or self._describe_typed(name, key):
                self._report(name, f"{key} {doubt}", line, is_note=True)
        return KeyOverride(name, keys, self._name, line, is_project=self._tui_file.is_project)

    @staticmethod
    def _describe_typed(name: str, key: str) -> str:
        """Why a key that types something does not run a command while one writes; empty for any other."""
        official = OFFICIAL_KEYS.get(name)
        ids = official.octui_ids if official is not None else (name,)
        is_everywhere = any(CONTEXT_BY_ID.get(octui_id) is KeyContext.APP for octui_id in ids)
        is_typed = key == "space" or key in SIGN_BY_NAME or len(key) == 1
        return "is typed in the prompt, so it works only elsewhere" if is_everywhere and is_typed else ""

    def _check_leader(self, name: str, keys: tuple[str, ...], line: int) -> tuple[str, ...]:
        if any(key.startswith(LEADER_PREFIX) for key in keys):
            self._report(name, "the leader cannot come after the leader", line)
        usable = [key for key in keys if not key.startswith(LEADER_PREFIX)]
        if len(usable) > 1:
            self._report(name, f"the leader is one key; octui uses {usable[0]}", line)
        return tuple(usable[:1])

    def _find_line(self, *keys: str) -> int:
        return self._tui_file.find_line(*(keys or (KEYBINDS,))) if self._tui_file.text else 0

    def _report(self, name: str, reason: str, line: int, *, is_note: bool = False) -> None:
        self._problems.append(KeyProblem(self._name, line, name, reason, is_note))


def _describe_unknown(name: str) -> str:
    near = get_close_matches(name, (*OFFICIAL_KEYS, *CONTEXT_BY_ID), n=1, cutoff=0.7)
    return f"there is no such command; did you mean {near[0]}?" if near else "there is no such command"
