r"""Shell commands as servers run them, which is not quite as they were typed.

With bash and zsh a server runs `eval "COMMAND"`, the command written as a JSON string between the double quotes: the
outer shell expands every `$` and backtick once before the command is read, and line breaks and tabs arrive as `\n`
and `\t`. Every spelling below comes out of that first expansion as the character it stands for, in both shells.
"""

SPELLINGS = {"$": "${0+$}", "`": "$(printf \\140)", "\n": "${IFS:2:1}", "\t": "${IFS:1:1}"}
"""No backslash will do: JSON doubles it, and the expansion goes through."""


def needs_quoting(command: str) -> bool:
    return any(character in command for character in SPELLINGS)


def quote_for_server(command: str) -> str:
    """A command that evaluates to this one after one shell expansion."""
    return "".join(SPELLINGS.get(character, character) for character in command)


def unquote_command(command: str) -> str:
    """The command as the user typed it, for display; undoes `quote_for_server`."""
    for character, spelling in reversed(SPELLINGS.items()):
        command = command.replace(spelling, character)
    return command
