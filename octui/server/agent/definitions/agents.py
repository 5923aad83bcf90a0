"""Agents: the built-in ones, and those the user defines."""

from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from octui.lazy_dataclasses import dataclass
from octui.server.agent.definitions.definition_files import AGENT_FOLDERS, find_files, read_definitions
from octui.server.agent.prompts import COMPACTION_PROMPT, EXPLORE_PROMPT, PLAN_PROMPT, TITLE_PROMPT
from octui.server.config.loader import Configuration
from octui.server.config.problems import ConfigProblem, ConfigUnusable
from octui.server.config.setting_checks import find_invalid_setting
from octui.server.instance import Instance
from octui.server.permissions.rules import (
    DEFAULTS,
    PersonalRule,
    ProjectRule,
    Rules,
    UntrustedRule,
    label_rules,
    parse_rules,
    parse_tool_switches,
)
from octui.server.trust.config_shape import HarmlessShapes
from octui.server.trust.shapes import ABSENT, split_by_shape
from octui.wire.sessions import Rule
from octui.wire.struct import Json, to_json_values

AgentMode = Literal["primary", "subagent", "all"]
PRIMARY_FOLDERS: Final = ("mode", "modes")
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
    problem: ConfigProblem | None = None
    """Why it cannot be used: rules of its own may be missing."""

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


@dataclass(frozen=True, slots=True)
class _AgentSource:
    """What one file says about an agent, and whose rules it makes."""

    name: str
    values: Json
    mode: AgentMode
    rule_source: type[Rule]
    origin: Path | str
    problem: ConfigProblem | None = None


def load_agents(instance: Instance) -> dict[str, AgentInfo]:
    """Every agent by its name, `build` first; read on each call, so that a new file takes effect immediately."""
    return collect_agents(instance.config)


def collect_agents(config: Configuration) -> dict[str, AgentInfo]:
    """The built-in agents with everything that the configuration adds to them."""
    shared = DEFAULTS + parse_shared_rules(config)
    known = {agent.name: agent for agent in BUILT_IN_AGENTS}
    for source in _iter_agent_sources(config):
        agent = known.get(source.name) or AgentInfo(source.name, source.mode)
        described = _parse_agent_description(source)
        if isinstance(described, ConfigProblem):
            reason = f"Cannot be used: {described.message}"
            known[source.name] = replace(agent, description=reason, own_rules=_deny_rules("*"), problem=described)
        elif described.disable and agent.problem is None:
            known.pop(source.name, None)
        else:
            known[source.name] = _merge_agent_description(agent, described, source)
    # Shared rules come before an agent's own, so that its own denials win over what is allowed to all agents.
    return {name: replace(agent, rules=shared + agent.own_rules) for name, agent in known.items()}


def _parse_agent_description(source: _AgentSource) -> _AgentDescription | ConfigProblem:
    if source.problem is not None:
        return source.problem
    if invalid := find_invalid_setting(source.values):
        return ConfigProblem(source.origin, f"{'.'.join(invalid)} is not valid")
    try:
        return msgspec.convert(source.values, _AgentDescription, strict=False)
    except msgspec.ValidationError as invalid_value:
        return ConfigProblem(source.origin, str(invalid_value))


def parse_shared_rules(config: Configuration) -> Rules:
    """The rules for all agents: the user's own, then those of the project."""
    own = parse_setting_rules(config.personal)
    projects = parse_setting_rules(config.project)
    return label_rules(own, PersonalRule) + label_rules(projects, _find_project_source(config))


def parse_setting_rules(values: Json) -> Rules:
    """The rules of `tools` and `permission` in a configuration or an agent."""
    return parse_tool_switches(values.get("tools")) + parse_rules(values.get("permission"))


def find_agent(instance: Instance, name: str) -> AgentInfo:
    """Raises AgentNotFound, and ConfigUnusable where rules for the agent may be missing."""
    known = load_agents(instance)
    if name not in known:
        raise AgentNotFound(name, sorted(agent.name for agent in known.values() if not agent.hidden))
    return _require_usable(instance, known[name])


def find_default_agent(instance: Instance) -> AgentInfo:
    """The configured default, if the user may talk to it, else `build`, else the first available one.

    Raises ConfigUnusable where rules for the agent may be missing.
    """
    known = load_agents(instance)
    open_ones = {name: agent for name, agent in known.items() if agent.mode != "subagent" and not agent.hidden}
    for name in (instance.config.default_agent, DEFAULT_AGENT, *open_ones):
        if name in open_ones:
            return _require_usable(instance, open_ones[name])
    raise AgentNotFound(DEFAULT_AGENT, [])


def _require_usable(instance: Instance, agent: AgentInfo) -> AgentInfo:
    for problem in (*instance.config.problems, agent.problem):
        if problem is not None:
            raise ConfigUnusable(problem)
    return agent


def _merge_agent_description(agent: AgentInfo, described: _AgentDescription, source: _AgentSource) -> AgentInfo:
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
    others = {key: value for key, value in source.values.items() if key not in KNOWN_AGENT_KEYS}
    own = agent.own_rules + label_rules(parse_setting_rules(source.values), source.rule_source)
    changed: Json = {key: value for key, value in given.items() if value is not None}
    return replace(agent, own_rules=own, options=agent.options | described.options | others, **changed)


def _iter_agent_sources(config: Configuration) -> Iterator[_AgentSource]:
    """From the configurations' `mode` and `agent`, and from Markdown files."""
    kinds: tuple[tuple[str, AgentMode], ...] = (("mode", "primary"), ("agent", "all"))
    layers: tuple[tuple[Json, type[Rule]], ...] = (
        (config.personal, PersonalRule),
        (config.project, _find_project_source(config)),
    )
    for settings, rule_source in layers:
        for key, mode in kinds:
            described = settings.get(key)
            for name, values in described.items() if isinstance(described, dict) else ():
                if isinstance(values, dict):
                    yield _AgentSource(name, values, mode, rule_source, f"{key}.{name}")
    shapes = HarmlessShapes(config.trust.root, config.trust.foreign_providers)
    for definition in read_definitions(config, find_files(config, AGENT_FOLDERS)):
        file, document = definition.file, definition.document
        values = {**document.settings, **({"prompt": document.body} if document.body else {})}
        rule_source = PersonalRule if file.is_personal else ProjectRule
        if definition.is_limited:
            harmless, _ = split_by_shape(values, shapes.agent)
            values, rule_source = ({} if harmless is ABSENT else harmless), UntrustedRule
        mode = "primary" if file.kind in PRIMARY_FOLDERS else "all"
        yield _AgentSource(file.name, values, mode, rule_source, file.path, definition.problem)


def _find_project_source(config: Configuration) -> type[Rule]:
    return ProjectRule if config.trust.is_trusted else UntrustedRule
