from pathlib import Path

import pytest

from octui.config.history import MAX_BYTES, MAX_PROMPTS, HistoryEntry, PromptHistoryFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def test_prompts_come_back_in_the_order_they_were_said(path: Path) -> None:
    history = PromptHistoryFile(path)
    history.add_prompt(HistoryEntry("one\nline\u2028more"))
    history.add_prompt(HistoryEntry("ls", shell=True))
    assert PromptHistoryFile(path).load_prompts() == (
        HistoryEntry("one\nline\u2028more"),
        HistoryEntry("ls", shell=True),
    )


def test_only_the_last_prompts_are_kept(path: Path) -> None:
    history = PromptHistoryFile(path)
    for number in range(MAX_PROMPTS + 3):
        history.add_prompt(HistoryEntry(str(number)))
    prompts = PromptHistoryFile(path).load_prompts()
    assert len(prompts) == MAX_PROMPTS
    assert prompts[0].text == "3"
    assert prompts == history.prompts


def test_huge_prompts_push_out_older_ones_but_never_themselves(path: Path) -> None:
    history = PromptHistoryFile(path)
    history.add_prompt(HistoryEntry("small"))
    history.add_prompt(HistoryEntry("x" * (MAX_BYTES + 1)))
    assert [len(prompt.text) for prompt in PromptHistoryFile(path).load_prompts()] == [MAX_BYTES + 1]
    history.add_prompt(HistoryEntry("small again"))
    assert [prompt.text for prompt in PromptHistoryFile(path).load_prompts()] == ["small again"]


def test_saying_the_same_twice_is_remembered_once(path: Path) -> None:
    history = PromptHistoryFile(path)
    history.add_prompt(HistoryEntry("again"))
    history.add_prompt(HistoryEntry("again"))
    assert PromptHistoryFile(path).load_prompts() == (HistoryEntry("again"),)
    assert history.prompts == (HistoryEntry("again"),)


def test_what_another_octui_said_meanwhile_is_kept(path: Path) -> None:
    one, other = PromptHistoryFile(path), PromptHistoryFile(path)
    one.load_prompts()
    other.add_prompt(HistoryEntry("theirs"))
    one.add_prompt(HistoryEntry("mine"))
    assert one.prompts == (HistoryEntry("theirs"), HistoryEntry("mine"))
    assert PromptHistoryFile(path).load_prompts() == one.prompts


def test_broken_lines_are_told_and_the_others_are_used(path: Path) -> None:
    path.write_bytes(b'{"text": "good"}\n{"text": 5}\n\xff\n{"text": "half\n{"text": "fine", "mood": "happy"}\n')
    history = PromptHistoryFile(path)
    assert history.load_prompts() == (HistoryEntry("good"), HistoryEntry("fine"))
    assert history.problems == (f"{path}: 3 lines could not be read and will be dropped.",)


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    path.mkdir()
    history = PromptHistoryFile(path)
    assert history.load_prompts() == ()
    assert len(history.problems) == 1
    with pytest.raises(OSError):
        history.add_prompt(HistoryEntry("kept here at least"))
    assert history.prompts == (HistoryEntry("kept here at least"),)


def test_nobody_else_may_read_the_history(path: Path) -> None:
    PromptHistoryFile(path).add_prompt(HistoryEntry("the token is 1234"))
    assert path.stat().st_mode & 0o777 == 0o600
