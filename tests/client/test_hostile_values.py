import pytest

from tests.support.fuzzing.hostile_values import fuzz_events, fuzz_history


@pytest.mark.parametrize("seed", range(25))
def test_no_value_of_a_recorded_event_can_stop_the_store(seed: int) -> None:
    fuzz_events(seed)


@pytest.mark.parametrize("seed", range(50))
def test_one_odd_message_leaves_the_others_whole_and_keeps_its_place(seed: int) -> None:
    fuzz_history(seed)
