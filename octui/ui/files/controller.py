"""Files of the server: opens the viewer, the browser and the search, and makes the calls they ask for."""

import asyncio
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from octui.client import ClientError, TimedOut
from octui.render.text.sanitize import to_single_line
from octui.ui.composer.path_completion import find_name_obstacle
from octui.ui.controllers.context import AppContext, ConnectedServer
from octui.ui.files.messages import (
    BrowseFolder,
    FileAbandoned,
    FileEdited,
    FileMentioned,
    FileMessage,
    FileReader,
    FileWanted,
    FolderWanted,
    MarksWanted,
    PathsWanted,
    SearchWanted,
    WalkWanted,
)
from octui.ui.messages import OpenFile
from octui.ui.suspension import SuspendableApp, suspend_interface
from octui.ui.transcript.messages import BlockFilesWanted, FileNameClicked

if TYPE_CHECKING:
    # Imported when first opened: the first screen should not wait for them.
    from octui.render.blocks import Block
    from octui.render.files.file_references import FileReference
    from octui.ui.files.browser_screen import BrowserPlace
    from octui.ui.files.loaded_file import LoadedFile
    from octui.ui.files.search.screen import SearchMemory
    from octui.ui.files.search_outcome import SearchKind

MAX_FOUND: Final = 200
"""Paths that a server lists at most."""
MARKS_TIMEOUT: Final = 20.0
"""Seconds after which the browser says that it has no marks: it can be used without them."""
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


