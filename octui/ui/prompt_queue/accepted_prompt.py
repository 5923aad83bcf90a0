"""Follow a prompt that the server accepted until it is in a message, and say so when that does not happen."""

from typing import Final

from octui.ui.controllers.context import AppContext
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.prompts.delivery import OutgoingPrompt

NOT_KEPT: Final = "The server accepted your prompt and did not keep it. It is in the prompt history."


def follow_accepted_prompt(context: AppContext, calls: ServerCalls, outgoing: OutgoingPrompt) -> None:
    async def wait_and_report() -> None:
        if not await calls.wait_until_seen(outgoing):
            context.notify_warning(NOT_KEPT)

    context.start_worker(wait_and_report(), group="prompts")
