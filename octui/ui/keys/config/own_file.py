"""octui's own file of keys, `keys.json` beside its settings: what the key editor writes, by octui's ids."""

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

import msgspec

from octui.config import secure_files
from octui.config.paths import get_config_folder
from octui.lazy_dataclasses import dataclass

FILE_NAME: Final = "keys.json"
MAX_BYTES: Final = 1_000_000
"""The largest file that is read, as of the other files of keys."""
PROFILES: Final = ("default", "vim", "emacs", "tmux-safe")
PROJECT_CHOICES: Final = ("safe", "all", "none")
"""What of a project's `tui.json` is in force: what only shows or scrolls, everything, or nothing."""


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """The file; each change gives a new value, to be written."""

    profile: str = PROFILES[0]
    project_keys: str = PROJECT_CHOICES[0]
    keybinds: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    problem: str = ""
    """Why the file, or a choice in it, cannot be used."""

    def bind_command(self, command_id: str, keys: tuple[str, ...]) -> "OwnKeys":
        return replace(self, keybinds={**self.keybinds, command_id: ",".join(keys) or "none"})

    def reset_command(self, command_id: str) -> "OwnKeys":
        return replace(self, keybinds={name: value for name, value in self.keybinds.items() if name != command_id})

    def choose_profile(self, profile: str) -> "OwnKeys":
        return replace(self, profile=profile)


def locate_own_file() -> Path:
    return get_config_folder() / FILE_NAME


def read_own_keys(path: Path | None = None) -> OwnKeys:
    """The file's content; what cannot be used is left out and named in `problem`."""
    try:
        content = secure_files.read_secure_file(path or locate_own_file())
        if content is not None and len(content) > MAX_BYTES:
            return OwnKeys(problem="is too large for a configuration")
        values = msgspec.json.decode(content) if content else {}
    except OSError as error:
        return OwnKeys(problem=f"cannot be read ({error.strerror})")
    except (msgspec.DecodeError, RecursionError) as error:
        return OwnKeys(text=(content or b"").decode(errors="replace"), problem=f"is not JSON: {error}")
    if not isinstance(values, dict):
        return OwnKeys(problem="is not a JSON object")
    profile, project = values.get("profile", PROFILES[0]), values.get("project_keys", PROJECT_CHOICES[0])
    keybinds = values.get("keybinds", {})
    wrong = [
        f"{name} must be one of {', '.join(choices)}"
        for name, value, choices in (("profile", profile, PROFILES), ("project_keys", project, PROJECT_CHOICES))
        if value not in choices
    ]
    return OwnKeys(
        profile if profile in PROFILES else PROFILES[0],
        project if project in PROJECT_CHOICES else PROJECT_CHOICES[0],
        keybinds if isinstance(keybinds, dict) else {},
        (content or b"").decode(errors="replace"),
        "; ".join(wrong),
    )


def write_own_keys(own: OwnKeys, path: Path | None = None) -> None:
    """Raises OSError."""
    values = {"profile": own.profile, "project_keys": own.project_keys, "keybinds": own.keybinds}
    content = msgspec.json.format(msgspec.json.encode(values), indent=2)
    secure_files.write_secure_file(path or locate_own_file(), content + b"\n")
