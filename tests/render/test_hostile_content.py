import pytest

from tests.support.fuzzing.hostile_code import check_hostile_code
from tests.support.fuzzing.hostile_content import check_hostile_content


@pytest.mark.parametrize("seed", range(10))
def test_hostile_content_is_drawn_within_its_width_and_without_controls(seed: int) -> None:
    check_hostile_content(seed)


@pytest.mark.parametrize("seed", range(4))
def test_hostile_code_is_coloured_in_time_and_no_character_of_it_is_lost(seed: int) -> None:
    check_hostile_code(seed)
