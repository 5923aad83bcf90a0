"""The folders octui and its server use, and the files that are read there."""

import os
from collections.abc import Iterator
from pathlib import Path

from octui.config import paths
from octui.config.preferences import Memory
from octui.doctor.facts import Fact, Section
from octui.server.config import loader


def own_folders() -> Section:
    known = {
        "config": paths.config_folder(),
        "state": paths.state_folder(),
        "data": paths.data_folder(),
        "cache": paths.cache_folder(),
        "log": paths.log_folder(),
        "styles": paths.styles_folder(),
    }
    return Section("folders", tuple(_folder(name, path) for name, path in known.items()))


def settings(directory: Path) -> Section:
    """octui's own memory, and the `opencode.json` files that the embedded server reads here."""
    memory = Memory.load()
    facts = [_file("memory", memory.path, memory.complaints)]
    top = next((folder for folder in (directory, *directory.parents) if (folder / ".git").exists()), Path("/"))
    read = loader.load_directory_config(str(directory), str(top))
    found = [str(path) for path in _opencode_files(directory, top)]
    facts.append(Fact("opencode_json", found))
    if read.problems:
        facts.append(Fact("not_used", list(read.problems), wrong=True))
    if read.model:
        facts.append(Fact("model", read.model))
    return Section("settings", tuple(facts))


def _opencode_files(directory: Path, top: Path) -> Iterator[Path]:
    own = loader.load_directory_config(str(directory), str(top)).folders
    within = [directory, *(parent for parent in directory.parents if top != Path("/") and parent.is_relative_to(top))]
    for folder in dict.fromkeys((*own, *within)):
        for name in loader.GLOBAL_CONFIG_FILE_NAMES:
            if name == "config.json" and folder in within:
                continue
            if (folder / name).is_file():
                yield folder / name


def _folder(name: str, path: Path) -> Fact:
    standing = next(parent for parent in (path, *path.parents) if parent.exists())
    usable = standing.is_dir() and os.access(standing, os.R_OK if name == "styles" else os.W_OK)
    note = "" if path.exists() else "made when it is needed"
    return Fact(name, str(path), note if usable else "it cannot be written to", wrong=not usable)


def _file(name: str, path: Path, complaints: tuple[str, ...]) -> Fact:
    if complaints:
        return Fact(name, str(path), " ".join(complaints), wrong=True)
    return Fact(name, str(path), "" if path.exists() else "nothing is remembered yet")
