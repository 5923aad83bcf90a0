"""Deliver a prompt once: when its answer is lost, the server's own messages say whether it arrived.

A prompt carries a part id that octui chose (not a message id: 1.1.58 answers without end one from a clock ahead of its
own). Servers give shell and slash commands ids of their own; they are recognized by what they do.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from octui.client import Client, ClientError, NotFound, Outcome
from octui.lazy_dataclasses import dataclass
from octui.store import selectors
from octui.store.store import Store
from octui.wire.messages import MessageInfo
from octui.wire.parts import Part, ToolPart

LOOK_DELAYS: Final = (0.1, 0.3, 0.6, 1.0, 2.0, 3.0)
"""Seconds before each look: a server may save a prompt some time after it took it."""
ANSWERED_LOOKS: Final = 4
"""Looks after an answer that makes no sense; fewer, as nothing is still on its way."""
ACCEPTED_LOOKS: Final = (3.0, 5.0, 10.0, 20.0, 30.0)
"""After a prompt was accepted: a server that has just started takes its time to make a message of it."""
MAX_RETRY_SECONDS: Final = 5.0
PAGE_SIZE: Final = 20

Proof = Callable[[MessageInfo, Sequence[Part]], bool]
UnknownListener = Callable[[ClientError], None]


@dataclass(frozen=True, slots=True)
class OutgoingPrompt:
    """Something sent to a session: a message after `since` that `is_proof` accepts shows that it arrived."""

    session_id: str
    directory: str | None
    since: str
    """The newest message before it was sent, `""` for none."""
    is_proof: Proof
    part_id: str = ""
    """The part that it becomes, where octui chose it."""


class PromptDelivery:
    """Follows what is on its way to one server."""

    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._expected: dict[asyncio.Future[None], OutgoingPrompt] = {}
        self._calls: set[asyncio.Task[object]] = set()
        """Calls not answered yet, those of prompts that arrived included."""

    def make_outgoing(
        self, session_id: str, directory: str | None, is_proof: Proof, part_id: str = ""
    ) -> OutgoingPrompt:
        """To be made before it is sent."""
        since = selectors.find_newest_message_id(self._store.state, session_id)
        return OutgoingPrompt(session_id, directory, since, is_proof, part_id)

    def handle_changes(self) -> None:
        """The store changed: what was sent may have arrived."""
        for arrival, outgoing in self._expected.items():
            if not arrival.done() and selectors.has_message_since(
                self._store.state, outgoing.session_id, outgoing.since, outgoing.is_proof
            ):
                arrival.set_result(None)

    async def deliver_prompt(
        self,
        outgoing: OutgoingPrompt,
        post: Coroutine[Any, Any, object],
        on_unknown: UnknownListener,
    ) -> asyncio.Task[object]:
        """Return the call as soon as the server has the prompt, which may be before the call is answered.

        Raises the ClientError of the call if the server does not have it. `on_unknown` is called if that takes a
        closer look, which lasts until the server can be asked.
        """
        call: asyncio.Task[object] = asyncio.create_task(post)
        self._calls.add(call)
        call.add_done_callback(self._end_call)
        arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._expected[arrival] = outgoing
        try:
            either: set[asyncio.Future[Any]] = {call, arrival}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not arrival.done():
                await self._confirm_arrival(outgoing, call, arrival, on_unknown)
        except asyncio.CancelledError:
            call.cancel()
            raise
        finally:
            del self._expected[arrival]
        return call

    async def wait_until_seen(self, outgoing: OutgoingPrompt) -> bool:
        """Wait for the message of a prompt that the server accepted; False when the server does not have it."""
        arrival: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._expected[arrival] = outgoing
        try:
            self.handle_changes()
            for delay in ACCEPTED_LOOKS:
                if await self._look_for(outgoing, arrival, (delay,)):
                    return True
                if outgoing.session_id in self._store.state.failures:
                    return False
            return False
        finally:
            del self._expected[arrival]

    def _end_call(self, call: asyncio.Task[object]) -> None:
        self._calls.discard(call)
        if not call.cancelled():
            # The waiting caller sees the error; a prompt that arrived needs no answer.
            call.exception()

    async def _confirm_arrival(
        self,
        outgoing: OutgoingPrompt,
        call: asyncio.Task[object],
        arrival: asyncio.Future[None],
        on_unknown: UnknownListener,
    ) -> None:
        try:
            await call
        except ClientError as error:
            if error.outcome is Outcome.REFUSED:
                raise
            on_unknown(error)
            looks = LOOK_DELAYS if error.status is None else LOOK_DELAYS[:ANSWERED_LOOKS]
            if not await self._look_for(outgoing, arrival, looks):
                raise

    async def _look_for(self, outgoing: OutgoingPrompt, arrival: asyncio.Future[None], looks: Sequence[float]) -> bool:
        """Whether the server has it; looks that were not answered do not count."""
        retry_seconds = 0.25
        for delay in looks:
            await asyncio.wait({arrival}, timeout=delay)
            while not arrival.done():
                try:
                    if await self._find_on_server(outgoing):
                        return True
                    break
                except NotFound:
                    return False
                except ClientError:
                    await asyncio.wait({arrival}, timeout=retry_seconds)
                    retry_seconds = min(retry_seconds * 2, MAX_RETRY_SECONDS)
            if arrival.done():
                return True
        return False

    async def _find_on_server(self, outgoing: OutgoingPrompt) -> bool:
        cursor: str | None = None
        while True:
            page = await self._client.messages.list(
                outgoing.session_id, limit=PAGE_SIZE, before=cursor, directory=outgoing.directory
            )
            newer = [message for message in page.messages if message.info.id > outgoing.since]
            if any(outgoing.is_proof(message.info, message.parts) for message in newer):
                return True
            cursor = page.next_cursor
            if cursor is None or len(newer) < len(page.messages) or not newer:
                return False


def discard_error(error: ClientError) -> None:
    """For callers that only want to know how it ends."""


def make_part_proof(part_id: str) -> Proof:
    """A prompt arrived when its part did."""
    return lambda _, parts: any(part.id == part_id for part in parts)


def make_shell_proof(spellings: Sequence[str]) -> Proof:
    """A shell command arrived when a tool runs it, in one of its spellings."""
    return lambda _, parts: any(
        isinstance(part, ToolPart) and part.state.input.get("command") in spellings for part in parts
    )


def is_new_prompt(info: MessageInfo, _: Sequence[Part]) -> bool:
    """A slash command arrived when it became a prompt, whose text only the server knows."""
    return info.role == "user"
