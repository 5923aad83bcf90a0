"""Agents: the built-in ones, and those the user defines."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from octui.server.agent.definitions.frontmatter import read_markdown_document
from octui.server.agent.instructions.prompts import COMPACTION_PROMPT, EXPLORE_PROMPT, PLAN_PROMPT, TITLE_PROMPT
from octui.server.instance import Instance
from octui.server.permissions.rules import DEFAULTS, Rules, parse_rules, parse_tool_switches
from octui.wire.encode import to_json_values
from octui.wire.sessions import Rule
from octui.wire.struct import Json

AgentMode = Literal["primary", "subagent", "all"]
AGENT_FOLDERS: Final = {"agent": "all", "agents": "all", "mode": "primary", "modes": "primary"}
DEFAULT_AGENT: Final = "build"
KNOWN_AGENT_KEYS: Final = frozenset(
    {"model", "variant", "temperature", "top_p", "prompt", "tools", "permission", "description", "mode", "hidden"}
    | {"color", "steps", "maxSteps", "disable", "options", "name"}
)


@dataclass(frozen=True, slots=True)
class AgentInfo:
    """`rules` are all its permission rules except those of a session; `model` is `provider/model`."""

    name: str
    mode: AgentMode = "all"
    description: str | None = None
    built_in: bool = False
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

    def to_agent_json(self) -> Json:
        """The agent as `/agent` lists it."""
        values: Json = {
            "name": self.name,
            "mode": self.mode,
            "native": self.built_in,
            "permission": to_json_values(self.rules),
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
        return values | {key: value for key, value in optional.items() if value is not None}


class AgentNotFound(Exception):
    """There is no agent of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f'Agent not found: "{name}". Available agents: {", ".join(known)}')


def _deny_rules(*permissions: str) -> Rules:
    return tuple(Rule(permission=permission, pattern="*", action="deny") for permission in permissions)


BUILT_IN_AGENTS: Final = (
    AgentInfo(
        "build",
        "primary",
        "The default agent: reads, edits and runs things, and asks for permission where the rules say so.",
        built_in=True,
    ),
    AgentInfo(
        "plan",
        "primary",
        "Read-only: for plans and questions.",
        built_in=True,
        prompt=PLAN_PROMPT,
        own_rules=_deny_rules("edit"),
    ),
    AgentInfo(
        "general",
        "subagent",
        "For research and multi-step work that can run alongside the main task.",
        built_in=True,
        own_rules=_deny_rules("todowrite", "todoread"),
    ),
    AgentInfo(
        "explore",
        "subagent",
        "Explores a code base quickly, by file name and by content; read-only.",
        built_in=True,
        prompt=EXPLORE_PROMPT,
        own_rules=_deny_rules("edit", "todowrite", "todoread", "task", "question"),
    ),
    AgentInfo("title", "primary", built_in=True, hidden=True, prompt=TITLE_PROMPT, own_rules=_deny_rules("*")),
    AgentInfo("summary", "primary", built_in=True, hidden=True, prompt=COMPACTION_PROMPT, own_rules=_deny_rules("*")),
    AgentInfo(
        "compaction", "primary", built_in=True, hidden=True, prompt=COMPACTION_PROMPT, own_rules=_deny_rules("*")
    ),
)


class _AgentDescription(msgspec.Struct):
    model: str | None = None
    variant: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    prompt: str | None = None
    description: str | None = None
    mode: AgentMode | None = None
    hidden: bool | None = None
    color: str | None = None
    steps: int | None = None
    max_steps: int | None = msgspec.field(name="maxSteps", default=None)
    disable: bool | None = None
    tools: Any = None
    permission: Any = None
    options: Json = {}


def load_agents(instance: Instance) -> dict[str, AgentInfo]:
    """Every agent by its name, `build` first; read on each call, so that a new file takes effect immediately."""
    shared = parse_tool_switches(instance.config.values.get("tools")) + parse_rules(
        instance.config.values.get("permission")
    )
    known = {agent.name: agent for agent in BUILT_IN_AGENTS}
    for name, values, mode in _iter_agent_descriptions(instance):
        try:
            described = msgspec.convert(values, _AgentDescription, strict=False)
        except msgspec.ValidationError:
            continue
        if described.disable:
            known.pop(name, None)
        else:
            known[name] = _merge_agent_description(known.get(name) or AgentInfo(name, mode), described, values)
    # Shared rules come before an agent's own, so that its own denials win over what is allowed to all agents.
    return {name: replace(agent, rules=DEFAULTS + shared + agent.own_rules) for name, agent in known.items()}


def find_agent(instance: Instance, name: str) -> AgentInfo:
    """Raises AgentNotFound."""
    known = load_agents(instance)
    if name not in known:
        raise AgentNotFound(name, sorted(agent.name for agent in known.values() if not agent.hidden))
    return known[name]


def find_default_agent(instance: Instance) -> AgentInfo:
    """The configured default, if the user may talk to it, else `build`, else the first available one."""
    known = load_agents(instance)
    open_ones = {name: agent for name, agent in known.items() if agent.mode != "subagent" and not agent.hidden}
    for name in (instance.config.default_agent, DEFAULT_AGENT, *open_ones):
        if name in open_ones:
            return open_ones[name]
    raise AgentNotFound(DEFAULT_AGENT, [])


def _merge_agent_description(agent: AgentInfo, described: _AgentDescription, values: Json) -> AgentInfo:
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
    others = {key: value for key, value in values.items() if key not in KNOWN_AGENT_KEYS}
    own = agent.own_rules + parse_tool_switches(described.tools) + parse_rules(described.permission)
    changed: Json = {key: value for key, value in given.items() if value is not None}
    return replace(agent, own_rules=own, options=agent.options | described.options | others, **changed)


def _iter_agent_descriptions(instance: Instance) -> Iterator[tuple[str, Json, AgentMode]]:
    """From the configuration's `mode` and `agent`, and from Markdown files."""
    kinds: tuple[tuple[str, AgentMode], ...] = (("mode", "primary"), ("agent", "all"))
    for key, mode in kinds:
        for name, values in instance.config.get_object(key).items():
            if isinstance(values, dict):
                yield name, values, mode
    for folder in instance.config.folders:
        for part, mode_of in AGENT_FOLDERS.items():
            for file in sorted((folder / part).glob("**/*.md")):
                document = read_markdown_document(file)
                if document is not None:
                    prompt = {"prompt": document.body} if document.body else {}
                    mode = "primary" if mode_of == "primary" else "all"
                    yield _agent_name_from_path(file, folder / part), {**document.settings, **prompt}, mode


def _agent_name_from_path(file: Path, folder: Path) -> str:
    return file.relative_to(folder).with_suffix("").as_posix()
