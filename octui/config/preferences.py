"""Preferences kept between runs: choices, favourites, pins. Several instances of octui may share one file."""

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from octui.config import secure_files
from octui.config.paths import get_state_folder

RECENT_MODELS = 10
RECENT_COMMANDS = 5
REMEMBERED_FOLDERS = 50


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True):
    """Models are named `provider/model` throughout."""

    theme: str | None = None
    """Chosen in an octui that had no settings file yet."""
    favourite_models: tuple[str, ...] = ()
    recent_models: tuple[str, ...] = ()
    """The last used first."""
    variants: dict[str, str] = {}
    """The variant last used with a model."""
    agent: str | None = None
    agent_models: dict[str, str] = {}
    """The model last used with an agent."""
    server: str | None = None
    """The address last attached to, without credentials."""
    pinned_sessions: tuple[str, ...] = ()
    recent_commands: tuple[str, ...] = ()
    """The ids of commands chosen in the palette, the last first."""
    session_titles: dict[str, tuple[str, ...]] = {}
    """The first sessions that a folder listed: octui shows them before a server answers."""


Change = Callable[[Preferences], Preferences]


class PreferencesStore:
    """The state on disk, with the changes made here on top of it.

    A change is a function of the state: it applies at once to `state`, and again, when saved, to whatever the file
    holds by then, so that what another octui remembered meanwhile is kept.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or get_state_folder() / "state.json"
        self.preferences = Preferences()
        """The current preferences; each change replaces this object."""
        self.problems: tuple[str, ...] = ()
        """Problems found in the file when it was loaded, one sentence each."""
        self._pending: list[Change] = []
        self._lock = threading.Lock()

    @classmethod
    def load_preferences(cls, path: Path | None = None) -> "PreferencesStore":
        """Read the file; invalid values are left out and reported in `problems`."""
        memory = cls(path)
        try:
            memory.preferences, _, complaints = _read_preferences(memory.path)
        except OSError as failure:
            complaints = [
                f"{memory.path} cannot be read ({failure.strerror}), so octui starts with default preferences."
            ]
        memory.problems = tuple(complaints)
        return memory

    @property
    def has_unsaved_changes(self) -> bool:
        return bool(self._pending)

    def remember_model(self, model: str, agent: str | None = None) -> None:
        """Put the model first among the recent ones, and make it the agent's."""

        def add_recent_model(state: Preferences) -> Preferences:
            recent = (model, *(other for other in state.recent_models if other != model))[:RECENT_MODELS]
            models = {**state.agent_models, agent: model} if agent else state.agent_models
            return msgspec.structs.replace(state, recent_models=recent, agent_models=models)

        self._apply_change(add_recent_model)

    def remember_variant(self, model: str, variant: str | None) -> None:
        def replace_variant(state: Preferences) -> Preferences:
            others = {name: kept for name, kept in state.variants.items() if name != model}
            return msgspec.structs.replace(state, variants={**others, model: variant} if variant else others)

        self._apply_change(replace_variant)

    def remember_agent(self, agent: str) -> None:
        self._apply_change(lambda state: msgspec.structs.replace(state, agent=agent))

    def remember_server(self, address: str) -> None:
        self._apply_change(lambda state: msgspec.structs.replace(state, server=address))

    def set_favourite_model(self, model: str, favourite: bool) -> None:
        self._apply_change(
            lambda state: msgspec.structs.replace(
                state, favourite_models=_with_member(state.favourite_models, model, favourite)
            )
        )

    def remember_command(self, command_id: str) -> None:
        """Put a command first among those used last."""

        def add_recent_command(state: Preferences) -> Preferences:
            others = (each for each in state.recent_commands if each != command_id)
            return msgspec.structs.replace(state, recent_commands=(command_id, *others)[:RECENT_COMMANDS])

        self._apply_change(add_recent_command)

    def set_session_pinned(self, session: str, pinned: bool) -> None:
        self._apply_change(
            lambda state: msgspec.structs.replace(
                state, pinned_sessions=_with_member(state.pinned_sessions, session, pinned)
            )
        )

    def set_session_titles(self, folder: str, titles: tuple[str, ...]) -> None:
        """Remember what a folder listed last; without titles it is forgotten, as are those not used for longest."""

        def move_folder(state: Preferences) -> Preferences:
            others = {other: listed for other, listed in state.session_titles.items() if other != folder}
            latest = dict(list(others.items())[-(REMEMBERED_FOLDERS - 1) :])
            return msgspec.structs.replace(state, session_titles={**latest, folder: titles} if titles else latest)

        self._apply_change(move_folder)

    def write_preferences(self) -> None:
        """Write pending changes, if any, from a worker thread. Raises OSError, and then the changes are kept."""
        with self._lock:
            changes, self._pending = self._pending, []
        if not changes:
            return
        try:
            with secure_files.lock_file(self.path):
                state, foreign, _ = _read_preferences(self.path)
                for change in changes:
                    state = change(state)
                secure_files.write_secure_file(self.path, _encode_preferences(state, foreign))
        except OSError:
            with self._lock:
                self._pending = changes + self._pending
            raise
        with self._lock:
            for change in self._pending:
                state = change(state)
            self.preferences = state

    def _apply_change(self, change: Change) -> None:
        with self._lock:
            self._pending.append(change)
            self.preferences = change(self.preferences)


def _with_member(names: tuple[str, ...], name: str, is_member: bool) -> tuple[str, ...]:
    others = tuple(other for other in names if other != name)
    return (*others, name) if is_member else others


def _read_preferences(path: Path) -> tuple[Preferences, dict[str, msgspec.Raw], list[str]]:
    """The state, what a newer octui keeps in the same file, and what is wrong with it; raises OSError."""
    content = secure_files.read_secure_file(path)
    if content is None:
        return Preferences(), {}, []
    try:
        entries = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        aside = secure_files.set_aside_file(path)
        return (
            Preferences(),
            {},
            [f"{path} could not be read; it was renamed to {aside.name}."],
        )
    known: dict[str, object] = {}
    complaints: list[str] = []
    for entry in msgspec.structs.fields(Preferences):
        if (raw := entries.pop(entry.encode_name, None)) is None:
            continue
        try:
            known[entry.name] = msgspec.json.decode(raw, type=entry.type)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            complaints.append(f"{path}: “{entry.encode_name}” has an invalid value and is ignored.")
    return Preferences(**known), entries, complaints  # type: ignore[arg-type]  # each value was decoded as its field's type


def _encode_preferences(state: Preferences, foreign: dict[str, msgspec.Raw]) -> bytes:
    known = msgspec.json.decode(msgspec.json.encode(state), type=dict[str, msgspec.Raw])
    return msgspec.json.format(msgspec.json.encode({**foreign, **known}), indent=2) + b"\n"
