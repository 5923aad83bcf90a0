from msgspec.structs import replace

from octui.render.block_context import build_block_context
from octui.render.blocks import (
    Block,
    CompactionBlock,
    ErrorBlock,
    FooterBlock,
    NoteBlock,
    ReasoningBlock,
    RetryBlock,
    RevertBlock,
    SubtaskBlock,
    UserBlock,
)
from octui.render.key_hints import KeyHints
from octui.render.message_blocks import build_message_blocks
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from octui.store import selectors
from octui.wire.messages import Failure
from octui.wire.parts import FilePart
from octui.wire.sessions import FileDiff, Status
from tests.support.factories import SESSION, make_prompt_part, make_user_message, said, watching, wrote
from tests.support.strip_assertions import assert_safe

HINTS = KeyHints(expand="enter open", redo="ctrl+x r redo")


def rows(block: Block, width: int = 60, *, expanded: bool = False) -> list[str]:
    strips = BlockRenderer(DARK, HINTS).render_block(block, width, expanded=expanded)
    assert_safe(strips, width)
    return [strip.text.rstrip() for strip in strips]


def test_a_prompt_stands_behind_a_bar_with_what_is_attached() -> None:
    files = (FilePart(id="f", filename="notes.txt", mime="text/plain"),)
    block = UserBlock("p", "m", "Fix the totals", files=files, agents=("explore",), queued=True)
    assert rows(block) == [
        "┃",
        "┃ Fix the totals",
        "┃ ▪ notes.txt   ▪ @explore",
        "┃  queued  sends when the agent finishes",
        "┃",
    ]


def test_a_prompt_says_what_the_server_could_not_attach() -> None:
    store = watching()
    failures = (
        "Read tool failed to read /home/me/shop/src/one.py with the following error: Offset 9 is out of range",
        "Failed to read MCP resource notes: closed",
    )
    added = [
        replace(make_prompt_part(f"prt_{number}", "msg_1", text), synthetic=True)
        for number, text in enumerate(failures, 2)
    ]
    store.dispatch_action(said(make_user_message("msg_1")))
    for part in (make_prompt_part("prt_1", "msg_1", "see"), *added):
        store.dispatch_action(wrote(part))
    view = selectors.get_message(store.state, "msg_1")
    assert view is not None
    (block,) = build_message_blocks(view, build_block_context(store.state, SESSION, "msg_1"))
    assert rows(block) == [
        "┃",
        "┃ see",
        "┃ ✗ one.py is not attached: Offset 9 is out of range",
        "┃ ✗ notes is not attached: closed",
        "┃",
    ]


def test_a_long_prompt_is_cut_until_it_is_expanded() -> None:
    block = UserBlock("p", "m", "line\n" * 60)
    assert rows(block)[-2:] == ["┃ … more · enter open", "┃"]
    assert len(rows(block, expanded=True)) == 62
    assert BlockRenderer(DARK).can_expand(block)


def test_chips_wrap_where_there_is_no_room() -> None:
    block = UserBlock("p", "m", "", agents=("explore", "review"))
    assert rows(block, 16) == ["┃", "┃ ▪ @explore", "┃ ▪ @review", "┃"]


def test_of_thousands_of_attachments_the_first_are_named() -> None:
    files = tuple(FilePart(id=f"f{number}", filename=f"{number}.txt") for number in range(10_000))
    drawn = rows(UserBlock("p", "m", "", files=files, agents=("explore",)))
    assert len(drawn) < 60
    assert drawn[-2].endswith("▪ 9,900 more attachments")


def test_reasoning_is_one_row_with_its_title_and_duration() -> None:
    block = ReasoningBlock("r", "m", "**Look at totals**\n\nThey are floats.", seconds=3.2)
    (row,) = rows(block)
    assert row.startswith("  ✻ Thought · Look at totals") and row.endswith("3.2s")
    assert any("They are floats." in row for row in rows(block, expanded=True))
    assert BlockRenderer(DARK).can_expand(block)


def test_reasoning_that_goes_on_shows_its_newest_rows() -> None:
    block = ReasoningBlock("r", "m", "\n\n".join(f"step {number}" for number in range(9)), streaming=True)
    heading, *newest = rows(block)
    assert heading == "  ✻ Thinking"
    assert newest[-1].strip() == "step 8"
    assert len(newest) == 3


def test_an_error_shows_its_message_and_expanded_its_details() -> None:
    data = {"message": "Error: overloaded\n    at call (a.ts:1)", "statusCode": 529, "responseBody": "{}"}
    block = ErrorBlock("e", "m", Failure(name="APIError", data=data))
    assert rows(block) == ["┃ ✗ Error: overloaded"]
    assert rows(block, expanded=True) == [
        "┃ ✗ Error: overloaded",
        "┃       at call (a.ts:1)",
        "┃ APIError 529",
        "┃ {}",
    ]
    assert BlockRenderer(DARK).can_expand(block)


