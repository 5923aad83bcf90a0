"""Shell commands: the command, the end of its output, how long it ran and how it ended."""

from typing import Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.markdown.fences import format_code_fence
from octui.render.output.command_output import to_plain_text
from octui.render.text.durations import format_duration
from octui.render.text.paths import shorten_path
from octui.render.text.spoofing import is_padded
from octui.render.tool_output import parse_tool_output, render_output
from octui.render.tools.arguments import format_arguments
from octui.render.tools.base import (
    Note,
    NoteTone,
    ToolHeading,
    ToolView,
    copy_tool_text,
    count_head_lines,
    measure_run_seconds,
)
from octui.render.tools.json_values import get_number, get_text
from octui.render.tools.permission_fields import (
    PADDING,
    PARTIAL_COMMAND,
    PreviewSection,
    RequestFields,
    build_pattern_sections,
)
from octui.wire.parts import ToolPart
from octui.wire.shell_quoting import unquote_command

CLOSED_OUTPUT: Final = 6
"""Rows of output shown of a command that is not expanded."""
CLOSED_USER_OUTPUT: Final = 20
"""The same for a command the user ran, who wants to see what it prints."""


class BashView(ToolView):
    names = ("bash", "shell")
    permissions = ("bash",)
    markdown_language = "sh"
    wraps_heading = True

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading(
            "$", "", extract_command(block) or format_arguments(block.part.state.input), _note_result(block)
        )

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        closed = CLOSED_USER_OUTPUT if block.is_user_command else CLOSED_OUTPUT
        return render_output(parse_tool_output(block.part.state), closed, options, key=block.key)

    def can_expand_call(self, block: ToolBlock) -> bool:
        return block.part.state.status != "pending"

    def call_to_text(self, block: ToolBlock) -> str:
        output = to_plain_text(parse_tool_output(block.part.state).program_text).strip("\n")
        return f"$ {extract_command(block)}\n{output}".rstrip("\n")

    def estimate_rows(self, part: ToolPart) -> int:
        return 2 + min(CLOSED_OUTPUT + 1, count_head_lines(part.state.output))

    def build_preview_sections(self, fields: RequestFields) -> list[PreviewSection]:
        command = fields.take_sections("command", mark="$ ")
        if not command:
            fields.warnings.append(PARTIAL_COMMAND)
            command = build_pattern_sections(fields.permission.patterns, "$ ")
        if any(is_padded(section.text) for section in command):
            fields.warnings.append(PADDING)
        directory = fields.take_sections("workdir", "cwd", label="in")
        fields.discard_fields("directories", "patterns")
        return [*command, *directory, *fields.take_claims(command)]

    def call_to_markdown(self, block: ToolBlock) -> str:
        """Its text begins with the command, so the heading does not repeat it."""
        if block.is_user_command:
            return format_code_fence(copy_tool_text(self, block).strip("\n"), self.markdown_language)
        return self.frame_markdown(block, f"**{block.part.tool}**")


def extract_command(block: ToolBlock) -> str:
    """The command as it was meant: what the user typed is sent to servers in another spelling."""
    command = get_text(block.part.state.input, "command")
    return unquote_command(command) if block.is_user_command else command


def _note_result(block: ToolBlock) -> tuple[Note, ...]:
    state = block.part.state
    if state.status != "completed":
        return ()
    seconds = measure_run_seconds(block)
    duration = format_duration(seconds) if seconds is not None else ""
    exit_code = get_number(state.metadata, "exit")
    notes: list[Note] = []
    if ending := parse_tool_output(state).ending:
        notes.append((ending, NoteTone.WARNING))
    elif exit_code:
        notes.append((f"✗ exit {exit_code}", NoteTone.BAD))
    elif exit_code == 0:
        duration = f"✓ {duration}".rstrip()
    notes.append((duration, NoteTone.QUIET))
    directory = shorten_path(get_text(state.input, "workdir"), block.directory)
    if directory and directory != ".":
        notes.append((f"in {directory}", NoteTone.QUIET))
    return tuple(notes)
