"""Sessions: listed, created, updated, forked and summarized.

Every call takes the session's own `directory`: newer servers know it, 1.1.58 works in whichever directory it is given.
"""

from typing import Any

import msgspec

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.client.identifiers import make_message_id, make_next_message_id
from octui.client.model_ids import ModelName, get_model_variant, split_model_name
from octui.wire.decoding.tolerant_decoder import TolerantDecoder, decode_elements, split_list
from octui.wire.sessions import FileDiff, Rule, Session, SessionModel, Status, Todo
from octui.wire.struct import Json, to_json_values

EVERYTHING = 1_000_000


class SessionPage(msgspec.Struct, frozen=True):
    """Sessions, latest change first."""

    sessions: tuple[Session, ...]
    has_more: bool
    """Whether the server has older ones."""


class SessionsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(
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
        listed = await self._transport.get_json_list("/session", Session, directory=directory, query=query)
        return tuple(sorted(listed, key=lambda session: session.time.updated, reverse=True))

    async def list_everywhere(self, *, limit: int, search: str | None = None) -> tuple[Session, ...]:
        """Sessions of every project, without subagents', latest change first."""
        path = "/experimental/session"
        await self._transport.require_capability("all_sessions", "GET", path)
        query = {"roots": True, "limit": limit, "search": search}
        listed = await self._transport.get_json_list(path, Session, directory="", query=query)
        return tuple(sorted(listed, key=lambda session: session.time.updated, reverse=True))

    async def list_page(
        self, *, limit: int, roots: bool | None = None, search: str | None = None, directory: str | None = None
    ) -> SessionPage:
        """The newest `limit` sessions, and whether there may be more.

        Servers without cursors for messages order sessions by creation: there, the page is all of them.
        """
        if not (await self._transport.get_capabilities()).paging:
            limit = EVERYTHING
        query = {"roots": roots, "search": search, "limit": limit}
        answer = await self._transport.send_request("GET", "/session", directory=directory, query=query)
        raws = await self._transport.decode_response("/session", answer, split_list)
        sent = len(raws)
        listed = await self._transport.decode_response("/session", answer, lambda _: decode_elements(raws, _session))
        latest = sorted(listed, key=lambda session: session.time.updated, reverse=True)
        # What sends more than was asked for does not heed limits, and sent all.
        return SessionPage(tuple(latest), has_more=sent == limit)

    async def create(
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
        body = omit_none(
            title=title,
            parentID=parent_id,
            agent=agent,
            model=to_json_values(_to_session_model(model)) if model else None,
            permission=to_json_values(permission),
            metadata=metadata,
        )
        return await self._transport.send_json("POST", "/session", Session, body, directory=directory)

    async def get(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self._transport.get_json(_session_path(session_id), Session, directory=directory)

    async def fetch_json_session(self, session_id: str, *, directory: str | None = None) -> Json:
        """The session exactly as the server has it."""
        return await self._transport.get_json(_session_path(session_id), dict[str, Any], directory=directory)

    async def update(
        self,
        session_id: str,
        *,
        title: str | None = None,
        archived: int | None = None,
        permission: tuple[Rule, ...] | None = None,
        metadata: Json | None = None,
        directory: str | None = None,
    ) -> Session:
        """`archived` is in epoch milliseconds, 0 to take it back; 1.1.58 ignores the two after it."""
        time = {"archived": archived} if archived is not None else None
        body = omit_none(title=title, time=time, permission=to_json_values(permission), metadata=metadata)
        return await self._transport.send_json("PATCH", _session_path(session_id), Session, body, directory=directory)

    async def rename(self, session_id: str, title: str, *, directory: str | None = None) -> Session:
        return await self.update(session_id, title=title, directory=directory)

    async def delete(self, session_id: str, *, directory: str | None = None) -> bool:
        """Delete it with its children; abort it first, since a run continues after its session is deleted."""
        return await self._transport.send_json("DELETE", _session_path(session_id), bool, directory=directory)

    async def list_statuses(self, *, directory: str | None = None) -> dict[str, Status]:
        """Statuses of the running sessions of a directory; absent sessions are idle."""
        return await self._transport.get_json("/session/status", dict[str, Status], directory=directory)

    async def list_children(self, session_id: str, *, directory: str | None = None) -> tuple[Session, ...]:
        return await self._transport.get_json_list(
            f"{_session_path(session_id)}/children", Session, directory=directory
        )

    async def list_todos(self, session_id: str, *, directory: str | None = None) -> tuple[Todo, ...]:
        return await self._transport.get_json_list(f"{_session_path(session_id)}/todo", Todo, directory=directory)

    async def get_diff(
        self, session_id: str, *, message_id: str | None = None, directory: str | None = None
    ) -> tuple[FileDiff, ...]:
        """What the session changed: 1.18.33 reports it only for one user message, 1.1.58 only for the whole session."""
        query = {"messageID": message_id}
        return await self._transport.get_json_list(
            f"{_session_path(session_id)}/diff", FileDiff, directory=directory, query=query
        )

    async def fork(self, session_id: str, message_id: str | None = None, *, directory: str | None = None) -> Session:
        """Copy a session up to, and without, a message; the copies have ids of their own."""
        body = omit_none(messageID=message_id)
        return await self._transport.send_json(
            "POST", f"{_session_path(session_id)}/fork", Session, body, directory=directory
        )

    async def abort(self, session_id: str, *, directory: str | None = None) -> bool:
        """Ask a run to end; true also where nothing runs, so wait for idle.

        Reject the session's pending requests too: 1.1.58 does not end a run that waits for one, and elsewhere they
        stay and keep their files locked.
        """
        return await self._transport.send_json("POST", f"{_session_path(session_id)}/abort", bool, directory=directory)

    async def release_subagents(self, session_id: str, *, directory: str | None = None) -> bool:
        """Have the agent of a session go on without waiting for its subagents, which work in the background."""
        path = f"/experimental{_session_path(session_id)}/background"
        await self._transport.require_capability("background_subagents", "POST", path)
        return await self._transport.send_json("POST", path, bool, directory=directory)

    async def move_to_directory(
        self, session_id: str, destination: str, *, with_changes: bool = False, directory: str | None = None
    ) -> None:
        """Have a session go on in another directory of its project; `with_changes` takes what is not committed there.

        Raises Rejected with the server's reason when the destination belongs to another project.
        """
        path = "/experimental/control-plane/move-session"
        await self._transport.require_capability("move_session", "POST", path)
        body = {"sessionID": session_id, "destination": {"directory": destination}, "moveChanges": with_changes}
        await self._transport.send_without_answer("POST", path, body, directory=directory)

    async def share(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self._transport.send_json(
            "POST", f"{_session_path(session_id)}/share", Session, directory=directory
        )

    async def unshare(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self._transport.send_json(
            "DELETE", f"{_session_path(session_id)}/share", Session, directory=directory
        )

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
        body = omit_none(providerID=provider_id, modelID=model_id, auto=auto)
        path = f"{_session_path(session_id)}/summarize"
        return await self._transport.send_json("POST", path, bool, body, directory=directory, timeout=None)

    async def init(self, session_id: str, provider_id: str, model_id: str, *, directory: str | None = None) -> bool:
        """Have an AGENTS.md written; answers when that is done."""
        body = omit_none(
            providerID=provider_id,
            modelID=model_id,
            messageID=await self._find_next_message_id(session_id, directory),
        )
        path = f"{_session_path(session_id)}/init"
        return await self._transport.send_json("POST", path, bool, body, directory=directory, timeout=None)

    async def revert(
        self, session_id: str, message_id: str, part_id: str | None = None, *, directory: str | None = None
    ) -> Session:
        """Undo everything from a message on, files included; raises Busy while the session runs."""
        body = omit_none(messageID=message_id, partID=part_id)
        return await self._transport.send_json(
            "POST", f"{_session_path(session_id)}/revert", Session, body, directory=directory
        )

    async def unrevert(self, session_id: str, *, directory: str | None = None) -> Session:
        return await self._transport.send_json(
            "POST", f"{_session_path(session_id)}/unrevert", Session, directory=directory
        )

    async def _find_next_message_id(self, session_id: str, directory: str | None) -> str:
        """An id by the server's clock: one from a clock ahead of it makes 1.1.58 answer without end."""
        answer = await self._transport.send_request(
            "GET", f"{_session_path(session_id)}/message", directory=directory, query={"limit": 1}
        )
        newest = await self._transport.decode_response("/message", answer, TolerantDecoder(list[_Newest]).decode_value)
        if newest:
            return make_next_message_id(newest[-1].info.id)
        session = await self.get(session_id, directory=directory)
        return make_message_id(int(session.time.created))


_session = TolerantDecoder(Session, saves_memory=True)


class _NewestInfo(msgspec.Struct):
    id: str


class _Newest(msgspec.Struct):
    info: _NewestInfo


def _session_path(session_id: str) -> str:
    return f"/session/{quote_path_segment(session_id)}"


def _to_session_model(model: ModelName) -> SessionModel:
    provider_id, model_id = split_model_name(model)
    return SessionModel(id=model_id, provider_id=provider_id, variant=get_model_variant(model))
