"""Skills: instructions for a kind of task, each in its own folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from octui.server.agent.definitions.frontmatter import read_markdown_document
from octui.server.instance import Instance
from octui.wire.instance import Skill

SKILL_FILE: Final = "SKILL.md"
SKILL_FOLDERS: Final = ("skill", "skills")
SHARED_SKILL_FOLDERS: Final = (".claude/skills", ".agents/skills")
"""Where other coding agents keep their skills."""

MAX_SKILLS: Final = 500


def load_skills(instance: Instance) -> tuple[Skill, ...]:
    """Every skill by its name; one closer to the directory overrides another of the same name."""
    found: dict[str, Skill] = {}
    for file in _iter_skill_files(instance):
        document = read_markdown_document(file)
        if document is None or len(found) >= MAX_SKILLS:
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


def _iter_skill_files(instance: Instance) -> Iterator[Path]:
    roots = [Path.home(), *((Path(instance.worktree),) if instance.worktree != "/" else ()), Path(instance.directory)]
    for root in dict.fromkeys(roots):
        for other in SHARED_SKILL_FOLDERS:
            yield from sorted((root / other).glob(f"*/{SKILL_FILE}"))
    for folder in instance.config.folders:
        for name in SKILL_FOLDERS:
            yield from sorted((folder / name).glob(f"**/{SKILL_FILE}"))
