"""Splits a message into the blocks a transcript shows."""

import re
from collections.abc import Callable
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import (
    Block,
    ChildSession,
    CompactionBlock,
    ErrorBlock,
    FooterBlock,
    NoteBlock,
    ProseBlock,
    ReasoningBlock,
    SubtaskBlock,
    ToolBlock,
    UserBlock,
)
from octui.render.text.attachment_label import label_attachment
from octui.render.text.durations import omit_wait
from octui.render.tools.base import ESTIMATED
from octui.render.tools.generic import make_unreadable_call
from octui.render.tools.registry import find_tool_view
from octui.store.part_lifecycle import has_ended, is_streaming
from octui.store.selectors import MessageView
from octui.wire import parts as wire_parts
from octui.wire.parts import (
    SHELL_TOOLS,
    AgentPart,
    CompactionPart,
    FilePart,
    PatchPart,
    ReasoningPart,
    RetryPart,
    SnapshotPart,
    Span,
    StepFinishPart,
    StepStartPart,
    SubtaskPart,
    TextPart,
    ToolPart,
    UnknownPart,
)

_TURN_CONTINUES = frozenset({None, "tool-calls", "unknown"})
"""Reasons to end a step after which the turn continues in another message."""
_UNREAD_FILE: Final = re.compile(
    r"(?:Read tool failed to read|Failed to read MCP resource) (.{1,1000}?)(?: with the following error)?: (.{1,500})"
)
"""What servers add to a prompt for what is mentioned and could not be read."""
_STOP_REASONS = {"length": "token limit reached", "content-filter": "stopped by a content filter"}


def find_no_child(_: ToolPart) -> ChildSession | None:
    """For callers that know nothing about subagents."""
    return None


def get_no_wait(_: ToolPart) -> float:
    """For callers that did not see when permissions were asked and answered."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockContext:
    """The context of a message: everything its appearance depends on besides the message itself."""

    directory: str = ""
    show_thinking: bool = True
    is_finished: bool = False
    """No run writes it any longer, so tool calls that still say running never end."""
    is_interrupted: bool = False
    """The run is over and the message was never completed."""
    is_last_answer: bool = False
    """No further answer to the same prompt follows."""
    is_queued: bool = False
    as_of: str = ""
    """When its session's run was last known to go on, as in `as of 14:03`; `""` while it is known to."""
    calls_awaiting_reply: frozenset[str] = frozenset()
    """The ids of calls that wait for a permission or an answer."""
    prompted_at: float | None = None
    """When the prompt it answers was made, in epoch milliseconds."""
    model_name: str = ""
    turn_cost: float = 0
    turn_wait: float = 0
    """How much of the time since the prompt was a wait for the user, in seconds."""
    find_child: Callable[[ToolPart], ChildSession | None] = find_no_child
    long_calls: frozenset[str] = frozenset()
    """The ids of the parts of commands that have been running for long."""
    get_wait: Callable[[ToolPart], float] = get_no_wait


NO_CONTEXT: Final = BlockContext()
ALL_PARTS: Final = slice(0, None)


def build_message_blocks(
    view: MessageView, context: BlockContext = NO_CONTEXT, shown: slice = ALL_PARTS
) -> tuple[Block, ...]:
    """The blocks of a message, top to bottom, or only those of the parts that are shown; none if that is nothing.

    What a message as a whole has, a prompt at its beginning or a footer at its end, goes with the first or last part.
    """
    build = _build_prompt_blocks if view.info.role == "user" else _build_answer_blocks
    return build(view, context, shown)


def estimate_message_rows(view: MessageView, width: int, shown: slice = ALL_PARTS) -> int:
    """About how many rows these parts take, without rendering them; of long texts only the beginning is looked at."""
    rows = 0
    for part in view.parts[shown]:
        match part:
            case TextPart(text=text) if not part.synthetic and not part.ignored:
                rows += _estimate_text_rows(text, width) + 2
            case ToolPart():
                rows += find_tool_view(part.tool).estimate_rows(part)
            case ReasoningPart() | CompactionPart() | SubtaskPart():
                rows += 2
            case _:
                continue
    return rows + 2 if rows else 0


def estimate_block_rows(block: Block, width: int) -> int:
    """About how many rows a block takes, without rendering it."""
    match block:
        case ProseBlock(text=text) | UserBlock(text=text):
            return _estimate_text_rows(text, width)
        case ToolBlock(part=part):
            return find_tool_view(part.tool).estimate_rows(part)
        case _:
            return 1


