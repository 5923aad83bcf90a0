"""`octui doctor`: what was found, why it was chosen, and whether octui would start."""

import json
from pathlib import Path

import click

from octui.config.options import Options
from octui.doctor import environment, files, programs, server_check
from octui.doctor.facts import Section, as_text, told


def visit(options: Options, *, as_json: bool) -> int:
    """Look, tell, and return 0 when octui would start with these options."""
    sections = examined(options)
    starts = would_start(sections)
    if as_json:
        click.echo(json.dumps({**told(sections), "starts": starts}, indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(sections))
        click.echo(f"\n{'octui would start.' if starts else 'octui would not start: see the lines marked ✗.'}")
    return 0 if starts else 1


def examined(options: Options) -> tuple[Section, ...]:
    here = options.directory
    return (
        programs.programs(),
        server_check.serving(options),
        environment.directory(here),
        environment.terminal(),
        environment.describe_clipboard(),
        files.own_folders(),
        files.settings(Path(here)),
    )


def would_start(sections: tuple[Section, ...]) -> bool:
    """A missing part of octui and a server that cannot be had stop it; all else it lives with."""
    return not any(fact.wrong for section in sections if section.name in ("octui", "server") for fact in section.facts)
