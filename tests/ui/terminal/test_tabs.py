import pytest

from octui.ui.terminal.tabs import fit_tabs

TABS = [8] * 200


@pytest.mark.parametrize(
    ("current", "first", "shown"),
    [
        (0, 0, range(7)),
        (6, 0, range(7)),
        (7, 0, range(1, 8)),
        (150, 1, range(144, 151)),
        (145, 144, range(144, 151)),
        (140, 144, range(140, 147)),
        (199, 0, range(193, 200)),
        (199, 199, range(193, 200)),
    ],
)
def test_of_two_hundred_tabs_those_around_the_current_one_are_shown(current: int, first: int, shown: range) -> None:
    assert fit_tabs(TABS, current, first, 60) == shown


def test_tabs_that_fit_are_all_shown() -> None:
    assert fit_tabs([20, 20, 20], 2, 1, 60) == range(3)
    assert fit_tabs([], 0, 0, 60) == range(0)


def test_the_current_tab_is_shown_where_not_even_it_fits() -> None:
    assert fit_tabs([8, 8], 1, 0, 4) == range(1, 2)
