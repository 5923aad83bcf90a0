"""A sentence on standard error, which may quote what a server sent.

With `err=True` click would write UTF-8 to a terminal that takes ASCII.
"""

import sys

import click


def write_status_line(sentence: object) -> None:
    """Add a line of octui's; what a server or a file calls itself does not control the terminal."""
    # Imported when there is something to say: most commands wait for nothing but a server.
    from octui.render.text.sanitize import escape_unseen

    click.echo(f"octui: {escape_unseen(str(sentence))}", file=sys.stderr)
