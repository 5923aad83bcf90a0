import asyncio

import pytest

from tests.support.fake_clock import run_in_virtual_time
from tests.support.request_dock import make_bash_permission, open_dock
from tests.ui.approvals.key_bursts import run_key_bursts
from tests.ui.approvals.typing_bursts import simulate_bursts


def test_no_burst_of_ten_thousand_decides_and_every_deliberate_press_does() -> None:
    total = simulate_bursts(10_000)
    assert (total.bursts, total.unmeant, total.unheard) == (10_000, 0, 0)
    assert total.presses > 100_000


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 7])
def test_no_random_keys_decide_a_card_and_every_deliberate_press_does(seed: int) -> None:
    total = run_key_bursts(5, seed)
    assert (total.bursts, total.unmeant, total.unheard) == (5, [], 0)


def test_a_burst_takes_the_time_that_it_says_on_every_machine() -> None:
    async def hold_back() -> float:
        begun = asyncio.get_running_loop().time()
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time() - begun

    assert run_in_virtual_time(hold_back()) == 3600


async def test_what_a_slow_line_held_back_of_a_held_key_never_decides() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.type_keys(*["enter"] * 12, every=1 / 30)
        await dock.type_keys("enter", every=3.0)
        assert dock.app.decided == []
        dock.app.clock.advance(4)
        await dock.type_keys("enter")
        assert len(dock.app.decided) == 1


@pytest.mark.parametrize("period", [0.34, 0.36, 0.5, 0.51, 0.7, 0.85])
async def test_enter_in_a_rhythm_never_decides_while_the_request_is_replaced(period: float) -> None:
    async with open_dock() as dock:
        await dock.type_keys("enter")
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        for number in range(6):
            await dock.type_keys("enter", every=period)
            await dock.add_requests(make_bash_permission(f"make step{number}"))
        assert dock.app.decided == []


async def test_enter_in_a_slow_and_uneven_rhythm_never_decides() -> None:
    async with open_dock() as dock:
        await dock.type_keys("enter")
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        for pause in (0.8, 1.25, 1.2, 0.95):
            await dock.type_keys("enter", every=pause)
        assert dock.app.decided == []


@pytest.mark.parametrize("delay", [0.25, 0.5, 0.7])
async def test_a_key_held_down_since_before_the_card_never_decides(delay: float) -> None:
    async with open_dock() as dock:
        await dock.type_keys("enter")
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.type_keys("enter", every=delay)
        await dock.type_keys(*["enter"] * 20, every=1 / 30)
        assert dock.app.decided == []


async def test_a_replaced_request_ignores_keys_from_the_moment_it_is_known() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        dock.app.clock.advance(5)
        await dock.add_requests(make_bash_permission("rm -rf /"))
        await dock.type_keys("enter", every=0.3)
        assert dock.app.decided == []


async def test_keys_that_scroll_nothing_in_a_card_delay_it_like_all_others() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.type_keys("up", every=0.2)
        # It goes on to the transcript, as the card shows all that it has.
        await dock.type_keys("home", every=0.2)
        await dock.type_keys("space", every=0.3)
        assert dock.app.decided == []
        await dock.type_keys("space", every=2.0)
        assert len(dock.app.decided) == 1
