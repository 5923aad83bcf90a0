from octui.render.blocks import Block, ProseBlock
from octui.render.code.lexers import is_loaded
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
from tests.support.strip_assertions import style_of
from tests.support.transcript_source import FakeTranscriptSource
from tests.support.waiting import wait_until
from tests.ui.transcript.test_transcript import Reader


def make_answer(key: str, language: str) -> tuple[Block, ...]:
    return (ProseBlock(key, f"m-{key}", f"Look:\n\n```{language}\nbegin x := 1; end\n```\n"),)


async def test_code_is_shown_at_once_and_gets_its_colours_in_place() -> None:
    languages = ["modelica", "ada", "applescript"]
    items = {language: make_answer(language, language) for language in languages}
    app = Reader(FakeTranscriptSource(items), BlockRenderer(DARK, colours_later=True))
    async with app.run_test(size=(60, 30)) as pilot:
        before = app.shown()
        assert sum("begin x := 1; end" in row for row in before) == len(languages)
        await wait_until(pilot, lambda: DARK.syntax_text.color not in read_inks(app), "all code has its colours")
        assert app.shown() == before
        assert all(map(is_loaded, languages)) and app.renderer.take_uncoloured_block() is None


def read_inks(app: Reader) -> list[object]:
    """The colour of each number in the code on the screen."""
    strips = app.transcript.render_lines(app.transcript.outer_size.region)
    return [style_of([list(strip)], "1").color for strip in strips if ":=" in strip.text]
