from octui.render.blocks import Block, FooterBlock, ProseBlock, ToolBlock, UserBlock
from octui.render.renderer import BlockRenderer
from octui.render.text.clock_time import format_clock_time
from octui.render.theme.unthemed_palettes import DARK
from octui.render.transcript_display import TranscriptDisplay
from octui.wire.parts import ToolPart, ToolState
from tests.support.strip_assertions import assert_safe

MOMENT = 1_700_000_000_000.0


def rows(block: Block, display: TranscriptDisplay, width: int = 60, *, expanded: bool = False) -> list[str]:
    strips = list(BlockRenderer(DARK, display=display).render_block(block, width, expanded=expanded))
    assert_safe(strips, width)
    return [strip.text.rstrip() for strip in strips]


def test_timestamps_say_when_a_prompt_was_sent_and_an_answer_ended() -> None:
    prompt = UserBlock("p", "m", "Hello", created=MOMENT)
    footer = FooterBlock("f", "m", "Build", "echo", seconds=2, completed=MOMENT)
    moment = format_clock_time(MOMENT)
    for block in (prompt, footer):
        assert not any(moment in row for row in rows(block, TranscriptDisplay()))
        assert any(moment in row for row in rows(block, TranscriptDisplay(has_timestamps=True)))
    unknown = UserBlock("p", "m", "Hello")
    assert rows(unknown, TranscriptDisplay(has_timestamps=True)) == rows(unknown, TranscriptDisplay())


def test_markdown_is_shown_as_it_was_written_when_it_is_not_concealed() -> None:
    block = ProseBlock("p", "m", "# Title\n\nSome **bold** text\n\n```py\nx = 1\n```")
    assert rows(block, TranscriptDisplay(conceals_markup=False)) == [
        *("  # Title", "", "  Some **bold** text", "", "  ```py", "  x = 1", "  ```")
    ]
    assert not any("**" in row for row in rows(block, TranscriptDisplay()))


def test_unknown_tools_show_their_output_at_once_or_only_when_opened() -> None:
    output = "\n".join(f"hour {hour}" for hour in range(24))
    part = ToolPart(id="t", tool="weather_today", state=ToolState(status="completed", output=output))
    block, shown = ToolBlock("t", "m", part), TranscriptDisplay(has_generic_output=True)
    assert not any("hour" in row for row in rows(block, TranscriptDisplay()))
    assert [row.strip(" ┃│▏") for row in rows(block, shown)[1:]] == ["hour 0", "hour 1", "hour 2", "… 21 more rows"]
    assert any("hour 23" in row for row in rows(block, shown, expanded=True))
    short = ToolState(status="completed", output="sunny")
    assert len(rows(ToolBlock("t", "m", ToolPart(id="t", tool="weather_today", state=short)), shown)) == 2


def test_long_lines_of_changes_are_wrapped_or_cut() -> None:
    long = "value = " + "x" * 100
    call = {"filePath": "a.py", "oldString": "value = 1\n", "newString": f"{long}\n"}
    patch = f"--- a.py\n+++ a.py\n@@ -1,1 +1,1 @@\n-value = 1\n+{long}\n"
    state = ToolState(status="completed", input=call, metadata={"diff": patch})
    block = ToolBlock("t", "m", ToolPart(id="t", tool="edit", state=state))
    wrapped, cut = rows(block, TranscriptDisplay()), rows(block, TranscriptDisplay(wraps_diffs=False))
    assert "".join(wrapped).count("x") == 100
    assert len(cut) < len(wrapped)
    assert any(row.endswith("…") for row in cut)


def test_changes_are_side_by_side_where_there_is_room_unless_they_are_to_be_stacked() -> None:
    call = {"filePath": "a.py", "oldString": "old = 1\n", "newString": "new = 2\n"}
    patch = "--- a.py\n+++ a.py\n@@ -1,1 +1,1 @@\n-old = 1\n+new = 2\n"
    state = ToolState(status="completed", input=call, metadata={"diff": patch})
    block = ToolBlock("t", "m", ToolPart(id="t", tool="edit", state=state))

    def is_side_by_side(display: TranscriptDisplay) -> bool:
        return any("old = 1" in row and "new = 2" in row for row in rows(block, display, width=160))

    assert is_side_by_side(TranscriptDisplay())
    assert not is_side_by_side(TranscriptDisplay(stacks_diffs=True))
