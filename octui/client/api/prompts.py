"""Giving an agent something to do."""

from collections.abc import Mapping, Sequence

from octui.client.address import segment
from octui.client.capabilities import Capable
from octui.client.errors import ClientError
from octui.client.http.request_body import given
from octui.client.model_ids import ModelName, model_ids, model_variant
from octui.wire.messages import Message, decode_message
from octui.wire.prompt import FileInput, PromptPart, TextInput
from octui.wire.pty import Pty
from octui.wire.shell_quoting import needs_spelling, spelled
from octui.wire.struct import Json

SPELLING_SHELLS = {"bash", "zsh"}


class Prompts(Capable):
    """Send `agent` and `model` with every prompt: a model the server does not know sticks to its session."""

    _spells: bool | None = None

    async def prompt(
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

        With `no_reply` the prompt itself comes back.  `tools` stays in force for the session.  Leave `message_id` to
        the server: one that sorts after its own makes 1.1.58 answer without end.
        """
        body = _prompt(parts, agent, model, variant, system, tools, no_reply, message_id)
        path = f"/session/{segment(session_id)}/message"
        answer = await self.ask("POST", path, body, directory=directory, timeout=None)
        return await self.decoded(path, answer, decode_message)

    async def prompt_async(
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
        body = _prompt(parts, agent, model, variant, system, tools, no_reply, message_id)
        await self.ask("POST", f"/session/{segment(session_id)}/prompt_async", body, directory=directory)

    async def command(
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
        body = given(
            command=name,
            arguments=arguments,
            agent=agent,
            model="/".join(model_ids(model)) if model else None,
            variant=variant or model_variant(model),
            parts=list(files) or None,
        )
        path = f"/session/{segment(session_id)}/command"
        answer = await self.ask("POST", path, body, directory=directory, timeout=None)
        return await self.decoded(path, answer, decode_message)

    async def shell(
        self,
        session_id: str,
        command: str,
        *,
        agent: str,
        model: ModelName | None = None,
        directory: str | None = None,
    ) -> Message:
        """Run a command without asking anyone, and wait for its end; raises Busy while the session runs.

        The output has no limit, and the exit code is not told.  The command is kept in the spelling that makes the
        server run it as typed: `octui.wire.shell_quoting.as_typed` undoes it.
        """
        if needs_spelling(command) and await self._shell_spells(directory):
            command = spelled(command)
        body = given(command=command, agent=agent, model=_model(model))
        path = f"/session/{segment(session_id)}/shell"
        answer = await self.ask("POST", path, body, directory=directory, timeout=None)
        return await self.decoded(path, answer, decode_message)

    async def _shell_spells(self, directory: str | None) -> bool:
        """Whether the server's shell is one it runs commands in twice; only its terminals tell which shell that is."""
        if self._spells is None:
            try:
                pty = await self.send("POST", "/pty", Pty, {"title": "shell"}, directory=directory)
                await self.send("DELETE", f"/pty/{segment(pty.id)}", bool, directory=directory)
            except ClientError:
                return True
            self._spells = pty.command.rpartition("/")[2] in SPELLING_SHELLS
        return self._spells


def _prompt(
    parts: Sequence[PromptPart | Json] | str,
    agent: str | None,
    model: ModelName | None,
    variant: str | None,
    system: str | None,
    tools: Mapping[str, bool] | None,
    no_reply: bool | None,
    message_id: str | None,
) -> dict[str, object]:
    return given(
        parts=[TextInput(text=parts)] if isinstance(parts, str) else list(parts),
        agent=agent,
        model=_model(model),
        variant=variant or model_variant(model),
        system=system,
        tools=dict(tools) if tools is not None else None,
        noReply=no_reply,
        messageID=message_id,
    )


def _model(model: ModelName | None) -> dict[str, str] | None:
    if model is None:
        return None
    provider_id, model_id = model_ids(model)
    return {"providerID": provider_id, "modelID": model_id}
