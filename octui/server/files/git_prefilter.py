"""Asks git which of its files hold a text: it reads them faster than Python, and on all cores."""

from pathlib import Path

from octui.server.git.git_command import GitError, run_git_blocking, split_paths

SECONDS = 20.0
_NO_MATCH = 1


def keep_files_with_text(directory: Path, files: list[str], text: str, *, ignore_case: bool) -> list[str]:
    """Those that may hold this text within a line, of the files that `git ls-files` lists; all where git cannot say."""
    if ignore_case and not text.isascii():
        return files
    try:
        holding = {*_list_files_with_text(directory, text, ignore_case), *_list_unchecked_files(directory)}
    except GitError:
        return files
    # A nested repository is named with a slash at its end, and not searched.
    return [file for file in files if file.endswith("/") or file in holding]


def _list_files_with_text(directory: Path, text: str, ignore_case: bool) -> list[str]:
    options = ("--untracked", "--no-recurse-submodules", "--no-textconv", "--text", "--no-full-name", "--no-color")
    case = ("--ignore-case",) if ignore_case else ()
    wanted = ("--fixed-strings", "--files-with-matches", "--null", "-e", text)
    try:
        return split_paths(run_git_blocking(str(directory), "grep", *options, *case, *wanted, seconds=SECONDS))
    except GitError as error:
        if error.code == _NO_MATCH:
            return []
        raise


def _list_unchecked_files(directory: Path) -> list[str]:
    """Files that git was told to take for unchanged: it searches what it has of them, and not what is on the disk."""
    tagged = split_paths(run_git_blocking(str(directory), "ls-files", "-z", "-v", "--cached", seconds=SECONDS))
    return [line[2:] for line in tagged if line[0].islower()]
