"""Find the files a text mentions by listing the folders it names: exact where a search by name is not."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.mention_doubt import DoubtfulMention, find_doubtful_mentions, is_meant_as_file
from octui.ui.composer.mentions import match_mention
from octui.ui.composer.path_completion import FolderListing, get_folder
from octui.ui.messages import Attachment

MAX_LISTED_FOLDERS: Final = 24
"""Folders listed for one text; a pasted file may have any number of `@`."""

MAX_READ_FILES: Final = 8
"""Files read for one text because no folder lists them."""

FolderLister = Callable[[str], Awaitable[FolderListing | None]]
FileCheck = Callable[[str], Awaitable[bool]]
"""Whether a file can be read."""


async def read_nothing(_: str) -> bool:
    """For a server that lists every file in its folder."""
    return False


@dataclass(frozen=True, slots=True)
class FoundMentions:
    """All attachments of a text in order, and the names that are meant as files and are none."""

    attachments: tuple[Attachment, ...]
    missing: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    """Names meant as files about which the server gave no answer."""


class MentionLookup:
    """Looks at each folder once, and into what none lists: OpenCode 1.18 leaves symbolic links out."""

    def __init__(self, list_folder: FolderLister, is_readable: FileCheck = read_nothing) -> None:
        self._list_folder = list_folder
        self._is_readable = is_readable
        self._listings: dict[str, FolderListing | None] = {}
        self._read: dict[str, bool] = {}

    async def find_mentions(self, text: str, attached: Sequence[Attachment]) -> FoundMentions:
        """Add to what is attached already what the server has under the names in the text."""
        attachments = list(attached)
        missing: dict[str, None] = {}
        for mention in find_doubtful_mentions(text, attached):
            if any(other.start <= mention.start < other.end for other in attachments):
                # The rest of a name with spaces.
                continue
            folder = get_folder(mention.name)
            attachment = await self._find_path(text, mention.start, folder)
            if attachment is None and folder:
                attachment = await self._find_path(text, mention.start, "")
            is_meant = is_meant_as_file(mention, has_folder=self._has_folder(mention))
            if attachment is None and is_meant and await self._is_unlisted_file(mention.name):
                attachment = match_mention(text, mention.start, mention.name)
            if attachment is not None:
                attachments.append(attachment)
            elif is_meant:
                missing[mention.name] = None
        return FoundMentions(tuple(sorted(attachments, key=lambda each: each.start)), tuple(missing))

    async def _find_path(self, text: str, start: int, folder: str) -> Attachment | None:
        """The longest path below the folder that is written there; names may have spaces."""
        listing = await self._get_listing(folder)
        if folder and listing is not None and listing.paths and (mention := match_mention(text, start, folder)):
            return mention
        paths = listing.paths if listing is not None else ()
        written = [path for path in paths if text.startswith(path.removesuffix("/"), start + 1)]
        for path in sorted(written, key=len, reverse=True):
            if path.endswith("/") and text.startswith(path, start + 1):
                deeper = await self._find_path(text, start, path)
                if deeper is not None:
                    return deeper
            if (attachment := match_mention(text, start, path)) is not None:
                return attachment
        return None

    async def _is_unlisted_file(self, path: str) -> bool:
        if path not in self._read and len(self._read) < MAX_READ_FILES:
            self._read[path] = await self._is_readable(path)
        return self._read.get(path, False)

    async def _get_listing(self, folder: str) -> FolderListing | None:
        if folder not in self._listings:
            if len(self._listings) >= MAX_LISTED_FOLDERS:
                return None
            self._listings[folder] = await self._list_folder(folder)
        return self._listings[folder]

    def _has_folder(self, mention: DoubtfulMention) -> bool:
        listing = self._listings.get(get_folder(mention.name))
        # 1.1.58 lists a folder that does not exist as empty.
        return listing is not None and bool(listing.paths)
