"""Skills: instructions for a kind of task, each in its own folder."""

from octui.server.agent.definitions.definition_files import Definition, find_skill_files, read_definitions
from octui.server.instance import Instance
from octui.server.trust.config_shape import HarmlessShapes
from octui.wire.instance import Skill

MAX_SKILLS = 500


def load_skills(instance: Instance) -> tuple[Skill, ...]:
    """Every skill by its name; one closer to the directory overrides another of the same name."""
    return tuple(_build_skill(definition) for definition in _read_skills(instance).values())


def load_skill_commands(instance: Instance) -> tuple[Skill, ...]:
    """The skills that can be used as slash commands: without the ones that would run what a project brought."""
    shapes = HarmlessShapes(instance.config.trust.root)
    return tuple(
        _build_skill(definition)
        for definition in _read_skills(instance).values()
        if not definition.is_limited or shapes.is_plain_template(definition.document.body)
    )


def _read_skills(instance: Instance) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for definition in read_definitions(instance.config, find_skill_files(instance.config)):
        if definition.problem is not None:
            continue
        name = definition.document.settings.get("name")
        if len(found) < MAX_SKILLS:
            found[name if isinstance(name, str) and name else definition.file.name] = definition
    return found


def _build_skill(definition: Definition) -> Skill:
    settings = definition.document.settings
    name, description = settings.get("name"), settings.get("description")
    return Skill(
        name=name if isinstance(name, str) and name else definition.file.name,
        description=description if isinstance(description, str) else "",
        location=str(definition.file.path),
        content=definition.document.body,
    )
