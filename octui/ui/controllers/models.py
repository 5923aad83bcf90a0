"""Acts on what answers: model, variant, agent, and the theme it is shown in."""

from textual import on

from octui.ui.controllers.context import AppContext
from octui.ui.messages import ChooseAgent, ChooseModel, ChooseTheme, ChooseVariant, ToggleFavourite
from octui.ui.model_selection import ModelKey, parse_model_key


def format_model_key(model: ModelKey) -> str:
    """The model as the memory and command lines write it."""
    return "/".join(model)


class ModelsController(AppContext):
    """Pick or cycle, remember, and show it at once."""

    def has_variants(self) -> bool:
        return bool(self._list_variants())

    def pick_model(self) -> None:
        # Pickers are imported when they are opened: the first screen should not wait for them.
        from octui.ui.pickers.models import ModelPicker

        memory = self.preferences.state
        picker = ModelPicker(
            lambda: self.store.state.providers,
            current=self.resolve_selection().model,
            favourites=[key for name in memory.favourite_models if (key := parse_model_key(name))],
            recent=list(self.model_selection.recent),
        )

        def choose_model(model: ModelKey | None) -> None:
            if model is None:
                return
            self.post_message(ChooseModel(*model))
            known = self.store.state.providers.model(*model)
            if known and known.variants:
                self.call_after_refresh(self.pick_variant)

        self.push_screen(picker, choose_model)

    def pick_variant(self) -> None:
        from octui.ui.pickers.variants import VariantPicker

        def choose_variant(variant: str | None) -> None:
            # An empty answer is the server's default, none at all is no answer.
            if variant is not None:
                self.post_message(ChooseVariant(variant or None))

        self.push_screen(VariantPicker(self._list_variants(), self.resolve_selection().variant), choose_variant)

    def cycle_variant(self) -> None:
        options: list[str | None] = [None, *self._list_variants()]
        current = self.resolve_selection().variant
        following = options[(options.index(current) + 1) % len(options)] if current in options else None
        self.post_message(ChooseVariant(following))

    def cycle_model(self, step: int) -> None:
        providers = self.store.state.providers
        recent = [model for model in self.model_selection.recent if providers.model(*model)]
        current = self.resolve_selection().model
        if not any(model != current for model in recent):
            self.notify_info("There is no other recent model.")
            return
        following = recent[(recent.index(current) + step) % len(recent)] if current in recent else recent[0]
        # Cycling must not reorder what it cycles through.
        self.model_selection.models[self.session_id, self.resolve_selection().agent] = following
        self.refresh_chrome()

    def pick_agent(self) -> None:
        from octui.ui.pickers.agents import AgentPicker

        self.push_picker(
            AgentPicker(self.store.state.agents, self.resolve_selection().agent),
            self._post_agent,
        )

    def cycle_agent(self, step: int) -> None:
        names = [agent.name for agent in self.store.state.agents if agent.selectable]
        if not names:
            return
        current = self.resolve_selection().agent
        place = names.index(current) if current in names else 0
        self.post_message(ChooseAgent(names[(place + step) % len(names)]))

    def pick_theme(self) -> None:
        from octui.ui.pickers.themes import ThemePicker

        self.push_picker(ThemePicker(self.theme), self._post_theme)

    def _post_agent(self, name: str) -> None:
        self.post_message(ChooseAgent(name))

    def _post_theme(self, name: str) -> None:
        self.post_message(ChooseTheme(name))

    @on(ChooseModel)
    def _choose_model(self, message: ChooseModel) -> None:
        model = (message.provider_id, message.model_id)
        agent = self.resolve_selection().agent
        self.model_selection.set_model(self.session_id, agent, model)
        self.preferences.use_model(format_model_key(model), agent)
        if message.variant is not None:
            self.model_selection.set_variant(model, message.variant)
        self.save_preferences()
        self.refresh_chrome()

    @on(ChooseVariant)
    def _choose_variant(self, message: ChooseVariant) -> None:
        model = self.resolve_selection().model
        if model is None:
            return
        self.model_selection.set_variant(model, message.variant)
        self.preferences.use_variant(format_model_key(model), message.variant)
        self.save_preferences()
        self.refresh_chrome()

    @on(ChooseAgent)
    def _choose_agent(self, message: ChooseAgent) -> None:
        self.model_selection.set_agent(self.session_id, message.name)
        self.preferences.use_agent(message.name)
        self.save_preferences()
        self.refresh_chrome()

    @on(ToggleFavourite)
    def _toggle_favourite(self, message: ToggleFavourite) -> None:
        name = format_model_key((message.provider_id, message.model_id))
        self.preferences.favour(name, name not in self.preferences.state.favourite_models)
        self.save_preferences()

    @on(ChooseTheme)
    def _choose_theme(self, message: ChooseTheme) -> None:
        self.theme = message.name
        self.preferences.choose_theme(message.name)
        self.save_preferences()

    def _list_variants(self) -> list[str]:
        model = self.resolve_selection().model
        known = self.store.state.providers.model(*model) if model else None
        return list(known.variants or {}) if known else []
