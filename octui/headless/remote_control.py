"""`octui ctl`: drives a running octui through its server's /tui routes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import PurePath

from octui.client import Client, ClientError, Credentials, NotFound, Unauthorized, Unreachable
from octui.config.options import Options
from octui.config.running_instances import RunningInstance, list_running_instances
from octui.headless.connection import CommandFailed
from octui.headless.exit_codes import ExitCode
from octui.wire.defaults import DEFAULT_USERNAME

Send = Callable[[Client], Awaitable[bool]]

COMMAND_EVENT = "tui.command.execute"

_OLD_NAMES = {
    "session.new": "session_new",
    "session.share": "session_share",
    "session.interrupt": "session_interrupt",
    "session.compact": "session_compact",
    "agent.cycle": "agent_cycle",
}
"""Commands that the servers' route for commands knows, by the names it has for them: all others arrive without one."""


def choose_instance(instances: Sequence[RunningInstance], directory: str, pid: int | None) -> RunningInstance:
    """The octui with this process id; else that of this directory or the nearest above it; else the only one.

    Raises CommandFailed where there is none, or where several would do.
    """
    if pid is not None:
        target = next((instance for instance in instances if instance.pid == pid), None)
        if target is None:
            raise CommandFailed(f"No octui runs with the process id {pid}. {_list_choices(instances)}", _NONE)
        return target
    here = PurePath(directory)
    depths = [(_measure_depth(instance, here), instance) for instance in instances]
    deepest = max((depth for depth, _ in depths), default=-1)
    near = [instance for depth, instance in depths if depth == deepest]
    if not near:
        raise CommandFailed("No octui is running; start one, or name its server with --attach.", _NONE)
    if len(near) > 1:
        where = "here" if deepest >= 0 else "elsewhere, none of them here"
        raise CommandFailed(
            f"{len(near)} octui programs are running {where}: choose one with --pid. {_list_choices(near)}", _NONE
        )
    return near[0]


def send_to_instance(options: Options, pid: int | None, send: Send) -> int:
    """Send one control, to the octui that is meant or to those on a named server; returns the exit code."""
    if options.server is not None:
        target = RunningInstance(url=options.server, directory=options.server_directory or "")
    else:
        target = choose_instance(list_running_instances(), str(options.directory), pid)
    return asyncio.run(_send_control(target, options, send))


async def _send_control(target: RunningInstance, options: Options, send: Send) -> int:
    async with Client(
        target.url, directory=target.directory or None, credentials=_find_credentials(target, options)
    ) as client:
        try:
            done = await send(client)
        except Unauthorized:
            hint = "set OPENCODE_SERVER_PASSWORD, or give -p: octui does not store passwords that you enter"
            raise CommandFailed(f"{target.url} requires a password: {hint}.", ExitCode.UNREACHABLE) from None
        except Unreachable as error:
            raise CommandFailed(str(error), ExitCode.UNREACHABLE) from None
        except ClientError as error:
            raise CommandFailed(str(error)) from None
    if not done:
        raise CommandFailed("The server did not pass it on.")
    return ExitCode.DONE


def make_select(session_id: str) -> Send:
    async def select_session(client: Client) -> bool:
        try:
            session = await client.sessions.get(session_id)
        except NotFound:
            raise CommandFailed(f"There is no session {session_id} on {client.url}.") from None
        return await client.tui.select_session(session.id)

    return select_session


def make_command(command_id: str) -> Send:
    """Any command of octui's by its own id: by the server's route for it, where there is one, or published."""

    async def send_command(client: Client) -> bool:
        routes: dict[str, Callable[[], Awaitable[bool]]] = {
            "prompt.submit": client.tui.submit_prompt,
            "prompt.clear": client.tui.clear_prompt,
            "help.show": client.tui.open_help,
            "session.list": client.tui.open_sessions,
            "model.list": client.tui.open_models,
        }
        if (send := routes.get(command_id)) is not None:
            return await send()
        if (name := _OLD_NAMES.get(command_id)) is not None:
            return await client.tui.execute_command(name)
        return await client.tui.publish(COMMAND_EVENT, {"command": command_id})

    return send_command


def make_append(text: str, *, submits: bool) -> Send:
    async def append_text(client: Client) -> bool:
        appended = await client.tui.append_prompt(text)
        return await client.tui.submit_prompt() if appended and submits else appended

    return append_text


def _find_credentials(target: RunningInstance, options: Options) -> Credentials | None:
    if target.password is not None:
        return Credentials(target.username or DEFAULT_USERNAME, target.password.reveal_text())
    if options.password is not None:
        return Credentials(options.username or DEFAULT_USERNAME, options.password.reveal_text())
    return None


def _measure_depth(instance: RunningInstance, here: PurePath) -> int:
    """How long the path is that an octui and a directory have in common; -1 where it works elsewhere."""
    place = PurePath(instance.directory)
    return len(place.parts) if place == here or place in here.parents else -1


def _list_choices(instances: Sequence[RunningInstance]) -> str:
    if not instances:
        return "No octui is running."
    return "Running: " + "; ".join(f"--pid {instance.pid} in {instance.directory}" for instance in instances) + "."


_NONE = ExitCode.UNREACHABLE
