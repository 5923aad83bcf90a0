"""The folders octui and its server use, and the files that are read there."""

import os
from collections.abc import Iterator
from pathlib import Path

from octui.config import paths
from octui.config.preferences import PreferencesStore
from octui.config.settings.settings import Settings
from octui.doctor.facts import Fact, Section
from octui.server import server_paths
from octui.server.config import loader
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.trust_store import TrustStore


def check_folders() -> Section:
    known = {
        "config": paths.get_config_folder(),
        "state": paths.get_state_folder(),
        "data": paths.get_data_folder(),
        "cache": paths.get_cache_folder(),
        "log": paths.get_log_folder(),
        "styles": paths.get_styles_folder(),
    }
    return Section("folders", tuple(_check_folder(name, path) for name, path in known.items()))


def check_settings(directory: Path) -> Section:
    """octui's own settings, its saved state, and the `opencode.json` files that the embedded server reads here."""
    memory = PreferencesStore.load_preferences()
    settings = Settings.load_settings()
    facts = [
        _check_file("settings_file", settings.path, settings.problems),
        _check_file("state_file", memory.path, memory.problems),
    ]
    top = next((folder for folder in (directory, *directory.parents) if (folder / ".git").exists()), Path("/"))
    decisions = TrustStore(server_paths.locate_data_folder())
    read = load_directory_config(str(directory), str(top), decisions)
    opencode_files = [str(path) for path in _list_opencode_files(read.folders, directory, top)]
    facts.append(Fact("opencode_json", opencode_files))
    if read.problems:
        facts.append(Fact("not_used", [str(problem) for problem in read.problems], is_problem=True))
    if read.trust.state != "nothing":
        waits = "" if read.trust.is_trusted else "waits until you trust this folder: /trust"
        asked = [f"{request.kind} {request.key or request.file}" for request in read.trust.requests]
        facts.append(Fact("asked_for_here", asked, waits))
    if read.model:
        facts.append(Fact("model", read.model))
    return Section("settings", tuple(facts))


def _list_opencode_files(own: tuple[Path, ...], directory: Path, top: Path) -> Iterator[Path]:
    within = [directory, *(parent for parent in directory.parents if top != Path("/") and parent.is_relative_to(top))]
    for folder in dict.fromkeys((*own, *within)):
        for name in loader.GLOBAL_CONFIG_FILE_NAMES:
            if name == "config.json" and folder in within:
                continue
            if (folder / name).is_file():
                yield folder / name


def _check_folder(name: str, path: Path) -> Fact:
    standing = next(parent for parent in (path, *path.parents) if parent.exists())
    usable = standing.is_dir() and os.access(standing, os.R_OK if name == "styles" else os.W_OK)
    note = "" if path.exists() else "created when needed"
    return Fact(name, str(path), note if usable else "not writable", is_problem=not usable)


def _check_file(name: str, path: Path, complaints: tuple[str, ...]) -> Fact:
    if complaints:
        return Fact(name, str(path), " ".join(complaints), is_problem=True)
    return Fact(name, str(path), "" if path.exists() else "not created yet")
