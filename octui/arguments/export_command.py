"""`octui export`: a session as Markdown, or as the JSON of `opencode export`."""

from typing import Any

import click

from octui.arguments.attaching import make_server_choice, make_server_options
from octui.arguments.command import CONTEXT_SETTINGS, OctuiCommand, check_session_id


@click.command(
    "export",
    cls=OctuiCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog="Exit codes: 0 done, 1 failed, 2 wrong arguments, 4 no server.",
    help="Print all of SESSION, by default the last session of this directory.",
)
@click.argument("session", required=False)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["markdown", "json", "html"]),
    default="markdown",
    show_default=True,
    help="json is the format of opencode export, which opencode import reads.",
)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to FILE instead of standard output.")
@click.option("--sanitize", "sanitizes", is_flag=True, help="Leave out texts, paths, titles, arguments and output.")
@click.option("--mask-secrets", "masks", is_flag=True, help="Mask keys, tokens and passwords that are recognized.")
@click.option("--thinking/--no-thinking", default=True, show_default=True, help="Include the thinking; not in JSON.")
@click.option("--tools/--no-tools", default=True, show_default=True, help="Include tool calls; not in JSON.")
@click.option("--details/--no-details", default=True, show_default=True, help="Include agent and model; not in JSON.")
def export_session_command(
    session: str | None,
    file_format: str,
    output: str | None,
    sanitizes: bool,
    masks: bool,
    thinking: bool,
    tools: bool,
    details: bool,
    **server: Any,
) -> int:
    """Check the arguments and export the session."""
    if session is not None:
        check_session_id(session)
    if output == "":
        raise click.UsageError("-o needs a file name.")
    choice = make_server_choice(**server)
    # Imported once the arguments make sense: it brings what speaks to servers and what draws sessions.
    from octui.headless.session_export import ExportRequest, export_to_output
    from octui.render.markdown_export import ExportedContent

    return export_to_output(
        ExportRequest(
            server=choice,
            session=session,
            file_format=file_format,
            output=output,
            sanitizes=sanitizes,
            masks=masks,
            content=ExportedContent(thinking=thinking, tools=tools, details=details),
        )
    )


export_session_command.params += make_server_options()
