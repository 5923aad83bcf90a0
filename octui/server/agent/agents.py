"""Agents: those that are built in, and those people describe."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from octui.server.agent.frontmatter import read_document
from octui.server.agent.words import COMPACTION_PROMPT, EXPLORE_PROMPT, PLAN_PROMPT, TITLE_PROMPT
from octui.server.asking.rules import DEFAULTS, Rules, parse_rules, parse_tool_switches
from octui.wire.sessions import Rule
from octui.wire.struct import Json
from octui.wire.whole import whole

if TYPE_CHECKING:
    from octui.server.instance import Instance

Mode = Literal["primary", "subagent", "all"]
FOLDERS: Final = {"agent": "all", "agents": "all", "mode": "primary", "modes": "primary"}
DEFAULT: Final = "build"
KNOWN_KEYS: Final = frozenset(
    {"model", "variant", "temperature", "top_p", "prompt", "tools", "permission", "description", "mode", "hidden"}
    | {"color", "steps", "maxSteps", "disable", "options", "name"}
)


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """`rules` are all that hold for it but those of a session; `model` is `provider/model`."""

    name: str
    mode: Mode = "all"
    description: str | None = None
    native: bool = False
    hidden: bool = False
    prompt: str | None = None
    rules: Rules = ()
    own_rules: Rules = ()
    model: str | None = None
    variant: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    color: str | None = None
    steps: int | None = None
    options: Json = field(default_factory=dict)

    def told(self) -> Json:
        """The agent as `/agent` lists it."""
        told: Json = {
            "name": self.name,
            "mode": self.mode,
            "native": self.native,
            "permission": whole(self.rules),
            "options": self.options,
        }
        optional: Json = {
            "description": self.description,
            "hidden": self.hidden or None,
            "prompt": self.prompt,
            "variant": self.variant,
            "temperature": self.temperature,
            "topP": self.top_p,
            "color": self.color,
            "steps": self.steps,
        }
        if self.model and "/" in self.model:
            provider_id, _, model_id = self.model.partition("/")
            optional["model"] = {"providerID": provider_id, "modelID": model_id}
        return told | {key: value for key, value in optional.items() if value is not None}


class AgentNotFound(Exception):
    """Nobody is called that."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f'Agent not found: "{name}". Available agents: {", ".join(known)}')


def _denied(*permissions: str) -> Rules:
    return tuple(Rule(permission=permission, pattern="*", action="deny") for permission in permissions)


NATIVE: Final = (
    AgentInfo(
        "build",
        "primary",
        "The usual agent: reads, changes and runs things, and asks where the rules say so.",
        native=True,
    ),
    AgentInfo(
        "plan",
        "primary",
        "Looks and thinks and changes nothing: for plans and questions.",
        native=True,
        prompt=PLAN_PROMPT,
        own_rules=_denied("edit"),
    ),
    AgentInfo(
        "general",
        "subagent",
        "For research and work of several steps that can be done on the side.",
        native=True,
        own_rules=_denied("todowrite", "todoread"),
    ),
    AgentInfo(
        "explore",
        "subagent",
        "Finds its way about a code base fast, by names and by contents; changes nothing.",
        native=True,
        prompt=EXPLORE_PROMPT,
        own_rules=_denied("edit", "todowrite", "todoread", "task", "question"),
    ),
    AgentInfo("title", "primary", native=True, hidden=True, prompt=TITLE_PROMPT, own_rules=_denied("*")),
    AgentInfo("summary", "primary", native=True, hidden=True, prompt=COMPACTION_PROMPT, own_rules=_denied("*")),
    AgentInfo("compaction", "primary", native=True, hidden=True, prompt=COMPACTION_PROMPT, own_rules=_denied("*")),
)


class _Described(msgspec.Struct):
    model: str | None = None
    variant: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    prompt: str | None = None
    description: str | None = None
    mode: Mode | None = None
    hidden: bool | None = None
    color: str | None = None
    steps: int | None = None
    max_steps: int | None = msgspec.field(name="maxSteps", default=None)
    disable: bool | None = None
    tools: Any = None
    permission: Any = None
    options: Json = {}


def agents_of(instance: "Instance") -> dict[str, AgentInfo]:
    """Every agent by its name, `build` first; read anew each time, so that a new file is seen at once."""
    shared = parse_tool_switches(instance.config.values.get("tools")) + parse_rules(
        instance.config.values.get("permission")
    )
    known = {agent.name: agent for agent in NATIVE}
    for name, values, mode in _descriptions(instance):
        try:
            described = msgspec.convert(values, _Described, strict=False)
        except msgspec.ValidationError:
            continue
        if described.disable:
            known.pop(name, None)
        else:
            known[name] = _with(known.get(name) or AgentInfo(name, mode), described, values)
    # The rules of all come before an agent's own, so that what it must not do stays so whatever holds for others.
    return {name: replace(agent, rules=DEFAULTS + shared + agent.own_rules) for name, agent in known.items()}


def agent_named(instance: "Instance", name: str) -> AgentInfo:
    """Raises AgentNotFound."""
    known = agents_of(instance)
    if name not in known:
        raise AgentNotFound(name, sorted(agent.name for agent in known.values() if not agent.hidden))
    return known[name]


def default_agent(instance: "Instance") -> AgentInfo:
    """The one the configuration names, if a person may talk to it, else `build`, else the first there is."""
    known = agents_of(instance)
    open_ones = {name: agent for name, agent in known.items() if agent.mode != "subagent" and not agent.hidden}
    for name in (instance.config.default_agent, DEFAULT, *open_ones):
        if name in open_ones:
            return open_ones[name]
    raise AgentNotFound(DEFAULT, [])


def _with(agent: AgentInfo, described: _Described, values: Json) -> AgentInfo:
    given = {
        "model": described.model,
        "variant": described.variant,
        "temperature": described.temperature,
        "top_p": described.top_p,
        "prompt": described.prompt,
        "description": described.description,
        "mode": described.mode,
        "hidden": described.hidden,
        "color": described.color,
        "steps": described.steps or described.max_steps,
    }
    others = {key: value for key, value in values.items() if key not in KNOWN_KEYS}
    own = agent.own_rules + parse_tool_switches(described.tools) + parse_rules(described.permission)
    changed: Json = {key: value for key, value in given.items() if value is not None}
    return replace(agent, own_rules=own, options=agent.options | described.options | others, **changed)


def _descriptions(instance: "Instance") -> Iterator[tuple[str, Json, Mode]]:
    """From the configuration's `mode` and `agent`, and from Markdown files."""
    kinds: tuple[tuple[str, Mode], ...] = (("mode", "primary"), ("agent", "all"))
    for key, mode in kinds:
        for name, values in instance.config.get_object(key).items():
            if isinstance(values, dict):
                yield name, values, mode
    for folder in instance.config.folders:
        for part, mode_of in FOLDERS.items():
            for file in sorted((folder / part).glob("**/*.md")):
                document = read_document(file)
                if document is not None:
                    prompt = {"prompt": document.body} if document.body else {}
                    mode = "primary" if mode_of == "primary" else "all"
                    yield _name(file, folder / part), {**document.settings, **prompt}, mode


def _name(file: Path, folder: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()
