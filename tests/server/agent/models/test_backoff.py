from octui.server.agent.models.backoff import get_backoff_seconds


def test_backoff_doubles_up_to_a_limit_and_respects_retry_after() -> None:
    assert [get_backoff_seconds(attempt, None) for attempt in (1, 2, 3, 9)] == [2, 4, 8, 30]
    assert get_backoff_seconds(1, 0.5) == 0.5
