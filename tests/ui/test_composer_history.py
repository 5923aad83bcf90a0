from octui.config.history import Prompt
from octui.ui.widgets.prompt_history import PromptHistory


def entries(*texts: str) -> PromptHistory:
    return PromptHistory(Prompt(text) for text in texts)


def test_going_back_and_forth_ends_at_the_draft() -> None:
    history = entries("one", "two")
    assert history.older(Prompt("draft")) == Prompt("two")
    assert history.older(Prompt("two")) == Prompt("one")
    assert history.older(Prompt("one")) is None
    assert history.newer(Prompt("one")) == Prompt("two")
    assert history.newer(Prompt("two")) == Prompt("draft")
    assert history.newer(Prompt("draft")) is None
    assert not history.walking


def test_without_entries_there_is_nowhere_to_go() -> None:
    assert PromptHistory().older(Prompt("draft")) is None


def test_what_was_changed_on_the_way_is_there_on_the_way_back() -> None:
    history = entries("one", "two")
    history.older(Prompt("draft"))
    history.older(Prompt("two, changed"))
    assert history.newer(Prompt("one, too")) == Prompt("two, changed")
    assert history.older(Prompt("two, changed")) == Prompt("one, too")


def test_a_draft_for_the_shell_comes_back_as_one() -> None:
    history = entries("one")
    history.older(Prompt("ls", shell=True))
    assert history.newer(Prompt("one")) == Prompt("ls", shell=True)


def test_what_is_remembered_is_last_and_ends_the_walk() -> None:
    history = entries("one", "two")
    history.older(Prompt(""))
    history.older(Prompt("two, changed"))
    assert history.remember(Prompt("three"))
    assert history.older(Prompt("")) == Prompt("three")
    assert history.older(Prompt("three")) == Prompt("two")


def test_nothing_and_the_same_again_are_not_remembered() -> None:
    history = entries("one")
    assert not history.remember(Prompt("one"))
    assert not history.remember(Prompt("  "))
    assert history.remember(Prompt("one", shell=True))
    assert [prompt.text for prompt in history.entries] == ["one", "one"]


def test_a_walk_outlives_entries_that_were_taken_away() -> None:
    history = entries("one", "two", "three")
    history.older(Prompt("draft"))
    history.entries[:] = []
    assert history.older(Prompt("three")) is None
    assert history.newer(Prompt("three")) is not None
