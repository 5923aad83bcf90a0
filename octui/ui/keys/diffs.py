"""Keys of the diff viewer."""

from collections.abc import Mapping
from typing import Final

from octui.ui.keys.context import KeyContext, KeyEntry

DIFF_KEYS: Final[Mapping[KeyContext, Mapping[str, KeyEntry]]] = {
    KeyContext.DIFF: {
        "diff.line.up": KeyEntry("up,k", "Line up"),
        "diff.line.down": KeyEntry("down,j", "Line down"),
        "diff.next_hunk": KeyEntry("right_square_bracket", "Next hunk"),
        "diff.previous_hunk": KeyEntry("left_square_bracket", "Previous hunk"),
        "diff.next_file": KeyEntry("n", "Next file"),
        "diff.previous_file": KeyEntry("p", "Previous file"),
        "diff.page.up": KeyEntry("pageup,ctrl+b", "Page up"),
        "diff.page.down": KeyEntry("pagedown,ctrl+f", "Page down"),
        "diff.half_page.up": KeyEntry("ctrl+u", "Half page up"),
        "diff.half_page.down": KeyEntry("ctrl+d", "Half page down"),
        "diff.first": KeyEntry("home,g", "To the beginning"),
        "diff.last": KeyEntry("end,G", "To the end"),
        "diff.toggle": KeyEntry("enter,space", "Open or close folded lines, a file or a folder"),
        "diff.expand": KeyEntry("right,l", "Open the file or the folder"),
        "diff.collapse": KeyEntry("left,h", "Close the file or the folder"),
        "diff.expand_all": KeyEntry("E", "Open or close all folders"),
        "diff.switch_focus": KeyEntry("tab,shift+tab", "Switch between the changes and the files"),
        "diff.toggle_file_tree": KeyEntry("b", "Show or hide the files"),
        "diff.switch_source": KeyEntry("d", "Next source: working tree, branch, turn, session"),
        "diff.switch_source.reverse": KeyEntry("D", "Previous source"),
        "diff.toggle_view": KeyEntry("v", "Side by side, or unified"),
        "diff.single_patch": KeyEntry("s", "Show one file, or all"),
        "diff.whole_files": KeyEntry("w", "Whole files, or what changed with its context"),
        "diff.tracked_only": KeyEntry("u", "Leave untracked files out, or include them"),
        "diff.select": KeyEntry("V", "Select lines"),
        "diff.select.up": KeyEntry("shift+up,K", "Select up"),
        "diff.select.down": KeyEntry("shift+down,J", "Select down"),
        "diff.comment": KeyEntry("c", "Comment on the line, or on those selected"),
        "diff.comment.delete": KeyEntry("delete,x", "Delete the comment"),
        "diff.comments.send": KeyEntry("S,ctrl+s", "Put all comments into the prompt"),
        "diff.mark_reviewed": KeyEntry("m", "Mark the file as reviewed"),
        "diff.reject_hunk": KeyEntry("r", "Reject the hunk: undo it in the file"),
        "diff.copy_hunk": KeyEntry("y", "Copy the hunk, or the lines selected"),
        "diff.copy_path": KeyEntry("Y", "Copy the path"),
        "diff.open_file": KeyEntry("o", "Open the file at this line"),
        "diff.reload": KeyEntry("R,f5", "Reload the diff"),
        "diff.help": KeyEntry("question_mark", "All keys"),
        "diff.close": KeyEntry("escape,q", "Close"),
    },
    KeyContext.UNDO_PREVIEW: {
        "undo.confirm": KeyEntry("enter", "Change the files as shown"),
        "undo.cancel": KeyEntry("escape,q", "Leave the files as they are"),
    },
}
