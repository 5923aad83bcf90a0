"""Acts on what answers: model, variant, agent, and the theme it is shown in."""

from textual import on

from octui.ui.choices import ModelKey, model_key
from octui.ui.desk import Desk
from octui.ui.messages import ChooseAgent, ChooseModel, ChooseTheme, ChooseVariant, ToggleFavourite


def named(model: ModelKey) -> str:
    """The model as the memory and command lines write it."""
    return "/".join(model)


class ModelActs(Desk):
    """Pick or cycle, remember, and show it at once."""

    def has_variants(self) -> bool:
        return bool(self._variants())

    def pick_model(self) -> None:
        # Pickers are imported when they are opened: the first screen should not wait for them.
        from octui.ui.screens.model_picker import ModelPicker

        memory = self.memory.state
        picker = ModelPicker(
            lambda: self.store.state.providers,
            current=self.choice().model,
            favourites=[key for name in memory.favourite_models if (key := model_key(name))],
            recent=list(self.choices.recent),
        )

        def picked(model: ModelKey | None) -> None:
            if model is None:
                return
            self.post_message(ChooseModel(*model))
            known = self.store.state.providers.model(*model)
            if known and known.variants:
                self.call_after_refresh(self.pick_variant)

        self.push_screen(picker, picked)

    def pick_variant(self) -> None:
        from octui.ui.screens.variant_picker import VariantPicker

        def picked(variant: str | None) -> None:
            # An empty answer is the server's default, none at all is no answer.
            if variant is not None:
                self.post_message(ChooseVariant(variant or None))

        self.push_screen(VariantPicker(self._variants(), self.choice().variant), picked)

    def cycle_variant(self) -> None:
        options: list[str | None] = [None, *self._variants()]
        current = self.choice().variant
        following = options[(options.index(current) + 1) % len(options)] if current in options else None
        self.post_message(ChooseVariant(following))

    def cycle_model(self, step: int) -> None:
        providers = self.store.state.providers
        recent = [model for model in self.choices.recent if providers.model(*model)]
        current = self.choice().model
        if not any(model != current for model in recent):
            self.say("There is no other recent model.")
            return
        following = recent[(recent.index(current) + step) % len(recent)] if current in recent else recent[0]
        # Cycling must not reorder what it cycles through.
        self.choices.models[self.session_id, self.choice().agent] = following
        self.refresh_chrome()

    def pick_agent(self) -> None:
        from octui.ui.screens.agent_picker import AgentPicker

        self.ask(
            AgentPicker(self.store.state.agents, self.choice().agent),
            self._agent_picked,
        )

    def cycle_agent(self, step: int) -> None:
        names = [agent.name for agent in self.store.state.agents if agent.selectable]
        if not names:
            return
        current = self.choice().agent
        place = names.index(current) if current in names else 0
        self.post_message(ChooseAgent(names[(place + step) % len(names)]))

    def pick_theme(self) -> None:
        from octui.ui.screens.theme_picker import ThemePicker

        self.ask(ThemePicker(self.theme), self._theme_picked)

    def _agent_picked(self, name: str) -> None:
        self.post_message(ChooseAgent(name))

    def _theme_picked(self, name: str) -> None:
        self.post_message(ChooseTheme(name))

    @on(ChooseModel)
    def _choose_model(self, message: ChooseModel) -> None:
        model = (message.provider_id, message.model_id)
        agent = self.choice().agent
        self.choices.pick_model(self.session_id, agent, model)
        self.memory.use_model(named(model), agent)
        if message.variant is not None:
            self.choices.pick_variant(model, message.variant)
        self.remember()
        self.refresh_chrome()

    @on(ChooseVariant)
    def _choose_variant(self, message: ChooseVariant) -> None:
        model = self.choice().model
        if model is None:
            return
        self.choices.pick_variant(model, message.variant)
        self.memory.use_variant(named(model), message.variant)
        self.remember()
        self.refresh_chrome()

    @on(ChooseAgent)
    def _choose_agent(self, message: ChooseAgent) -> None:
        self.choices.pick_agent(self.session_id, message.name)
        self.memory.use_agent(message.name)
        self.remember()
        self.refresh_chrome()

    @on(ToggleFavourite)
    def _toggle_favourite(self, message: ToggleFavourite) -> None:
        name = named((message.provider_id, message.model_id))
        self.memory.favour(name, name not in self.memory.state.favourite_models)
        self.remember()

    @on(ChooseTheme)
    def _choose_theme(self, message: ChooseTheme) -> None:
        self.theme = message.name
        self.memory.choose_theme(message.name)
        self.remember()

    def _variants(self) -> list[str]:
        model = self.choice().model
        known = self.store.state.providers.model(*model) if model else None
        return list(known.variants or {}) if known else []
