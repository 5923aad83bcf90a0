"""The language of a file or a code fence, by Pygments' names."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

_SUFFIXES = {
    "": "txt log lock csv tsv",
    "bash": "sh bash",
    "c": "c h",
    "cpp": "cc cpp cxx hpp hh",
    "csharp": "cs",
    "css": "css",
    "dart": "dart",
    "diff": "diff patch",
    "elixir": "ex exs",
    "go": "go",
    "haskell": "hs",
    "html": "html htm",
    "ini": "ini cfg",
    "java": "java",
    "javascript": "js mjs cjs",
    "json": "json jsonc json5",
    "jsx": "jsx",
    "kotlin": "kt kts",
    "lua": "lua",
    "markdown": "md mdx",
    "nix": "nix",
    "php": "php",
    "python": "py pyi",
    "ruby": "rb",
    "rust": "rs",
    "scala": "scala",
    "scss": "scss",
    "sql": "sql",
    "svelte": "svelte",
    "swift": "swift",
    "terraform": "tf",
    "toml": "toml",
    "tsx": "tsx",
    "typescript": "ts mts cts",
    "vue": "vue",
    "xml": "xml svg",
    "yaml": "yaml yml",
    "zig": "zig",
    "zsh": "zsh",
}
_BY_SUFFIX = {suffix: language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_BY_NAME = {
    "cmakelists.txt": "cmake",
    "dockerfile": "docker",
    "gemfile": "ruby",
    "gnumakefile": "make",
    "makefile": "make",
}
_SPOKEN = {
    "c#": "csharp",
    "dockerfile": "docker",
    "golang": "go",
    # These guess the language of what they contain, and load hundreds to do so.
    "mime": "",
    "notmuch": "",
    "node": "javascript",
    "plain": "",
    "plaintext": "",
    "shell": "bash",
    "svelte": "html",
    "text": "",
}


LONGEST_NAME: Final = 255
"""Characters that a file's name can have."""

_WILDCARD: Final = re.compile(r"[*?\[]")
_Ranked = tuple[int, str]
"""A language, and how late Pygments names it: of several, the first counts."""


@lru_cache(maxsize=512)
def detect_language(path: str) -> str:
    """The language that a file name suggests, by a name `highlight_code` knows; empty for none."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    known = _BY_NAME.get(name, _BY_SUFFIX.get(suffix))
    if known is not None:
        return known
    if len(name) > LONGEST_NAME:
        return ""
    plain, wild = _load_patterns()
    found = [plain[tail] for tail in (name, *(f"*{name[start:]}" for start in range(len(name)))) if tail in plain]
    found += [language for pattern, language in wild if fnmatchcase(name, pattern)]
    return min(found, default=(0, ""))[1]


@lru_cache(maxsize=1)
def _load_patterns() -> tuple[dict[str, _Ranked], tuple[tuple[str, _Ranked], ...]]:
    """The languages by names and ends of names, and by other patterns; each is a regular expression to be compiled."""
    from pygments.lexers import get_all_lexers  # ten milliseconds, and only for a rare suffix

    plain: dict[str, _Ranked] = {}
    wild: list[tuple[str, _Ranked]] = []
    for rank, (_, aliases, patterns, _) in enumerate(get_all_lexers(plugins=False)):
        for pattern in map(str.lower, patterns if aliases else ()):
            if _WILDCARD.search(pattern, 1):
                wild.append((pattern, (rank, str(aliases[0]))))
            else:
                plain.setdefault(pattern, (rank, str(aliases[0])))
    return plain, tuple(wild)


def has_known_suffix(path: str) -> bool:
    """Whether the name ends as files of a common kind do."""
    return PurePosixPath(path).suffix.removeprefix(".").lower() in _BY_SUFFIX


def list_lexer_names(language: str) -> tuple[str, ...]:
    """The Pygments lexers to try for a language name, best first."""
    if len(language) > LONGEST_NAME:
        return ()
    word = language.strip().lower()
    return tuple(name for name in (_SPOKEN.get(word, word), _BY_SUFFIX.get(word, "")) if name)
