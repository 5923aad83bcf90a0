"""What is wrong with a command line, in a sentence that names the option as it was typed and what is nearest to it."""

import re

import click

from octui.arguments.command import find_nearest_word, find_option_spelling


def describe_usage_error(error: click.ClickException) -> str:
    """The error in octui's words, where click has its own."""
    match error:
        case click.NoSuchOption(option_name=name, ctx=context):
            params = context.command.params if context is not None else []
            known = [option for param in params for option in param.opts if option.startswith("--")]
            near = find_nearest_word(name, known)
            return f"No such option “{name}”." + (f" Did you mean “{near}”?" if near else "")
        case click.MissingParameter(param=click.Argument(type=click.Choice(choices=choices)), ctx=context) if context:
            return f"{context.command_path} needs one of {_join_choices(choices)}."
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param, ctx=context):
            typed = re.match(r"(?P<quote>['\"])(?P<value>.*)(?P=quote) is not", error.message)
            return f"{_name_parameter(param, context)} takes {_join_choices(choices)}" + (
                f", not “{typed['value']}”." if typed else "."
            )
        case click.BadOptionUsage(option_name=name) if "requires an argument" in error.message:
            return f"{name} needs a value."
        case click.UsageError() if found := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message):
            return f"Unexpected: “{found[1]}”."
    return error.format_message()


def _name_parameter(param: click.Parameter, context: click.Context | None) -> str:
    if context is None or isinstance(param, click.Argument):
        return context.command_path if context is not None else "octui"
    with context.scope(cleanup=False):
        return find_option_spelling(param.opts[0])


def _join_choices(choices: object) -> str:
    *others, last = [str(choice).lower() for choice in choices] if isinstance(choices, (list, tuple)) else [""]
    return f"{', '.join(others)} or {last}" if others else last
