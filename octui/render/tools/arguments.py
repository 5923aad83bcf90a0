"""The arguments of an unknown tool: abbreviated for one row, and in full."""

import json
from collections.abc import Mapping
from itertools import islice

from octui.wire.decoding.raw_json import RawArray, RawObject

MAX_LENGTH = 60
MAX_ARGUMENTS = 8
"""Arguments shown on one row."""
FULL = 20_000
"""Characters of one argument that are shown in full."""
_SCALARS = (str, bool, int, float, type(None))


def format_arguments(values: Mapping[str, object]) -> str:
    """Arguments on one line: `[name=value, …]`."""
    if not values:
        return ""
    shown = [f"{name[:MAX_LENGTH]}={_abbreviate_value(value)}" for name, value in islice(values.items(), MAX_ARGUMENTS)]
    return "[" + ", ".join([*shown, "…"] if len(values) > MAX_ARGUMENTS else shown) + "]"


def format_argument_value(value: object) -> str:
    """An argument in full: text as it is, anything else as JSON; of a very long one the beginning."""
    if isinstance(value, str):
        return value if len(value) <= FULL else value[:FULL] + "…"
    pieces: list[str] = []
    size = 0
    try:
        for piece in json.JSONEncoder(ensure_ascii=False, indent=2, default=_open_beginning).iterencode(value):
            pieces.append(piece[: FULL - size])
            size += len(piece)
            if size >= FULL:
                return "".join([*pieces, "…"])
    except RecursionError:
        pieces.append("…")
    return "".join(pieces)


def _open_beginning(value: object) -> object:
    """As much of a large value as can be shown: each field and each element takes two characters or more."""
    match value:
        case RawObject():
            return dict(islice(value.items(), FULL // 2))
        case RawArray():
            return value[: FULL // 2]
    raise TypeError(f"no JSON: {type(value).__name__}")


def _abbreviate_value(value: object) -> str:
    match value:
        case str():
            text = value[: MAX_LENGTH + 1]
        case bool() | int() | float() | None:
            text = json.dumps(value)
        case list() if len(value) <= 4 and all(isinstance(entry, _SCALARS) for entry in value):
            text = "[" + ", ".join(str(entry)[:MAX_LENGTH] for entry in value) + "]"
        case list() | RawArray():
            text = f"[{len(value)} entries]"
        case _:
            text = "{…}" if value else "{}"
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"
