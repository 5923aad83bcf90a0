"""Which agent, model and variant the next prompt goes to, and why."""

from collections.abc import Sequence
from dataclasses import field

from octui.lazy_dataclasses import dataclass
from octui.wire.catalog import Agent, Providers
from octui.wire.messages import MessageModel

ModelKey = tuple[str, str]
"""Provider id and model id."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a prompt is sent with; without a model, the server chooses."""

    agent: str
    model: ModelKey | None = None
    variant: str | None = None


@dataclass(slots=True)
class ModelSelection:
    """The user's choices win over the command line, that over what the session used last, that over defaults."""

    agent_option: str | None = None
    model_option: ModelKey | None = None
    agents: dict[str, str] = field(default_factory=dict)
    """Chosen by the user, by session."""
    awaited_steps: dict[str, int] = field(default_factory=dict)
    """By session, how many agents to move on once the server has named them."""
    models: dict[tuple[str, str], ModelKey] = field(default_factory=dict)
    """Chosen by the user, by session and agent."""
    variants: dict[ModelKey, str | None] = field(default_factory=dict)
    recent: list[ModelKey] = field(default_factory=list)
    configured: ModelKey | None = None
    """The model that the project's configuration names."""

    def resolve_for_session(
        self,
        session_id: str,
        *,
        last: tuple[str | None, MessageModel | None],
        agents: Sequence[Agent],
        providers: Providers,
    ) -> Selection:
        """What a prompt in this session would be sent with now; `""` stands for a session yet to be created."""
        last_agent, last_model = last
        agent = self._resolve_agent(session_id, last_agent, agents)
        model = self._resolve_model(session_id, agent, last_model, agents, providers)
        return Selection(agent, model, self._resolve_variant(model, last_model, providers))

    def set_agent(self, session_id: str, name: str) -> None:
        self.awaited_steps.pop(session_id, None)
        self.agents[session_id] = name

    def cycle_agent_later(self, session_id: str, step: int) -> None:
        """Go on to another agent as soon as it is known which there are: at the latest when a prompt needs to know."""
        self.awaited_steps[session_id] = self.awaited_steps.get(session_id, 0) + step

    def set_model(self, session_id: str, agent: str, model: ModelKey) -> None:
        self.models[session_id, agent] = model
        self.recent = [model, *(other for other in self.recent if other != model)][:10]

    def set_variant(self, model: ModelKey, variant: str | None) -> None:
        self.variants[model] = variant

    def assign_to_session(self, session_id: str) -> None:
        """Give choices made before there was a session to the session just created."""
        if "" in self.agents:
            self.agents[session_id] = self.agents.pop("")
        if "" in self.awaited_steps:
            self.awaited_steps[session_id] = self.awaited_steps.pop("")
        for (session, agent), model in list(self.models.items()):
            if session == "":
                self.models[session_id, agent] = model
                del self.models["", agent]

    def _resolve_agent(self, session_id: str, last: str | None, agents: Sequence[Agent]) -> str:
        names = [agent.name for agent in agents if agent.is_selectable]
        name = self._find_agent(session_id, last, names)
        if names and (steps := self.awaited_steps.pop(session_id, 0)):
            name = self.agents[session_id] = names[(names.index(name) + steps) % len(names)]
        return name

    def _find_agent(self, session_id: str, last: str | None, names: Sequence[str]) -> str:
        candidates = [
            self.agents.get(session_id),
            self.agent_option if session_id == "" else None,
            last,
            self.agent_option,
        ]
        for name in candidates:
            if name and (name in names or not names):
                return name
        return "build" if "build" in names or not names else names[0]

    def _resolve_model(
        self,
        session_id: str,
        agent: str,
        last: MessageModel | None,
        agents: Sequence[Agent],
        providers: Providers,
    ) -> ModelKey | None:
        own = next((entry.model for entry in agents if entry.name == agent and entry.model), None)
        candidates: list[ModelKey | None] = [
            self.models.get((session_id, agent)),
            self.model_option,
            (last.provider_id, last.model_id) if last and last.model_id else None,
            (own.provider_id, own.model_id) if own else None,
            self.configured,
            *self.recent,
        ]
        known = bool(providers.providers)
        for candidate in candidates:
            if candidate and (not known or providers.find_model(*candidate)):
                return candidate
        for provider in providers.providers:
            default = providers.default.get(provider.id)
            if default and default in provider.models:
                return provider.id, default
        return None

    def _resolve_variant(self, model: ModelKey | None, last: MessageModel | None, providers: Providers) -> str | None:
        if model is None:
            return None
        known = providers.find_model(*model)
        offered = known.variants or {} if known else {}
        if model in self.variants:
            variant = self.variants[model]
        elif last and (last.provider_id, last.model_id) == model:
            variant = last.variant
        else:
            variant = None
        return variant if variant in offered else None


def parse_model_key(text: str | None) -> ModelKey | None:
    """Read `provider/model`, as config files and command lines write it; model ids may contain slashes."""
    provider, slash, model = (text or "").partition("/")
    return (provider, model) if slash and provider and model else None
