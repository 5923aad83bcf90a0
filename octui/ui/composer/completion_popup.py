"""The popup above the prompt: files and agents after an `@`, commands after a `/`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.ui.composer.mentions import MentionKind, TypedMention, find_typed_mention, strip_line_range
from octui.ui.composer.path_completion import (
    Continuations,
    FolderListing,
    complete_path,
    find_name_obstacle,
    find_unusable,
    get_folder,
)
from octui.ui.composer.slash_commands import CommandEntry, find_typed_command, rank_commands
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import PickerRow
from octui.wire.catalog import Agent

MAX_ROWS: Final = 10
MIN_ROWS: Final = 3
"""Rows to choose from, even where they cover some of what is above the prompt's text."""
MAX_KNOWN_FILES: Final = 2000
MAX_LISTED_ENTRIES: Final = 200
"""Entries of a folder shown at once; typing narrows them."""

_AGENT: Final = "agent:"
_FILE: Final = "file:"
_RESOURCE: Final = "resource:"


@dataclass(frozen=True, slots=True)
class CompletionEdit:
    """Text that replaces what was typed."""

    text: str
    start: int
    end: int


class CompletionPopup(Vertical):
    """Shows what completes a text at its cursor, and returns what was accepted; it changes no text itself."""

    @dataclass
    class Clicked(Message):
        """A row was clicked, and is highlighted."""

    def __init__(self) -> None:
        super().__init__()
        self._list = RowList(columns=True)
        self._typing: TypedMention | None = None
        self._slash: str | None = None
        self._slash_end = 0
        self._command_entries: dict[str, CommandEntry] = {}
        self._dismissed: tuple[str, int] | None = None
        self._files: tuple[str, ...] = ()
        self._queried: str | None = None
        self._answered: str | None = None
        self._folder: Continuations | None = None
        """The entries of the folder that is being typed."""
        self._is_listing_stale = False
        self._has_moved = False
        """Whether the user moved the highlight, so that Tab accepts exactly that row."""
        self._is_insertion_waiting = False
        self._shown_query = ""
        self._agents: Sequence[Agent] = ()
        self.list_resources: Callable[[], Collection[str]] = tuple
        """The names of MCP resources that can be mentioned."""
        self._known_files: dict[str, MentionKind] = {}

    def compose(self) -> ComposeResult:
        yield self._list

    @property
    def is_open(self) -> bool:
        return bool(self.display) and self._list.cursor_row is not None

    def on_mount(self) -> None:
        self.display = False

    def collect_known_names(self, agents: Sequence[Agent], resources: Iterable[str] = ()) -> dict[str, MentionKind]:
        """The names a mention may have: files the server offered, and agents that can be called."""
        others: dict[str, MentionKind] = dict.fromkeys(resources, "resource")
        others |= {agent.name: "agent" for agent in agents if is_mentionable(agent)}
        return self._known_files | others

    def add_known_files(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._remember_file(path)

    def forget_files(self) -> None:
        """Forget the files: those known so far may be another directory's."""
        self._known_files.clear()
        self._files = ()
        self._queried = self._answered = self._folder = None

    @property
    def wanted_folder(self) -> str | None:
        """The folder of the path being typed, if its entries have yet to be asked for."""
        if self._typing is None:
            return None
        folder = get_folder(self._typing.query)
        is_known = self._folder is not None and self._folder.listing.folder == folder and not self._is_listing_stale
        return None if is_known else folder

    @property
    def is_typing_path(self) -> bool:
        """Whether the cursor is after a mention, which may still grow."""
        return self._typing is not None

    @property
    def is_awaiting_files(self) -> bool:
        """Whether what completes the path is still being asked for, so that Tab has to wait for the answer."""
        typing = self._typing
        if typing is None or self._slash is not None or self._dismissed == ("@", typing.start):
            return False
        return self._queried is not None and self._answered != self._queried and not self._continuations

    @property
    def _continuations(self) -> tuple[str, ...]:
        if self._folder is None or self._typing is None:
            return ()
        return self._folder.find_paths(self._typing.query)

    def update_matches(
        self,
        text: str,
        cursor: int,
        commands: Callable[[], Sequence[CommandEntry]],
        agents: Callable[[], Sequence[Agent]],
    ) -> str | None:
        """Show what completes the text at the cursor; returns a path to ask the server about, if a new one is typed."""
        self._is_insertion_waiting = False
        self._slash = find_typed_command(text, cursor)
        self._typing = find_typed_mention(text, cursor, self._offered_paths) if self._slash is None else None
        if self._slash is not None:
            self._slash_end = cursor
            if not self._is_dismissed("/", 0):
                self._show_command_rows(rank_commands(commands(), self._slash))
            return None
        if self._typing is None:
            self._dismissed = self._queried = self._answered = None
            self._is_listing_stale = True
            self._hide_popup()
            return None
        query = self._typing.query
        if (path := strip_line_range(query)) != query and path in self._known_files:
            # The path is complete, and the lines are being typed.
            self._hide_popup()
            return None
        if self._is_dismissed("@", self._typing.start):
            return None
        self._agents = agents()
        self._show_file_rows()
        if query == self._queried:
            return None
        self._queried = query
        return query

    def add_file_matches(
        self, query: str, paths: Sequence[str], listing: FolderListing | None = None
    ) -> CompletionEdit | None:
        """Take the server's matches, and the folder's entries; they are shown if the query is still what is typed.

        Returns what a Tab does that was waiting for them.
        """
        self.add_known_files(paths)
        if self._typing is None or query != self._typing.query:
            return None
        if listing is not None and listing.folder == get_folder(query):
            self._folder, self._is_listing_stale = Continuations(listing), False
        if self._is_dismissed("@", self._typing.start):
            return None
        self._answered = query
        self._files = tuple(paths)
        self._show_file_rows(ranked=True)
        if not self._is_insertion_waiting:
            return None
        self._is_insertion_waiting = False
        return self._accept_path(is_inserting=True) if self.is_open else None

    def move_highlight(self, step: int) -> None:
        self._has_moved = True
        self._list.move_cursor(step)

    def insert_when_answered(self) -> None:
        """Accept what the server answers about the path, unless something else is typed before."""
        self._is_insertion_waiting = True

    def accept_row(self, *, is_inserting: bool) -> CommandEntry | CompletionEdit | None:
        """What accepting the highlighted row does: a command runs, or text is inserted to go on typing.

        Inserting a path goes as far as all that match agree, then row by row.
        """
        row = self._list.cursor_row
        if row is None:
            return None
        if self._slash is not None:
            entry = self._command_entries[row.id]
            return CompletionEdit(f"/{entry.name} ", 0, self._slash_end) if is_inserting else entry
        return self._accept_path(is_inserting=is_inserting)

    def _accept_path(self, *, is_inserting: bool) -> CompletionEdit | None:
        row = self._list.cursor_row
        if row is None or self._typing is None:
            return None
        start, end, query = self._typing.start, self._typing.end, self._typing.query
        name, is_whole = row.id.partition(":")[2], True
        if find_name_obstacle(name):
            return None
        agents = {agent.name for agent in self._agents if is_mentionable(agent)} | set(self.list_resources())
        beginning = [*(agent for agent in sorted(agents) if agent.startswith(query)), *self._continuations]
        if is_inserting and beginning and (not self._has_moved or name == query):
            name, is_whole = complete_path(query, beginning, preferred=name)
        if not is_whole:
            return CompletionEdit(f"@{name}", start, end)
        if name not in agents:
            self._remember_file(name)
        # Inserting a folder goes on to what is in it; accepting one mentions the folder itself.
        is_path_open = is_inserting and name.endswith("/")
        return CompletionEdit(f"@{name}" + ("" if is_path_open else " "), start, end)

    def dismiss_popup(self) -> None:
        """Close the popup until something else is completed."""
        if self._slash is not None:
            self._dismissed = ("/", 0)
        elif self._typing is not None:
            self._dismissed = ("@", self._typing.start)
        self._hide_popup()

    @on(RowList.Picked)
    def _row_picked(self, event: RowList.Picked) -> None:
        event.stop()
        self.post_message(self.Clicked())

    @on(RowList.Highlighted)
    def _row_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    def _is_dismissed(self, kind: str, start: int) -> bool:
        """Whether the popup was dismissed for what is being typed."""
        if self._dismissed == (kind, start):
            self._hide_popup()
            return True
        self._dismissed = None
        return False

    def _show_command_rows(self, entries: Sequence[CommandEntry]) -> None:
        self._command_entries = {f"{entry.source}:{entry.name}": entry for entry in entries}
        rows = [
            PickerRow(
                id=key,
                title=f"/{entry.name}",
                detail=entry.obstacle or _describe_entry(entry),
                is_muted=bool(entry.obstacle),
            )
            for key, entry in self._command_entries.items()
        ]
        self._show_rows(rows, f"/{self._slash}")

    def _show_file_rows(self, ranked: bool = False) -> None:
        assert self._typing is not None
        query = self._typing.query
        pattern = FuzzyPattern(query)
        rows = [
            PickerRow(id=_AGENT + agent.name, title=agent.name, detail=agent.description or "agent", glyph="@")
            for agent in self._agents
            if is_mentionable(agent) and pattern.score_title(fold_case(agent.name)) is not None
        ]
        rows += [
            PickerRow(id=_RESOURCE + name, title=name, detail="MCP resource", glyph="@")
            for name in self.list_resources()
            if pattern.score_title(fold_case(name)) is not None
        ]
        continuations = self._continuations
        # A folder's own entries come first, below the folder itself; what is anywhere else comes after them.
        paths = [query, *continuations] if query.endswith("/") and continuations else list(continuations)
        if query in paths:
            self._remember_file(query)
        if not (query.endswith("/") and continuations):
            # The matches for the letters before these are shown until the server answers for these.
            paths += (path for path in self._files if ranked or pattern.score_title(fold_case(path)) is not None)
        unusable = find_unusable(self._folder.listing if self._folder is not None else None, query)
        shown = dict.fromkeys([*paths[: MAX_LISTED_ENTRIES + len(self._files)], *unusable])
        self._show_rows([*rows, *map(_make_file_row, shown)], query)

    @property
    def _offered_paths(self) -> Iterable[str]:
        """Names that a mention being typed may continue as: the only ones that may contain spaces."""
        listed = self._folder.listing.paths if self._folder is not None else ()
        return chain(self._known_files, self.list_resources(), listed, self._files)

    def _show_rows(self, rows: Sequence[PickerRow], query: str) -> None:
        # An answer that comes while the user chooses leaves the highlight on its row.
        is_same = query == self._shown_query
        self._has_moved = self._has_moved and is_same
        self._list.show_lines(rows, query, keep=self._list.cursor_row if self._has_moved else None)
        self._shown_query = query
        height = min(MAX_ROWS, len(rows), max(MIN_ROWS, self._room_above))
        self.display = bool(rows)
        self.styles.height = height
        self.styles.offset = (0, -height)

    @property
    def _room_above(self) -> int:
        """The rows of the screen above the prompt."""
        return self.parent.region.y if isinstance(self.parent, Widget) else 0

    def _hide_popup(self) -> None:
        self.display = False

    def _remember_file(self, path: str) -> None:
        if find_name_obstacle(path):
            return
        self._known_files.pop(path, None)
        self._known_files[path] = "file"
        while len(self._known_files) > MAX_KNOWN_FILES:
            del self._known_files[next(iter(self._known_files))]


def _make_file_row(path: str) -> PickerRow:
    obstacle = find_name_obstacle(path)
    detail = f"cannot be attached: {obstacle}" if obstacle else ""
    return PickerRow(id=_FILE + path, title=path, detail=detail, is_muted=bool(obstacle))


def is_mentionable(agent: Agent) -> bool:
    """Whether an agent can be mentioned in a prompt, rather than chosen to answer it."""
    return agent.mode != "primary" and not agent.hidden


def _describe_entry(entry: CommandEntry) -> str:
    return entry.description + (f" ({', '.join(entry.aliases)})" if entry.aliases else "")
