"""Comments on lines of a diff, and the one prompt they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from octui.render.diff.diff_lines import DiffLine
from octui.render.markdown.fences import format_code_fence


@dataclass(frozen=True, slots=True)
class LineComment:
    """What the user says about lines of a file: the lines themselves are kept, so that it outlives a new diff."""

    path: str
    lines: tuple[DiffLine, ...]
    text: str

    @property
    def place(self) -> str:
        """`src/a.py:12-14`, by the numbers of the new file, or of the old one where all of it was removed."""
        numbers = [line.new for line in self.lines if line.new] or [line.old for line in self.lines if line.old]
        if not numbers:
            return self.path
        removed = "" if any(line.new for line in self.lines) else " (removed)"
        first, last = numbers[0], numbers[-1]
        return f"{self.path}:{first}{removed}" if first == last else f"{self.path}:{first}-{last}{removed}"

    def find_last_line(self, lines: Sequence[DiffLine]) -> int:
        """The index of the line it stands under; -1 when the diff no longer has it."""
        wanted = self.lines[-1]
        same = [index for index, line in enumerate(lines) if line.sign == wanted.sign and line.text == wanted.text]
        # Lines above may have moved it: the nearest of those that read the same is meant.
        number = wanted.new or wanted.old
        return min(same, key=lambda index: abs((lines[index].new or lines[index].old) - number), default=-1)


def format_comments_prompt(comments: Sequence[LineComment]) -> str:
    """One prompt out of all comments, each with its place and the lines it is about."""
    count = len(comments)
    head = (
        "Please address this comment on the changes:" if count == 1 else "Please address these comments on the changes:"
    )
    parts = [head]
    for comment in comments:
        quoted = "\n".join(f"{line.sign}{line.text}" for line in comment.lines)
        parts.append(f"{comment.place}\n{format_code_fence(quoted, 'diff')}\n{comment.text}")
    return "\n\n".join(parts) + "\n"
