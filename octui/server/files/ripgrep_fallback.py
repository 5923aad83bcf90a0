"""Searches files like ripgrep and prints the same `--json` output, for machines without ripgrep.

It is a program of its own (`python -m octui.server.files.ripgrep_fallback`), since a regular expression can run
forever, and only killing its process stops it.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path

from octui.server.files.file_walk import keep_all, list_project_files
from octui.server.files.git_prefilter import keep_files_with_text
from octui.server.files.required_text import find_required_text

MAX_SEARCHED_BYTES = 32 * 1024 * 1024
SNIFFED_BYTES = 8192
MAX_HITS_IN_LINE = 100
BAD_PATTERN = 2

LOOKS_AROUND = re.compile(rb"\\[AZ]|\(\?<?[!=]")
"""Constructs that mean something else within one line than within the whole file."""


def main(arguments: list[str]) -> int:
    options, (pattern,) = arguments[: arguments.index("--")], arguments[arguments.index("--") + 1 :]
    flags = re.MULTILINE | (re.IGNORECASE if "--ignore-case" in options else re.NOFLAG)
    try:
        wanted = re.compile(pattern.encode(), flags)
    except (re.error, OverflowError, RecursionError) as wrong:
        sys.stderr.write(f"regex parse error: {wrong}\n")
        return BAD_PATTERN
    keep_some = _make_filter(pattern, ignore_case="--ignore-case" in options)
    globs = [option[7:] for option in options if option.startswith("--glob=")]
    files = filter_by_globs(list_project_files(".", keep_some=keep_some), globs)
    found = False
    for match in find_matches(files, wanted):
        found = True
        sys.stdout.buffer.write(json.dumps({"type": "match", "data": match}, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0 if found else 1


def _make_filter(pattern: str, *, ignore_case: bool) -> Callable[[Path, list[str]], list[str]]:
    """Passes over the files without a text that every match holds, where the pattern has one."""
    text = find_required_text(pattern)
    return partial(keep_files_with_text, text=text, ignore_case=ignore_case) if text else keep_all


def filter_by_globs(files: Iterable[str], globs: list[str]) -> Iterator[str]:
    """The files that match one of the globs, all when there are none; a glob with `!` excludes."""
    from pathspec import GitIgnoreSpec  # imported with the first search, to keep the server's start-up fast

    expanded = [expansion for glob in globs for expansion in _expand_braces(glob)]
    included = GitIgnoreSpec.from_lines([glob for glob in expanded if not glob.startswith("!")] or ["*"])
    excluded = GitIgnoreSpec.from_lines([glob[1:] for glob in expanded if glob.startswith("!")])
    return (file for file in files if included.match_file(file) and not excluded.match_file(file))


def find_matches(files: Iterable[str], pattern: re.Pattern[bytes]) -> Iterator[dict[str, object]]:
    each_line = LOOKS_AROUND.search(pattern.pattern) is not None
    for file in files:
        raw = _read_text_bytes(Path(file))
        # Most files contain no match: one search of the whole file is much cheaper than one per line.
        if raw is not None and (each_line or pattern.search(raw)):
            yield from _match_lines(file, raw, pattern)


def _match_lines(file: str, raw: bytes, pattern: re.Pattern[bytes]) -> Iterator[dict[str, object]]:
    offset = 0
    for number, line in enumerate(BytesIO(raw), start=1):
        hits = list(islice(pattern.finditer(line.rstrip(b"\r\n")), MAX_HITS_IN_LINE))
        if hits:
            yield {
                "path": {"text": file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")},
                "lines": {"text": line.decode("utf-8", "replace")},
                "line_number": number,
                "absolute_offset": offset,
                "submatches": [
                    {"match": {"text": hit.group().decode("utf-8", "replace")}, "start": hit.start(), "end": hit.end()}
                    for hit in hits
                ],
            }
        offset += len(line)


def _read_text_bytes(file: Path) -> bytes | None:
    """A file's bytes; None when it is not a regular file, too large, binary, or a link, as in ripgrep."""
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MAX_SEARCHED_BYTES:
            return None
        raw = file.read_bytes()
    except OSError:
        return None
    return None if b"\0" in raw[:SNIFFED_BYTES] else raw


def _expand_braces(glob: str) -> list[str]:
    """Expands `{a,b}` in a glob into one glob for each choice."""
    choice = re.search(r"\{([^{}]*)\}", glob)
    if choice is None:
        return [glob]
    before, after = glob[: choice.start()], glob[choice.end() :]
    return [expansion for word in choice[1].split(",") for expansion in _expand_braces(before + word + after)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
