"""Look up the files that prompts mention, on the server."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from octui.client import ClientError, NotFound, Rejected, ServerFailed
from octui.client.api.files import FilesApi
from octui.store import selectors
from octui.ui.composer.mention_doubt import find_doubtful_mentions, is_meant_as_file
from octui.ui.composer.path_completion import FolderListing, make_listing
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext
from octui.ui.messages import Attachment

if TYPE_CHECKING:
    from octui.ui.composer.mention_lookup import FoundMentions

MAX_MATCHES: Final = 30
LOOKUP_SECONDS: Final = 3.0
"""A prompt waits no longer to learn what it mentions."""


class MentionsController:
    """Completion is a convenience: without an answer there is simply nothing to choose from."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def look_up_files(self, message: Composer.FilesWanted | Composer.MentionsWanted) -> None:
        """Answer what a composer asks."""
        match message:
            case Composer.FilesWanted():
                self._complete_files(message)
            case Composer.MentionsWanted():
                self._check_mentions(message)

    def _complete_files(self, message: Composer.FilesWanted) -> None:
        """Ask the server for what completes the path after an `@`."""
        server, composer, query = self._context.server, message.composer, message.query
        if server is None:
            composer.offer_files(query, ())
            return
        directory = selectors.get_session_directory(self._context.store.state, composer.session_id)
        files = server.client.files

        async def search_files() -> None:
            listing, paths = await asyncio.gather(
                _list_known_folder(files, message.folder, directory), _search_paths(files, query, directory)
            )
            composer.offer_files(query, paths, listing)

        self._context.start_worker(search_files(), group="files", exclusive=True)

    def _check_mentions(self, message: Composer.MentionsWanted) -> None:
        """Tell a composer which names in its text are files."""
        composer, session_id = message.composer, message.composer.session_id

        async def look_up() -> None:
            found = await self.find_mentions(session_id, message.text, message.attached)
            if composer.session_id == session_id:
                paths = [each.name for each in found.attachments if each.kind == "file"]
                composer.learn_mentions(paths, found.missing)

        self._context.start_worker(look_up(), group="mentions", exclusive=True)

    async def find_mentions(self, session_id: str, text: str, attached: Sequence[Attachment]) -> "FoundMentions":
        """All that a text for a session mentions; what is attached already where there is no answer in time."""
        # Imported when used: the first screen should not wait for it.
        from octui.ui.composer.mention_lookup import FoundMentions, MentionLookup

        server = self._context.server
        directory = selectors.get_session_directory(self._context.store.state, session_id)
        doubtful = find_doubtful_mentions(text, attached)
        if server is None or not doubtful:
            return FoundMentions(tuple(attached))
        files = server.client.files
        lookup = MentionLookup(
            lambda folder: _list_folder(files, folder, directory), lambda path: _has_content(files, path, directory)
        )
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return await lookup.find_mentions(text, attached)
        except (TimeoutError, ClientError):
            names = (mention.name for mention in doubtful if is_meant_as_file(mention, has_folder=False))
            return FoundMentions(tuple(attached), unchecked=tuple(dict.fromkeys(names)))


async def _search_paths(files: FilesApi, query: str, directory: str | None) -> Sequence[str]:
    if query.endswith("/"):
        # Servers match the slash to any folder at all: the folder's entries are what is meant.
        return ()
    try:
        return await files.search(query, limit=MAX_MATCHES, directory=directory)
    except ClientError:
        return ()


async def _list_known_folder(files: FilesApi, folder: str | None, directory: str | None) -> FolderListing | None:
    try:
        return None if folder is None else await _list_folder(files, folder, directory)
    except ClientError:
        return None


async def _list_folder(files: FilesApi, folder: str, directory: str | None) -> FolderListing | None:
    """None for a folder that the server does not list; 1.1.58 lists one that does not exist as empty."""
    try:
        nodes = await files.list(folder or ".", directory=directory)
        # Their names are looked at one by one, and a folder may have a hundred thousand.
        return await asyncio.to_thread(make_listing, folder, nodes)
    except (NotFound, Rejected, ServerFailed):
        return None


async def _has_content(files: FilesApi, path: str, directory: str | None) -> bool:
    """Whether there is such a file with something in it: servers read one that is missing as empty."""
    try:
        return bool((await files.read(path, directory=directory)).content)
    except (NotFound, Rejected, ServerFailed):
        return False
