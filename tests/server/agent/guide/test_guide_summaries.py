import json

from octui.server.agent.guide.summaries import summarize_results
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn
from octui.wire.struct import Json


def summarize_one(
    tool: str, output: str = "", *, failed: bool = False, arguments: Json | None = None, **known: object
) -> str:
    call = ToolCallRequested("c", tool, json.dumps(arguments or {}))
    return summarize_results(
        [call],
        [
            ToolResultTurn(
                "c", tool, output, failed, {name.replace("printed", "output"): value for name, value in known.items()}
            )
        ],
    )


def test_listed_files_are_named_with_their_folders() -> None:
    tree = "/p/\n  src/\n    deep/\n      c.py\n    b.py\n  lib/\n    a.py\n  top.py"
    assert summarize_one("list", tree, count=4) == "4 files: `src/deep/c.py`, `src/b.py`, `lib/a.py`, `top.py`\n"
    many = "/p/\n" + "\n".join(f"  {number}.txt" for number in range(9)) + "\n(9 of 300 files are shown.)"
    assert summarize_one("list", many, count=9).endswith("`7.txt`, …\n")
    assert summarize_one("list", "/p/", count=0) == "No files.\n"


def test_the_first_lines_of_a_file_are_shown() -> None:
    text = "\n".join(["```py", *(f"line {number}" for number in range(2, 31))])
    shown = summarize_one(
        "read", display={"type": "file", "text": text, "lineStart": 1, "lineEnd": 30, "totalLines": 30}
    )
    assert shown == "30 lines.\n\n````\n```py\n" + "".join(f"line {number}\n" for number in range(2, 21)) + "…\n````\n"
    part = {"type": "file", "text": "x", "lineStart": 2, "lineEnd": 2, "totalLines": 3, "truncated": True}
    assert summarize_one("read", display=part) == "Lines 2–2 of 3.\n\n```\nx\n```\n"
    assert (
        summarize_one("read", display={"type": "file", "text": "", "totalLines": 0, "lineStart": 1}) == "Empty file.\n"
    )


def test_how_a_command_ended_is_named() -> None:
    assert summarize_one("bash", exit=0, printed="hi") == "Done (exit 0): `hi`\n"
    assert summarize_one("bash", exit=0, printed="one\ntwo") == "Done (exit 0).\n"
    assert summarize_one("bash", exit=0, printed="") == "Done, no output.\n"
    assert summarize_one("bash", exit=None) == "It was stopped.\n"
    assert summarize_one("bash", exit=2) == "It failed with exit code 2.\n"


def test_a_call_that_was_not_made_says_why() -> None:
    rule = "The user has specified a rule which prevents you from using this specific tool call."
    assert summarize_one("bash", rule, failed=True) == "Blocked by a permission rule. Nothing was run.\n"
    rejected = "The user rejected permission to use this specific tool call."
    assert summarize_one("bash", rejected, failed=True) == "Rejected. Nothing was run.\n"
    assert summarize_one("question", "The user dismissed this question", failed=True) == "Skipped.\n"
    arguments: Json = {"filePath": "shop.py", "oldString": "the price\nof tea"}
    missing = "oldString was not found in the file. It must match exactly."
    assert summarize_one("edit", missing, failed=True, arguments=arguments).startswith(
        "`shop.py` does not contain `` the price ``."
    )
    assert summarize_one("edit", "no such file\nmore", failed=True) == "Failed: no such file\n"


def test_changed_files_are_named() -> None:
    assert summarize_one("write", arguments={"filePath": "a.txt"}) == "Wrote `a.txt`.\n"
    edited = summarize_one("edit", arguments={"filePath": "a.txt"})
    assert edited == "Edited `a.txt` (diff above). `/undo` reverts it.\n"


def test_the_first_matches_are_listed_with_their_lines() -> None:
    output = "Found 12 matches\n/p/a.py:\n" + "\n".join(f"  Line {number}: `x` {number}" for number in range(1, 13))
    listed = summarize_one("grep", output, matches=12).splitlines()
    assert listed[0] == "12 matches."
    assert listed[2] == "- `/p/a.py:1` `` `x` 1 ``"
    assert listed[-1] == "- and 2 more"
    assert summarize_one("grep", "No files found", matches=0) == "No matches.\n"
