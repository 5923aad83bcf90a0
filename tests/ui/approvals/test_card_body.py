from collections.abc import Sequence

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.strip import Strip

from octui.render.text.segments import make_strip
from octui.render.theme.palette import Palette
from octui.ui.approvals.card_body import THREADED_LENGTH, CardBody
from tests.support.waiting import wait_until


class LongText:
    """A text to be laid out, of which nothing may be written elsewhere."""

    def __repr__(self) -> str:
        raise AssertionError("written out on the way to the thread")

    def __call__(self, width: int, palette: Palette) -> Sequence[Strip]:
        return [make_strip([Segment("laid out")])]


class BodyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield CardBody(lambda _screen, _width: 0, share=1.0)


async def test_a_long_text_is_laid_out_in_a_thread_without_being_written_out() -> None:
    app = BodyApp()
    async with app.run_test() as pilot:
        body = app.query_one(CardBody)
        body.set_content(LongText(), THREADED_LENGTH + 1)
        await wait_until(pilot, lambda: body.plain_text == "laid out", "the text")
