import pytest

from octui.server.agent.guide.intents import SmallTalk, ToolIntent
from octui.server.agent.guide.parser import parse_prompt, parse_sentence


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [
        ("list the files", "list", {}),
        ("List files", "list", {}),
        ("please list all files", "list", {}),
        ("ls", "list", {}),
        ("what is in this folder?", "list", {}),
        ("list the files in src", "list", {"path": "src"}),
        ("read README.md", "read", {"filePath": "README.md"}),
        ("Read the file src/checkout.py, please.", "read", {"filePath": "src/checkout.py"}),
        ("show me README.md", "read", {"filePath": "README.md"}),
        ("read @README.md", "read", {"filePath": "README.md"}),
        ("what's in src/app.py?", "read", {"filePath": "src/app.py"}),
        ("read src/app.py from line 10", "read", {"filePath": "src/app.py", "offset": 10}),
        ("read src/app.py lines 10-20", "read", {"filePath": "src/app.py", "offset": 10, "limit": 11}),
        ("run git status", "bash", {"command": "git status"}),
        ("run: echo hi; ls", "bash", {"command": "echo hi; ls"}),
        ("$ make test", "bash", {"command": "make test"}),
        ("run `ls -la`", "bash", {"command": "ls -la"}),
        ("could you run pytest -q", "bash", {"command": "pytest -q"}),
        ("find TODO", "grep", {"pattern": "TODO"}),
        ("search for total in src", "grep", {"pattern": "total", "path": "src"}),
        ('find "def total(" in src/checkout.py', "grep", {"pattern": "def total\\(", "path": "src/checkout.py"}),
        ("where is checkout?", "grep", {"pattern": "checkout"}),
        ("find files called *.py", "glob", {"pattern": "*.py"}),
        ("list all *.md files", "glob", {"pattern": "*.md"}),
        ("replace a with b in f.py", "edit", {"filePath": "f.py", "oldString": "a", "newString": "b"}),
        (
            'replace "small shop" with "big shop" in README.md',
            "edit",
            {"filePath": "README.md", "oldString": "small shop", "newString": "big shop"},
        ),
        (
            "replace all foo by bar in src/a.py",
            "edit",
            {"filePath": "src/a.py", "oldString": "foo", "newString": "bar", "replaceAll": True},
        ),
        ("write hello to notes.txt", "write", {"filePath": "notes.txt", "content": "hello\n"}),
        ("write 'one two' to a file called notes.txt", "write", {"filePath": "notes.txt", "content": "one two\n"}),
        ("create notes.txt with hello there", "write", {"filePath": "notes.txt", "content": "hello there\n"}),
        ("delegate list the files", "task", None),
        ("ask me something", "question", None),
        ("make a plan", "todowrite", None),
        ("make a plan for the release", "todowrite", None),
        ("show the todos", "todoread", {}),
        ("fetch https://example.com/x?y=1", "webfetch", {"url": "https://example.com/x?y=1", "format": "markdown"}),
    ],
)
def test_a_plain_sentence_is_a_call(said: str, tool: str, arguments: dict[str, object] | None) -> None:
    meant = parse_sentence(said)
    assert isinstance(meant, ToolIntent)
    assert meant.tool == tool
    if arguments is not None:
        assert meant.arguments == arguments


@pytest.mark.parametrize(
    ("said", "about"),
    [("help", "help"), ("Hello!", "hello"), ("who are you?", "help"), ("are you an AI?", "help"), ("thanks", "thanks")],
)
def test_some_sentences_want_words(said: str, about: str) -> None:
    assert parse_sentence(said) == SmallTalk(about)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "why does test_checkout fail on CI?",
        "refactor the checkout module",
        "explain how this works to me like I am five",
        "write a function that adds two numbers",
        "fix the bug",
        "open the door",
        "make the tests pass",
    ],
)
def test_anything_else_is_not_understood(said: str) -> None:
    assert parse_prompt(said) == []


def test_steps_are_done_when_all_of_them_are_understood() -> None:
    assert [
        step.tool for step in parse_prompt("list the files and then read README.md") if isinstance(step, ToolIntent)
    ] == [
        "list",
        "read",
    ]
    assert parse_prompt("list the files and then fix the bug") == []
    assert len(parse_prompt("read a.py\nread b.py")) == 2
