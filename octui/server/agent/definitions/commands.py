"""Slash commands: built-in ones, user-defined ones, skills, and prompts of MCP servers."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from octui.server.agent.definitions.definition_files import COMMAND_FOLDERS, find_files, read_definitions
from octui.server.agent.definitions.skills import load_skill_commands
from octui.server.agent.prompts import INIT_DESCRIPTION, INIT_TEMPLATE, REVIEW_DESCRIPTION, REVIEW_TEMPLATE
from octui.server.instance import Instance
from octui.server.mcp.service import McpService
from octui.server.trust.config_shape import HarmlessShapes
from octui.server.trust.shapes import split_by_shape
from octui.wire.catalog import Command

ALL_ARGUMENTS: Final = "$ARGUMENTS"
_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_ARGUMENT: Final = re.compile(r"""\[Image \d+\]|"[^"]*"|'[^']*'|[^\s"']+""")


class CommandNotFound(Exception):
    """There is no command of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f'Command not found: "{name}". Available commands: {", ".join(sorted(known))}')


class _CommandDescription(msgspec.Struct):
    template: str
    description: str | None = None
    agent: str | None = None
    model: str | None = None
    subtask: bool | None = None


async def load_commands(instance: Instance) -> dict[str, Command]:
    """Every command by its name; user-defined commands override built-in ones."""
    known = {
        "init": _build_command("init", _CommandDescription(INIT_TEMPLATE, INIT_DESCRIPTION), "command"),
        "review": _build_command("review", _CommandDescription(REVIEW_TEMPLATE, REVIEW_DESCRIPTION), "command"),
    }
    for name, described in _iter_command_descriptions(instance):
        known[name] = _build_command(name, described, "command")
    mcp = instance.get_service(McpService)
    await mcp.wait_for_servers()
    for prompt in mcp.list_server_prompts():
        arguments = " ".join(f"${place}" for place in range(1, len(prompt.arguments) + 1))
        described = _CommandDescription(arguments, prompt.description or None)
        known.setdefault(prompt.id, _build_command(prompt.id, described, "mcp"))
    for skill in load_skill_commands(instance):
        described = _CommandDescription(skill.content, skill.description)
        known.setdefault(skill.name, _build_command(skill.name, described, "skill"))
    return known


async def find_command(instance: Instance, name: str) -> Command:
    """Raises CommandNotFound."""
    known = await load_commands(instance)
    if name not in known:
        raise CommandNotFound(name, list(known))
    return known[name]


def list_placeholders(template: str) -> tuple[str, ...]:
    """The placeholders of a template, in order."""
    numbers = sorted({int(number) for number in _PLACEHOLDER.findall(template)})
    return (*(f"${number}" for number in numbers), *((ALL_ARGUMENTS,) if ALL_ARGUMENTS in template else ()))


def split_arguments(text: str) -> list[str]:
    """The words of a text; quoted words count as one."""
    return [word.strip("\"'") for word in _ARGUMENT.findall(text)]


def fill_template(template: str, arguments: str) -> str:
    """The template with its arguments: the last placeholder takes the rest; without any they are appended."""
    words = split_arguments(arguments)
    numbers = [int(number) for number in _PLACEHOLDER.findall(template)]
    last = max(numbers, default=0)

    def fill_placeholder(found: re.Match[str]) -> str:
        number = int(found.group(1))
        if number == last:
            return " ".join(words[number - 1 :]) if number else ""
        return words[number - 1] if 0 < number <= len(words) else ""

    filled = _PLACEHOLDER.sub(fill_placeholder, template).replace(ALL_ARGUMENTS, arguments)
    if arguments.strip() and not numbers and ALL_ARGUMENTS not in template:
        filled = f"{filled}\n\n{arguments}"
    return filled.strip()


def _build_command(name: str, described: _CommandDescription, source: str) -> Command:
    return Command(
        name=name,
        description=described.description,
        source=source,
        template=described.template,
        hints=list_placeholders(described.template),
        subtask=described.subtask,
        agent=described.agent,
        model=described.model,
    )


def _iter_command_descriptions(instance: Instance) -> Iterator[tuple[str, _CommandDescription]]:
    for name, values in instance.config.get_object("command").items():
        if isinstance(values, dict) and (described := _parse_command_description(values)) is not None:
            yield name, described
    shapes = HarmlessShapes(instance.config.trust.root, instance.config.trust.foreign_providers)
    for definition in read_definitions(instance.config, find_files(instance.config, COMMAND_FOLDERS)):
        if definition.problem is not None:
            continue
        written: object = {**definition.document.settings, "template": definition.document.body}
        if definition.is_limited:
            written, _ = split_by_shape(written, shapes.command)
        described = _parse_command_description(written)
        if described is not None:
            yield definition.file.name, described


def _parse_command_description(values: object) -> _CommandDescription | None:
    try:
        return msgspec.convert(values, _CommandDescription, strict=False)
    except msgspec.ValidationError:
        return None
