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

FolderLister = Callable[[str], Awaitable[FolderListing | None]]


@dataclass(frozen=True, slots=True)
class FoundMentions:
    """All attachments of a text in order, and the names that are meant as files and are none."""

    attachments: tuple[Attachment, ...]
    missing: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    """Names meant as files about which the server gave no answer."""


class MentionLookup:
    """Looks at each folder once."""

    def __init__(self, list_folder: FolderLister) -> None:
        self._list_folder = list_folder
        self._listings: dict[str, FolderListing | None] = {}

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
            if attachment is not None:
                attachments.append(attachment)
            elif is_meant_as_file(mention, has_folder=self._has_folder(mention)):
                missing[mention.name] = None
        return FoundMentions(tuple(sorted(attachments, key=lambda each: each.start)), tuple(missing))

    async def _find_path(self, text: str, start: int, folder: str) -> Attachment | None:
        """The longest path below the folder that is written there; names may have spaces."""
        listing = await self._get_listing(folder)
        if folder and listing is not None and listing.paths and (mention := match_mention(text, start, folder)):
            return mention
        for path in sorted(listing.paths if listing is not None else (), key=len, reverse=True):
            if not text.startswith(path.removesuffix("/"), start + 1):
                continue
            if path.endswith("/") and text.startswith(path, start + 1):
                deeper = await self._find_path(text, start, path)
                if deeper is not None:
                    return deeper
            if (attachment := match_mention(text, start, path)) is not None:
                return attachment
        return None

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
