from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.render.output.command_output import KEPT, OutputReplays
from octui.render.output.output_limit import OutputLimit
from octui.render.output.output_replay import OutputReplay
from octui.render.output.output_tail import TailOptions, render_ansi_tail
from octui.render.output.recording_screen import KEPT as KEPT_BYTES
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tool_output import parse_tool_output
from octui.wire.parts import ToolState
from tests.render.output.output_strips import output_notes, output_rows, output_rows_text
from tests.support.call_count import count_calls
from tests.support.strip_assertions import row_texts, to_text
from tests.term.output import outputs
from tests.term.test_recordings import RECORDINGS

CLOSED = OutputLimit(6, 65_536)
OPEN = OutputLimit(1_000, 131_072)
LOOK = TailOptions(60, 6, is_expanded=False)


def layers(upto: int) -> str:
    """Three progress bars above each other, as programs draw them that fetch several things at once."""
    first = "Pulling\n" + "".join(f"{name}: waiting\n" for name in "abc")
    speeds = {"a": 1, "b": 2, "c": 3}
    return first + "".join(
        "\x1b[3A" + "".join(f"\x1b[2K\r{name}: {number * speed}%\x1b[1B\r" for name, speed in speeds.items())
        for number in range(upto)
    )


def test_bars_above_each_other_are_drawn_in_place() -> None:
    assert output_rows_text(layers(30)) == ["Pulling", "a: 29%", "b: 58%", "c: 87%"]
    assert output_rows_text(layers(30), closed=2) == ["b: 58%", "c: 87%"]
    assert output_notes(layers(30), closed=2) == ["… 2 more lines · enter open"]


def test_long_progress_is_right_though_its_beginning_is_far_away() -> None:
    text = layers(3_000)
    assert len(text) > 65_536
    assert output_rows_text("head\n" * 50 + text, closed=3) == ["a: 2999%", "b: 5998%", "c: 8997%"]


def test_redrawing_from_a_saved_place_leaves_one_of_it() -> None:
    text = "start\n\x1b7one\n\x1b8\x1b[Jtwo\n\x1b8\x1b[Jthree\n"
    assert output_rows_text(text) == ["start", "three"]


def test_a_status_line_below_a_region_that_scrolls_stays_one() -> None:
    text = "\x1b7\x1b[1;23r\x1b8\x1b[24;1Hprogress\x1b8" + "".join(f"unpacking {number}\n" for number in range(40))
    rows = output_rows_text(text + "\x1b[r\x1b[24;1H\x1b[Kdone")
    assert [row for row in rows if row] == [f"unpacking {number}" for number in range(40)] + ["done"]


def test_a_recorded_progress_bar_ends_as_it_did_on_the_screen() -> None:
    text = (RECORDINGS / "progress.bin").read_bytes().decode()
    assert output_rows_text(text, 100) == [
        "fetching [########################################] 100.0% 7400 kB",
        "step 79 of 80",
    ]


def test_a_screen_that_is_cleared_is_kept_above() -> None:
    for clear in ("\x1b[2J\x1b[H", "\x1b[H\x1b[2J\x1b[3J", "\x1b[H\x1b[J", "\x1bc"):
        assert output_rows_text(f"before\n{clear}after\n") == ["before", "after"]


def test_a_screen_of_its_own_is_kept_between_what_was_before_and_after() -> None:
    text = "$ edit\n\x1b[?1049h\x1b[H\x1b[2J\x1b[3;1Hthe file\x1b[?1049ldone\n"
    assert output_rows_text(text) == ["$ edit", "", "", "the file", "done"]


def test_modes_that_would_hold_back_or_lose_text_are_not_heeded() -> None:
    assert output_rows_text("\x1b[?2026hnever released") == ["never released"]
    assert output_rows_text("\x1b[?7l" + "x" * 2_500, 100) == ["x" * 100] * 25
    assert output_rows_text("ab\r\x1b[4hX") == ["Xb"]


