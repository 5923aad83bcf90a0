"""`octui doctor`: what was found, why it was chosen, and whether octui would start."""

import json
import sys
from pathlib import Path

import click

from octui.config.options import Options
from octui.doctor import environment, files, keys, programs, server_check, trusted_folders
from octui.doctor.facts import Section, format_sections, sections_to_json


def run_doctor(options: Options, *, as_json: bool) -> int:
    """Print the report; returns 0 when octui would start with these options."""
    sections = collect_sections(options)
    starts = can_start(sections)
    if as_json:
        click.echo(json.dumps({**sections_to_json(sections), "starts": starts}, indent=2))
    else:
        # Named, the stream is used as it is: click would write UTF-8 where only ASCII can be read.
        click.echo(format_sections(sections), file=sys.stdout)
        verdict = "Ready: octui would start here." if starts else "Not ready: see the lines marked ✗."
        click.echo(f"\n{verdict}", file=sys.stdout)
    return 0 if starts else 1


def collect_sections(options: Options) -> tuple[Section, ...]:
    here = options.directory
    return (
        programs.check_programs(),
        server_check.check_server(options),
        environment.check_directory(here),
        environment.check_terminal(),
        environment.check_clipboard(),
        files.check_folders(),
        files.check_settings(Path(here)),
        keys.check_keys(Path(here)),
        trusted_folders.check_trusted_folders(),
    )


def can_start(sections: tuple[Section, ...]) -> bool:
    """False only when a package is missing, or the server or the terminal is unusable."""
    deciding = ("octui", "server", "terminal")
    return not any(fact.is_problem for section in sections if section.name in deciding for fact in section.facts)
