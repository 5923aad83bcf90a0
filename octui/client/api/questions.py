"""Questions asked by agents, and the answers to them.

They belong to the instance of one directory: with another directory the list is empty and replies find nothing.
"""

from collections.abc import Sequence

from octui.client.address import quote_path_segment
from octui.client.api.pending import ensure_pending
from octui.client.capable_transport import CapableTransport
from octui.wire.requests import Question


class QuestionsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> tuple[Question, ...]:
        return await self._transport.get_json_list("/question", Question, directory=directory)

    async def reply(self, request_id: str, answers: Sequence[Sequence[str]], *, directory: str | None = None) -> None:
        """One list of labels, or of the user's own words, for each question; raises NotFound like permissions do."""
        path = f"/question/{quote_path_segment(request_id)}/reply"
        await ensure_pending(self._transport, "/question", request_id, path, directory)
        body = {"answers": [list(answer) for answer in answers]}
        await self._transport.send_json("POST", path, bool, body, directory=directory)

    async def reject(self, request_id: str, *, directory: str | None = None) -> None:
        path = f"/question/{quote_path_segment(request_id)}/reject"
        await ensure_pending(self._transport, "/question", request_id, path, directory)
        await self._transport.send_json("POST", path, bool, directory=directory)
