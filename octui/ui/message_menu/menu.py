"""The menu of a message: everything that can be copied from it or done to it, and why something cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from octui.ui.command_runs.commands import RunnableCommand, list_runnable_commands
from octui.ui.message_menu.copies import (
    MAX_LISTED,
    MessageCopy,
    describe_part,
    is_written_text,
    list_message_copies,
    preview_text,
)
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow
from octui.wire.messages import Message
from octui.wire.parts import Part


class MenuAct(StrEnum):
    """What a row of the menu does."""

    COPY = "copy"
    COPY_MARKDOWN = "copy markdown"
    RUN = "run"
    RAW = "raw"
    EDIT = "edit"
    FORK = "fork"
    REVERT = "revert"
    DELETE_PART = "delete part"
    PICK_PART = "pick part"
    DELETE_MESSAGE = "delete message"


@dataclass(frozen=True, slots=True)
class MenuRow:
    """One row; `obstacle` says why it cannot be done now, and greys it out."""

    act: MenuAct
    title: str
    detail: str = ""
    group: str = ""
    copy: MessageCopy | None = None
    part: Part | None = None
    command: RunnableCommand | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class MenuSituation:
    """What decides which rows make sense: why messages cannot be deleted here, or changed now."""

    delete_obstacle: str = ""
    change_obstacle: str = ""
    part_id: str = ""
    """The part under the cursor; `""` when that is the whole message."""
    directory: str = ""
    """Where the session works."""


def build_menu_rows(message: Message, text: str, situation: MenuSituation) -> list[MenuRow]:
    """The rows of one message, whose text is `text`, by group."""
    is_prompt = message.info.role == "user"
    rows: list[MenuRow] = []
    if text:
        rows.append(MenuRow(MenuAct.COPY, "Copy text", group="Copy", copy=MessageCopy("text", text, "Copy")))
    rows.append(MenuRow(MenuAct.COPY_MARKDOWN, "Copy as Markdown", "with tool calls and their output", "Copy"))
    rows += _build_run_rows(message, situation)
    rows += _build_change_rows(message, situation)
    fork = ("Fork from here", "a new session up to this prompt") if is_prompt else ("Fork after this answer", "")
    revert = "Revert to here" if is_prompt else "Revert to the prompt of this answer"
    rows += [
        MenuRow(MenuAct.FORK, *fork, group="Session"),
        MenuRow(MenuAct.REVERT, revert, "undoes it and all after it", "Session"),
    ]
    rows += [
        MenuRow(MenuAct.COPY, f"Copy {copy.kind}", copy.preview, copy.group, copy)
        for copy in list_message_copies(message.parts)
    ]
    return rows


def _build_run_rows(message: Message, situation: MenuSituation) -> list[MenuRow]:
    """Each command that could be run in a terminal, those under the cursor first."""
    parts = sorted(message.parts, key=lambda part: part.id != situation.part_id)
    return [
        MenuRow(MenuAct.RUN, "Type in a terminal", preview_text(command.text), "Terminal", command=command)
        for command in list_runnable_commands(parts, situation.directory)[:MAX_LISTED]
    ]


def _build_change_rows(message: Message, situation: MenuSituation) -> list[MenuRow]:
    obstacle = situation.change_obstacle
    texts = [part for part in message.parts if is_written_text(part)]
    texts.sort(key=lambda part: part.id != situation.part_id)
    rows = [
        MenuRow(
            MenuAct.EDIT,
            "Edit text" if len(texts) == 1 else f"Edit {describe_part(part)}",
            group="Message",
            part=part,
            obstacle=obstacle,
        )
        for part in texts
    ]
    parts = list_deletable_parts(message)
    under_cursor = next((part for part in parts if part.id == situation.part_id), None)
    if under_cursor is not None:
        about = describe_part(under_cursor)
        row = MenuRow(MenuAct.DELETE_PART, "Delete this part", about, "Message", part=under_cursor, obstacle=obstacle)
        rows.append(row)
    if parts:
        rows.append(MenuRow(MenuAct.PICK_PART, "Delete a part…", group="Message", obstacle=obstacle))
    blocked = situation.delete_obstacle or obstacle
    rows.append(MenuRow(MenuAct.DELETE_MESSAGE, "Delete message", group="Message", obstacle=blocked))
    rows.append(MenuRow(MenuAct.RAW, "Raw JSON", "as the server has it", "Message"))
    return rows


def list_deletable_parts(message: Message) -> list[Part]:
    """The parts that a reader sees; what the server added for the model stays."""
    return [part for part in message.parts if describe_part(part) and not getattr(part, "synthetic", None)]


class MessageMenu(Picker[MenuRow]):
    """Returns the row that was chosen."""

    def __init__(self, title: str, rows: Sequence[MenuRow]) -> None:
        by_id = {str(number): row for number, row in enumerate(rows)}
        super().__init__(
            title,
            lambda: [
                PickerRow(
                    id=number,
                    title=row.title,
                    detail=row.obstacle or row.detail,
                    group=row.group,
                    is_muted=bool(row.obstacle),
                )
                for number, row in by_id.items()
            ],
            answer=lambda row: by_id[row.id],
        )


class PartPicker(Picker[Part]):
    """Returns the part that was chosen."""

    def __init__(self, title: str, parts: Sequence[Part]) -> None:
        by_id = {part.id: part for part in parts}
        super().__init__(
            title,
            lambda: [PickerRow(id=part.id, title=describe_part(part)) for part in parts],
            answer=lambda row: by_id[row.id],
        )
