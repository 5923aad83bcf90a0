"""Line mode: a conversation in lines, for screen readers, simple terminals and pipes."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from octui import VERSION
from octui.backend.server_info import ServerInfo
from octui.client import Client, ClientError
from octui.config.exit_words import is_exit_word
from octui.config.options import Options
from octui.headless.connection import CommandFailed, open_server
from octui.headless.exit_codes import ExitCode
from octui.headless.plain.answers import PlainResponder
from octui.headless.plain.commands import HELP, ChatState, PlainCommands
from octui.headless.plain.lines import LineReader
from octui.headless.plain.output import PlainOutput
from octui.headless.run.control import RunControl
from octui.headless.run.options import RunOptions
from octui.headless.run.progress import RunProgress
from octui.headless.run.sending import PromptSender
from octui.headless.run.session_choice import check_agent, check_command, choose_model, choose_session, make_client
from octui.headless.stream_writer import StreamWriter

REPLAYED: Final = 20
"""Messages of a session that are printed when it is opened, unless `--replay-limit` says otherwise."""

LEAVE: Final = frozenset({"/quit", "/exit", "/q"})


def run_plain_chat(options: Options, replay_limit: int | None) -> int:
    """Talk until the user or the input ends it; returns the exit code."""
    try:
        return asyncio.run(_run_until_left(options, REPLAYED if replay_limit is None else replay_limit))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


async def _run_until_left(options: Options, replay_limit: int) -> int:
    writer = StreamWriter(lambda: None)
    output = PlainOutput(writer)
    try:
        async with open_server(options) as server:
            for warning in server.warnings:
                output.show_notice(warning)
            async with make_client(server, server.directory) as client:
                code = await PlainChat(options, server, client, writer, output, replay_limit).hold_conversation()
    except CommandFailed as error:
        output.show_error(str(error))
        code = error.code
    except ClientError as error:
        output.show_error(str(error))
        code = ExitCode.FAILED
    finally:
        await asyncio.to_thread(writer.close)
    return code or (ExitCode.FAILED if writer.has_lost_output else ExitCode.DONE)


class PlainChat:
    """Reads a line, does what it says, and reads the next."""

    def __init__(
        self,
        options: Options,
        server: ServerInfo,
        client: Client,
        writer: StreamWriter,
        output: PlainOutput,
        replay_limit: int,
    ) -> None:
        self._options = options
        self._server = server
        self._client = client
        self._writer = writer
        self._output = output
        self._replay_limit = replay_limit
        self._reader = LineReader(output.write_text_block)
        self._responder = PlainResponder(client, self._reader, output, writer)
        self._state = ChatState(model=options.model, agent=options.agent)
        self._commands = PlainCommands(client, self._state, output, self._choose)
        self._stopped: asyncio.Future[int] | None = None
        self._left = asyncio.Event()

    async def hold_conversation(self) -> int:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        try:
            where = f"{self._server.name} {self._server.version} in {self._server.directory}"
            self._output.write_line(f"octui {VERSION}, line mode, on {where}. Type a prompt, or /help.")
            await check_agent(self._client, self._state.agent)
            await choose_model(self._client, self._make_run_options())
            await self._open_first_session()
            if self._options.prompt:
                self._output.write_text_block(f"You: {self._options.prompt}")
                await self._run_prompt(self._options.prompt)
            return await self._read_until_left()
        finally:
            loop.remove_signal_handler(signal.SIGINT)
            self._reader.restore_terminal()

    async def _read_until_left(self) -> int:
        while not self._left.is_set():
            line = await self._read_whole_line()
            if line is None or line.strip() in LEAVE or is_exit_word(line):
                break
            if not line.strip():
                continue
            try:
                await self._obey_line(line)
            except (CommandFailed, ClientError) as error:
                self._output.show_error(str(error))
        return await self._say_goodbye()

    async def _obey_line(self, line: str) -> None:
        if not line.startswith("/"):
            await self._run_prompt(line)
            return
        name, _, rest = line[1:].strip().partition(" ")
        match name:
            case "help" | "?":
                self._output.write_text_block(HELP)
            case "new" | "clear":
                self._commands.begin_session()
            case "sessions" | "resume" | "continue":
                if await self._commands.choose_session() is not None:
                    await self._replay_session()
            case "undo":
                await self._commands.undo_last_prompt()
            case "model" | "models":
                await self._commands.choose_model(rest.strip())
            case "agent" | "agents":
                await self._commands.choose_agent(rest.strip())
            case _:
                await check_command(self._client, name)
                await self._run_prompt(rest.strip(), command=name)

    async def _say_goodbye(self) -> int:
        if self._state.session is not None:
            self._output.write_line(f"To continue this session: octui --plain -s {self._state.session.id}")
        return ExitCode.DONE

    # Lines.

    async def _read_whole_line(self) -> str | None:
        """A line, with those that go on after a backslash; None at the end, or once the user has left."""
        lines: list[str] = []
        while True:
            line = await self._read("..... " if lines else "You: ")
            if line is None:
                return "\n".join(lines) if lines else None
            if not line.endswith("\\"):
                return "\n".join([*lines, line])
            lines.append(line[:-1])

    async def _read(self, prompt: str) -> str | None:
        await self._writer.wait_until_written()
        reading = asyncio.ensure_future(self._reader.read_line(prompt))
        leaving = asyncio.ensure_future(self._left.wait())
        await asyncio.wait({reading, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if reading.done():
            return reading.result()
        reading.cancel()
        return None

    async def _choose(self, title: str, choices: Sequence[str]) -> int | None:
        """The index of what was chosen; an empty line chooses nothing."""
        for number, choice in enumerate(choices, 1):
            self._output.write_line(f"  {number}. {choice}")
        while True:
            line = await self._read(f"{title}, 1 to {len(choices)}, or Enter for none: ")
            if line is None or not line.strip():
                return None
            if line.strip().isdecimal() and 1 <= int(line) <= len(choices):
                return int(line) - 1
            self._output.write_line(f"That is not a number from 1 to {len(choices)}.")

    def _interrupt(self) -> None:
        """End the run; without one, leave."""
        self._writer.write_text("\n")  # after what was typed on this line
        if self._stopped is not None and not self._stopped.done():
            self._stopped.set_result(ExitCode.INTERRUPTED)
        else:
            self._left.set()

    # Sessions and runs.

    async def _open_first_session(self) -> None:
        if self._options.session or self._options.continue_:
            self._state.session = await choose_session(self._client, self._make_run_options())
            await self._replay_session()

    async def _replay_session(self) -> None:
        session = self._state.session
        if session is None:
            return
        self._output.write_line(f"Session: {session.display_title or session.id}")
        if self._replay_limit:
            page = await self._client.messages.list(session.id, limit=self._replay_limit)
            for message in page.messages[-self._replay_limit :]:
                self._output.replay_message(message)

    async def _run_prompt(self, text: str, command: str | None = None) -> None:
        """Send a prompt, or a command of the server, and follow the run to its end."""
        options = self._make_run_options(text, command)
        model = await choose_model(self._client, options)
        if self._state.session is None:
            self._state.session = await self._client.sessions.create()
        session = self._state.session
        sender = PromptSender(self._client, session, options, model)
        progress = RunProgress(session, self._output, sender.part_id)
        self._stopped = asyncio.get_running_loop().create_future()
        control = RunControl(self._client, progress, self._responder, self._stopped)
        try:
            await control.follow_run(sender.send_prompt, waits=sender.is_command)
        finally:
            self._stopped = None
            self._output.finish_line()
        with suppress(ClientError):
            # It may have a title now.
            self._state.session = await self._client.sessions.get(session.id)

    def _make_run_options(self, prompt: str = "", command: str | None = None) -> RunOptions:
        options = self._options
        return RunOptions(
            server=options,
            prompt=prompt,
            command=command,
            session=options.session,
            continue_=options.continue_,
            fork=options.fork,
            model=self._state.model,
            agent=self._state.agent,
        )
