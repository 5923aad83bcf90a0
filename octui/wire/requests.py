"""Requests waiting for the user: permissions and questions."""

from octui.wire.struct import JsonObject, Texts, Wire


class ToolCall(Wire, frozen=True):
    """The call that asks. On 1.1.58 it can be named before its part was seen."""

    message_id: str = ""
    call_id: str = ""


class Permission(Wire, frozen=True):
    """A request to allow `permission` on `patterns`; "always" would remember the patterns in `always`.

    `metadata` differs by tool: bash `{command}` (1.18) or nothing (1.1), edit `{filepath, diff}`,
    external_directory `{filepath, parentDir}` or `{command, directories, patterns}`, doom_loop `{tool, input}`.
    """

    id: str
    session_id: str = ""
    permission: str = ""
    patterns: Texts = ()
    metadata: JsonObject = {}
    always: Texts = ()
    tool: ToolCall | None = None


class Choice(Wire, frozen=True):
    label: str = ""
    description: str = ""


class QuestionItem(Wire, frozen=True):
    """One question; `custom` False forbids an answer in the user's own words."""

    question: str = ""
    header: str = ""
    options: tuple[Choice, ...] = ()
    multiple: bool | None = None
    custom: bool | None = None


class Question(Wire, frozen=True):
    """One or more questions asked at once and answered together."""

    id: str
    session_id: str = ""
    questions: tuple[QuestionItem, ...] = ()
    tool: ToolCall | None = None
