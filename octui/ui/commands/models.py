"""Choose the model, its thinking effort and the agent, and connect providers."""

from typing import Final

from octui.ui.commands.command import Command

MODEL_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "model.list",
        "Switch model",
        "Model and agent",
        lambda on: on.models.pick_model(),
        slash=("models", "model", "mo"),
        legacy_ids=("model_list",),
    ),
    Command(
        "provider.connect",
        "Connect a provider",
        "Model and agent",
        lambda on: on.providers.connect_provider(),
        slash=("connect",),
        help="Add an API key to use a provider's models.",
        legacy_ids=("provider_connect",),
    ),
    Command(
        "model.cycle_recent",
        "Next recent model",
        "Model and agent",
        lambda on: on.models.cycle_model(1),
        find_obstacle=lambda on: on.models.find_recent_cycle_obstacle(),
        legacy_ids=("model_cycle_recent",),
    ),
    Command(
        "model.cycle_recent_reverse",
        "Previous recent model",
        "Model and agent",
        lambda on: on.models.cycle_model(-1),
        find_obstacle=lambda on: on.models.find_recent_cycle_obstacle(),
        legacy_ids=("model_cycle_recent_reverse",),
    ),
    Command(
        "model.cycle_favorite",
        "Next favourite model",
        "Model and agent",
        lambda on: on.models.cycle_favourite_model(1),
        find_obstacle=lambda on: on.models.find_favourite_cycle_obstacle(),
        legacy_ids=("model_cycle_favorite",),
    ),
    Command(
        "model.cycle_favorite_reverse",
        "Previous favourite model",
        "Model and agent",
        lambda on: on.models.cycle_favourite_model(-1),
        find_obstacle=lambda on: on.models.find_favourite_cycle_obstacle(),
        legacy_ids=("model_cycle_favorite_reverse",),
    ),
    Command(
        "variant.cycle",
        "Next thinking effort",
        "Model and agent",
        lambda on: on.models.cycle_variant(),
        is_enabled=lambda on: on.models.has_variants(),
        legacy_ids=("variant_cycle",),
    ),
    Command(
        "variant.list",
        "Choose thinking effort",
        "Model and agent",
        lambda on: on.models.pick_variant(),
        slash=("variants",),
        is_enabled=lambda on: on.models.has_variants(),
        legacy_ids=("variant_list",),
    ),
    Command(
        "agent.list",
        "Switch agent",
        "Model and agent",
        lambda on: on.models.pick_agent(),
        slash=("agents",),
        legacy_ids=("agent_list",),
    ),
    Command(
        "agent.cycle",
        "Next agent",
        "Model and agent",
        lambda on: on.models.cycle_agent(1),
        legacy_ids=("agent_cycle",),
    ),
    Command(
        "agent.cycle.reverse",
        "Previous agent",
        "Model and agent",
        lambda on: on.models.cycle_agent(-1),
        legacy_ids=("agent_cycle_reverse",),
    ),
)
