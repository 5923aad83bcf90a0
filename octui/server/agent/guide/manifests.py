"""What the files in a project's root say about how it is built, from the output of the list and read tools."""

import json
import re
from typing import Final

MANIFESTS: Final = (
    "README.md",
    "README.rst",
    "README",
    "package.json",
    "pyproject.toml",
    "Makefile",
    "Cargo.toml",
    "go.mod",
    "docker-compose.yml",
)


def find_manifests(listing: str) -> list[str]:
    """The manifests in the project root, from the output of the list tool."""
    top = set(list_top_level(listing))
    return [name for name in MANIFESTS if name in top]


def list_top_level(listing: str) -> list[str]:
    """The entries of the project root, in listing order: directories, which end with a slash, first."""
    lines = listing.splitlines()[1:]
    return [line.strip() for line in lines if line.startswith("  ") and not line.startswith("   ")]


def strip_read_output(read: str) -> str:
    """The lines of a file, from the output of the read tool."""
    inside = read.partition("<content>\n")[2].partition("\n</content>")[0]
    lines = [re.sub(r"^\d+: ?", "", line) for line in inside.splitlines()]
    while lines and (not lines[-1] or lines[-1].startswith(("(End of file", "(Showing lines"))):
        lines.pop()
    return "\n".join(lines)


def parse_make_targets(text: str) -> list[str]:
    """The targets of a Makefile, or the recipes of a justfile without parameters."""
    return list(dict.fromkeys(re.findall(r"^([A-Za-z][\w-]*)\s*:(?!=)", text, re.M)))


def parse_npm_scripts(text: str) -> list[tuple[str, str]]:
    """Name and command of each script in a package.json; none if it cannot be read."""
    try:
        manifest = json.loads(text)
    except ValueError:
        return []
    scripts = manifest.get("scripts") if isinstance(manifest, dict) else None
    return [(str(name), str(command)) for name, command in scripts.items()] if isinstance(scripts, dict) else []
