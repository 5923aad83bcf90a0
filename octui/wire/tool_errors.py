"""What ended a tool call, where a server names its own exception instead of saying it in words, as 1.2.27 does."""

import re
from typing import Final

import msgspec

from octui.wire.struct import Json

_NAMED: Final = re.compile(r"(\w+)\((\{.*\})\)", re.DOTALL)
_REJECTED: Final = "The user rejected permission to use this specific tool call"
_SENTENCES: Final = {
    "PermissionRejectedError": f"{_REJECTED}.",
    "PermissionCorrectedError": f"{_REJECTED} with the following feedback: {{feedback}}",
    "PermissionDeniedError": "The user has specified a rule which prevents you from using this specific tool call. "
    "Here are some of the relevant rules {ruleset}",
    "QuestionRejectedError": "The user dismissed this question",
}
"""What other versions say, by the name of the exception, with the field of it that belongs there."""


def convert_tool_error(error: str) -> str:
    """The sentence that other versions have for an exception which a server only names; any other text as it is."""
    if (named := _NAMED.fullmatch(error)) is None or (sentence := _SENTENCES.get(named[1])) is None:
        return error
    try:
        fields = msgspec.json.decode(named[2], type=Json)
    except msgspec.MsgspecError:
        return error
    said = {"feedback": fields.get("feedback", ""), "ruleset": _encode(fields.get("ruleset", []))}
    return sentence.format_map(said)


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()