def test_a_growing_output_is_printed_once() -> None:
    replays, text = OutputReplays(), ""
    for number in range(300):
        text += f"\x1b[32mok\x1b[0m {number}\n"
        rows = output_rows(text, closed=6, key="a", replays=replays, goes_on=True)
    assert row_texts(rows) == [f"ok {number}" for number in range(294, 300)]
    assert replays.replay_output("a", text, CLOSED).fed == len(text)


def test_output_that_goes_on_after_its_beginning_was_dropped_is_printed_once() -> None:
    replays, text = OutputReplays(), ""
    for number in range(600):
        text += f"\x1b[32mok\x1b[0m {number}\n"
        sent = text[-4_000:]
        printout = replays.replay_output("a", sent, CLOSED, goes_on=True)
    assert printout.fed == len(text)
    assert row_texts(output_rows(sent, closed=2, key="a", replays=replays)) == ["ok 598", "ok 599"]


def test_another_output_is_printed_from_its_start() -> None:
    replays = OutputReplays()
    assert row_texts(output_rows("\x1b[1mone\n", key="a", replays=replays)) == ["one"]
    assert row_texts(output_rows("\x1b[1mtwo\n", key="a", replays=replays)) == ["two"]
    assert row_texts(output_rows("\x1b[1mtwo\nmore", key="b", replays=replays)) == ["two", "more"]


def test_of_lines_that_stay_as_they_are_only_the_end_is_printed_until_more_is_wanted() -> None:
    replays, text = OutputReplays(), "".join(f"\x1b[1mline {number}\x1b[m\n" for number in range(1_500))
    assert replays.replay_output("a", text, CLOSED).fed < 1_000
    assert output_notes(text, closed=6) == ["… 1,494 more lines · enter open"]
    assert row_texts(output_rows(text, key="a", replays=replays)) == [f"line {number}" for number in range(500, 1_500)]
    assert output_notes(text) == ["… 500 more lines above not shown"]


def test_when_a_program_goes_back_after_all_what_it_goes_back_to_is_printed() -> None:
    replays, text = OutputReplays(), "".join(f"line {number}\x1b[m\n" for number in range(90))
    output_rows(text, closed=3, key="a", replays=replays, goes_on=True)
    rows = output_rows(text + "\x1b[80A\x1b[Jnew", closed=3, key="a", replays=replays)
    assert row_texts(rows) == ["line 8", "line 9", "new"]


def test_only_the_printouts_looked_at_last_are_remembered() -> None:
    replays, text = OutputReplays(), "\x1b[1ma\n"
    first = replays.replay_output("0", text, CLOSED)
    for number in range(1, KEPT):
        replays.replay_output(str(number), text, CLOSED)
    assert replays.replay_output("0", text, CLOSED) is first
    replays.replay_output("one more", text, CLOSED)
    assert replays.replay_output("0", text, CLOSED) is first
    for number in range(KEPT):
        replays.replay_output(f"others {number}", text, CLOSED)
    assert replays.replay_output("0", text, CLOSED) is not first


def test_memory_is_bounded_and_lines_are_counted_all_the_same() -> None:
    text = "\x1b[A"
    printout = OutputReplay(text, OPEN, goes_on=True)
    for _ in range(40):
        text += "y\n" * 1_000
        assert printout.follow_text(text, OPEN, goes_on=True)
    assert printout.screen.scrollback.size <= KEPT_BYTES
    assert render_ansi_tail(printout, LOOK, DARK).hidden_above == 40_000 - 6


def test_a_line_that_did_not_change_is_not_drawn_again() -> None:
    printout = OutputReplay(layers(3), CLOSED, goes_on=True)
    before = render_ansi_tail(printout, LOOK, DARK).strips
    assert printout.follow_text(layers(3) + "\x1b[1A\x1b[2Kc: new\n", CLOSED)
    after = render_ansi_tail(printout, LOOK, DARK).strips
    assert [strip is known for strip, known in zip(after, before, strict=True)] == [True, True, True, False]
    assert render_ansi_tail(printout, replace(LOOK, width=20), DARK).strips[0] is not before[0]


