"""Fuzzy search for files and folders by name."""

import os
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from threading import Lock

from octui.server.files.directory_listing import to_printable_name
from octui.server.files.file_walk import hide_nothing, list_project_files

FRESHNESS_FACTOR = 10.0
"""A cached list stays fresh this many times as long as it took to make, so small trees are always read again."""

MAX_CACHED_TREES = 8


@dataclass(frozen=True)
class PathNames:
    """The paths in a tree a moment ago; folders have a trailing slash."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    fresh_until: float


class PathCache:
    """A cache of recently listed trees, so that typing a query does not walk a large tree for each letter."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, PathNames] = OrderedDict()
        self._lock = Lock()

    def list_names(self, directory: str) -> PathNames:
        with self._lock:
            known = self._known.get(directory)
        if known is not None and time.monotonic() < known.fresh_until:
            return known
        started = time.monotonic()
        files = tuple(list_project_files(directory))
        folders = tuple(sorted({folder for file in files for folder in _parent_folders(file)}))
        ended = time.monotonic()
        names = PathNames(files, folders, ended + FRESHNESS_FACTOR * (ended - started))
        with self._lock:
            self._known[directory] = names
            self._known.move_to_end(directory)
            while len(self._known) > MAX_CACHED_TREES:
                self._known.popitem(last=False)
        return names


PATH_CACHE = PathCache()


def find_paths(
    directory: str,
    query: str,
    *,
    kind: str | None = None,
    folders: bool = True,
    limit: int = 10,
    is_hidden: Callable[[str], bool] = hide_nothing,
) -> list[str]:
    """Best matches first; `kind` is `file`, `directory`, or None for both (folders only with `folders`)."""
    names = PATH_CACHE.list_names(directory)
    among: list[str] = []
    if kind != "directory":
        among.extend(names.files)
    if kind == "directory" or (kind is None and folders):
        among.extend(names.folders)
    shown = among if is_hidden is hide_nothing else [path for path in among if not is_hidden(path)]
    # Git still lists deleted files until the deletion is committed.
    found = (path for path in rank_paths(shown, query, 2 * limit) if os.path.lexists(f"{directory}/{path}"))
    return [to_printable_name(path) for path, _ in zip(found, range(limit), strict=False)]


def rank_paths(paths: Iterable[str], query: str, limit: int) -> list[str]:
    """The paths that contain the letters of every query word in order, best matches first."""
    words = query.casefold().split()
    if not words:
        return nsmallest(limit, paths, key=lambda path: (path.rstrip("/").count("/"), path.startswith("."), path))
    shapes = [re.compile("".join(f"[^{re.escape(letter)}]*{re.escape(letter)}" for letter in word)) for word in words]
    found = [(path, path.casefold()) for path in paths]
    for shape in shapes:
        found = [each for each in found if shape.match(each[1])]
    whole = [each for each in found if words[0] in each[1]] if len(words) == 1 else []
    # Letters that are scattered are further away than any word that is whole, and cost most to measure.
    near = whole if len(whole) >= limit else found
    ranked = ((sum(_match_distance(folded, word) for word in words), len(path), path) for path, folded in near)
    return [path for _, _, path in nsmallest(limit, ranked)]


def _match_distance(path: str, word: str) -> int:
    """The distance of a path from a word it contains: file name before folders, whole before scattered."""
    name = path[path.rfind("/", 0, -1) + 1 :].rstrip("/")
    if name == word or name.rpartition(".")[0] == word:
        return 0
    if name.startswith(word):
        return 1
    if word in name:
        return 2
    if path.startswith(word):
        return 3
    if word in path:
        return 4
    return 5 + min(_count_letter_gaps(name, word), _count_letter_gaps(path, word) + 10)


def _count_letter_gaps(text: str, word: str) -> int:
    """How many other letters lie between the letters of the word, in the tightest match ending at the first end."""
    end = 0
    for letter in word:
        end = text.find(letter, end) + 1
        if not end:
            return 1000
    start = end
    for letter in reversed(word):
        start = text.rfind(letter, 0, start)
    return end - start - len(word)


def _parent_folders(file: str) -> Iterable[str]:
    at = file.find("/")
    while at >= 0:
        yield file[: at + 1]
        at = file.find("/", at + 1)
