from octui.ui.model_selection import ModelKey, ModelSelection, Selection, parse_model_key
from octui.wire.catalog import Agent, AgentModel, Model, Provider, Providers
from octui.wire.messages import MessageModel

NOTHING: tuple[None, None] = (None, None)
AGENTS = (
    Agent(name="build"),
    Agent(name="plan"),
    Agent(name="general", mode="subagent"),
    Agent(name="writer", model=AgentModel(provider_id="one", model_id="small")),
)
PROVIDERS = Providers(
    providers=(
        Provider(
            id="one",
            models={
                "big": Model(id="big", provider_id="one", variants={"low": {}, "high": {}}),
                "small": Model(id="small", provider_id="one"),
            },
        ),
    ),
    default={"one": "big"},
)


def chosen(
    choices: ModelSelection,
    session: str = "ses_1",
    last: tuple[str | None, MessageModel | None] = NOTHING,
    configured: ModelKey | None = None,
) -> Selection:
    choices.configured = configured
    return choices.resolve_for_session(session, last=last, agents=AGENTS, providers=PROVIDERS)


def test_without_any_wish_the_provider_s_default_and_build_are_taken() -> None:
    assert chosen(ModelSelection()) == Selection("build", ("one", "big"))


def test_what_the_session_used_last_wins_over_the_configuration() -> None:
    last = ("plan", MessageModel(provider_id="one", model_id="small"))
    assert chosen(ModelSelection(), last=last, configured=("one", "big")) == Selection("plan", ("one", "small"))


def test_a_pick_wins_over_everything_and_stays_with_its_session() -> None:
    choices = ModelSelection(model_option=("one", "small"))
    choices.set_model("ses_1", "build", ("one", "big"))
    assert chosen(choices).model == ("one", "big")
    assert chosen(choices, "ses_2").model == ("one", "small")


def test_a_model_the_server_does_not_have_is_passed_over() -> None:
    assert chosen(ModelSelection(model_option=("one", "gone"))).model == ("one", "big")


def test_cycling_before_the_agents_are_known_is_done_by_the_time_a_prompt_needs_one() -> None:
    choices = ModelSelection()
    choices.cycle_agent_later("", 1)
    choices.cycle_agent_later("", 1)
    unknown = choices.resolve_for_session("", last=NOTHING, agents=(), providers=PROVIDERS)
    assert unknown.agent == "build"
    choices.assign_to_session("ses_1")
    assert chosen(choices).agent == "writer"
    assert chosen(choices, last=("plan", None)).agent == "writer"


def test_an_agent_that_is_chosen_later_wins_over_cycling() -> None:
    choices = ModelSelection()
    choices.cycle_agent_later("ses_1", -1)
    choices.set_agent("ses_1", "plan")
    assert chosen(choices).agent == "plan"


def test_an_agent_brings_its_own_model() -> None:
    choices = ModelSelection()
    choices.set_agent("ses_1", "writer")
    assert chosen(choices) == Selection("writer", ("one", "small"))


def test_a_subagent_is_no_choice() -> None:
    assert chosen(ModelSelection(agent_option="general"), "").agent == "build"


def test_a_variant_is_kept_with_its_model_and_dropped_where_it_means_nothing() -> None:
    choices = ModelSelection()
    choices.set_variant(("one", "big"), "high")
    assert chosen(choices).variant == "high"
    choices.set_model("ses_1", "build", ("one", "small"))
    assert chosen(choices).variant is None


def test_the_variant_of_the_last_prompt_goes_on() -> None:
    last = ("build", MessageModel(provider_id="one", model_id="big", variant="low"))
    assert chosen(ModelSelection(), last=last).variant == "low"


def test_what_was_picked_before_the_session_was_made_is_the_session_s() -> None:
    choices = ModelSelection()
    choices.set_agent("", "plan")
    choices.set_model("", "plan", ("one", "small"))
    choices.assign_to_session("ses_9")
    assert chosen(choices, "ses_9") == Selection("plan", ("one", "small"))
    assert chosen(choices, "") == Selection("build", ("one", "small"))


def test_a_model_id_may_hold_slashes() -> None:
    assert parse_model_key("openrouter/meta/llama") == ("openrouter", "meta/llama")
    assert parse_model_key("nonsense") is None
    assert parse_model_key(None) is None
