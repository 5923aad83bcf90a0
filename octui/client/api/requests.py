"""Permissions and questions: what waits for a person, and the answers.

They belong to the instance of one directory: with another directory the lists are empty and replies find nothing.
"""

from collections.abc import Sequence

from octui.client.address import segment
from octui.client.capabilities import Capable
from octui.client.errors import NotFound
from octui.client.http.request_body import given
from octui.wire.requests import Permission, Question


class Asks(Capable):
    async def permissions(self, *, directory: str | None = None) -> tuple[Permission, ...]:
        """Requests of every session of the directory, subagents and dead runs included."""
        return await self.get_list("/permission", Permission, directory=directory)

    async def reply_permission(
        self, request_id: str, reply: str, message: str | None = None, *, directory: str | None = None
    ) -> None:
        """Answer `once`, `always` or `reject`; with a `message` a rejection lets the run go on.

        Raises NotFound when the request is not pending any more: then nothing was decided by this call.
        """
        path = f"/permission/{segment(request_id)}/reply"
        await self._still_pending("/permission", request_id, path, directory)
        await self.send("POST", path, bool, given(reply=reply, message=message), directory=directory)

    async def reply_session_permission(
        self, session_id: str, request_id: str, response: str, *, directory: str | None = None
    ) -> None:
        """Answer by the older route, which newer servers find in any directory and which carries no message."""
        path = f"/session/{segment(session_id)}/permissions/{segment(request_id)}"
        await self._still_pending("/permission", request_id, path, directory)
        await self.send("POST", path, bool, {"response": response}, directory=directory)

    async def questions(self, *, directory: str | None = None) -> tuple[Question, ...]:
        return await self.get_list("/question", Question, directory=directory)

    async def reply_question(
        self, request_id: str, answers: Sequence[Sequence[str]], *, directory: str | None = None
    ) -> None:
        """One list of labels, or of a person's own words, for each question; raises NotFound like permissions do."""
        path = f"/question/{segment(request_id)}/reply"
        await self._still_pending("/question", request_id, path, directory)
        body = {"answers": [list(answer) for answer in answers]}
        await self.send("POST", path, bool, body, directory=directory)

    async def reject_question(self, request_id: str, *, directory: str | None = None) -> None:
        path = f"/question/{segment(request_id)}/reject"
        await self._still_pending("/question", request_id, path, directory)
        await self.send("POST", path, bool, directory=directory)

    async def _still_pending(self, listing: str, request_id: str, path: str, directory: str | None) -> None:
        """1.1.58 says yes to any reply, also to one that reaches nobody: look before replying to it."""
        if (await self.capabilities()).honest_replies:
            return
        pending = await self.get_list(listing, Permission, directory=directory)
        if all(request.id != request_id for request in pending):
            raise NotFound("That request is not waiting for an answer any more.", method="POST", path=path)
