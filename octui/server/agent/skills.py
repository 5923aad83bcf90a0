"""Skills: instructions for a kind of work, in folders of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from octui.server.agent.frontmatter import read_document
from octui.wire.instance import Skill

if TYPE_CHECKING:
    from octui.server.instance import Instance

FILE: Final = "SKILL.md"
FOLDERS: Final = ("skill", "skills")
OTHERS: Final = (".claude/skills", ".agents/skills")
"""Where other agents of the project look."""

MOST: Final = 500


def skills_of(instance: "Instance") -> tuple[Skill, ...]:
    """Every skill by its name; one that is nearer to the directory hides one of the same name."""
    found: dict[str, Skill] = {}
    for file in _files(instance):
        document = read_document(file)
        if document is None or len(found) >= MOST:
            continue
        name, description = document.settings.get("name"), document.settings.get("description")
        named = name if isinstance(name, str) and name else file.parent.name
        found[named] = Skill(
            name=named,
            description=description if isinstance(description, str) else "",
            location=str(file),
            content=document.body,
        )
    return tuple(found.values())


def _files(instance: "Instance") -> Iterator[Path]:
    roots = [Path.home(), *((Path(instance.worktree),) if instance.worktree != "/" else ()), Path(instance.directory)]
    for root in dict.fromkeys(roots):
        for other in OTHERS:
            yield from sorted((root / other).glob(f"*/{FILE}"))
    for folder in instance.config.folders:
        for name in FOLDERS:
            yield from sorted((folder / name).glob(f"**/{FILE}"))
