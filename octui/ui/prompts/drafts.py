"""Keep the draft of every place: what its prompt holds, and the part of it that is on its way to the server."""

import asyncio
from collections.abc import Callable, Sequence
from weakref import WeakSet

from octui.config.draft_book import EMPTY_DRAFT, DraftBook, DraftEdit, Outgoing, Place
from octui.config.drafts import Draft, DraftStore
from octui.config.paths import describe_file_failure
from octui.ui.composer.services import restore_composer
from octui.ui.composer.widget import Composer
from octui.ui.controllers.context import AppContext

OnDraft = Callable[[Draft, Sequence[Outgoing]], None]


class PromptDrafts:
    """Every prompt's edits reach the drafts before anything else happens to them, so that none comes too late."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._book = DraftBook(DraftStore())
        self._composers: WeakSet[Composer] = WeakSet()

    @property
    def book(self) -> DraftBook:
        """The drafts, including edits that no composer has saved yet."""
        for composer in self._composers:
            composer.save_draft()
        return self._book

    def add_composer(self, composer: Composer) -> None:
        """Keep what is typed in it."""
        composer.draft_trail.save_edit = self._save_edit
        composer.draft_trail.begin_sending = self._begin_sending
        self._composers.add(composer)

    def find_draft(self, session_id: str) -> tuple[Draft, Sequence[Outgoing]] | None:
        """The draft of a session, and the part of it that is on its way; None while it is only on disk."""
        place = self.make_place(session_id)
        draft = self.book.find_draft(place)
        return None if draft is None else (draft, self._book.list_outgoing(place))

    def get_draft(self, session_id: str) -> Draft:
        """The draft of a session that a prompt shows, or showed."""
        return self.book.find_draft(self.make_place(session_id)) or EMPTY_DRAFT

    def load_draft(self, session_id: str, on_draft: OnDraft) -> None:
        """Hand the draft of a session to `on_draft`, at once if it is known, or after reading it in a thread."""
        if (known := self.find_draft(session_id)) is not None:
            on_draft(*known)
            return
        place = self.make_place(session_id)

        async def read_draft() -> None:
            try:
                draft = await asyncio.to_thread(self._book.read_draft, place)
            except OSError as error:
                self._context.notify_error("Could not read your draft", describe_file_failure(error))
                return
            on_draft(draft, self.book.list_outgoing(place))

        self._context.start_worker(read_draft(), group="disk")

    def claim_draft(self, session_id: str, on_draft: OnDraft) -> None:
        """Now that the server is known: what was typed before belongs to it, else the draft kept for it comes."""
        options = self._context.options
        early = Place("", session_id or options.server_directory or str(options.directory))
        typed = self.book.find_draft(early)
        if typed is None or not typed.text.strip():
            self.load_draft(session_id, on_draft)
        else:
            self._book.move_draft(early, self.make_place(session_id))
            self.write_drafts()

    def release_draft(self, session_id: str) -> None:
        """There is no such session: what was typed for it is for a new one."""
        self.book.move_draft(self.make_place(session_id), self.make_place(""))
        self.write_drafts()

    def show_draft(self, composer: Composer) -> None:
        """Bring a prompt in line with its draft."""
        if (known := self.find_draft(composer.session_id)) is not None:
            restore_composer(composer, *known)

    def write_drafts(self) -> None:
        self._context.run_blocking(self._book.write_drafts, "Could not save your draft", group="draft")

    def make_place(self, session_id: str) -> Place:
        """A draft belongs to a session, or to the directory a new one would work in."""
        return Place(self._context.server_name, session_id or self._context.working_directory)

    def _begin_sending(self, session_id: str, send_id: int, draft: Draft) -> None:
        self.book.begin_sending(Outgoing(send_id, self.make_place(session_id), draft))

    def _save_edit(self, edit: DraftEdit) -> None:
        draft = Draft(edit.text, shell=edit.shell, chips=edit.chips)
        self._book.save_draft(self.make_place(edit.session_id), draft)
        self.write_drafts()
