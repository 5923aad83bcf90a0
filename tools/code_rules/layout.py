"""Layout: folders of a manageable size, and no file-name prefix that should be a folder."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tools.code_rules.exceptions import Exceptions
from tools.code_rules.inventory import ROOT

FOLDER_FILES: Final = 20
PREFIX_FILES: Final = 3
ROOTS: Final = ("octui", "tests", "tools")
DATA: Final = ("fixtures", "recordings", "snapshots", "__pycache__")


def check_layout(exceptions: Exceptions) -> Iterator[str]:
    """One sentence for each folder that has too many files or uses a prefix too often."""
    folders = [folder for root in ROOTS for folder in sorted((ROOT / root).rglob("*")) if _is_code_folder(folder)]
    for folder in (*(ROOT / root for root in ROOTS), *folders):
        yield from _check_folder(folder, exceptions)


def _check_folder(folder: Path, exceptions: Exceptions) -> Iterator[str]:
    name = str(folder.relative_to(ROOT))
    files = [file.stem for file in folder.glob("*.py") if file.name != "__init__.py"]
    if len(files) > FOLDER_FILES and not exceptions.allows("folder-files", name):
        yield f"{name}: {len(files)} files; a folder has at most {FOLDER_FILES}"
    prefixes = Counter(
        stem.removeprefix("test_").partition("_")[0] for stem in files if "_" in stem.removeprefix("test_")
    )
    for prefix, count in prefixes.items():
        if count > PREFIX_FILES and not exceptions.allows("prefix", f"{name}/{prefix}_"):
            yield f"{name}: {count} files begin with {prefix}_; make it a folder"


def _is_code_folder(folder: Path) -> bool:
    return folder.is_dir() and not any(part in DATA for part in folder.parts)
