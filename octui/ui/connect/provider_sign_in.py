"""Signing in to a model provider through a browser: with a code to bring back, or by waiting for the browser."""

from collections.abc import Mapping, Sequence

from octui.client import Client, Rejected
from octui.ui.connect.dialog_wait import wait_with_dialog
from octui.ui.connect.sign_in_dialog import SignInDialog
from octui.ui.controllers.context import AppContext
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.wire.providers import AuthMethod

_KINDS = {"oauth": "through the browser", "api": "with an API key"}


class AuthMethodPicker(Picker[int]):
    """Returns the number of a way to sign in."""

    def __init__(self, name: str, methods: Sequence[AuthMethod]) -> None:
        rows = [
            PickerRow(id=str(number), title=method.label or method.type, detail=_KINDS.get(method.type, method.type))
            for number, method in enumerate(methods)
        ]
        super().__init__(f"Connect {name}", lambda: rows, answer=lambda row: int(row.id))


async def sign_in_to_provider(
    context: AppContext, client: Client, provider_id: str, name: str, method: int, inputs: Mapping[str, str]
) -> bool:
    """Show the page to sign in at, and finish; False when it was cancelled. Raises a ClientError when it failed."""

    async def finish(code: str | None = None) -> bool:
        if not await client.providers.finish_authorization(provider_id, method, code):
            raise Rejected("the server did not confirm the sign-in; begin again.")
        return True

    started = await client.providers.authorize(provider_id, method, inputs or None)
    takes_code = started.method == "code"
    dialog = SignInDialog(name, started.url, started.instructions, takes_code=takes_code)
    if takes_code:
        code = await context.wait_for_screen(dialog)
        return code is not None and await finish(code)
    return bool(await wait_with_dialog(context, dialog, finish()))
