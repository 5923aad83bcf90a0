"""What the keys of the diff viewer do, and how they are hinted at."""

from collections.abc import Mapping
from typing import Final

from octui.ui.help.key_help import KeyHelpScreen
from octui.ui.help.key_table import list_context_keys
from octui.ui.key_hints import fit_hints
from octui.ui.keymap import KeyContext

MOVE_ACTIONS: Final[Mapping[str, str]] = {
    "diff.close": "close",
    "diff.toggle": "fold",
    "diff.expand": "set_open(True)",
    "diff.collapse": "set_open(False)",
    "diff.expand_all": "toggle_folders",
    "diff.switch_focus": "switch_focus",
    "diff.next_hunk": "hunk(1)",
    "diff.previous_hunk": "hunk(-1)",
    "diff.next_file": "file(1)",
    "diff.previous_file": "file(-1)",
    "diff.line.up": "move(-1)",
    "diff.line.down": "move(1)",
    "diff.page.up": "page(-1)",
    "diff.page.down": "page(1)",
    "diff.half_page.up": "page(-0.5)",
    "diff.half_page.down": "page(0.5)",
    "diff.first": "end(False)",
    "diff.last": "end(True)",
    "diff.toggle_file_tree": "toggle_tree",
    "diff.single_patch": "single",
    "diff.toggle_view": "toggle_view",
    "diff.help": "keys",
}
"""The keys of every screen that shows changes."""

DIFF_ACTIONS: Final[Mapping[str, str]] = {
    **MOVE_ACTIONS,
    "diff.switch_source": "switch_source(1)",
    "diff.switch_source.reverse": "switch_source(-1)",
    "diff.whole_files": "whole_files",
    "diff.tracked_only": "tracked_only",
    "diff.reload": "reload",
    "diff.select": "move(0, True)",
    "diff.select.up": "move(-1, True)",
    "diff.select.down": "move(1, True)",
    "diff.mark_reviewed": "mark_reviewed",
    "diff.comment": "comment",
    "diff.comment.delete": "delete_comment",
    "diff.comments.send": "send_comments",
    "diff.reject_hunk": "reject",
    "diff.copy_hunk": "copy('hunk')",
    "diff.open_file": "open_file",
    "diff.copy_path": "copy('path')",
}

_HINTS: Final = (
    ("diff.next_hunk diff.previous_hunk", "hunk"),
    ("diff.next_file diff.previous_file", "file"),
    ("diff.comment", "comment"),
    ("diff.mark_reviewed", "reviewed"),
    ("diff.reject_hunk", "reject"),
    ("diff.switch_source", "source"),
    ("diff.toggle_view", "split"),
    ("diff.switch_focus", "files"),
    ("diff.open_file", "open file"),
    ("diff.whole_files", "whole files"),
)
_TREE_HINTS: Final = (
    ("diff.line.up diff.line.down", "move"),
    ("diff.toggle", "open"),
    ("diff.switch_focus", "changes"),
    ("diff.mark_reviewed", "reviewed"),
    ("diff.expand_all", "folders"),
    ("diff.switch_source", "source"),
)
_ENDS: Final = (("diff.help", "keys"), ("diff.close", "close"))


def format_diff_hints(width: int, *, has_comments: bool = False, is_tree: bool = False) -> str:
    """As many hints as fit; how to see all keys, and how to leave, always do."""
    hints = _TREE_HINTS if is_tree else _HINTS
    if has_comments:
        hints = (("diff.comments.send", "send comments"), *hints)
    return fit_hints(hints, _ENDS, width)


def make_diff_help() -> KeyHelpScreen:
    """All keys of the viewer."""
    return KeyHelpScreen("Keys of the diff viewer", [list_context_keys(KeyContext.DIFF)])