def test_an_error_of_a_refused_sign_in_says_how_to_sign_in_again() -> None:
    hint = "┃   Use /connect to sign in again or enter another key."
    expired = Failure(name="APIError", data={"message": "Your API key has expired", "statusCode": 401})
    missing = Failure(name="ProviderAuthError", data={"message": "No key", "providerID": "anthropic"})
    assert rows(ErrorBlock("e", "m", expired)) == ["┃ ✗ Error: Your API key has expired", hint]
    assert rows(ErrorBlock("e", "m", missing)) == ["┃ ✗ Error: No key", hint]


def test_a_footer_says_who_answered_and_how_it_ended() -> None:
    assert rows(FooterBlock("f", "m", "Build", "Claude", seconds=61)) == ["  ▣ Build · Claude · 1m 01s"]
    assert rows(FooterBlock("f", "m", "Build", "", interrupted=True)) == ["  ▣ Build · interrupted"]
    assert rows(FooterBlock("f", "m", "", "", stop_reason="token limit reached")) == ["  ▣ token limit reached"]


def test_a_compaction_is_a_rule_across_the_page() -> None:
    (rule,) = rows(CompactionBlock("c", "m", auto=True))
    assert rule.strip("─") == " Compacted automatically "
    assert rows(CompactionBlock("c", "m"), 14) == ["Compacted"]


def test_a_delegated_prompt_shows_its_agent_and_expanded_its_text() -> None:
    block = SubtaskBlock("s", "m", "explore", "Find totals", "Look everywhere.")
    assert rows(block) == ["┃", "┃ @explore Find totals", "┃"]
    assert rows(block, expanded=True) == ["┃", "┃ @explore Find totals", "┃ Look everywhere.", "┃"]
    assert BlockRenderer(DARK).can_expand(block)


def test_a_retry_counts_down() -> None:
    status = Status(type="retry", message="Too many requests", attempt=2)
    (waiting,) = rows(RetryBlock("r", "m", status, 5))
    assert waiting.startswith("  ↻ Too many requests") and waiting.endswith("retrying in 5s · attempt 2")
    (long,) = rows(RetryBlock("r", "m", status, 3 * 3600 - 6))
    assert long.endswith("retrying in 2h 59m · attempt 2")
    (now,) = rows(RetryBlock("r", "m", status))
    assert now.endswith("retrying · attempt 2")


def test_what_went_on_when_the_server_was_last_heard_is_dated() -> None:
    status = Status(type="retry", message="Too many requests", attempt=2)
    (retry,) = rows(RetryBlock("r", "m", status, as_of="as of 14:03"))
    assert retry.endswith("retrying as of 14:03 · attempt 2")
    assert rows(ReasoningBlock("r", "m", "", streaming=True, as_of="as of 14:03"))[0] == "  ✻ Thinking as of 14:03"
    assert rows(UserBlock("p", "m", "next", queued=True, as_of="as of 14:03"))[2] == "┃  queued  as of 14:03"


def test_what_is_undone_names_the_files_and_the_way_back() -> None:
    files = tuple(FileDiff(file=f"f{number}.py", additions=1, deletions=2) for number in range(22))
    head, first, *_, last = rows(RevertBlock("v", "m", 2, files))
    assert head.startswith("┃ 2 messages undone") and head.endswith("ctrl+x r redo")
    assert first.startswith("┃   f0.py") and first.endswith("+1 -2")
    assert last == "┃   … 2 more files"


def test_a_note_is_one_row() -> None:
    assert rows(NoteBlock("n", "m", "Older messages are loading")) == ["  Older messages are loading"]


def test_what_copying_gives() -> None:
    copied = BlockRenderer(DARK).to_copy_text
    assert copied(UserBlock("p", "m", "", files=(FilePart(id="f", filename="a.txt"),))) == "a.txt"
    assert copied(SubtaskBlock("s", "m", "explore", "Find", "")) == "Find"
    assert copied(RetryBlock("r", "m", Status(type="retry", message="busy"))) == "busy"
    assert copied(RevertBlock("v", "m", 1, (FileDiff(file="a.py"), FileDiff(file="b.py")))) == "a.py\nb.py"
    assert copied(FooterBlock("f", "m", "Build", "")) == ""
    assert copied(NoteBlock("n", "m", "note")) == "note"
    assert not BlockRenderer(DARK).can_expand(NoteBlock("n", "m", "note"))
