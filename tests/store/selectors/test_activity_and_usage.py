import msgspec
import pytest

from octui.store import selectors
from octui.store.actions import ProvidersLoaded, SessionsLoaded, StatusesLoaded
from octui.store.changes import ChangeKey, Topic
from octui.store.store import Store
from octui.wire.catalog import Model, ModelLimit, Provider, Providers
from octui.wire.events import InstanceDisposed, SessionCreated
from octui.wire.messages import Message, MessageModel
from octui.wire.parts import ToolState
from octui.wire.sessions import SessionModel, Tokens
from tests.support.factories import (
    SESSION,
    busy,
    idle,
    loading,
    make_answer,
    make_session,
    make_text_part,
    make_tool_part,
    make_user_message,
    page,
    said,
    watching,
    wrote,
)


def opened(*messages: Message, busy: bool = False) -> Store:
    """A store that opened a session of which it heard nothing before."""
    store = loading()
    store.dispatch_action(SessionsLoaded((make_session(),)))
    store.dispatch_action(page(*messages))
    return store


def test_an_answer_without_an_end_in_an_idle_session_was_interrupted() -> None:
    running = make_tool_part("prt_1", "msg_1")
    store = opened(Message(info=make_answer("msg_1"), parts=(running,)))
    assert not selectors.is_interrupted(store.state, "msg_1")
    store.drain_changes()
    store.dispatch_action(StatusesLoaded({}, directory="/shop"))
    assert selectors.is_interrupted(store.state, "msg_1")
    assert selectors.is_run_over(store.state, "msg_1")
    assert ChangeKey(Topic.MESSAGE, "msg_1") in store.drain_changes()


def test_statuses_of_another_directory_do_not_interrupt_anything() -> None:
    store = opened(Message(info=make_answer("msg_1")))
    store.dispatch_action(StatusesLoaded({}, directory="/elsewhere"))
    assert not selectors.is_interrupted(store.state, "msg_1")


def test_an_answer_being_written_is_not_interrupted() -> None:
    store = watching()
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1")))
    store.dispatch_action(wrote(make_text_part("prt_1", "msg_1")))
    assert not selectors.is_interrupted(store.state, "msg_1")
    assert selectors.is_text_streaming(store.state, "msg_1", make_text_part("prt_1", "msg_1"))


def test_an_answer_that_is_heard_of_after_its_session_went_idle_is_not_over_yet() -> None:
    store = watching()
    for event in (busy(), said(make_answer("msg_1")), idle()):
        store.dispatch_action(event)
    assert selectors.is_interrupted(store.state, "msg_1")
    store.dispatch_action(wrote(make_text_part("prt_1", "msg_1", "last words", ended=True)))
    assert not selectors.is_interrupted(store.state, "msg_1")
    store.dispatch_action(said(make_answer("msg_1", done=True)))
    store.dispatch_action(idle())
    assert not selectors.is_interrupted(store.state, "msg_1")
    assert selectors.is_run_over(store.state, "msg_1")


def test_shell_commands_of_older_servers_run_without_the_session_being_busy() -> None:
    store = watching()
    store.dispatch_action(idle())
    store.dispatch_action(said(make_answer("msg_1")))
    store.dispatch_action(wrote(make_tool_part("prt_1", "msg_1")))
    assert not selectors.is_interrupted(store.state, "msg_1")


def test_an_answer_cut_off_earlier_stays_interrupted_while_the_session_runs_again() -> None:
    store = watching()
    for event in (
        busy(),
        said(make_answer("msg_1")),
        idle(),
        said(make_user_message("msg_2")),
        said(make_answer("msg_3")),
        busy(),
    ):
        store.dispatch_action(event)
    assert selectors.is_interrupted(store.state, "msg_1")
    assert not selectors.is_interrupted(store.state, "msg_3")


def test_text_of_a_run_that_is_over_does_not_grow() -> None:
    store = opened(Message(info=make_answer("msg_1"), parts=(make_text_part("prt_1", "msg_1", "half"),)))
    store.dispatch_action(StatusesLoaded({}))
    assert not selectors.is_text_streaming(store.state, "msg_1", make_text_part("prt_1", "msg_1", "half"))


def test_text_of_a_finished_answer_does_not_grow() -> None:
    store = watching()
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1", done=True)))
    assert not selectors.is_text_streaming(store.state, "msg_1", make_text_part("prt_1", "msg_1", "cut off"))


def test_disposing_an_instance_interrupts_its_runs() -> None:
    store = watching()
    for event in (busy(), said(make_answer("msg_1")), InstanceDisposed(directory="/shop")):
        store.dispatch_action(event)
    assert selectors.is_interrupted(store.state, "msg_1")


def test_prompts_made_during_a_run_wait_until_they_are_answered() -> None:
    store = watching()
    for event in (
        said(make_user_message("msg_1")),
        busy(),
        said(make_answer("msg_2")),
        said(make_user_message("msg_3")),
        said(make_user_message("msg_4")),
    ):
        store.dispatch_action(event)
    assert [selectors.is_queued(store.state, id) for id in ("msg_1", "msg_2", "msg_3", "msg_4")] == [
        False,
        False,
        True,
        True,
    ]
    store.dispatch_action(said(make_answer("msg_2", done=True)))
    store.drain_changes()
    store.dispatch_action(said(make_answer("msg_5", parent="msg_4")))
    assert not any(selectors.is_queued(store.state, f"msg_{number}") for number in range(1, 6))
    assert store.drain_changes() >= {ChangeKey(Topic.MESSAGE, "msg_3"), ChangeKey(Topic.MESSAGE, "msg_4")}


