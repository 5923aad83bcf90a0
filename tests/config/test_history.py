from pathlib import Path

import pytest

from octui.config.history import BYTES, PROMPTS, History, Prompt


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def test_prompts_come_back_in_the_order_they_were_said(path: Path) -> None:
    history = History(path)
    history.add(Prompt("one\nline\u2028more"))
    history.add(Prompt("ls", shell=True))
    assert History(path).load() == (Prompt("one\nline\u2028more"), Prompt("ls", shell=True))


def test_only_the_last_prompts_are_kept(path: Path) -> None:
    history = History(path)
    for number in range(PROMPTS + 3):
        history.add(Prompt(str(number)))
    prompts = History(path).load()
    assert len(prompts) == PROMPTS
    assert prompts[0].text == "3"
    assert prompts == history.prompts


def test_huge_prompts_push_out_older_ones_but_never_themselves(path: Path) -> None:
    history = History(path)
    history.add(Prompt("small"))
    history.add(Prompt("x" * (BYTES + 1)))
    assert [len(prompt.text) for prompt in History(path).load()] == [BYTES + 1]
    history.add(Prompt("small again"))
    assert [prompt.text for prompt in History(path).load()] == ["small again"]


def test_saying_the_same_twice_is_remembered_once(path: Path) -> None:
    history = History(path)
    history.add(Prompt("again"))
    history.add(Prompt("again"))
    assert History(path).load() == (Prompt("again"),)
    assert history.prompts == (Prompt("again"),)


def test_what_another_octui_said_meanwhile_is_kept(path: Path) -> None:
    one, other = History(path), History(path)
    one.load()
    other.add(Prompt("theirs"))
    one.add(Prompt("mine"))
    assert one.prompts == (Prompt("theirs"), Prompt("mine"))
    assert History(path).load() == one.prompts


def test_broken_lines_are_told_and_the_others_are_used(path: Path) -> None:
    path.write_bytes(b'{"text": "good"}\n{"text": 5}\n\xff\n{"text": "half\n{"text": "fine", "mood": "happy"}\n')
    history = History(path)
    assert history.load() == (Prompt("good"), Prompt("fine"))
    assert history.complaints == (f"{path}: 3 lines could not be read and will be dropped.",)


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    path.mkdir()
    history = History(path)
    assert history.load() == ()
    assert len(history.complaints) == 1
    with pytest.raises(OSError):
        history.add(Prompt("kept here at least"))
    assert history.prompts == (Prompt("kept here at least"),)


def test_nobody_else_may_read_the_history(path: Path) -> None:
    History(path).add(Prompt("the token is 1234"))
    assert path.stat().st_mode & 0o777 == 0o600
