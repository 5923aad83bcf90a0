"""Sessions: listed, made, changed, forked, summed up.

Every call takes the session's own `directory`: newer servers know it, 1.1.58 works wherever it is told to.
"""

import msgspec

from octui.client.address import segment
from octui.client.http.request_body import given
from octui.client.http.transport import Transport
from octui.client.identifiers import message_id_after, message_id_at
from octui.client.model_ids import ModelName, model_ids, model_variant
from octui.wire.encode import whole
from octui.wire.sessions import FileDiff, Rule, Session, SessionModel, Status, Todo
from octui.wire.struct import Json


class Sessions(Transport):
    async def sessions(
        self,
        *,
        directory: str | None = None,
        roots: bool | None = None,
        search: str | None = None,
        start: int | None = None,
        limit: int | None = None,
        scope: str | None = None,
        path: str | None = None,
    ) -> tuple[Session, ...]:
        """Sessions of exactly this directory, latest change first; `start` is in epoch milliseconds.

        `scope="project"`, and with it `path`, widen the list to the whole project; 1.1.58 ignores both.
        """
        query = {"roots": roots, "search": search, "start": start, "limit": limit, "scope": scope, "path": path}
        listed = await self.get_list("/session", Session, directory=directory, query=query)
        return tuple(sorted(listed, key=lambda session: session.time.updated, reverse=True))

    async def create_session(
        self,
        *,
        title: str | None = None,
        parent_id: str | None = None,
        agent: str | None = None,
        model: ModelName | None = None,
        permission: tuple[Rule, ...] | None = None,
        metadata: Json | None = None,
        directory: str | None = None,
    ) -> Session:
        """1.1.58 ignores `agent`, `model` and `metadata`: give them with each prompt."""
        body = given(
            title=title,
            parentID=parent_id,
            agent=agent,
            model=whole(_as_session_model(model)) if model else None,
            permission=whole(permission),
            metadata=metadata,
        )
        return await self.send("POST", "/session", Session, body, directory=directory)

    async def session(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self.get(_path(session_id), Session, directory=directory)

    async def update_session(
        self,
        session_id: str,
        *,
        title: str | None = None,
        archived: int | None = None,
        permission: tuple[Rule, ...] | None = None,
        metadata: Json | None = None,
        directory: str | None = None,
    ) -> Session:
        """`archived` is in epoch milliseconds and cannot be taken back; 1.1.58 ignores the two after it."""
        time = {"archived": archived} if archived is not None else None
        body = given(title=title, time=time, permission=whole(permission), metadata=metadata)
        return await self.send("PATCH", _path(session_id), Session, body, directory=directory)

    async def rename_session(self, session_id: str, title: str, *, directory: str | None = None) -> Session:
        return await self.update_session(session_id, title=title, directory=directory)

    async def delete_session(self, session_id: str, *, directory: str | None = None) -> bool:
        """Delete it with its children; abort it first, since a run goes on after its session is gone."""
        return await self.send("DELETE", _path(session_id), bool, directory=directory)

    async def session_statuses(self, *, directory: str | None = None) -> dict[str, Status]:
        """What the running sessions of a directory do; a session that is not there is idle."""
        return await self.get("/session/status", dict[str, Status], directory=directory)

    async def children(self, session_id: str, *, directory: str | None = None) -> tuple[Session, ...]:
        return await self.get_list(f"{_path(session_id)}/children", Session, directory=directory)

    async def todo(self, session_id: str, *, directory: str | None = None) -> tuple[Todo, ...]:
        return await self.get_list(f"{_path(session_id)}/todo", Todo, directory=directory)

    async def session_diff(
        self, session_id: str, *, message_id: str | None = None, directory: str | None = None
    ) -> tuple[FileDiff, ...]:
        """What the session changed: 1.18.33 says so only for one user message, 1.1.58 only for the whole session."""
        query = {"messageID": message_id}
        return await self.get_list(f"{_path(session_id)}/diff", FileDiff, directory=directory, query=query)

    async def fork(self, session_id: str, message_id: str | None = None, *, directory: str | None = None) -> Session:
        """Copy a session up to, and without, a message; the copies have ids of their own."""
        body = given(messageID=message_id)
        return await self.send("POST", f"{_path(session_id)}/fork", Session, body, directory=directory)

    async def abort(self, session_id: str, *, directory: str | None = None) -> bool:
        """Ask a run to end; true also where nothing runs, so wait for idle.

        Reject the session's pending requests too: 1.1.58 does not end a run that waits for one, and elsewhere they
        stay and keep their files locked.
        """
        return await self.send("POST", f"{_path(session_id)}/abort", bool, directory=directory)

    async def share(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self.send("POST", f"{_path(session_id)}/share", Session, directory=directory)

    async def unshare(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self.send("DELETE", f"{_path(session_id)}/share", Session, directory=directory)

    async def summarize(
        self,
        session_id: str,
        provider_id: str,
        model_id: str,
        *,
        auto: bool | None = None,
        directory: str | None = None,
    ) -> bool:
        """Compact the session; answers when that is done, however long it takes."""
        body = given(providerID=provider_id, modelID=model_id, auto=auto)
        path = f"{_path(session_id)}/summarize"
        return await self.send("POST", path, bool, body, directory=directory, timeout=None)

    async def init_session(
        self, session_id: str, provider_id: str, model_id: str, *, directory: str | None = None
    ) -> bool:
        """Have an AGENTS.md written; answers when that is done."""
        body = given(
            providerID=provider_id,
            modelID=model_id,
            messageID=await self._next_message_id(session_id, directory),
        )
        path = f"{_path(session_id)}/init"
        return await self.send("POST", path, bool, body, directory=directory, timeout=None)

    async def revert(
        self, session_id: str, message_id: str, part_id: str | None = None, *, directory: str | None = None
    ) -> Session:
        """Undo everything from a message on, files included; raises Busy while the session runs."""
        body = given(messageID=message_id, partID=part_id)
        return await self.send("POST", f"{_path(session_id)}/revert", Session, body, directory=directory)

    async def unrevert(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self.send("POST", f"{_path(session_id)}/unrevert", Session, directory=directory)

    async def _next_message_id(self, session_id: str, directory: str | None) -> str:
        """An id by the server's clock: one from a clock ahead of it makes 1.1.58 answer without end."""
        answer = await self.ask("GET", f"{_path(session_id)}/message", directory=directory, query={"limit": 1})
        newest = await self.decoded("/message", answer, msgspec.json.Decoder(list[_Newest]).decode)
        if newest:
            return message_id_after(newest[-1].info.id)
        session = await self.session(session_id, directory=directory)
        return message_id_at(int(session.time.created))


class _NewestInfo(msgspec.Struct):
    id: str


class _Newest(msgspec.Struct):
    info: _NewestInfo


def _path(session_id: str) -> str:
    return f"/session/{segment(session_id)}"


def _as_session_model(model: ModelName) -> SessionModel:
    provider_id, model_id = model_ids(model)
    return SessionModel(id=model_id, provider_id=provider_id, variant=model_variant(model))
