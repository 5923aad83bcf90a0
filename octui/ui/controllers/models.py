"""Choose the model, its variant and the agent that answer the next prompt."""

from collections.abc import Sequence
from typing import assert_never

from octui.store.state import ProvidersStatus
from octui.ui.controllers.context import AppContext
from octui.ui.messages import ChooseAgent, ChooseModel, ChooseVariant, ToggleFavourite
from octui.ui.model_selection import ModelKey, parse_model_key

ModelMessage = ChooseModel | ChooseVariant | ChooseAgent | ToggleFavourite


def format_model_key(model: ModelKey) -> str:
    """The model as preferences and command lines write it."""
    return "/".join(model)


class ModelsController:
    """Pick or cycle; a choice takes effect at once and is saved."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def describe_missing_options(self) -> tuple[str, ...]:
        """A sentence for the model and one for the agent of the command line, where this server does not have it."""
        context, state = self._context, self._context.store.state
        wanted, used, missing = context.model_selection, context.resolve_selection(), list[str]()
        model, agent = wanted.model_option, wanted.agent_option
        if model is not None and state.providers.providers and not self._list_known([model]):
            instead = f" Using {format_model_key(used.model)}." if used.model is not None else ""
            missing.append(f"This server has no model {format_model_key(model)}.{instead} /models lists what it has.")
        agents = [known.name for known in state.agents if known.is_selectable]
        if agent is not None and agents and agent not in agents:
            missing.append(f"This server has no agent {agent}. Using {used.agent}. /agents lists what it has.")
        return tuple(missing)

    def has_variants(self) -> bool:
        return bool(self._list_variants())

    def pick_model(self) -> None:
        # Pickers are imported when they are opened: the first screen should not wait for them.
        from octui.ui.pickers.models import ModelPicker

        context = self._context
        picker = ModelPicker(
            lambda: context.store.state.providers,
            current=context.resolve_selection().model,
            favourites=self._list_favourites(),
            recent=list(context.model_selection.recent),
            is_awaited=self._are_models_awaited,
        )

        def choose_model(model: ModelKey) -> None:
            context.post_message(ChooseModel(*model))
            known = context.store.state.providers.find_model(*model)
            if known and known.variants:
                context.call_after_refresh(self.pick_variant)

        context.open_picker(picker, choose_model)

    def _are_models_awaited(self) -> bool:
        return self._context.store.state.providers_status is ProvidersStatus.AWAITED

    def pick_variant(self) -> None:
        from octui.ui.pickers.variants import VariantPicker

        def choose_variant(variant: str) -> None:
            # An empty answer is the server's default.
            self._context.post_message(ChooseVariant(variant or None))

        picker = VariantPicker(self._list_variants(), self._context.resolve_selection().variant)
        self._context.open_picker(picker, choose_variant)

    def cycle_variant(self) -> None:
        options: list[str | None] = [None, *self._list_variants()]
        current = self._context.resolve_selection().variant
        following = options[(options.index(current) + 1) % len(options)] if current in options else None
        self._context.post_message(ChooseVariant(following))

    def find_recent_cycle_obstacle(self) -> str:
        return self._find_cycle_obstacle(self._context.model_selection.recent, "recent")

    def find_favourite_cycle_obstacle(self) -> str:
        return self._find_cycle_obstacle(self._list_favourites(), "favourite")

    def cycle_model(self, step: int) -> None:
        self._cycle_through(self._context.model_selection.recent, step)

    def cycle_favourite_model(self, step: int) -> None:
        self._cycle_through(self._list_favourites(), step)

    def _find_cycle_obstacle(self, models: Sequence[ModelKey], kind: str) -> str:
        if self._are_models_awaited():
            return "the server has not listed its models yet"
        current = self._context.resolve_selection().model
        has_other = any(model != current for model in self._list_known(models))
        return "" if has_other else f"there is no other {kind} model"

    def _list_known(self, models: Sequence[ModelKey]) -> list[ModelKey]:
        providers = self._context.store.state.providers
        return [model for model in models if providers.find_model(*model)]

    def _cycle_through(self, models: Sequence[ModelKey], step: int) -> None:
        context = self._context
        known = self._list_known(models)
        selection = context.resolve_selection()
        current = selection.model
        following = known[(known.index(current) + step) % len(known)] if current in known else known[0]
        # Cycling must not reorder what it cycles through.
        context.model_selection.models[context.session_id, selection.agent] = following
        context.refresh_chrome()

    def _list_favourites(self) -> list[ModelKey]:
        names = self._context.preferences.preferences.favourite_models
        return [key for name in names if (key := parse_model_key(name))]

    def pick_agent(self) -> None:
        from octui.ui.pickers.agents import AgentPicker

        context = self._context
        picker = AgentPicker(
            lambda: context.store.state.agents, context.resolve_selection().agent, self._are_models_awaited
        )
        context.open_picker(picker, lambda name: context.post_message(ChooseAgent(name)))

    def cycle_agent(self, step: int) -> None:
        context = self._context
        names = [agent.name for agent in context.store.state.agents if agent.is_selectable]
        if names:
            index = names.index(context.resolve_selection().agent)
            context.post_message(ChooseAgent(names[(index + step) % len(names)]))
        elif self._are_models_awaited():
            context.model_selection.cycle_agent_later(context.session_id, step)
            context.notify_info("The server has not listed its agents yet; the agent changes once it has.")
        else:
            context.notify_warning("The server lists no agent that can be chosen.")

    # Messages from widgets.

    def handle_model_message(self, message: ModelMessage) -> None:
        match message:
            case ChooseModel(provider_id=provider_id, model_id=model_id, variant=variant):
                self._choose_model((provider_id, model_id), variant)
            case ChooseVariant(variant=variant):
                self._choose_variant(variant)
            case ChooseAgent(name=name):
                self._context.model_selection.set_agent(self._context.session_id, name)
                self._context.preferences.remember_agent(name)
                self._apply_choice()
            case ToggleFavourite(provider_id=provider_id, model_id=model_id):
                self._toggle_favourite(format_model_key((provider_id, model_id)))
            case _:
                assert_never(message)

    def _choose_model(self, model: ModelKey, variant: str | None) -> None:
        context = self._context
        agent = context.resolve_selection().agent
        context.model_selection.set_model(context.session_id, agent, model)
        context.preferences.remember_model(format_model_key(model), agent)
        if variant is not None:
            context.model_selection.set_variant(model, variant)
        self._apply_choice()

    def _choose_variant(self, variant: str | None) -> None:
        context = self._context
        model = context.resolve_selection().model
        if model is None:
            return
        context.model_selection.set_variant(model, variant)
        context.preferences.remember_variant(format_model_key(model), variant)
        self._apply_choice()

    def _toggle_favourite(self, name: str) -> None:
        preferences = self._context.preferences
        preferences.set_favourite_model(name, name not in preferences.preferences.favourite_models)
        self._context.save_preferences()

    def _apply_choice(self) -> None:
        self._context.save_preferences()
        self._context.refresh_chrome()

    def _list_variants(self) -> list[str]:
        model = self._context.resolve_selection().model
        known = self._context.store.state.providers.find_model(*model) if model else None
        return list(known.variants or {}) if known else []
