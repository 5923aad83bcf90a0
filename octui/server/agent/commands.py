"""Slash commands: those that are built in, those people write, skills, and prompts of MCP servers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from octui.server.agent.frontmatter import read_document
from octui.server.agent.skills import skills_of
from octui.server.agent.words import INIT_DESCRIPTION, INIT_TEMPLATE, REVIEW_DESCRIPTION, REVIEW_TEMPLATE
from octui.server.mcp.service import McpService
from octui.wire.catalog import Command
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.instance import Instance

FOLDERS: Final = ("command", "commands")
EVERYTHING: Final = "$ARGUMENTS"
_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_ARGUMENT: Final = re.compile(r"""\[Image \d+\]|"[^"]*"|'[^']*'|[^\s"']+""")


class CommandNotFound(Exception):
    """Nothing is called that."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f'Command not found: "{name}". Available commands: {", ".join(sorted(known))}')


class _Described(msgspec.Struct):
    template: str
    description: str | None = None
    agent: str | None = None
    model: str | None = None
    subtask: bool | None = None


async def commands_of(instance: "Instance") -> dict[str, Command]:
    """Every command by its name; what people write replaces what is built in."""
    known = {
        "init": _command("init", _Described(INIT_TEMPLATE, INIT_DESCRIPTION), "command"),
        "review": _command("review", _Described(REVIEW_TEMPLATE, REVIEW_DESCRIPTION), "command"),
    }
    for name, described in _descriptions(instance):
        known[name] = _command(name, described, "command")
    mcp = instance.get_service(McpService)
    await mcp.wait_for_servers()
    for prompt in mcp.list_server_prompts():
        arguments = " ".join(f"${place}" for place in range(1, len(prompt.arguments) + 1))
        described = _Described(arguments, prompt.description or None)
        known.setdefault(prompt.id, _command(prompt.id, described, "mcp"))
    for skill in skills_of(instance):
        described = _Described(skill.content, skill.description)
        known.setdefault(skill.name, _command(skill.name, described, "skill"))
    return known


async def command_named(instance: "Instance", name: str) -> Command:
    """Raises CommandNotFound."""
    known = await commands_of(instance)
    if name not in known:
        raise CommandNotFound(name, list(known))
    return known[name]


def hints(template: str) -> tuple[str, ...]:
    """The placeholders of a template, in their order."""
    numbers = sorted({int(number) for number in _PLACEHOLDER.findall(template)})
    return (*(f"${number}" for number in numbers), *((EVERYTHING,) if EVERYTHING in template else ()))


def split_arguments(text: str) -> list[str]:
    """Words, those in quotes as one."""
    return [word.strip("\"'") for word in _ARGUMENT.findall(text)]


def filled(template: str, arguments: str) -> str:
    """The template with its arguments: the last placeholder takes the rest, and without any they go to the end."""
    words = split_arguments(arguments)
    numbers = [int(number) for number in _PLACEHOLDER.findall(template)]
    last = max(numbers, default=0)

    def word(found: re.Match[str]) -> str:
        number = int(found.group(1))
        if number == last:
            return " ".join(words[number - 1 :]) if number else ""
        return words[number - 1] if 0 < number <= len(words) else ""

    whole = _PLACEHOLDER.sub(word, template).replace(EVERYTHING, arguments)
    if arguments.strip() and not numbers and EVERYTHING not in template:
        whole = f"{whole}\n\n{arguments}"
    return whole.strip()


def _command(name: str, described: _Described, source: str) -> Command:
    return Command(
        name=name,
        description=described.description,
        source=source,
        template=described.template,
        hints=hints(described.template),
        subtask=described.subtask,
        agent=described.agent,
        model=described.model,
    )


def _descriptions(instance: "Instance") -> Iterator[tuple[str, _Described]]:
    for name, values in instance.config.get_object("command").items():
        if isinstance(values, dict) and (described := _described(values)) is not None:
            yield name, described
    for folder in instance.config.folders:
        for part in FOLDERS:
            for file in sorted((folder / part).glob("**/*.md")):
                document = read_document(file)
                if document is None:
                    continue
                described = _described({**document.settings, "template": document.body})
                if described is not None:
                    yield _name(file, folder / part), described


def _described(values: Json) -> _Described | None:
    try:
        return msgspec.convert(values, _Described, strict=False)
    except msgspec.ValidationError:
        return None


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()
