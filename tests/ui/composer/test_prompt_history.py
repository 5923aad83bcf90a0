from octui.config.history import HistoryEntry
from octui.ui.composer.prompt_history import PromptHistory


def make_history(*texts: str) -> PromptHistory:
    return PromptHistory(HistoryEntry(text) for text in texts)


def test_going_back_and_forth_ends_at_the_draft() -> None:
    history = make_history("one", "two")
    assert history.recall_older(HistoryEntry("draft")) == HistoryEntry("two")
    assert history.recall_older(HistoryEntry("two")) == HistoryEntry("one")
    assert history.recall_older(HistoryEntry("one")) is None
    assert history.recall_newer(HistoryEntry("one")) == HistoryEntry("two")
    assert history.recall_newer(HistoryEntry("two")) == HistoryEntry("draft")
    assert history.recall_newer(HistoryEntry("draft")) is None
    assert history.recall_older(HistoryEntry("draft")) == HistoryEntry("two")


def test_without_entries_there_is_nowhere_to_go() -> None:
    assert PromptHistory().recall_older(HistoryEntry("draft")) is None


def test_what_was_changed_on_the_way_is_there_on_the_way_back() -> None:
    history = make_history("one", "two")
    history.recall_older(HistoryEntry("draft"))
    history.recall_older(HistoryEntry("two, changed"))
    assert history.recall_newer(HistoryEntry("one, too")) == HistoryEntry("two, changed")
    assert history.recall_older(HistoryEntry("two, changed")) == HistoryEntry("one, too")


def test_a_draft_for_the_shell_comes_back_as_one() -> None:
    history = make_history("one")
    history.recall_older(HistoryEntry("ls", shell=True))
    assert history.recall_newer(HistoryEntry("one")) == HistoryEntry("ls", shell=True)


def test_what_is_remembered_is_last_and_ends_the_walk() -> None:
    history = make_history("one", "two")
    history.recall_older(HistoryEntry(""))
    history.recall_older(HistoryEntry("two, changed"))
    assert history.add_prompt(HistoryEntry("three"))
    assert history.recall_older(HistoryEntry("")) == HistoryEntry("three")
    assert history.recall_older(HistoryEntry("three")) == HistoryEntry("two")


def test_nothing_and_the_same_again_are_not_remembered() -> None:
    history = make_history("one")
    assert not history.add_prompt(HistoryEntry("one"))
    assert not history.add_prompt(HistoryEntry("  "))
    assert history.add_prompt(HistoryEntry("one", shell=True))
    assert [prompt.text for prompt in history.entries] == ["one", "one"]


def test_a_walk_outlives_entries_that_were_taken_away() -> None:
    history = make_history("one", "two", "three")
    history.recall_older(HistoryEntry("draft"))
    history.entries[:] = []
    assert history.recall_older(HistoryEntry("three")) is None
    assert history.recall_newer(HistoryEntry("three")) is not None