class FilesController:
    """Paths are relative to the directory of the session on screen, as servers take them."""

    def __init__(self, context: AppContext, app: SuspendableApp) -> None:
        self._context = context
        self._app = app
        self._places: dict[str, BrowserPlace] = {}
        """Where the browser was, by directory."""
        self._searches: dict[str, SearchMemory] = {}

    @property
    def _directory(self) -> str:
        return self._context.session_directory

    # Screens.

    def open_file(self, path: str, line: int | None = None, last_line: int | None = None) -> None:
        """Show a file, at a line or with lines selected, both counted from one."""
        from octui.ui.files.file_screen import FileScreen
        from octui.ui.files.loaded_file import make_relative

        context = self._context
        relative = make_relative(path, self._directory, context.server_home)
        screen = context.screen
        if isinstance(screen, FileScreen) and screen.path == relative:
            screen.open_line(line, last_line)
        else:
            context.open_screen(FileScreen(context.store, relative, line, last_line))

    def open_block_files(self, block: "Block") -> None:
        """Open the file that a block of the transcript names; of several, the one that is picked."""
        from octui.render.files.file_references import list_file_references
        from octui.ui.files.reference_picker import FileReferencePicker

        references = list_file_references(block)
        if not references:
            self._context.notify_info("No file is named here.")
        elif len(references) == 1:
            self._open_reference(references[0])
        else:
            self._context.open_picker(FileReferencePicker(references, self._directory), self._open_reference)

    def _open_reference(self, reference: "FileReference") -> None:
        self.open_file(reference.path, reference.line, reference.last_line)

    def show_file_tree(self) -> None:
        self._open_browser("")

    def search_text(self) -> None:
        from octui.ui.files.search_outcome import SearchKind

        self._open_search(SearchKind.TEXT)

    def search_files(self) -> None:
        from octui.ui.files.search_outcome import SearchKind

        self._open_search(SearchKind.FILES)

    def search_symbols(self) -> None:
        from octui.ui.files.search_outcome import SearchKind

        self._open_search(SearchKind.SYMBOLS)

    def _open_browser(self, path: str) -> None:
        """Show the browser, at a path if one is given and else where it was."""
        from octui.ui.files.browser_screen import BrowserPlace, FileBrowser

        context, directory = self._context, self._directory
        browser = next((each for each in context.screen_stack if isinstance(each, FileBrowser)), None)
        if browser is not None:
            context.close_screens_above(browser)
        else:
            place = self._places.setdefault(directory, BrowserPlace())
            browser = FileBrowser(context.store, place, context.format_directory)
            context.open_screen(browser)
        if path:
            browser.reveal_path(path)

    def _open_search(self, kind: "SearchKind") -> None:
        from octui.ui.files.search.screen import FileSearchScreen, SearchMemory

        context = self._context
        screen = next((each for each in context.screen_stack if isinstance(each, FileSearchScreen)), None)
        if screen is not None:
            context.close_screens_above(screen)
            screen.show_kind(kind)
            return
        memory = self._searches.setdefault(self._directory, SearchMemory())
        memory.kind = kind
        context.open_screen(FileSearchScreen(context.store, memory, context.format_directory))

    # What the screens ask for.

    def handle_file_message(self, message: FileMessage) -> None:
        match message:
            case OpenFile():
                self.open_file(message.path, message.line, message.last_line)
            case BlockFilesWanted():
                self.open_block_files(message.block)
            case FileMentioned():
                self._mention_file(message)
            case FileEdited():
                self._context.start_worker(self._edit_file(message))
            case BrowseFolder():
                self._open_browser(message.path)
            case _ if (server := self._context.server) is not None:
                self._ask_server(server, message)

    def _ask_server(self, server: ConnectedServer, message: FileMessage) -> None:
        start = self._context.start_worker
        match message:
            case FileNameClicked():
                start(self._open_existing(server, message), group="file-clicks", exclusive=True)
            case FileWanted():
                group = "file-preview" if message.is_preview else _name_reading(message.reader)
                start(self._read_file(server, message), group=group, exclusive=True)
            case FileAbandoned():
                self._context.cancel_workers(_name_reading(message.reader))
            case FolderWanted():
                start(self._read_folder(server, message), group="folders")
            case MarksWanted():
                start(self._read_marks(server, message), group="file-marks", exclusive=True)
            case PathsWanted():
                start(self._find_paths(server, message), group="file-search", exclusive=True)
            case WalkWanted():
                start(self._walk_folders(server, message), group="folder-walk", exclusive=True)
            case SearchWanted():
                start(self._search(server, message), group="file-search", exclusive=True)
            case _:
                pass

    async def _open_existing(self, server: ConnectedServer, message: FileNameClicked) -> None:
        """Open the file, or the folder in the browser, if the folder it would be in has it."""
        from octui.ui.files.folders.listing import PathKind, find_path_kind
        from octui.ui.files.loaded_file import make_relative

        path = make_relative(message.path, self._directory, self._context.server_home)
        match await find_path_kind(server.client.files, path, self._directory):
            case PathKind.FOLDER:
                self._open_browser(f"{path}/")
            case PathKind.FILE:
                self.open_file(message.path, message.line)
            case PathKind.MISSING if message.is_key:
                self._context.notify_info(f"The server has no file {message.path}.")
            case PathKind.UNKNOWN if message.is_key:
                self._context.notify_info(f"The server does not say whether there is a file {message.path}.")
            case _:
                pass

    async def _read_file(self, server: ConnectedServer, message: FileWanted) -> None:
        from octui.ui.files.loaded_file import load_file

        loaded = await load_file(server.client.files, message.path, self._directory, self._context.server_home)
        if loaded.is_directory and not message.is_preview:
            self._context.close_top_screen()
            self._open_browser(f"{loaded.path}/" if loaded.path not in ("", ".") else "")
        else:
            message.reader.show_file(loaded)

    async def _read_folder(self, server: ConnectedServer, message: FolderWanted) -> None:
        from octui.ui.files.folders.listing import FolderUnavailable, list_folder

        tree, path = message.tree, message.path
        try:
            tree.add_folder(path, await list_folder(server.client.files, path, self._directory))
        except FolderUnavailable as error:
            tree.fail_folder(path, str(error))
            if path and (above := posixpath.dirname(path)) in tree.children:
                # A folder that was deleted is still among its entries.
                self._context.post_message(FolderWanted(above, tree, message.reader))
        message.reader.show_folders(tree)

    async def _walk_folders(self, server: ConnectedServer, message: WalkWanted) -> None:
        from octui.ui.files.folders.walk import walk_folders

        tree, directory = message.tree, self._directory or None
        await walk_folders(
            tree,
            lambda path: server.client.files.list(path, directory=directory),
            lambda: message.reader.show_walk(tree),
        )

    async def _read_marks(self, server: ConnectedServer, message: MarksWanted) -> None:
        """Servers name the paths from the top of the worktree."""
        from octui.ui.files.folders.tree import build_marks

        directory = self._directory
        try:
            changed = await server.client.vcs.get_status(directory=directory or None, timeout=MARKS_TIMEOUT)
            paths = await server.client.server.get_paths(directory=directory or None)
        except ClientError as error:
            is_late = isinstance(error, TimedOut)
            message.tree.marks_problem = "no git marks: the server is slow" if is_late else "no git marks"
            message.reader.show_folders(message.tree)
            return
        message.tree.marks_problem = ""
        here = paths.directory or directory
        inside = posixpath.relpath(here, paths.worktree) if paths.worktree not in ("", "/") and here else "."
        prefix = "" if inside == "." or inside.startswith("..") else f"{inside}/"
        message.tree.marks = await asyncio.to_thread(build_marks, changed, prefix)
        message.reader.show_folders(message.tree)

    async def _find_paths(self, server: ConnectedServer, message: PathsWanted) -> None:
        try:
            paths = await server.client.files.search(message.query, limit=MAX_FOUND, directory=self._directory or None)
        except ClientError:
            # The part of the tree that was read is filtered all the same.
            return
        message.reader.show_found(message.query, paths, paths.hidden)

    async def _search(self, server: ConnectedServer, message: SearchWanted) -> None:
        from octui.ui.files.search_outcome import ProjectSearch, SearchOutcome

        if not message.query.strip():
            message.reader.show_outcome(SearchOutcome(message.query, message.kind))
            return
        search = ProjectSearch(
            server.client, self._directory, server.info.is_embedded, bool(self._context.store.state.lsp)
        )
        outcome = await search.run_search(message.query, message.kind, is_literal=message.is_literal)
        message.reader.show_outcome(outcome)

    # The prompt, and the editor.

    def _mention_file(self, message: FileMentioned) -> None:
        """Go back to the prompt, with the file mentioned or quoted at its end."""
        from octui.render.code.languages import detect_language
        from octui.render.markdown.fences import format_code_fence
        from octui.ui.files.line_range import format_place

        context = self._context
        below = context.chat or context.home
        composer = context.composer
        if below is None or composer is None:
            context.notify_info("There is no prompt to put it into yet.")
            return
        obstacle = find_name_obstacle(message.path)
        if message.quote is None and obstacle:
            context.notify_warning(f"{to_single_line(message.path)} cannot be attached: {obstacle}.")
            return
        place = format_place(message.path, message.lines)
        if message.quote is None:
            block, gap = f"@{place} ", " "
        else:
            block = f"{place}\n{format_code_fence(message.quote, detect_language(message.path))}\n"
            gap = "\n\n"
        context.close_screens_above(below)

        def insert_block() -> None:
            before = composer.text.rstrip()
            composer.replace_text(f"{before}{gap}{block}" if before else block)
            if message.quote is None:
                composer.learn_mentions((message.path,), ())
            composer.focus()

        context.call_after_refresh(insert_block)

    async def _edit_file(self, message: FileEdited) -> None:
        # Imported when used: the first screen should not wait for it.
        from octui.platform.external_editor import edit_file
        from octui.ui.user_editor import find_editor_command, report_editor_failure

        context = self._context
        command = find_editor_command(context)
        if not command:
            return
        local = Path(self._directory, message.loaded.path)
        if not self._is_on_this_machine() or not await asyncio.to_thread(match_local_text, local, message.loaded):
            context.notify_info("The file is on another machine, or has changed: your editor cannot open it.")
            return
        with report_editor_failure(context, "The file was not edited"):
            await edit_file(local, message.line, command, lambda: suspend_interface(self._app))
        context.post_message(FileWanted(message.loaded.path, message.reader))

    def _is_on_this_machine(self) -> bool:
        server = self._context.server
        return server is not None and urlsplit(server.info.url).hostname in THIS_MACHINE


def _name_reading(reader: FileReader) -> str:
    """The group of the work that reads a file for a screen."""
    return f"file-{id(reader)}"


def match_local_text(local: Path, loaded: "LoadedFile") -> bool:
    """Whether a file here is the one the server showed: a loopback address may lead through a tunnel elsewhere."""
    try:
        if not local.is_file():
            return False
        if not loaded.is_text:
            return True
        text = local.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return text.replace("\r\n", "\n").strip() == "\n".join(loaded.lines.lines).strip()
