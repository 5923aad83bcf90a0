"""`octui run`: one prompt from its server to its exit code."""

import asyncio
import signal
import sys
from collections.abc import Callable

import click

from octui.client import Client, ClientError, Unsupported
from octui.headless.connection import CommandFailed, open_server
from octui.headless.exit_codes import ExitCode
from octui.headless.run.attachments import make_attachment
from octui.headless.run.control import RunControl
from octui.headless.run.options import RunOptions
from octui.headless.run.output import JsonRunOutput, RunOutput, TextRunOutput
from octui.headless.run.progress import RunProgress
from octui.headless.run.responder import RuleResponder
from octui.headless.run.sending import PromptSender
from octui.headless.run.session_choice import check_agent, check_command, choose_model, choose_session, make_client
from octui.headless.stream_writer import StreamWriter
from octui.render.text.sanitize import escape_unseen

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_prompt(options: RunOptions) -> int:
    """Run the prompt, and return the exit code."""
    for warning in options.server.warnings:
        click.echo(f"octui: {warning}", file=sys.stderr)
    try:
        return asyncio.run(_run_until_end(options))
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


async def _run_until_end(options: RunOptions) -> int:
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[int] = loop.create_future()

    def stop_run(code: int) -> None:
        if stopped.done():
            # Asked twice: the user does not want to wait for the server.
            raise KeyboardInterrupt
        stopped.set_result(code)

    for number in SIGNALS:
        loop.add_signal_handler(number, stop_run, 128 + number)

    def stop_unread_run() -> None:
        if not stopped.done():
            stop_run(ExitCode.BROKEN_PIPE)

    writer = StreamWriter(lambda: _call_in_loop(loop, stop_unread_run))
    try:
        code = await _connect_and_run(options, writer, stopped)
    except CommandFailed as error:
        writer.write_status(f"octui: {escape_unseen(str(error))}")
        code = error.code
    except ClientError as error:
        writer.write_status(f"octui: {escape_unseen(str(error))}")
        code = ExitCode.FAILED
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        await asyncio.to_thread(writer.close)
    return code or (ExitCode.FAILED if writer.has_lost_output else ExitCode.DONE)


def _call_in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


async def _connect_and_run(options: RunOptions, writer: StreamWriter, stopped: "asyncio.Future[int]") -> int:
    connecting = asyncio.ensure_future(_run_on_server(options, writer, stopped))
    await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not connecting.done():
        # A run ends by itself once it was interrupted; what comes before one is given up.
        done, _ = await asyncio.wait({connecting}, timeout=RunControl.INTERRUPT_SECONDS)
        if not done:
            connecting.cancel()
            await asyncio.wait({connecting})
    if connecting.cancelled():
        return stopped.result()
    return connecting.result()


async def _run_on_server(options: RunOptions, writer: StreamWriter, stopped: "asyncio.Future[int]") -> int:
    async with open_server(options.server) as server:
        for warning in server.warnings:
            writer.write_status(f"octui: {warning}")
        async with make_client(server, server.directory) as client:
            if stopped.done():
                return stopped.result()
            model = await choose_model(client, options)
            await check_agent(client, options.agent)
            if options.command:
                await check_command(client, options.command)
            is_shared = server.spawned is not None or client.address.is_loopback
            files = [make_attachment(path, is_shared=is_shared) for path in options.files]
            session = await choose_session(client, options)
        async with make_client(server, session.directory or server.directory) as client:
            output = _make_output(options, writer, session.id)
            await _mention_trust(client, output)
            if options.share:
                await _share_session(client, session.id, output)
            sender = PromptSender(client, session, options, model, files)
            progress = RunProgress(session, output, sender.part_id)
            control = RunControl(client, progress, RuleResponder(options.allow_rules, output), stopped)
            code = await control.follow_run(sender.send_prompt, waits=sender.is_command)
            output.show_end(session, code)
            return code


def _make_output(options: RunOptions, writer: StreamWriter, session_id: str) -> RunOutput:
    if options.as_json:
        return JsonRunOutput(writer, session_id, shows_thinking=options.shows_thinking)
    return TextRunOutput(writer, shows_thinking=options.shows_thinking)


async def _mention_trust(client: Client, output: RunOutput) -> None:
    """Say which files the embedded server leaves out, as it was not decided whether the folder is trusted."""
    try:
        trust = await client.trust.get()
    except Unsupported:
        return
    if trust.state == "undecided":
        files = ", ".join(sorted({request.file for request in trust.requests}))
        output.show_notice(f"{files} of this folder waits for your trust: start octui here to decide.")


async def _share_session(client: Client, session_id: str, output: RunOutput) -> None:
    try:
        shared = await client.sessions.share(session_id)
    except ClientError as error:
        output.show_notice(f"Could not share the session: {error}")
        return
    if shared.share is not None:
        output.show_notice(f"Shared at {shared.share.url}")
