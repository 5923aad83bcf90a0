"""The messages of a turn's session: loaded once, then reloaded only where something changed."""

from types import TracebackType
from typing import Final, Self

from octui.server.agent.model_context import drop_compacted_messages
from octui.server.sessions.messages import MessageService
from octui.wire.messages import Message

FIRST_PAGE_SIZE: Final = 200


class TurnHistory:
    """The messages since the last compaction, tracked while the context manager is entered."""

    def __init__(self, messages: MessageService, session_id: str) -> None:
        self._messages = messages
        self._session_id = session_id
        self._changed: set[str] = set()
        self._known: dict[str, Message] = {}

    def __enter__(self) -> Self:
        self._changed = self._messages.change_tracker.start_tracking(self._session_id)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._messages.change_tracker.stop_tracking(self._session_id, self._changed)

    async def load_turn_messages(self) -> list[Message]:
        """The current messages, oldest first; a long session is read from its end, only as far back as needed."""
        if not self._known:
            self._replace_messages(await self._read_history())
        self._apply_changes()
        return list(self._known.values())

    async def _read_history(self) -> list[Message]:
        limit, before = FIRST_PAGE_SIZE, None
        messages: list[Message] = []
        while older := await self._messages.load_message_page(self._session_id, limit=limit, before=before):
            messages = [*older, *messages]
            kept = drop_compacted_messages(messages)
            if len(kept) < len(messages) or len(older) < limit:
                return kept
            limit, before = 2 * limit, messages[0].info.id
        return messages

    def _apply_changes(self) -> None:
        summed_up = False
        for message_id in self._order_changes():
            message = self._messages.find_message(self._session_id, message_id)
            if message is None:
                self._known.pop(message_id, None)
                continue
            summed_up = summed_up or message.info.is_summary
            self._known[message_id] = message
        self._changed.clear()
        if summed_up:
            self._replace_messages(drop_compacted_messages(list(self._known.values())))

    def _order_changes(self) -> list[str]:
        """The messages that changed, in order, without those from before the oldest that matters."""
        positions = {
            message_id: self._messages.locate_message(self._session_id, message_id) for message_id in self._changed
        }
        if (oldest := next(iter(self._known), None)) is not None:
            start = self._messages.locate_message(self._session_id, oldest)
            positions = {key: position for key, position in positions.items() if position >= start}
        return sorted(positions, key=positions.__getitem__)

    def _replace_messages(self, messages: list[Message]) -> None:
        self._known = {message.info.id: message for message in messages}