def _estimate_text_rows(text: str, width: int) -> int:
    head = text[:ESTIMATED]
    return (head.count("\n") + len(head) // max(1, width - 4)) * len(text) // max(1, len(head))


def _build_prompt_blocks(view: MessageView, context: BlockContext, shown: slice) -> tuple[Block, ...]:
    info = view.info
    blocks: list[Block] = []
    if shown.start == 0 and (prompt := _build_prompt_block(view, context)) is not None:
        blocks.append(prompt)
    for part in view.parts[shown]:
        match part:
            case CompactionPart():
                blocks.append(CompactionBlock(part.id, info.id, part.auto))
            case SubtaskPart():
                blocks.append(SubtaskBlock(part.id, info.id, part.agent, part.description, part.prompt))
            case UnknownPart(type=wire_parts.UNREADABLE_TYPE):
                blocks.append(_build_tool_block(make_unreadable_call(part), view, context))
            case _:
                continue
    return tuple(blocks)


def _build_prompt_block(view: MessageView, context: BlockContext) -> UserBlock | None:
    """What was typed and attached; None if that is nothing."""
    info = view.info
    texts: list[str] = []
    files: list[FilePart] = []
    agents: list[str] = []
    unread: list[str] = []
    for part in view.parts:
        match part:
            case TextPart() if not part.synthetic and not part.ignored:
                texts.append(part.text)
            case TextPart() if part.synthetic and (found := _UNREAD_FILE.match(part.text)):
                unread.append(f"{found[1].rpartition('/')[2]} is not attached: {found[2]}")
            case FilePart():
                files.append(part)
            case AgentPart():
                agents.append(part.name)
            case _:
                continue
    text = "\n".join(texts).strip("\n")
    if not (text or files or agents):
        return None
    return UserBlock(
        key=f"{info.id}:prompt",
        message_id=info.id,
        text=text,
        files=tuple(files),
        agents=tuple(agents),
        unread=tuple(unread),
        agent=info.agent,
        queued=context.is_queued,
        as_of=context.as_of if context.is_queued else "",
        created=info.time.created,
    )


def _build_answer_blocks(view: MessageView, context: BlockContext, shown: slice) -> tuple[Block, ...]:
    info = view.info
    done = info.time.completed is not None or context.is_finished
    blocks: list[Block] = []
    for part in view.parts[shown]:
        match part:
            case TextPart():
                if part.text.strip() and not part.synthetic and not part.ignored:
                    blocks.append(ProseBlock(part.id, info.id, part.text, streaming=is_streaming(part) and not done))
            case ReasoningPart():
                if context.show_thinking and part.text.strip():
                    blocks.append(_build_reasoning_block(part, info.id, context.as_of, is_done=done))
            case ToolPart():
                blocks.append(_build_tool_block(part, view, context))
            case CompactionPart():
                blocks.append(CompactionBlock(part.id, info.id, part.auto))
            case SubtaskPart():
                blocks.append(SubtaskBlock(part.id, info.id, part.agent, part.description, part.prompt))
            case FilePart():
                blocks.append(NoteBlock(part.id, info.id, f"▪ {label_attachment(part)}"))
            case UnknownPart(type=wire_parts.UNREADABLE_TYPE):
                blocks.append(_build_tool_block(make_unreadable_call(part), view, context))
            case (
                AgentPart()
                | StepStartPart()
                | StepFinishPart()
                | PatchPart()
                | SnapshotPart()
                | RetryPart()
                | UnknownPart()
            ):
                continue
    if shown.stop is None or shown.start < max(1, len(view.parts)) <= shown.stop:
        blocks += _build_ending(view, context)
    return tuple(blocks)


def _build_ending(view: MessageView, context: BlockContext) -> list[Block]:
    """How an answer ended: its error, and the line under it."""
    info = view.info
    blocks: list[Block] = []
    aborted = info.error is not None and info.error.is_aborted
    if info.error is not None and not aborted:
        blocks.append(ErrorBlock(f"{info.id}:error", info.id, info.error))
    cut = aborted or context.is_interrupted
    closed = info.time.completed is not None and info.finish not in _TURN_CONTINUES
    stopped = (
        info.time.completed is not None and context.is_finished and context.is_last_answer and not is_user_command(view)
    )
    if closed or cut or stopped or info.error is not None:
        ending = _STOP_REASONS.get(info.finish or "", "") if closed or cut or info.error else "stopped"
        blocks.append(_build_footer(view, context, cut, ending))
    return blocks


def _build_reasoning_block(part: ReasoningPart, message_id: str, as_of: str, *, is_done: bool) -> ReasoningBlock:
    streaming = is_streaming(part) and not is_done
    seconds = _span_seconds(part.time)
    return ReasoningBlock(part.id, message_id, part.text, streaming, seconds, as_of=as_of if streaming else "")


def _build_tool_block(part: ToolPart, view: MessageView, context: BlockContext) -> ToolBlock:
    return ToolBlock(
        key=part.id,
        message_id=view.info.id,
        part=part,
        directory=context.directory,
        child=context.find_child(part) if part.tool == "task" else None,
        awaits_reply=part.call_id in context.calls_awaiting_reply,
        is_abandoned=context.is_finished and not has_ended(part),
        as_of="" if has_ended(part) else context.as_of,
        is_user_command=is_user_command(view),
        is_long=part.id in context.long_calls and not has_ended(part),
        waited=context.get_wait(part),
    )


def is_user_command(view: MessageView) -> bool:
    """Whether this answer is only the output of a command the user ran: no model was involved."""
    if view.info.role != "assistant" or len(view.parts) != 1 or view.info.tokens.used:
        return False
    part = view.parts[0]
    return isinstance(part, ToolPart) and part.tool in SHELL_TOOLS and view.info.finish is None


def _build_footer(view: MessageView, context: BlockContext, cut: bool, ending: str) -> FooterBlock:
    info = view.info
    began = context.prompted_at if context.prompted_at is not None else info.time.created
    completed = info.time.completed
    agent = info.agent or info.mode or ""
    return FooterBlock(
        key=f"{info.id}:foot",
        message_id=info.id,
        agent="Compaction" if info.is_summary else agent[:1].upper() + agent[1:],
        model=context.model_name or info.model_id or "",
        seconds=_measure_turn_seconds(began, completed, context.turn_wait),
        interrupted=cut,
        stop_reason=ending,
        cost=context.turn_cost,
        completed=completed or 0,
    )


def _measure_turn_seconds(began: float, completed: float | None, waited: float) -> float | None:
    # A clock that was set meanwhile can make it end before it began.
    if completed is None or not 0 < began <= completed:
        return None
    return omit_wait((completed - began) / 1000, waited)


def _span_seconds(span: Span | None) -> float | None:
    """How long it took; 1.1 overwrites some starts with the end, and then it is not known."""
    if span is None or span.end is None or span.end <= span.start:
        return None
    return (span.end - span.start) / 1000
