import msgspec
import pytest

from octui.wire.parts import ToolState
from octui.wire.tool_errors import convert_tool_error

REJECTED = "The user rejected permission to use this specific tool call"


@pytest.mark.parametrize(
    ("error", "worded"),
    [
        ('PermissionRejectedError({"_tag":"PermissionRejectedError"})', f"{REJECTED}."),
        (
            'PermissionCorrectedError({"feedback":"use {ls}","_tag":"PermissionCorrectedError"})',
            f"{REJECTED} with the following feedback: use {{ls}}",
        ),
        (
            'PermissionDeniedError({"ruleset":[{"pattern":"rm *"}],"_tag":"PermissionDeniedError"})',
            "The user has specified a rule which prevents you from using this specific tool call. "
            'Here are some of the relevant rules [{"pattern":"rm *"}]',
        ),
        ('QuestionRejectedError({"_tag":"QuestionRejectedError"})', "The user dismissed this question"),
        ("PermissionRejectedError", "PermissionRejectedError"),
        ("PermissionRejectedError({half)", "PermissionRejectedError({half)"),
        ('PermissionLostError({"_tag":"PermissionLostError"})', 'PermissionLostError({"_tag":"PermissionLostError"})'),
        ("Permission denied: /root/x", "Permission denied: /root/x"),
        ("", ""),
    ],
)
def test_a_decision_that_a_server_only_names_is_read_as_others_word_it(error: str, worded: str) -> None:
    assert convert_tool_error(error) == worded
    assert msgspec.convert({"status": "error", "error": error}, ToolState).error == worded
