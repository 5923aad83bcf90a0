"""Sending prompts and commands to an agent."""

from collections.abc import Mapping, Sequence

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.errors import ClientError
from octui.client.http.transport import omit_none
from octui.client.model_ids import ModelName, get_model_variant, split_model_name
from octui.wire.history import decode_message
from octui.wire.messages import Message
from octui.wire.prompt import FileInput, PromptPart, TextInput
from octui.wire.pty import Pty
from octui.wire.shell_quoting import needs_quoting, quote_for_server
from octui.wire.struct import Json

QUOTING_SHELLS = {"bash", "zsh"}


class PromptsApi:
    """Send `agent` and `model` with every prompt: a model the server does not know sticks to its session."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport
        self._quotes_twice: bool | None = None

    async def send_and_wait(
        self,
        session_id: str,
        parts: Sequence[PromptPart | Json] | str,
        *,
        agent: str | None = None,
        model: ModelName | None = None,
        variant: str | None = None,
        system: str | None = None,
        tools: Mapping[str, bool] | None = None,
        no_reply: bool | None = None,
        message_id: str | None = None,
        directory: str | None = None,
    ) -> Message:
        """Send a prompt and wait for the whole answer, however long it takes; a provider's failure is in its `info`.

        With `no_reply` the prompt itself comes back. `tools` stays in force for the session. Leave `message_id` to
        the server: one that sorts after its own makes 1.1.58 answer endlessly.
        """
        body = _make_prompt_body(parts, agent, model, variant, system, tools, no_reply, message_id)
        path = f"/session/{quote_path_segment(session_id)}/message"
        answer = await self._transport.send_request("POST", path, body, directory=directory, timeout=None)
        return await self._transport.decode_response(path, answer, decode_message)

    async def send(
        self,
        session_id: str,
        parts: Sequence[PromptPart | Json] | str,
        *,
        agent: str | None = None,
        model: ModelName | None = None,
        variant: str | None = None,
        system: str | None = None,
        tools: Mapping[str, bool] | None = None,
        no_reply: bool | None = None,
        message_id: str | None = None,
        directory: str | None = None,
    ) -> None:
        """Send a prompt and return once the server has taken it; the answer, and any failure, comes as events."""
        body = _make_prompt_body(parts, agent, model, variant, system, tools, no_reply, message_id)
        await self._transport.send_without_answer(
            "POST", f"/session/{quote_path_segment(session_id)}/prompt_async", body, directory=directory
        )

    async def run_command(
        self,
        session_id: str,
        name: str,
        arguments: str = "",
        *,
        agent: str | None = None,
        model: ModelName | None = None,
        variant: str | None = None,
        files: Sequence[FileInput] = (),
        directory: str | None = None,
    ) -> Message:
        """Run a slash command, and wait for the whole answer."""
        body = omit_none(
            command=name,
            arguments=arguments,
            agent=agent,
            model="/".join(split_model_name(model)) if model else None,
            variant=variant or get_model_variant(model),
            parts=list(files) or None,
        )
        path = f"/session/{quote_path_segment(session_id)}/command"
        answer = await self._transport.send_request("POST", path, body, directory=directory, timeout=None)
        return await self._transport.decode_response(path, answer, decode_message)

    async def run_shell(
        self,
        session_id: str,
        command: str,
        *,
        agent: str,
        model: ModelName | None = None,
        directory: str | None = None,
    ) -> Message:
        """Run a command without asking anyone, and wait for its end; raises Busy while the session runs.

        The output has no limit, and the exit code is not reported. The command is kept in the spelling that makes the
        server run it as typed: `octui.wire.shell_quoting.unquote_command` undoes it.
        """
        if needs_quoting(command) and await self._needs_shell_quoting(directory):
            command = quote_for_server(command)
        body = omit_none(command=command, agent=agent, model=_make_model_body(model))
        path = f"/session/{quote_path_segment(session_id)}/shell"
        answer = await self._transport.send_request("POST", path, body, directory=directory, timeout=None)
        return await self._transport.decode_response(path, answer, decode_message)

    async def _needs_shell_quoting(self, directory: str | None) -> bool:
        """Whether the server's shell is one it runs commands in twice; only its terminals tell which shell that is."""
        if self._quotes_twice is None:
            try:
                pty = await self._transport.send_json("POST", "/pty", Pty, {"title": "shell"}, directory=directory)
                await self._transport.send_json(
                    "DELETE", f"/pty/{quote_path_segment(pty.id)}", bool, directory=directory
                )
            except ClientError:
                return True
            self._quotes_twice = pty.command.rpartition("/")[2] in QUOTING_SHELLS
        return self._quotes_twice


def _make_prompt_body(
    parts: Sequence[PromptPart | Json] | str,
    agent: str | None,
    model: ModelName | None,
    variant: str | None,
    system: str | None,
    tools: Mapping[str, bool] | None,
    no_reply: bool | None,
    message_id: str | None,
) -> dict[str, object]:
    return omit_none(
        parts=[TextInput(text=parts)] if isinstance(parts, str) else list(parts),
        agent=agent,
        model=_make_model_body(model),
        variant=variant or get_model_variant(model),
        system=system,
        tools=dict(tools) if tools is not None else None,
        noReply=no_reply,
        messageID=message_id,
    )


def _make_model_body(model: ModelName | None) -> dict[str, str] | None:
    if model is None:
        return None
    provider_id, model_id = split_model_name(model)
    return {"providerID": provider_id, "modelID": model_id}
