"""What is printed of an output that servers send whole, or its end, with every report."""

import pytest

from octui.render.tool_output import ToolOutput, parse_tool_output
from octui.ui.terminal.agent_commands.output_growth import CUT_NOTE, OutputGrowth
from octui.wire.parts import ToolState

LINES = [f"line {number} of a long log\n" for number in range(2_000)]
WINDOW = 30_000
"""Characters that servers keep."""


def report(text: str) -> ToolOutput:
    return ToolOutput(text, 0, len(text))


def print_reports(*texts: str) -> str:
    growth = OutputGrowth()
    return "".join(growth.take_report(report(text)) for text in texts)


@pytest.mark.parametrize(
    ("texts", "printed"),
    [
        (("a", "a", "ab\nc", "ab\ncd\n"), "ab\r\ncd\r\n"),
        (("10%\r", "10%\r20%\r"), "10%\r20%\r"),
        # A last report may be shorter, and one may repeat an earlier one.
        (("one\ntwo\n\n", "one\ntwo"), "one\r\ntwo\r\n\r\n"),
        (("one\ntwo\n", "two\n"), "one\r\ntwo\r\n"),
        (("one\n", "", "one\ntwo\n"), "one\r\ntwo\r\n"),
        # A terminal on the server has added its carriage returns already.
        (("one\r\n", "one\r\ntwo\r\n"), "one\r\ntwo\r\n"),
    ],
)
def test_only_what_is_new_is_printed(texts: tuple[str, ...], printed: str) -> None:
    assert print_reports(*texts) == printed


def test_what_goes_on_behind_a_dropped_beginning_is_printed_once() -> None:
    reports = ["".join(LINES[:count])[-WINDOW:] for count in range(0, len(LINES) + 1, 50)]
    assert print_reports(*reports) == "".join(LINES).replace("\n", "\r\n")


def test_output_that_nothing_joins_to_what_came_before_says_that_some_is_missing() -> None:
    printed = print_reports("\x1b[31mred and " * 40, "something else\n")
    before, _, after = printed.partition(CUT_NOTE)
    assert before.endswith("… ")
    assert "\x18\x1b[m" in before
    assert after == "\x1b[22m\r\nsomething else\r\n"


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ("...output truncated...\n\nFull output saved to: /tmp/out.txt\n\nend\n", "… the beginning was cut · all"),
        ("begin\n\n...12 lines truncated...\n\nsaved to: /tmp/out.txt", "… 12 more lines · all of it is on the server"),
    ],
)
def test_an_output_that_was_cut_says_where_all_of_it_is(output: str, shown: str) -> None:
    printed = OutputGrowth().take_report(parse_tool_output(ToolState(status="completed", output=output)))
    assert shown in printed
    assert "/tmp/out.txt" in printed
