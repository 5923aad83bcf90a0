"""Browse, read and search the files of the project."""

from typing import Final

from octui.ui.commands.command import Command, require_server

FILE_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "file.browse",
        "Browse files",
        "Files",
        lambda on: on.files.show_file_tree(),
        slash=("files",),
        help="The project as a tree, with what changed; read a file, or mention it in the prompt.",
        find_obstacle=require_server,
    ),
    Command(
        "file.search",
        "Search in files",
        "Files",
        lambda on: on.files.search_text(),
        slash=("search", "grep"),
        help="Text, as a regular expression or exactly, in every file that git does not ignore.",
        find_obstacle=require_server,
    ),
    Command(
        "file.search.name",
        "Find a file by name",
        "Files",
        lambda on: on.files.search_files(),
        slash=("find-file", "open"),
        find_obstacle=require_server,
    ),
    Command(
        "file.search.symbol",
        "Find a symbol",
        "Files",
        lambda on: on.files.search_symbols(),
        slash=("symbols",),
        help="Classes, functions and the like, as the server's language servers know them.",
        find_obstacle=require_server,
    ),
)
