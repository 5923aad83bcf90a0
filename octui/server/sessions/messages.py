"""Messages and their parts: every change is made here, stored, and then published."""

from typing import Any

import msgspec
from msgspec.structs import replace

from octui.server.identifiers import create_ascending_id, create_id_after, get_time_ms
from octui.server.json_encoding import encode_json
from octui.server.sessions.change_tracker import ChangeTracker
from octui.server.sessions.crash_recovery import (
    NOT_SAVED,
    mark_info_interrupted,
    mark_parts_interrupted,
    recover_interrupted_messages,
)
from octui.server.sessions.delta_buffer import DeltaBuffer, StreamedPart
from octui.server.sessions.session_records import SessionRecords
from octui.server.sessions.session_usage import add_message_usage
from octui.server.storage.page_cursor import encode_cursor
from octui.server.storage.repository import Repository
from octui.server.storage.writer_lock import WriterLock
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.history import decode_message
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import KnownPart, UnknownPart
from octui.wire.struct import Json

_info = TolerantDecoder(MessageInfo, bounds_depth=False)


class MessageService:
    """The only writer of messages. A method stores its change before it publishes the event."""

    def __init__(self, records: SessionRecords, repository: Repository, writer_lock: WriterLock) -> None:
        self._records = records
        self._repository = repository
        self._writer_lock = writer_lock
        self._delta_buffer = DeltaBuffer(repository)
        self.change_tracker = ChangeTracker()
        recover_interrupted_messages(repository, writer_lock)

    def save_message(self, info: MessageInfo, *, extra_fields: Json | None = None) -> None:
        """Store and publish a message; the session's cost and tokens are updated too.

        `extra_fields` holds keys that `MessageInfo` does not have. A message of a deleted session is dropped.
        """
        if self._records.find_session_directory(info.session_id) is None:
            return
        before = self._repository.read_message_info_row(info.session_id, info.id)
        writing = info.role == "assistant" and info.time.completed is None
        row = encode_json(_merge_extra_keys(info, extra_fields))
        with self._repository.open_transaction():
            self._repository.save_message_row(
                info.session_id, info.id, row, self._writer_lock.name if writing else None
            )
            session = self._records.read_session(info.session_id)
            replaced = None if before is None else _info.decode_value(before)
            changed = session and add_message_usage(session, info, replaced)
            if changed is not None:
                self._records.save_session(changed)
        self.change_tracker.record_change(info.session_id, info.id)
        self._records.publish_session_event(info.session_id, "message.updated", {"info": msgspec.Raw(row)})
        if changed is not None:
            self._records.publish_session_update(changed)

    def finish_abandoned_messages(self, session_id: str) -> None:
        """Complete what this server left unfinished in a session, in which nothing may be running."""
        for writer, owning_session, message_id in self._repository.list_unfinished_messages():
            if writer != self._writer_lock.name or owning_session != session_id:
                continue
            message = self.find_message(session_id, message_id)
            if message is not None:
                for part in mark_parts_interrupted(message, NOT_SAVED):
                    self.save_part(part)
                self.save_message(mark_info_interrupted(message, NOT_SAVED))

    def delete_message(self, session_id: str, message_id: str) -> bool:
        """Whether it existed."""
        self._delta_buffer.discard_parts(session_id, message_id)
        removed = self._repository.delete_message_rows(session_id, message_id)
        if removed:
            self.change_tracker.record_change(session_id, message_id)
            self._records.publish_session_event(session_id, "message.removed", {"messageID": message_id})
        return removed

    def delete_messages_since(self, session_id: str, message_id: str, part_id: str | None) -> None:
        """Delete a message and all that came after it; with a part, what of the message came before that stays."""
        for later_id in self._repository.list_message_ids(session_id, since=message_id):
            if later_id != message_id or part_id is None:
                self.delete_message(session_id, later_id)
        if part_id is not None and (message := self.find_message(session_id, message_id)) is not None:
            for part in message.parts:
                if part.id >= part_id:
                    self.delete_part(session_id, message_id, part.id)

    def find_message(self, session_id: str, message_id: str) -> Message | None:
        self.flush_deltas()
        row = self._repository.read_message_row(session_id, message_id)
        return None if row is None else decode_message(row)

    def load_messages(self, session_id: str, *, limit: int | None = None, before: str | None = None) -> list[Message]:
        """The newest `limit` that came before the message `before`, oldest first."""
        self.flush_deltas()
        return [
            decode_message(row) for row in self._repository.read_message_rows(session_id, limit=limit, before=before)
        ]

    async def load_message_page(self, session_id: str, *, limit: int, before: str | None) -> list[Message]:
        """Like `load_messages`, without blocking the event loop."""
        self.flush_deltas()
        return await self._repository.read_messages(session_id, limit, before)

    def create_message_id(self, session_id: str) -> str:
        """An id for the next message: it sorts after those of all messages so far, as clients sort by ids."""
        greatest = self._repository.find_greatest_message_id(session_id)
        return create_ascending_id("msg") if greatest is None else create_id_after(greatest, "msg")

    def locate_message(self, session_id: str, message_id: str) -> int:
        """The position of a message in its conversation, or where one that was deleted would be."""
        return self._repository.locate_message(session_id, message_id)

    async def load_history_json(
        self, session_id: str, limit: int | None, before: str | None
    ) -> tuple[bytes, str | None]:
        """A page of messages as JSON and the cursor of the previous page; does not block the event loop."""
        self.flush_deltas()
        body, oldest = await self._repository.read_history_json(session_id, limit, before)
        return body, None if oldest is None else encode_cursor(oldest)

    def save_part(
        self, part: KnownPart | UnknownPart, *, publish: bool = True, extra_fields: Json | None = None
    ) -> None:
        """Store and publish a part; `extra_fields` holds keys that its type does not have."""
        self._delta_buffer.discard_parts(part.session_id, part.message_id, part.id)
        if self._records.find_session_directory(part.session_id) is None:
            return
        row = encode_json(_merge_extra_keys(part, extra_fields))
        self._repository.save_part_row(part.session_id, part.message_id, part.id, row)
        self.change_tracker.record_change(part.session_id, part.message_id)
        if publish:
            properties = {"part": msgspec.Raw(row), "time": get_time_ms()}
            self._records.publish_session_event(part.session_id, "message.part.updated", properties)

    def append_part_text(self, part: StreamedPart, text: str) -> StreamedPart:
        """The part with `text` appended; published at once, stored within a second or by `save_part`."""
        if self._records.find_session_directory(part.session_id) is None:
            return replace(part, text=part.text + text)
        grown = self._delta_buffer.buffer_delta(part, text)
        self.change_tracker.record_change(part.session_id, part.message_id)
        properties = {"messageID": part.message_id, "partID": part.id, "field": "text", "delta": text}
        self._records.publish_session_event(part.session_id, "message.part.delta", properties)
        return grown

    def delete_part(self, session_id: str, message_id: str, part_id: str) -> bool:
        """Whether it existed."""
        self._delta_buffer.discard_parts(session_id, message_id, part_id)
        removed = self._repository.delete_part_row(session_id, message_id, part_id)
        if removed:
            self.change_tracker.record_change(session_id, message_id)
            properties = {"messageID": message_id, "partID": part_id}
            self._records.publish_session_event(session_id, "message.part.removed", properties)
        return removed

    def flush_deltas(self) -> None:
        """Store the buffered deltas."""
        self._delta_buffer.flush_parts()

    def discard_session_deltas(self, session_id: str) -> None:
        """Drop what is buffered for a session that was deleted."""
        self._delta_buffer.discard_parts(session_id)

    def shut_down(self) -> None:
        self.flush_deltas()
        self._writer_lock.release_lock()


def _merge_extra_keys(value: msgspec.Struct, extra_fields: Json | None) -> Any:
    return (
        value if not extra_fields else {**msgspec.json.decode(encode_json(value), type=dict[str, Any]), **extra_fields}
    )
