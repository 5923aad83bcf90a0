import pytest

from octui.ui.composer.slash_commands import (
    CommandEntry,
    describe_unknown_command,
    find_command_entry,
    find_typed_command,
    rank_commands,
    split_command,
)

ENTRIES = (
    CommandEntry("new", "New session", ("clear",), "local", "session.new"),
    CommandEntry("models", "Switch model", ("model",), "local", "model.list"),
    CommandEntry("review", "Review the changes", source="server"),
    CommandEntry("clear", "Somebody else's", source="server"),
)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/review", ("review", "")),
        ("/review  the last\ncommit \n", ("review", "the last\ncommit")),
        ("/", None),
        ("/ review", None),
        ("review", None),
        (" /review", None),
        ("", None),
    ],
)
def test_a_command_is_a_name_right_after_the_slash(text: str, command: tuple[str, str] | None) -> None:
    assert split_command(text) == command


@pytest.mark.parametrize(
    ("text", "cursor", "typed"),
    [("/", 1, ""), ("/mod", 4, "mod"), ("/mod", 2, "m"), ("/mod", 0, None), ("/mod x", 3, None), ("mod", 3, None)],
)
def test_a_name_is_being_typed_as_long_as_there_is_nothing_else(text: str, cursor: int, typed: str | None) -> None:
    assert find_typed_command(text, cursor) == typed


def test_a_name_wins_over_an_alias_of_another() -> None:
    entry = find_command_entry(ENTRIES, "clear")
    assert entry is not None and entry.source == "server"
    aliased = find_command_entry(ENTRIES, "model")
    assert aliased is not None and aliased.id == "model.list"
    assert find_command_entry(ENTRIES, "nothing") is None


def test_all_commands_are_offered_by_name_and_typed_letters_choose() -> None:
    assert [entry.name for entry in rank_commands(ENTRIES, "")] == ["clear", "models", "new", "review"]
    assert [entry.name for entry in rank_commands(ENTRIES, "mod")] == ["models"]
    assert rank_commands(ENTRIES, "cle")[0].name == "clear"
    assert [entry.name for entry in rank_commands(ENTRIES, "changes")] == ["review"]
    assert rank_commands(ENTRIES, "xyz") == ()


@pytest.mark.parametrize(
    ("text", "has_all", "said"),
    [
        ("/modle", True, "There is no command /modle. Did you mean /model or /models?"),
        ("/deploy now", False, "The server has not listed its commands yet, and /deploy may be one of them."),
        ("/timeline", True, "/timeline is not available here."),
        ("/timeline", False, "/timeline is not available here."),
        ("/srv/shop", False, ""),
    ],
)
def test_a_command_is_said_not_to_exist_only_where_that_is_known(text: str, has_all: bool, said: str) -> None:
    assert describe_unknown_command(ENTRIES, text, has_all=has_all) == said
