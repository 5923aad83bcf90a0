from rich.segment import Segment
from textual.app import App, ComposeResult

from octui.render.code.lexers import is_loaded
from octui.render.requests.diff_rows import page_diff_rows
from octui.render.requests.paged_rows import PagedRows
from octui.render.theme.palette import Palette
from octui.ui.approvals.card_body import THREADED_LENGTH, CardBody
from tests.support.waiting import wait_until


class LongText:
    """A text to be laid out, of which nothing may be written elsewhere."""

    def __repr__(self) -> str:
        raise AssertionError("written out on the way to the thread")

    def __call__(self, width: int, palette: Palette) -> PagedRows:
        return PagedRows([lambda: [[Segment("laid out")]]])


class BodyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield CardBody(lambda _screen, _width: 0, share=1.0)


async def test_a_long_text_is_laid_out_in_a_thread_without_being_written_out() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        body = app.query_one(CardBody)
        body.set_content(LongText(), THREADED_LENGTH + 1)
        await wait_until(pilot, lambda: body.plain_text == "laid out", "the text")


async def test_a_change_in_a_language_that_is_not_loaded_is_shown_at_once_and_coloured_later() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        body = app.query_one(CardBody)
        body.set_content(lay_out_change)
        await wait_until(pilot, lambda: "begin x := 1; end" in body.plain_text, "the change")
        shown = body.plain_text
        await wait_until(pilot, lambda: count_inks(body) > 1, "its colours")
        assert is_loaded("eiffel") and body.plain_text == shown
        assert body.was_end_shown


def lay_out_change(width: int, palette: Palette) -> PagedRows:
    part = "@@ -1 +1 @@\n-begin x := 1; end\n+begin x := 2; end\n"
    return PagedRows(page_diff_rows(part, width, palette, "eiffel").pages)


def count_inks(body: CardBody) -> int:
    """How many colours the code of the second row has, behind its number and sign."""
    code = list(body.render_line(1))[2:]
    return len({segment.style.color for segment in code if segment.style and segment.text.strip()})
