from octui.server.agent.guide.chains import Batch, run_chain
from octui.server.agent.guide.sentences.intents import RunScript, ToolIntent
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn

LINT_AND_READ = (RunScript("lint"), ToolIntent("read", {"filePath": "a.py"}, "Reading `a.py`.", file="a.py"))


def test_a_request_begins_when_the_one_before_it_is_over() -> None:
    _, calls = run_chain(LINT_AND_READ, [])
    assert [call.tool for call in calls] == ["list"]
    said, calls = run_chain(LINT_AND_READ, [_make_batch("list", "{}", "/p/\n  a.py\n")])
    assert "I found no command to check its code" in said
    assert calls == [LINT_AND_READ[1]]


def test_a_failure_ends_the_chain() -> None:
    said, calls = run_chain(LINT_AND_READ, [_make_batch("list", "{}", "Rejected", failed=True)])
    assert said
    assert calls == []


def _make_batch(tool: str, arguments: str, output: str, *, failed: bool = False) -> Batch:
    return [ToolCallRequested("call", tool, arguments)], [ToolResultTurn("call", tool, output, failed=failed)]
