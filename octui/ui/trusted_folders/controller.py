"""What was decided about folders: read from the server, shown, and revoked."""

from time import time
from typing import Final

from octui.client import Client, ClientError, Unsupported
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, describe_failed_call
from octui.ui.trusted_folders.picker import TrustedFoldersPicker
from octui.ui.trusted_folders.rows import build_folder_rows

FAILURE: Final = "Could not read the decisions about folders"
NOT_KEPT: Final = "This server keeps no decisions: only octui's embedded server asks for trust in a folder."
REVOKED: Final = "Forgotten. You will be asked about this folder again."


class TrustedFoldersController:
    """Asks the server again after each change."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def show_folders(self) -> None:
        if self._context.server is None:
            self._context.notify_error(FAILURE, NOT_CONNECTED)
            return
        self._context.dialog_opening.start_worker(
            self._load_and_show(self._context.server.client), group="trusted-folders"
        )

    async def _load_and_show(self, client: Client) -> None:
        context = self._context
        try:
            decisions = await client.trust.list_folders()
        except Unsupported:
            context.notify_info(NOT_KEPT)
            return
        except ClientError as error:
            context.notify_error(FAILURE, str(error))
            return

        async def revoke_and_refresh(root: str) -> None:
            nonlocal decisions
            try:
                await client.trust.revoke(root)
                decisions = await client.trust.list_folders()
            except ClientError as error:
                context.notify_error("Could not forget the decision", describe_failed_call(error))
                return
            picker.refresh_rows()
            context.notify_info(REVOKED)

        def revoke(root: str) -> None:
            context.start_worker(revoke_and_refresh(root), group="trust")

        picker = TrustedFoldersPicker(
            lambda: build_folder_rows(decisions, context.server_home, time() * 1000), revoke=revoke
        )
        context.open_screen(picker)
