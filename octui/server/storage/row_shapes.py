"""Brings stored messages and tool calls into the shapes that OpenCode's clients accept; see `wire_shapes`.

Rows are sent as they are stored, so those of earlier versions are changed once, when the database is opened.
"""

from typing import Final


def _change_tool_states(status: str, removed: str, required: str = "") -> str:
    shaped = f"json_remove(data, {removed})"
    if required:
        shaped = f"json_insert({shaped}, '$.state.{required}', '')"
    return (
        f"UPDATE part SET data = {shaped} WHERE CASE WHEN json_valid(data) THEN"
        f" json_extract(data, '$.type') = 'tool' AND json_extract(data, '$.state.status') = '{status}' END"
    )


SHAPE_ROWS: Final = (
    "UPDATE message SET data = json_remove(data, '$.cost', '$.tokens')"
    " WHERE CASE WHEN json_valid(data) THEN json_extract(data, '$.role') = 'user' END",
    _change_tool_states("pending", "'$.state.output', '$.state.error', '$.state.metadata'", required="raw"),
    _change_tool_states("running", "'$.state.output', '$.state.error', '$.state.raw'"),
    _change_tool_states("completed", "'$.state.error', '$.state.raw'", required="title"),
    _change_tool_states("error", "'$.state.output', '$.state.raw', '$.state.title'"),
)
"""Statements for a database of a version before 4; damaged rows stay as they are."""