@pytest.mark.parametrize(
    "whole", ["\x1b[31m", "\x1b]8;;http://a.b/\x1b\\", "\x1bPq\x1b\\", "\x1b(B", "\x1b[H\x1b[J", "\x1b7"]
)
def test_a_sequence_that_is_cut_between_two_pieces_is_not_seen(whole: str) -> None:
    text = "before " + whole
    for cut in range(1, len(whole)):
        replays = OutputReplays()
        rows = output_rows(text[: len(text) - cut], key="a", replays=replays, goes_on=True)
        assert row_texts(rows) == ["before"]
        output_rows(text, key="a", replays=replays, goes_on=True)
        rows = output_rows(text + "after", key="a", replays=replays)
        assert to_text(rows) == to_text(output_rows(text + "after"))


def test_a_sequence_that_is_cut_by_the_end_of_the_program_is_shown() -> None:
    replays, text = OutputReplays(), "\x1b[1mdone\x1b]0;rm -rf /"
    assert row_texts(output_rows(text, key="a", replays=replays, goes_on=True)) == ["done"]
    assert row_texts(output_rows(text, key="a", replays=replays)) == ["done␛]0;rm -rf /"]
    assert row_texts(output_rows(text, key="a", replays=replays)) == ["done␛]0;rm -rf /"]
    assert row_texts(output_rows(text + "\x07", key="a", replays=replays)) == ["done"]


def test_the_output_of_a_command_goes_on_while_it_runs() -> None:
    assert parse_tool_output(ToolState(status="running", metadata={"output": "a"})).is_running
    assert not parse_tool_output(ToolState(status="completed", output="a")).is_running
    assert not parse_tool_output(ToolState(status="error", metadata={"output": "a"})).is_running


@given(outputs, st.randoms(use_true_random=False), st.sampled_from((None, 3)))
def test_output_in_pieces_is_the_output_as_a_whole(text: str, random: Random, closed: int | None) -> None:
    replays, size = OutputReplays(), 0
    while size < len(text):
        output_rows(text[:size], closed=closed, key="a", replays=replays, goes_on=True)
        size += random.randrange(1, 40)
    rows = output_rows(text, closed=closed, key="a", replays=replays)
    assert to_text(rows) == to_text(output_rows(text, closed=closed))


def test_an_end_that_is_longer_than_the_server_keeps_is_what_it_showed_last() -> None:
    kept = "...output truncated...\n\nFull output saved to: /tmp/out.txt\n\n(no output)"
    state = ToolState(status="completed", output=kept, metadata={"output": "...\n\nthe end", "exit": 0})
    output = parse_tool_output(state)
    assert output.program_text == "the end"
    assert output.cut_before.endswith("/tmp/out.txt")
    nothing = "(no output)"
    assert not parse_tool_output(ToolState(status="completed", output=nothing, metadata={"output": nothing}))


DENSE = {
    "a line that is erased": "a\n\x1b[A\x1b[2K",
    "a screen that is cleared": "\x1b[2Ja",
    "a character that is repeated": "a\x1b[1000b",
}


@pytest.mark.parametrize("name", DENSE)
def test_no_output_takes_long_that_is_dense_with_sequences(name: str) -> None:
    def draw() -> None:
        replay = OutputReplay(DENSE[name] * (300_000 // len(DENSE[name])), OPEN)
        render_ansi_tail(replay, TailOptions(80, 1_000, is_expanded=True), DARK)

    assert count_calls(draw) < 600_000


def test_an_output_whose_end_is_dense_is_printed_once_while_it_grows() -> None:
    text = "line\n" * 20_000 + DENSE["a line that is erased"] * 20_000
    replay = OutputReplay(text, OPEN, goes_on=True)
    fed = replay.fed
    assert replay.follow_text(text + "last\n" * 20_000, OPEN, goes_on=True)
    assert replay.fed == fed + len("last\n") * 20_000
