"""Paths in the guide's tool calls: absolute in the call, relative in its answers; and patterns for them."""

import json
import os
import re
from dataclasses import replace
from typing import Final

from octui.server.agent.models.language_model import ToolCallRequested
from octui.server.permissions.path_scope import expand_tilde
from octui.wire.struct import Json

PATH_ARGUMENTS: Final = ("filePath", "path")


def make_paths_absolute(arguments: Json, directory: str) -> Json:
    """The arguments with absolute paths."""
    return {
        name: os.path.normpath(os.path.join(directory, expand_tilde(value)))  # noqa: PTH118
        if name in PATH_ARGUMENTS and isinstance(value, str)
        else value
        for name, value in arguments.items()
    }


def make_paths_relative(call: ToolCallRequested, directory: str) -> ToolCallRequested:
    """The call with paths relative to the directory; paths outside of it stay absolute."""
    try:
        given = json.loads(call.arguments)
    except ValueError:
        return call
    if not isinstance(given, dict):
        return call
    inside = os.path.join(directory, "")  # noqa: PTH118
    for name in PATH_ARGUMENTS:
        value = given.get(name)
        if isinstance(value, str) and value.startswith(inside):
            given[name] = value.removeprefix(inside)
    return replace(call, arguments=json.dumps(given))


def match_any_case(name: str) -> str:
    """A glob pattern for a name in capital letters or not."""
    return "".join(f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else re.escape(letter) for letter in name)
