from octui.config.history import Prompt
from octui.ui.composer.prompt_history import PromptHistory


def make_history(*texts: str) -> PromptHistory:
    return PromptHistory(Prompt(text) for text in texts)


def test_going_back_and_forth_ends_at_the_draft() -> None:
    history = make_history("one", "two")
    assert history.recall_older(Prompt("draft")) == Prompt("two")
    assert history.recall_older(Prompt("two")) == Prompt("one")
    assert history.recall_older(Prompt("one")) is None
    assert history.recall_newer(Prompt("one")) == Prompt("two")
    assert history.recall_newer(Prompt("two")) == Prompt("draft")
    assert history.recall_newer(Prompt("draft")) is None
    assert not history.is_browsing


def test_without_entries_there_is_nowhere_to_go() -> None:
    assert PromptHistory().recall_older(Prompt("draft")) is None


def test_what_was_changed_on_the_way_is_there_on_the_way_back() -> None:
    history = make_history("one", "two")
    history.recall_older(Prompt("draft"))
    history.recall_older(Prompt("two, changed"))
    assert history.recall_newer(Prompt("one, too")) == Prompt("two, changed")
    assert history.recall_older(Prompt("two, changed")) == Prompt("one, too")


def test_a_draft_for_the_shell_comes_back_as_one() -> None:
    history = make_history("one")
    history.recall_older(Prompt("ls", shell=True))
    assert history.recall_newer(Prompt("one")) == Prompt("ls", shell=True)


def test_what_is_remembered_is_last_and_ends_the_walk() -> None:
    history = make_history("one", "two")
    history.recall_older(Prompt(""))
    history.recall_older(Prompt("two, changed"))
    assert history.add_prompt(Prompt("three"))
    assert history.recall_older(Prompt("")) == Prompt("three")
    assert history.recall_older(Prompt("three")) == Prompt("two")


def test_nothing_and_the_same_again_are_not_remembered() -> None:
    history = make_history("one")
    assert not history.add_prompt(Prompt("one"))
    assert not history.add_prompt(Prompt("  "))
    assert history.add_prompt(Prompt("one", shell=True))
    assert [prompt.text for prompt in history.entries] == ["one", "one"]


def test_a_walk_outlives_entries_that_were_taken_away() -> None:
    history = make_history("one", "two", "three")
    history.recall_older(Prompt("draft"))
    history.entries[:] = []
    assert history.recall_older(Prompt("three")) is None
    assert history.recall_newer(Prompt("three")) is not None
