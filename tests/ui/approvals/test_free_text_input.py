from textual import events
from textual.app import App, ComposeResult

from octui.ui.approvals.free_text_input import MAX_ANSWER_LENGTH, FreeTextInput


class InputApp(App[None]):
    def compose(self) -> ComposeResult:
        yield FreeTextInput("Your own answer")


async def test_a_paste_that_would_slow_down_every_key_is_refused_and_said_to_be() -> None:
    app = InputApp()
    async with app.run_test(notifications=True) as pilot:
        box = app.query_one(FreeTextInput)
        box.focus()
        for pasted in ("as it is", "x" * MAX_ANSWER_LENGTH, " and more"):
            app.post_message(events.Paste(pasted))
            await pilot.pause()
        assert box.text == "as it is and more"
        assert [notice.severity for notice in app._notifications] == ["warning"]
