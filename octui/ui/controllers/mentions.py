"""Look up the files that prompts mention: the server knows which there are."""

import asyncio
from collections.abc import Sequence
from typing import Final

from octui.client import ClientError
from octui.client.api.files import FilesApi
from octui.ui.composer.path_completion import FolderListing, make_listing
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext

MAX_MATCHES: Final = 30


class MentionsController:
    """Completion is a convenience: without an answer there is simply nothing to choose from."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def complete_files(self, message: Composer.FilesWanted) -> None:
        """Ask the server for what completes the path behind an `@`."""
        server, composer, query = self._context.server, message.composer, message.query
        if server is None:
            composer.offer_files(query, ())
            return
        session = self._context.store.state.sessions.get(composer.session_id)
        directory = session.directory or None if session else None
        files = server.client.files

        async def search_files() -> None:
            listing, paths = await asyncio.gather(
                _list_folder(files, message.folder, directory), _search_paths(files, query, directory)
            )
            composer.offer_files(query, paths, listing)

        self._context.start_worker(search_files(), group="files", exclusive=True)


async def _search_paths(files: FilesApi, query: str, directory: str | None) -> Sequence[str]:
    if query.endswith("/"):
        # Servers match the slash to any folder at all: the folder's entries are what is meant.
        return ()
    try:
        return await files.search(query, limit=MAX_MATCHES, directory=directory)
    except ClientError:
        return ()


async def _list_folder(files: FilesApi, folder: str | None, directory: str | None) -> FolderListing | None:
    """None for a folder that cannot be listed; 1.1.58 lists one that does not exist as empty."""
    if folder is None:
        return None
    try:
        return make_listing(folder, await files.list(folder or ".", directory=directory))
    except ClientError:
        return None
