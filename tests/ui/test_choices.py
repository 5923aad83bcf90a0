from octui.ui.choices import Choice, Choices, ModelKey, model_key
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
    choices: Choices,
    session: str = "ses_1",
    last: tuple[str | None, MessageModel | None] = NOTHING,
    configured: ModelKey | None = None,
) -> Choice:
    return choices.of(session, last=last, agents=AGENTS, providers=PROVIDERS, configured=configured)


def test_without_any_wish_the_provider_s_default_and_build_are_taken() -> None:
    assert chosen(Choices()) == Choice("build", ("one", "big"))


def test_what_the_session_used_last_wins_over_the_configuration() -> None:
    last = ("plan", MessageModel(provider_id="one", model_id="small"))
    assert chosen(Choices(), last=last, configured=("one", "big")) == Choice("plan", ("one", "small"))


def test_a_pick_wins_over_everything_and_stays_with_its_session() -> None:
    choices = Choices(model_option=("one", "small"))
    choices.pick_model("ses_1", "build", ("one", "big"))
    assert chosen(choices).model == ("one", "big")
    assert chosen(choices, "ses_2").model == ("one", "small")


def test_a_model_the_server_does_not_have_is_passed_over() -> None:
    assert chosen(Choices(model_option=("one", "gone"))).model == ("one", "big")


def test_an_agent_brings_its_own_model() -> None:
    choices = Choices()
    choices.pick_agent("ses_1", "writer")
    assert chosen(choices) == Choice("writer", ("one", "small"))


def test_a_subagent_is_no_choice() -> None:
    assert chosen(Choices(agent_option="general"), "").agent == "build"


def test_a_variant_is_kept_with_its_model_and_dropped_where_it_means_nothing() -> None:
    choices = Choices()
    choices.pick_variant(("one", "big"), "high")
    assert chosen(choices).variant == "high"
    choices.pick_model("ses_1", "build", ("one", "small"))
    assert chosen(choices).variant is None


def test_the_variant_of_the_last_prompt_goes_on() -> None:
    last = ("build", MessageModel(provider_id="one", model_id="big", variant="low"))
    assert chosen(Choices(), last=last).variant == "low"


def test_what_was_picked_before_the_session_was_made_is_the_session_s() -> None:
    choices = Choices()
    choices.pick_agent("", "plan")
    choices.pick_model("", "plan", ("one", "small"))
    choices.adopt("ses_9")
    assert chosen(choices, "ses_9") == Choice("plan", ("one", "small"))
    assert chosen(choices, "") == Choice("build", ("one", "small"))


def test_a_model_id_may_hold_slashes() -> None:
    assert model_key("openrouter/meta/llama") == ("openrouter", "meta/llama")
    assert model_key("nonsense") is None
    assert model_key(None) is None
