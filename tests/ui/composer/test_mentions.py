import pytest

from octui.ui.composer.mentions import MentionKind, find_mentions, find_typed_mention
from octui.ui.messages import Attachment

KNOWN: dict[str, MentionKind] = {
    "src/app.py": "file",
    "src/": "file",
    "src": "file",
    "my file.txt": "file",
    "日本語.txt": "file",
    "explore": "agent",
}


def find_names(text: str) -> list[tuple[str, tuple[int, int] | None]]:
    return [(mention.name, mention.lines) for mention in find_mentions(text, KNOWN)]


def test_a_mention_says_where_it_stands() -> None:
    text = "look at @src/app.py#12-40 please"
    (mention,) = find_mentions(text, KNOWN)
    assert mention == Attachment("file", "src/app.py", 8, 25, (12, 40))
    assert text[mention.start : mention.end] == "@src/app.py#12-40"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@src/app.py", ["src/app.py"]),
        ("(@src/app.py), then @explore.", ["src/app.py", "explore"]),
        ("@src/ and @src", ["src/", "src"]),
        ("@my file.txt too", ["my file.txt"]),
        ("@日本語.txt を見て", ["日本語.txt"]),
        ("@src/app.pyc", []),
        ("@src/other.py", []),
        ("me@src", []),
        ("@unknown", []),
        ("@", []),
        ("@@src", []),
        ("no mention", []),
    ],
)
def test_only_whole_known_names_are_mentions(text: str, names: list[str]) -> None:
    assert [name for name, _ in find_names(text)] == names


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("@src/app.py#7", (7, 7)),
        ("@src/app.py#7-9.", (7, 9)),
        ("@src/app.py#9-7", (7, 9)),
        ("@src/app.py", None),
    ],
)
def test_lines_are_a_range_in_order(text: str, lines: tuple[int, int] | None) -> None:
    assert find_names(text) == [("src/app.py", lines)]


def test_what_is_no_range_makes_no_mention() -> None:
    assert find_names("@src/app.py#top") == []
    assert find_names("@explore#3") == []


@pytest.mark.parametrize(
    ("text", "cursor", "query"),
    [
        ("@", 1, ""),
        ("see @src/a", 10, "src/a"),
        ("see @src/a", 6, "s"),
        ("line\n@x", 7, "x"),
        ("see @src ", 9, None),
        ("@x/@types/n", 11, "x/@types/n"),
        ("a, @b", 5, "b"),
        ("mail me@host", 12, None),
        ("plain", 5, None),
        ("@x", 0, None),
    ],
)
def test_a_mention_is_being_typed_from_its_sign_to_the_cursor(text: str, cursor: int, query: str | None) -> None:
    typing = find_typed_mention(text, cursor)
    assert (typing.query if typing else None) == query


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        ("see @f.py:2-3", "f.py", (2, 3)),
        ("see @f.py:2, please", "f.py", (2, 2)),
        ("see @f.py#L2-L3", "f.py", (2, 3)),
        ("see @f.py#L2.", "f.py", (2, 2)),
        ("see @f.py#2-3", "f.py", (2, 3)),
        ("see @a#b", "a#b", None),
        ("see @a#b#L4", "a#b", (4, 4)),
        ("see @q?", "q?", None),
        ("see @q? and more", "q?", None),
    ],
)
def test_names_and_lines_are_read_as_they_are_written(text: str, name: str, lines: tuple[int, int] | None) -> None:
    (mention,) = find_mentions(text, {name: "file", "a": "file", "q": "file"})
    assert (mention.name, mention.lines) == (name, lines)


@pytest.mark.parametrize(
    ("text", "query"),
    [("see @my f", "my f"), ("see @my ", None), ("@dir x/a", "dir x/a"), ("@dir x/a b", None), ("@other f", None)],
)
def test_a_mention_has_spaces_only_where_a_known_path_has(text: str, query: str | None) -> None:
    typing = find_typed_mention(text, len(text), ["my file.txt", "dir x/"])
    assert (typing.query if typing else None) == query


def test_a_folder_is_mentioned_with_and_without_its_slash() -> None:
    assert [mention.name for mention in find_mentions("@a and @a/, not @ab", {"a/": "file"})] == ["a/", "a/"]
