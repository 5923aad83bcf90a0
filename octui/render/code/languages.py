"""The language of a file or a code fence, by Pygments' names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath

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
    "node": "javascript",
    "plain": "",
    "plaintext": "",
    "shell": "bash",
    "svelte": "html",
    "text": "",
}


@lru_cache(maxsize=512)
def detect_language(path: str) -> str:
    """The language that a file name suggests, by a name `highlight_code` knows; empty for none."""
    name = PurePosixPath(path.replace("\\", "/")).name.lower()
    suffix = name.rpartition(".")[2] if "." in name else ""
    known = _BY_NAME.get(name, _BY_SUFFIX.get(suffix))
    if known is not None:
        return known
    from pygments.lexers import get_all_lexers  # ten milliseconds, and only for a rare suffix

    for _, aliases, patterns, _ in get_all_lexers(plugins=False):
        if aliases and any(fnmatchcase(name, pattern.lower()) for pattern in patterns):
            return str(aliases[0])
    return ""


def has_known_suffix(path: str) -> bool:
    """Whether the name ends as files of a common kind do."""
    return PurePosixPath(path).suffix.removeprefix(".").lower() in _BY_SUFFIX


def list_lexer_names(language: str) -> tuple[str, ...]:
    """The Pygments lexers to try for a language name, best first."""
    word = language.strip().lower()
    return tuple(name for name in (_SPOKEN.get(word, word), _BY_SUFFIX.get(word, "")) if name)
