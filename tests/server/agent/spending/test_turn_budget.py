import math

import pytest

from octui.server.agent.spending.turn_budget import MAX_CALLS, SessionUsage, TurnBudget
from octui.server.config.loader import Configuration
from octui.server.config.setting_checks import find_invalid_limit
from octui.server.config.spending_limits import DEFAULT_LIMITS, MEASURES, load_spending_limits, to_client_values
from octui.wire.sessions import CacheTokens, Tokens
from octui.wire.struct import Json


def make_budget(**settings: object) -> TurnBudget:
    config = Configuration(personal={"spending": settings})
    return TurnBudget("ses_1", load_spending_limits(config), SessionUsage(dict.fromkeys(MEASURES, 0.0)))


def use(budget: TurnBudget, calls: int, tokens: Tokens, cost: float) -> None:
    for _ in range(calls):
        budget.record_call()
    budget.record_usage(tokens, cost)


@pytest.mark.parametrize(
    ("own", "project", "calls"),
    [
        (None, None, DEFAULT_LIMITS.turn["calls"]),
        (7, None, 7),
        (0, None, math.inf),
        (7, 9, 7),
        (7, 5, 5),
        (0, 5, 5),
        (7, 0, 7),
        (None, 1_000, DEFAULT_LIMITS.turn["calls"]),
    ],
)
def test_a_project_only_lowers_the_users_limits(own: int | None, project: int | None, calls: float) -> None:
    def set_calls(value: int | None) -> Json:
        return {} if value is None else {"spending": {"turn": {"calls": value}}}

    config = Configuration(values=set_calls(own), personal=set_calls(own), project=set_calls(project))
    assert load_spending_limits(config).turn["calls"] == calls
    assert "spending" not in to_client_values(config)


@pytest.mark.parametrize(
    ("spending", "invalid"),
    [
        ({"turn": {"calls": 1}, "session": {"cost": 0.5, "tokens": 0}}, ()),
        (5, ("spending",)),
        ({"day": {"cost": 1}}, ("spending", "day")),
        ({"turn": 5}, ("spending", "turn")),
        ({"turn": {"money": 1}}, ("spending", "turn", "money")),
        ({"turn": {"cost": "5"}}, ("spending", "turn", "cost")),
        ({"turn": {"cost": -1}}, ("spending", "turn", "cost")),
        ({"turn": {"cost": True}}, ("spending", "turn", "cost")),
    ],
)
def test_what_is_no_limit_is_a_problem_of_the_configuration(spending: object, invalid: tuple[str, ...]) -> None:
    assert find_invalid_limit({"spending": spending}) == invalid


def test_every_measure_reaches_its_limit_and_can_be_extended() -> None:
    tokens = Tokens(input=10, output=5, reasoning=1, cache=CacheTokens(read=3, write=1))
    budget = make_budget(turn={"calls": 2, "tokens": 20, "cost": 1}, session={"cost": 3})
    assert budget.list_reached_limits() == []
    use(budget, 1, tokens, 0.5)
    assert [(limit.scope, limit.measure, limit.used) for limit in budget.list_reached_limits()] == [
        ("turn", "tokens", 20)
    ]
    budget.extend_limits(budget.list_reached_limits())
    assert budget.list_reached_limits() == []
    use(budget, 1, Tokens(), 2.5)
    assert [(limit.scope, limit.measure) for limit in budget.list_reached_limits()] == [
        ("turn", "calls"),
        ("turn", "cost"),
        ("session", "cost"),
    ]
    budget.extend_limits(budget.list_reached_limits())
    assert budget.list_reached_limits() == []


def test_a_new_prompt_of_the_users_counts_from_zero_and_one_of_a_subagent_does_not() -> None:
    budget = make_budget(turn={"calls": 1}, session={"calls": 3})
    budget.start_turn("ses_1", "msg_1")
    use(budget, 1, Tokens(), 0)
    budget.start_turn("ses_2", "msg_2")
    assert budget.list_reached_limits()
    budget.start_turn("ses_1", "msg_3")
    assert not budget.list_reached_limits()
    use(budget, 2, Tokens(), 0)
    assert [limit.scope for limit in budget.list_reached_limits()] == ["turn", "session"]


def test_a_prompt_has_an_end_without_any_limit() -> None:
    budget = make_budget(turn={"calls": 0, "tokens": 0, "cost": 0}, session={"tokens": 0, "cost": 0})
    use(budget, MAX_CALLS - 1, Tokens(input=10**12), 10**6)
    assert (budget.list_reached_limits(), budget.is_exhausted) == ([], False)
    use(budget, 1, Tokens(), 0)
    assert budget.is_exhausted
