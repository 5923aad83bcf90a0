"""One server call for each thing the user can ask for; the results arrive as events."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import field
from time import time
from typing import Final
from urllib.parse import quote

from octui.client import Client, ClientError, NotFound, Outcome
from octui.client.identifiers import make_first_part_id
from octui.lazy_dataclasses import dataclass
from octui.store import selectors
from octui.store.actions import PromptAccepted, PromptVanished
from octui.store.changes import Changes
from octui.store.store import Store
from octui.ui.messages import Attachment, Reply
from octui.ui.model_selection import Selection
from octui.ui.prompts.delivery import (
    OutgoingPrompt,
    PromptDelivery,
    UnknownListener,
    discard_error,
    is_new_prompt,
    make_part_proof,
    make_shell_proof,
)
from octui.ui.prompts.lost_prompts import LostPrompt, LostPromptDetector, resend_if_lost
from octui.wire.access.permissions import GrantScope
from octui.wire.mcp import McpResource
from octui.wire.messages import MessageModel
from octui.wire.prompt import AgentInput, FileInput, FromFile, FromResource, Mention, PromptPart, TextInput
from octui.wire.requests import Permission, Question
from octui.wire.sessions import Session
from octui.wire.shell_quoting import quote_for_server

NO_RESOURCES: Final[Mapping[str, McpResource]] = {}


@dataclass(slots=True)
class ServerCalls:
    """Each method raises `ClientError`; the caller knows what the user was doing and reports it."""

    client: Client
    store: Store
    apply_actions: Callable[..., None] | None = None
    """Takes what is known about a prompt that was sent, so that it is shown; None where nothing is shown."""
    delivery: PromptDelivery = field(init=False)
    _lost_prompt_detector: LostPromptDetector = field(default_factory=LostPromptDetector)

    def __post_init__(self) -> None:
        self.delivery = PromptDelivery(self.client, self.store)

    async def create_session(self) -> Session:
        return await self.client.sessions.create()

    async def send_prompt(
        self,
        session_id: str,
        text: str,
        attachments: Sequence[Attachment],
        selection: Selection,
        on_unknown: UnknownListener = discard_error,
        further_parts: Sequence[FileInput | TextInput] = (),
    ) -> OutgoingPrompt:
        """Send a prompt; returns when the server has it, not when it is answered, and raises if it does not.

        It may be in no message yet: `wait_until_seen` takes what is returned.
        """
        directory = self._session_directory(session_id)
        resources = self.store.state.resources
        parts = build_prompt_parts(text, attachments, directory or self.client.directory or "", resources)

        async def send(part_id: str) -> None:
            await self.client.prompts.send(
                session_id,
                [TextInput(text=text, id=part_id), *parts[1:], *further_parts],
                agent=selection.agent,
                model=_message_model(selection),
                directory=directory,
            )

        if selectors.is_possibly_busy(self.store.state, session_id):
            self._lost_prompt_detector.record_prompt(session_id, lambda: send(make_first_part_id()))
        part_id = make_first_part_id()
        outgoing = self.delivery.make_outgoing(session_id, directory, make_part_proof(part_id), part_id)
        try:
            await self.delivery.deliver_prompt(outgoing, send(part_id), on_unknown)
        except ClientError:
            self._lost_prompt_detector.forget_session(session_id)
            raise
        self._apply(PromptAccepted(session_id, part_id, text, outgoing.since))
        return outgoing

    async def wait_until_seen(self, outgoing: OutgoingPrompt) -> bool:
        """Wait for the message of a prompt that was sent; False when the server turns out not to have kept it."""
        is_seen = await self.delivery.wait_until_seen(outgoing)
        if not is_seen:
            self._apply(PromptVanished(outgoing.part_id))
        return is_seen

    def _apply(self, action: PromptAccepted | PromptVanished) -> None:
        if self.apply_actions is not None:
            self.apply_actions(action)

    def find_lost_prompts(self, changes: Changes) -> Iterator[LostPrompt]:
        """The prompts that these changes show to be lost."""
        return self._lost_prompt_detector.detect_lost_prompts(self.store.state, changes)

    async def resend_prompt(self, lost: LostPrompt) -> bool:
        """Send a lost prompt again; returns False if it turns out not to be lost."""
        return await resend_if_lost(self.client, lost, self._session_directory(lost.session_id))

    async def start_shell_command(
        self, session_id: str, command: str, selection: Selection, on_unknown: UnknownListener
    ) -> Awaitable[object]:
        """Run a shell command; returns when the server has it, with what waits for its end."""
        directory = self._session_directory(session_id)
        run = self.client.prompts.run_shell(
            session_id, command, agent=selection.agent, model=_message_model(selection), directory=directory
        )
        proof = make_shell_proof((command, quote_for_server(command)))
        outgoing = self.delivery.make_outgoing(session_id, directory, proof)
        return await self.delivery.deliver_prompt(outgoing, run, on_unknown)

    async def start_slash_command(
        self,
        session_id: str,
        name: str,
        arguments: str,
        selection: Selection,
        on_unknown: UnknownListener,
        files: Sequence[FileInput] = (),
    ) -> Awaitable[object]:
        """Run one of the server's slash commands; returns when the server has it, with what waits for its turn."""
        directory = self._session_directory(session_id)
        run = self.client.prompts.run_command(
            session_id,
            name,
            arguments,
            agent=selection.agent,
            model=_message_model(selection),
            files=files,
            directory=directory,
        )
        outgoing = self.delivery.make_outgoing(session_id, directory, is_new_prompt)
        return await self.delivery.deliver_prompt(outgoing, run, on_unknown)

    async def toggle_mcp_server(self, name: str) -> None:
        """Disconnect an MCP server that is connected, connect any other; returns even if connecting failed."""
        status = self.store.state.mcp.get(name)
        if status is not None and status.status == "connected":
            await self.client.mcp.disconnect(name)
        else:
            await self.client.mcp.connect(name)

    async def abort_session_tree(self, session_id: str) -> None:
        """Stop a session and its subagents, and reject their pending requests.

        A request left pending keeps a file lock on 1.18, and keeps the run itself alive on 1.1.
        """
        tree = (session_id, *selectors.list_descendants(self.store.state, session_id))
        self._lost_prompt_detector.forget_session(session_id)
        await asyncio.gather(
            *(self.client.sessions.abort(member, directory=self._session_directory(member)) for member in tree)
        )
        for request in selectors.list_pending_requests(self.store.state):
            if request.session_id not in tree:
                continue
            try:
                if request.permission is not None:
                    await self.reply_permission(request.permission, "reject", None)
                elif request.question is not None:
                    await self.reject_question(request.question)
            except NotFound:
                # Rejecting one rejects its siblings: this one was settled with an earlier one.
                continue

    async def reply_permission(
        self, request: Permission, reply: Reply, message: str | None, scope: GrantScope | None = None
    ) -> None:
        """Answer a permission, an "always" for a scope; raises NotFound when it is no longer pending."""
        directory = self._session_directory(request.session_id)
        try:
            await self.client.permissions.reply(request.id, reply, message, scope=scope, directory=directory)
        except NotFound:
            if directory is not None or message is not None or scope is not None:
                raise
            # A session that is not known here may work anywhere: the older route finds it in every directory.
            await self.client.permissions.reply_in_session(request.session_id, request.id, reply)

    async def reply_question(self, request: Question, answers: tuple[tuple[str, ...], ...]) -> None:
        await self.client.questions.reply(request.id, answers, directory=self._session_directory(request.session_id))

    async def reject_question(self, request: Question) -> None:
        await self.client.questions.reject(request.id, directory=self._session_directory(request.session_id))

    async def is_request_pending(self, request: Permission | Question) -> bool:
        """Whether the server still lists a request among those of its directory."""
        directory = self._session_directory(request.session_id)
        if isinstance(request, Permission):
            return any(each.id == request.id for each in await self.client.permissions.list(directory=directory))
        return any(each.id == request.id for each in await self.client.questions.list(directory=directory))

    async def set_session_title(self, session_id: str, title: str) -> None:
        await self.client.sessions.update(session_id, title=title, directory=self._session_directory(session_id))

    async def init_session(self, session_id: str, provider_id: str, model_id: str) -> None:
        """Have AGENTS.md written; returns when that is done."""
        directory = self._session_directory(session_id)
        await self.client.sessions.init(session_id, provider_id, model_id, directory=directory)

    async def set_session_archived(self, session_id: str, is_archived: bool) -> Session:
        """Servers take the time 0, and nothing else, for one that is not archived any more."""
        archived = int(time() * 1000) if is_archived else 0
        directory = self._session_directory(session_id)
        return await self.client.sessions.update(session_id, archived=archived, directory=directory)

    async def stop_and_delete_session(self, session_id: str) -> None:
        """Delete a session; a running one is stopped first, or it would go on running."""
        if selectors.is_possibly_busy(self.store.state, session_id):
            await self.abort_session_tree(session_id)
        await self.client.sessions.delete(session_id, directory=self._session_directory(session_id))

    async def fork_session_at(self, session_id: str, message_id: str | None) -> Session:
        return await self.client.sessions.fork(session_id, message_id, directory=self._session_directory(session_id))

    async def summarize_session(self, session_id: str, selection: Selection) -> None:
        """Summarize the conversation; returns when it is done."""
        if selection.model is not None:
            provider_id, model_id = selection.model
            await self.client.sessions.summarize(
                session_id, provider_id, model_id, directory=self._session_directory(session_id)
            )

    async def is_sharing_allowed(self, session_id: str) -> bool:
        """Whether the configuration of the session's directory lets it be shared."""
        config = await self.client.config.get(directory=self._session_directory(session_id))
        return config.share != "disabled"

    async def publish_session(self, session_id: str) -> Session:
        """Publish the session; its link is empty where the server has sharing disabled."""
        return await self.client.sessions.share(session_id, directory=self._session_directory(session_id))

    async def unpublish_session(self, session_id: str) -> Session:
        return await self.client.sessions.unshare(session_id, directory=self._session_directory(session_id))

    async def revert_to_prompt(self, session_id: str, message_id: str) -> None:
        """Revert everything from a prompt on; a running session is stopped first, as the server requires."""
        if selectors.is_possibly_busy(self.store.state, session_id):
            await self.abort_session_tree(session_id)
        await self._set_revert(session_id, message_id)

    async def restore_next_prompt(self, session_id: str) -> None:
        """Restore the next reverted prompt, or everything if it was the last."""
        state = self.store.state
        session = state.sessions.get(session_id)
        if session is None or session.revert is None:
            return
        await self._set_revert(session_id, selectors.find_next_prompt(state, session_id, session.revert.message_id))

    async def _set_revert(self, session_id: str, message_id: str | None) -> None:
        """Revert everything from this message on, or nothing any longer.

        Where the answer is missing or makes no sense, the session says whether it was done.
        """
        sessions, directory = self.client.sessions, self._session_directory(session_id)
        try:
            if message_id is None:
                await sessions.unrevert(session_id, directory=directory)
            else:
                await sessions.revert(session_id, message_id, directory=directory)
        except ClientError as error:
            if error.outcome is not Outcome.UNKNOWN:
                raise
            try:
                revert = (await sessions.get(session_id, directory=directory)).revert
            except ClientError:
                raise error from None
            if (revert.message_id if revert is not None else None) != message_id:
                raise

    def _session_directory(self, session_id: str) -> str | None:
        return selectors.get_session_directory(self.store.state, session_id)


