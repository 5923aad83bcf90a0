from dataclasses import replace

import pytest

from octui.store.state import ConnectionStatus, State
from octui.ui.chat.header import HeaderFacts, render_header
from octui.ui.chat.header_facts import build_header_facts
from tests.support.factories import SESSION, make_session

FACTS = HeaderFacts(
    title="shop › Fix the flaky checkout test",
    directory="~/code/shop",
    branch="main",
    server="opencode 1.18.33 · 127.0.0.1:4096",
    link=ConnectionStatus.LIVE,
    request_count=2,
)


@pytest.mark.parametrize("width", [140, 100, 80, 60, 40, 20, 1])
def test_it_fills_one_line_and_no_more(width: int) -> None:
    line = render_header(FACTS, width)
    assert "\n" not in line.plain
    assert (width >= 40 and line.cell_length == width) or width < 40


@pytest.mark.parametrize("width", [140, 80, 60, 40])
def test_the_state_of_the_connection_and_what_waits_are_never_left_out(width: int) -> None:
    line = render_header(FACTS, width).plain
    assert "● live" in line
    assert "△ 2" in line


@pytest.mark.parametrize("width", [140, 80, 60, 50])
@pytest.mark.parametrize("title", ["shop › Fix the flaky checkout test", ""])
def test_which_server_it_is_is_said_on_every_screen(width: int, title: str) -> None:
    facts = replace(FACTS, server="embedded 0.1.0 · 127.0.0.1:42233", title=title)
    assert "embedded" in render_header(facts, width).plain


def test_the_server_is_shown_in_full_where_there_is_room() -> None:
    assert "embedded 0.1.0 · [::1]:4096" in render_header(HeaderFacts(server="embedded 0.1.0 · [::1]:4096"), 80).plain


def test_events_that_could_not_be_read_are_counted_beside_live() -> None:
    assert "● live, 2 unreadable" in render_header(replace(FACTS, unreadable_count=2), 140).plain


def test_a_title_cannot_bring_control_characters() -> None:
    line = render_header(HeaderFacts(title="a\x1b[31mb\nc"), 80).plain
    assert "\x1b" not in line
    assert "\n" not in line


def test_a_lost_connection_says_when_it_is_tried_again() -> None:
    assert "retrying in 4 s" in render_header(HeaderFacts(link=ConnectionStatus.LOST, retry_in=4.2), 80).plain


@pytest.mark.parametrize(
    ("session_directory", "branch"), [("/shop", "main"), ("/shop/", "main"), ("/worktrees/fix", "")]
)
def test_a_session_elsewhere_is_not_said_to_be_on_the_branch_that_octui_is_on(
    session_directory: str, branch: str
) -> None:
    state = State(branch="main")
    state.sessions[SESSION] = make_session(directory=session_directory)
    facts = build_header_facts(state, SESSION, "", "", working_directory="/shop")
    assert facts.branch == branch
    assert build_header_facts(state, "", "/shop", "", working_directory="/shop").branch == "main"
