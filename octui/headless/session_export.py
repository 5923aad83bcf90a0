"""`octui export`: one session of a server, to a file or standard output."""

import asyncio
import os
import sys
from dataclasses import dataclass

import click

from octui.client import Client, ClientError
from octui.config.options import Options
from octui.export.document import fetch_document, format_document
from octui.export.file import ExportFailed, resolve_export_path, write_export
from octui.export.sanitization import sanitize_document
from octui.export.secrets import SecretMask
from octui.headless.connection import CommandFailed, open_server
from octui.headless.exit_codes import ExitCode
from octui.headless.run.session_choice import fetch_session, find_last_session, make_client
from octui.headless.status_line import write_status_line
from octui.render.markdown_export import EVERYTHING, ExportedContent
from octui.render.text.counts import format_count
from octui.render.text.sanitize import escape_unseen, to_whole_line


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportRequest:
    """What `octui export` was asked to do."""

    server: Options
    session: str | None = None
    """None for the last session of the directory."""
    file_format: str = "markdown"
    output: str | None = None
    """A file name; None and `-` are standard output."""
    sanitizes: bool = False
    masks: bool = False
    """Whether recognized secrets are masked."""
    content: ExportedContent = EVERYTHING


def export_to_output(request: ExportRequest) -> int:
    """Export, say where it went, and return the exit code."""
    try:
        asyncio.run(_export_session(request))
    except BrokenPipeError:
        # Python would try to write the rest once more as it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.BROKEN_PIPE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except CommandFailed as error:
        write_status_line(error)
        return error.code
    except (ClientError, ExportFailed) as error:
        write_status_line(error)
        return ExitCode.FAILED
    return ExitCode.DONE


async def _export_session(request: ExportRequest) -> None:
    path = resolve_export_path(request.output) if request.output not in (None, "-") else None
    for warning in request.server.warnings:
        click.echo(f"octui: {warning}", file=sys.stderr)
    async with open_server(request.server) as found, make_client(found, found.directory) as client:
        session_id, directory = await _find_session(client, request)
        document = await fetch_document(client, session_id, directory=directory)
    if request.sanitizes:
        document = await asyncio.to_thread(sanitize_document, document)
    if request.masks:
        mask = SecretMask()
        document = await asyncio.to_thread(mask.mask_document, document)
        click.echo(f"{sum(mask.found.values())} secrets were masked.", file=sys.stderr)
    text = await asyncio.to_thread(format_document, document, request.file_format, request.content)
    if path is None:
        # A file gets the text as it is; a terminal would obey what is in it.
        sys.stdout.write(escape_unseen(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()
        return
    await asyncio.to_thread(write_export, path, text)
    count = format_count(len(document["messages"]), "message")
    click.echo(f"Wrote {count} of {session_id} to {path}.", file=sys.stderr)


async def _find_session(client: Client, request: ExportRequest) -> tuple[str, str | None]:
    if request.session is not None:
        session = await fetch_session(client, request.session)
    else:
        last = await find_last_session(client)
        if last is None:
            raise CommandFailed(f"There is no session in {client.directory}.")
        session = last
        click.echo(f"The last session is {session.id}: {to_whole_line(session.display_title)}", file=sys.stderr)
    return session.id, session.directory or None