def build_prompt_parts(
    text: str, attachments: Sequence[Attachment], directory: str, resources: Mapping[str, McpResource] = NO_RESOURCES
) -> list[PromptPart]:
    """The prompt as the server expects it: the text, then what its mentions stand for."""
    parts: list[PromptPart] = [TextInput(text=text)]
    for mention in attachments:
        source = Mention(value=text[mention.start : mention.end], start=mention.start, end=mention.end)
        if mention.kind == "agent":
            parts.append(AgentInput(name=mention.name, source=source))
            continue
        if mention.kind == "resource":
            if (resource := resources.get(mention.name)) is not None:
                parts.append(_make_resource_part(resource, source))
            continue
        path = mention.name if mention.name.startswith("/") else f"{directory.rstrip('/')}/{mention.name}"
        lines = f"?start={mention.lines[0]}&end={mention.lines[1]}" if mention.lines else ""
        parts.append(
            FileInput(
                mime="application/x-directory" if mention.name.endswith("/") else "text/plain",
                url=f"file://{quote(path)}{lines}",
                filename=mention.name,
                source=FromFile(path=mention.name, text=source),
            )
        )
    return parts


def _make_resource_part(resource: McpResource, source: Mention) -> FileInput:
    return FileInput(
        mime=resource.mime_type or "text/plain",
        url=resource.uri,
        filename=resource.name,
        source=FromResource(client_name=resource.client, uri=resource.uri, text=source),
    )


def _message_model(selection: Selection) -> MessageModel | None:
    if selection.model is None:
        return None
    provider_id, model_id = selection.model
    return MessageModel(provider_id=provider_id, model_id=model_id, variant=selection.variant)
