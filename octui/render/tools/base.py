"""What every tool view has in common: how the calls of one tool look, read, copy and ask for permission."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum, auto
from itertools import islice
from typing import ClassVar, Final

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.markdown.fences import format_code_fence, format_inline_code
from octui.render.output.command_output import to_plain_text
from octui.render.text.counts import format_count
from octui.render.text.durations import omit_wait
from octui.render.text.row_layout import INDENT, add_bar
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.tool_output import OPEN_LINES
from octui.render.tools.arguments import format_argument_value
from octui.render.tools.entries import render_wrapped_prose
from octui.render.tools.json_values import get_number
from octui.render.tools.permission_fields import PreviewSection, RequestFields, build_unknown_sections
from octui.render.tools.status import extract_error_text
from octui.wire.parts import ToolPart

MAX_ARGUMENTS: Final = 50
ESTIMATED: Final = 4_000
"""Characters of a long text that are read to estimate how many rows it takes."""


class NoteTone(Enum):
    QUIET = auto()
    BAD = auto()
    WARNING = auto()


Note = tuple[str, NoteTone]


@dataclass(frozen=True, slots=True)
class ToolHeading:
    """`subject` is what the call is about; `notes` its results, for the right edge, the most telling first."""

    glyph: str
    title: str
    subject: str = ""
    notes: tuple[Note, ...] = ()

    def summarize_heading(self) -> str:
        """The call in one phrase, where there is no room for more."""
        lead = self.title or self.glyph
        return f"{lead} {self.subject.partition(chr(10))[0][:200]}".strip()


class ToolView(ABC):
    """How the calls of one tool are shown.

    A new tool is a subclass in a file of its own and one line in the registry. It says how a call is headed; what it
    does not override is as for a tool that octui does not know. A view holds no state: calls come in as blocks.
    """

    names: ClassVar[tuple[str, ...]] = ()
    """What servers call the tool."""
    permissions: ClassVar[tuple[str, ...]] = ()
    """The permissions whose preview this view builds."""
    markdown_language: ClassVar[str] = ""
    """The language of its text in a Markdown export."""
    text_is_markdown: ClassVar[bool] = False
    """Its text goes into a Markdown export as it is."""
    wraps_heading: ClassVar[bool] = False
    """The subject is worth reading to its end: what does not fit beside the notes continues below."""
    heading_stays_long: ClassVar[bool] = False
    """A long heading is shown whole even while the call is closed."""
    waiting_note: ClassVar[str] = "△ needs your approval"
    """What the heading says while the call waits for the user."""

    @abstractmethod
    def describe_call(self, block: ToolBlock) -> ToolHeading:
        """The heading: glyph, title, subject and notes."""

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        """The rows under the heading; what is not expanded says how much it leaves out."""
        return [*render_arguments(block, options), *render_result(block, options)] if options.expanded else []

    def can_expand_call(self, block: ToolBlock) -> bool:
        """Whether the expanded body can show more than the closed one."""
        return bool(block.part.state.output or block.part.state.input)

    def call_to_text(self, block: ToolBlock) -> str:
        """The result of a call, and its arguments where the result does not show them; the caller adds the error."""
        return format_unknown_call(block)

    def estimate_rows(self, part: ToolPart) -> int:
        """About how many rows a closed call takes; cheap, as it is called for every call of a session."""
        return 1 + bool(part.state.error)

    def build_preview_sections(self, fields: RequestFields) -> list[PreviewSection]:
        """Everything to be read before the call is allowed; fields not taken here are shown after it."""
        return build_unknown_sections(fields)

    def call_to_markdown(self, block: ToolBlock) -> str:
        """The call in a Markdown export."""
        summary = self.describe_call(block).summarize_heading()
        return self.frame_markdown(block, f"**{block.part.tool or 'tool'}** {format_inline_code(summary)}")

    def frame_markdown(self, block: ToolBlock, heading: str) -> str:
        """The heading, and the call's text below it."""
        text = copy_tool_text(self, block).strip("\n")
        if not text:
            return heading
        return f"{heading}\n\n{text if self.text_is_markdown else format_code_fence(text, self.markdown_language)}"


class LookupToolView(ToolView):
    """A tool whose heading holds all its arguments, and whose output is for the model more than for people."""

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        return render_result(block, options) if options.expanded else []

    def call_to_text(self, block: ToolBlock) -> str:
        return join_lines(self.describe_call(block).summarize_heading(), to_plain_text(block.part.state.output))


def copy_tool_text(view: ToolView, block: ToolBlock) -> str:
    """A call as text, with the reason if it failed."""
    return join_lines(view.call_to_text(block), to_plain_text(extract_error_text(block)))


def render_result(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """What a call returned, as prose."""
    output = block.part.state.output
    return render_wrapped_prose(output, options.width, options.palette, options.palette.quote) if output else []


def render_arguments(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """Every argument in full."""
    strips: list[Strip] = []
    for name, value in islice(block.part.state.input.items(), MAX_ARGUMENTS):
        text = f"{name[:200]}: {format_argument_value(value)}"
        rows, _ = wrap_paragraphs(text, max(1, options.width - INDENT), options.palette.muted, OPEN_LINES)
        strips.extend(add_bar(rows, options.palette.border))
    return strips


def format_unknown_call(block: ToolBlock) -> str:
    """Name, arguments and output of a call."""
    state = block.part.state
    arguments = format_argument_value(state.input) if state.input else ""
    return join_lines(f"{block.part.tool} {arguments}".strip(), to_plain_text(state.output))


def join_lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def measure_run_seconds(block: ToolBlock) -> float | None:
    """How long it ran; 1.1 sometimes overwrites the start with the end, and then it is not known."""
    time = block.part.state.time
    if time is None or time.end is None or time.end <= time.start:
        return None
    return omit_wait((time.end - time.start) / 1000, block.waited)


def make_count_note(metadata: Mapping[str, object], name: str, noun: str, plural: str = "") -> tuple[Note, ...]:
    """How many were found, and whether there are more than the server returned."""
    count = get_number(metadata, name)
    if count is None:
        return ()
    found = format_count(count, noun, plural) if count else f"no {plural or noun + 's'}"
    return ((found + ("+" if metadata.get("truncated") is True else ""), NoteTone.QUIET),)


def count_head_lines(value: object) -> int:
    """The line breaks at the beginning of an untrusted text; 0 for anything that is not text."""
    return value[:ESTIMATED].count("\n") if isinstance(value, str) else 0
