import pytest

from octui.server.agent.guide.sentences.intents import SmallTalk, ToolIntent
from octui.server.agent.guide.sentences.parser import parse_prompt
from octui.server.agent.guide.sentences.phrasing import resolve_reference, resolve_repetition
from octui.server.agent.guide.sentences.suggestions import find_nearest_requests


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("delete that file", "delete notes.md"),
        ("Open it, please", "Open notes.md, please"),
        ("is it safe", "is it safe"),
        ("delete it and the rest", "delete it and the rest"),
        ("change a to b in it.", "change a to b in notes.md."),
        ("rename it to b.md", "rename notes.md to b.md"),
        ("create a file called LICENSE with MIT in it", "create a file called LICENSE with MIT in it"),
    ],
)
def test_what_was_named_last_is_what_it_is_about(said: str, meant: str) -> None:
    assert resolve_reference(said, ["notes.md", "other.md"]) == meant
    assert resolve_reference(said, []) == said


def test_steps_are_done_when_all_of_them_are_understood() -> None:
    assert [
        step.tool for step in parse_prompt("list the files and then read README.md") if isinstance(step, ToolIntent)
    ] == [
        "list",
        "read",
    ]
    assert parse_prompt("list the files and then fix the bug") == []
    assert len(parse_prompt("read a.py\nread b.py")) == 2


@pytest.mark.parametrize(
    ("said", "like"),
    [
        ("show a.py and b.py", ["read a.py", "read b.py"]),
        ("replace x with y in a.py and b.py", ["replace x with y in a.py", "replace x with y in b.py"]),
        ("read a.py and run the tests", ["read a.py", "run the tests"]),
        ("run the linter and then the tests", ["run the linter", "run the tests"]),
        ("ejecuta las pruebas y luego muestra el README", ["run the tests", "muestra el README"]),
        ("Thank you! Now please read a.py", ["read a.py"]),
        ("good morning, can you list the files", ["list the files"]),
    ],
)
def test_one_prompt_may_ask_for_several_things(said: str, like: list[str]) -> None:
    assert parse_prompt(said) == [intent for request in like for intent in parse_prompt(request)]
    assert len(parse_prompt(said)) == len(like)


def test_a_request_can_be_repeated() -> None:
    assert resolve_repetition("try again", ["once more", "read a.py", "read b.py"]) == "read a.py"
    assert resolve_repetition("otra vez", ["read a.py"]) == "read a.py"
    assert resolve_repetition("try again", []) == "try again"
    assert resolve_repetition("read b.py again", ["read a.py"]) == "read b.py again"


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("fix the bug in cart.py", "read cart.py"),
        ("rename total to subtotal", "replace total with subtotal everywhere"),
        ("install requests", "run pip install requests"),
        ("make the tests pass", "run the tests"),
    ],
)
def test_what_takes_a_model_is_answered_with_the_nearest_requests(said: str, instead: str) -> None:
    assert instead in find_nearest_requests(said)
    assert parse_prompt(instead)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("are you claude?", "help"),
        ("cheers mate", "thanks"),
        ("can i use vim keys", "vim"),
        ("whats a subagent", "subagent"),
        ("whats the key for the palette", "palette"),
        ("discard my changes", "undo"),
        ("how do i open the diff", "diff"),
        ("how do i search", "browse files"),
        ("where are the settings", "settings"),
        ("Oh no, I did not want that. Can you bring it back?", "undo"),
    ],
)
def test_questions_about_octui_are_understood_as_they_are_typed(said: str, topic: str) -> None:
    assert parse_prompt(said) == [SmallTalk(topic)]