def test_a_status_touches_only_the_messages_that_may_look_different() -> None:
    store = watching()
    for number in range(100):
        store.dispatch_action(said(make_user_message(f"msg_{number:03}a")))
        store.dispatch_action(said(make_answer(f"msg_{number:03}b", done=True)))
    store.dispatch_action(said(make_user_message("msg_999")))
    store.drain_changes()
    store.dispatch_action(busy())
    messages = {key.id for key in store.drain_changes() if key.topic is Topic.MESSAGE}
    assert messages == {"msg_099b", "msg_999"}


def test_what_a_subagent_does_touches_the_message_that_started_it() -> None:
    store = watching()
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1")))
    store.dispatch_action(SessionCreated(info=make_session("ses_b", parent=SESSION)))
    store.dispatch_action(said(make_answer("msg_2", "ses_b")))
    store.drain_changes()
    store.dispatch_action(wrote(make_tool_part("prt_1", "msg_2", session="ses_b", name="grep")))
    assert ChangeKey(Topic.MESSAGE, "msg_1") in store.drain_changes()
    assert selectors.count_tool_calls(store.state, "ses_b") == 1
    latest = selectors.find_latest_tool(store.state, "ses_b")
    assert latest is not None
    assert latest.tool == "grep"
    store.dispatch_action(idle("ses_b"))
    store.drain_changes()
    store.dispatch_action(busy("ses_b"))
    assert ChangeKey(Topic.MESSAGE, "msg_1") in store.drain_changes()


def test_a_task_finds_its_session_by_name_or_by_title() -> None:
    store = watching()
    task = msgspec.structs.replace(
        make_tool_part("prt_1", "msg_1", name="task"),
        state=ToolState(status="running", input={"description": "do a thing", "subagent_type": "general"}),
    )
    assert selectors.find_task_session(store.state, task) is None
    store.dispatch_action(SessionCreated(info=make_session("ses_b", SESSION, title="do a thing (@general subagent)")))
    assert selectors.find_task_session(store.state, task) == "ses_b"
    named = msgspec.structs.replace(task, state=ToolState(metadata={"sessionId": "ses_c"}))
    assert selectors.find_task_session(store.state, named) == "ses_c"


def providers(limit: float) -> ProvidersLoaded:
    model = Model(id="echo", provider_id="fake", limit=ModelLimit(context=limit))
    return ProvidersLoaded(Providers(providers=(Provider(id="fake", models={"echo": model}),)))


def test_the_context_is_what_the_last_answer_had_in_it() -> None:
    store = watching()
    store.dispatch_action(said(make_answer("msg_1", done=True, output=10)))
    store.dispatch_action(said(make_answer("msg_2", done=True, output=30)))
    store.dispatch_action(said(make_answer("msg_3")))
    assert selectors.get_usage(store.state, SESSION) == selectors.Usage(tokens=120, cost=0)
    store.dispatch_action(providers(1000))
    usage = selectors.get_usage(store.state, SESSION)
    assert (usage.tokens, usage.context) == (120, 1000)
    assert usage.percent == pytest.approx(12)


def test_a_model_without_a_known_limit_has_no_percentage() -> None:
    store = watching()
    store.dispatch_action(providers(0))
    store.dispatch_action(said(make_answer("msg_1", output=10)))
    assert selectors.get_usage(store.state, SESSION).percent is None


def test_the_servers_sum_of_tokens_is_not_taken_for_the_context() -> None:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session(cost=0.5, tokens=Tokens(input=1e6)),)))
    assert selectors.get_usage(store.state, SESSION) == selectors.Usage(tokens=0, cost=0.5)


def test_the_cost_is_the_servers_or_the_sum_of_the_messages() -> None:
    store = watching()
    store.dispatch_action(said(make_answer("msg_1", cost=0.25)))
    store.dispatch_action(said(make_answer("msg_2", cost=0.5)))
    assert selectors.get_usage(store.state, SESSION).cost == 0.75
    store.dispatch_action(SessionsLoaded((make_session(cost=2.0),), since=store.mark_clock()))
    assert selectors.get_usage(store.state, SESSION).cost == 2.0


def test_a_sum_over_less_than_the_whole_history_says_so() -> None:
    store = loading()
    store.dispatch_action(page(make_answer("msg_1", cost=0.25), older="cursor"))
    usage = selectors.get_usage(store.state, SESSION)
    assert (usage.cost, usage.partial) == (0.25, True)


def test_a_family_costs_what_all_of_it_costs() -> None:
    store = Store()
    store.dispatch_action(SessionsLoaded((make_session("ses_a", cost=1.0), make_session("ses_b", "ses_a", cost=0.5))))
    assert selectors.get_tree_cost(store.state, "ses_b") == 1.5


def test_the_last_prompt_says_what_the_next_one_goes_to() -> None:
    store = watching()
    assert selectors.find_last_used(store.state, SESSION) is None
    first = MessageModel(provider_id="fake", model_id="echo")
    second = MessageModel(provider_id="fake", model_id="other", variant="high")
    store.dispatch_action(said(make_user_message("msg_1", model=first)))
    store.dispatch_action(said(make_answer("msg_2", done=True)))
    assert selectors.find_last_used(store.state, SESSION) == ("build", first, None)
    store.dispatch_action(said(make_user_message("msg_3", model=second)))
    assert selectors.find_last_used(store.state, SESSION) == ("build", second, "high")


def test_before_its_history_came_a_session_itself_says_what_it_used() -> None:
    store = Store()
    model = SessionModel(id="echo", provider_id="fake", variant="default")
    store.dispatch_action(SessionsLoaded((make_session(agent="plan", model=model),)))
    used = selectors.find_last_used(store.state, SESSION)
    assert used == ("plan", MessageModel(provider_id="fake", model_id="echo"), None)
