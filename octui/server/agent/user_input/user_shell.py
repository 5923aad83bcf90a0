"""Shell commands the user runs in a session: no permission is needed, and the model sees them with the next prompt."""

import asyncio

from msgspec.structs import replace

from octui.server.agent.definitions.agents import AgentInfo
from octui.server.agent.failures import ABORTED
from octui.server.agent.models.catalog import SelectedModel
from octui.server.agent.prompts import SHELL_BY_PERSON
from octui.server.agent.tool_call import CALL_ABORTED
from octui.server.agent.tools.bash import build_bash_result
from octui.server.agent.tools.shell_process import run_in_shell
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.identifiers import create_ascending_id, create_id_after, get_time_ms
from octui.server.instance import Instance
from octui.wire.messages import Message, MessageInfo, MessagePath, MessageTime
from octui.wire.parts import Span, TextPart, ToolPart, ToolState
from octui.wire.sessions import BUSY, IDLE, Session
from octui.wire.shell_quoting import unquote_command


class UserShell:
    """One command, recorded as a prompt and its answer."""

    def __init__(self, instance: Instance, session: Session, agent: AgentInfo, selected: SelectedModel) -> None:
        self._instance = instance
        self._session = session
        self._agent = agent
        self._selected = selected
        self._messages = instance.messages

    async def execute_user_command(self, command: str) -> Message:
        """Run it to completion; when cancelled, the command is killed and the message records the abort."""
        info = self._save_shell_prompt()
        # Clients quote what other servers would expand before running it.
        given = {"command": command}
        state = ToolState(status="running", input=given, time=Span(start=get_time_ms()))
        part = ToolPart(
            id=create_ascending_id("prt"),
            session_id=info.session_id,
            message_id=info.id,
            tool="bash",
            call_id=create_ascending_id("call"),
            state=state,
        )
        self._instance.statuses.set_session_status(self._session.id, BUSY)
        self._messages.save_message(info)
        self._messages.save_part(part)
        try:
            part = await self._run_user_command(part, unquote_command(command))
        except asyncio.CancelledError:
            self._instance.sessions.publish_session_error(self._session.id, ABORTED)
            self._record_abort(info, part)
            info = replace(info, error=ABORTED)
            raise
        finally:
            info = replace(info, time=replace(info.time, completed=get_time_ms()))
            self._messages.save_message(info)
            self._instance.statuses.set_session_status(self._session.id, IDLE)
        return Message(info=info, parts=(part,))

    def _record_abort(self, info: MessageInfo, part: ToolPart) -> None:
        """Keep the output so far."""
        message = self._messages.find_message(info.session_id, info.id)
        newest = (
            next((part for part in message.parts if isinstance(part, ToolPart)), part) if message is not None else part
        )
        state = replace(
            newest.state,
            status="error",
            error=CALL_ABORTED,
            metadata={**newest.state.metadata, "interrupted": True},
            time=Span(start=_get_start_time(part), end=get_time_ms()),
        )
        self._messages.save_part(replace(newest, state=state))

    async def _run_user_command(self, part: ToolPart, command: str) -> ToolPart:
        started = _get_start_time(part)

        def show_output(text: str) -> None:
            shown = replace(part, state=replace(part.state, metadata={"output": text}))
            self._messages.save_part(shown)

        paths = WorkspacePaths.from_instance(self._instance)
        try:
            ended = await run_in_shell(command, paths.directory, show_output, timeout=None, outputs=paths.outputs)
        except OSError as refused:
            state = replace(part.state, status="error", error=f"The command could not be started: {refused}")
        else:
            result = build_bash_result(command, ended, 0)
            state = ToolState(
                status="completed",
                input=part.state.input,
                output=result.output if ended.output else "",
                title="",
                metadata=result.metadata,
            )
        finished = replace(part, state=replace(state, time=Span(start=started, end=get_time_ms())))
        self._messages.save_part(finished)
        return finished

    def _save_shell_prompt(self) -> MessageInfo:
        """Save the prompt that stands for the command, and return the info of its answer."""
        message_id = self._messages.create_message_id(self._session.id)
        model, provider = self._selected.model, self._selected.provider
        prompt = MessageInfo(
            id=message_id,
            session_id=self._session.id,
            role="user",
            time=MessageTime(created=get_time_ms()),
            agent=self._agent.name,
            model=self._selected.model_key,
        )
        self._messages.save_message(prompt)
        note = TextPart(
            id=create_ascending_id("prt"),
            session_id=self._session.id,
            message_id=message_id,
            text=SHELL_BY_PERSON,
            synthetic=True,
        )
        self._messages.save_part(note)
        return MessageInfo(
            id=create_id_after(message_id, "msg"),
            session_id=self._session.id,
            role="assistant",
            parent_id=message_id,
            agent=self._agent.name,
            mode=self._agent.name,
            model_id=model.id,
            provider_id=provider.id,
            time=MessageTime(created=get_time_ms()),
            path=MessagePath(cwd=self._instance.directory, root=self._instance.worktree),
            finish="stop",
        )


def _get_start_time(part: ToolPart) -> float:
    return part.state.time.start if part.state.time is not None else get_time_ms()
