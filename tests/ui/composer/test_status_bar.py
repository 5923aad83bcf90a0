from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from octui.ui.composer.status_bar import (
    METER_CELLS,
    ComposerStatus,
    StatusFacts,
    format_status_line,
    format_token_count,
    split_meter_cells,
)

FACTS = StatusFacts(agent="build", model="Claude Sonnet 4.5", variant="high", tokens=24_100, percent=12.0, cost=0.04)


class StatusApp(App[None]):
    CSS = "Screen { align: left bottom; }"

    def __init__(self, facts: StatusFacts, armed: str = "") -> None:
        super().__init__()
        self.facts = facts
        self.armed = armed

    def compose(self) -> ComposeResult:
        status = ComposerStatus()
        status.facts = self.facts
        status.armed = self.armed
        yield status


async def draw_line(facts: StatusFacts, width: int, armed: str = "") -> str:
    async with StatusApp(facts, armed).run_test(size=(width, 3)) as pilot:
        await pilot.pause()
        status = pilot.app.query_one(ComposerStatus)
        return "".join(segment.text for segment in status.render_line(0))


async def test_a_wide_line_says_everything() -> None:
    line = await draw_line(FACTS, 120)
    for part in ("Build · Claude Sonnet 4.5 · high", "▮▯▯▯▯▯ 24.1K (12%) · $0.04", "tab agent   ctrl+p commands"):
        assert part in line


async def test_a_narrow_line_still_says_who_answers_and_how_full_it_is() -> None:
    line = await draw_line(FACTS, 60)
    assert "Build · Claude Sonnet 4.5 · high" in line
    assert "24.1K (12%) · $0.04" in line


async def test_a_busy_line_says_how_to_stop_it() -> None:
    line = await draw_line(replace(FACTS, busy=True), 100)
    assert line.startswith("◆ Build")
    assert "esc interrupt" in line


async def test_a_run_that_may_have_ended_is_dated_and_cannot_be_interrupted() -> None:
    for width in (120, 60, 30):
        line = await draw_line(replace(FACTS, as_of="as of 14:03"), width)
        assert line.startswith("◇ running as of 14:03")
        assert "interrupt" not in line


async def test_a_line_that_waits_for_the_provider_says_why_and_for_how_long() -> None:
    line = await draw_line(replace(FACTS, busy=True, retry="Overloaded · again in 7 s"), 80)
    assert "↻ Overloaded · again in 7 s" in line
    assert "esc interrupt" in line


async def test_an_armed_key_takes_the_place_of_the_hints() -> None:
    line = await draw_line(FACTS, 80, "esc again to interrupt")
    assert "esc again to interrupt" in line
    assert "ctrl+p" not in line


async def test_a_conversation_that_cost_nothing_shows_no_numbers() -> None:
    line = await draw_line(StatusFacts(agent="build", model="Big Pickle"), 80)
    assert "$" not in line and "0" not in line and "▯" not in line


async def test_a_model_that_is_not_known_yet_leaves_no_hole() -> None:
    line = await draw_line(StatusFacts(agent="build", is_model_awaited=True), 80)
    assert line.startswith("Build · reading models…")
    line = await draw_line(StatusFacts(agent="build", model="Big Pickle", is_model_awaited=True), 80)
    assert "reading" not in line


async def test_names_are_shown_as_they_are() -> None:
    line = await draw_line(StatusFacts(agent="[b]x[/]", agent_color="[red]", model="m\x1b[2J\nn"), 80)
    assert "[b]x[/]" in line and "m␛[2J␤n" in line


@given(
    st.builds(
        StatusFacts,
        agent=st.text(max_size=30),
        model=st.text(max_size=60),
        variant=st.text(max_size=20),
        tokens=st.integers(0, 10**9),
        percent=st.none() | st.floats(0, 500),
        cost=st.floats(0, 10_000),
        busy=st.booleans(),
        retry=st.text(max_size=80),
    ),
    st.integers(0, 200),
    st.text(max_size=30),
)
def test_the_line_never_outgrows_its_width(facts: StatusFacts, width: int, armed: str) -> None:
    assert format_status_line(facts, width, armed).cell_length <= width


@pytest.mark.parametrize(
    ("tokens", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0K"),
        (24_149, "24.1K"),
        (999_949, "999.9K"),
        (999_950, "1.0M"),
        (1_250_000, "1.2M"),
    ],
)
def test_tokens_are_short(tokens: int, shown: str) -> None:
    assert format_token_count(tokens) == shown


@given(st.floats(0, 1000))
def test_the_meter_is_only_empty_at_nothing_and_only_full_at_everything(percent: float) -> None:
    full, empty = split_meter_cells(percent)
    assert full + empty == METER_CELLS and full >= 0 and empty >= 0
    assert (full == 0) == (percent == 0)
    assert (empty == 0) == (percent >= 100)
