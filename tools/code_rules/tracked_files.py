"""Tracked files: no large files, and no binary files except images and test data."""

import subprocess
from collections.abc import Iterator
from typing import Final

from tools.code_rules.inventory import ROOT

LARGEST: Final = 300_000
"""Bytes."""

BINARY_FOLDERS: Final = ("screenshots/", "tests/")
SNIFFED: Final = 8192
"""Number of leading bytes searched for a NUL byte, which marks a file as binary, as in git."""


def check_tracked_files() -> Iterator[str]:
    """One sentence for each file that git should not track. Outside a checkout nothing is checked."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / name
        if not path.is_file():
            continue
        if path.stat().st_size > LARGEST:
            yield f"{name}: {path.stat().st_size:,} bytes; a tracked file has at most {LARGEST:,}"
        with path.open("rb") as file:
            binary = b"\0" in file.read(SNIFFED)
        if binary and not name.startswith(BINARY_FOLDERS):
            yield f"{name}: a binary file outside {' and '.join(BINARY_FOLDERS)}"
