from pathlib import Path

from octui.config.history import HistoryEntry
from octui.config.reviewed_marks import ReviewedMarks
from octui.config.stash import StashFile


def test_lines_that_cannot_be_read_are_said_and_stay(tmp_path: Path) -> None:
    file = tmp_path / "stash.jsonl"
    stash = StashFile(file)
    stash.add_entry(HistoryEntry("first"))
    file.write_bytes(file.read_bytes() + b'{"prompt": 5}\n\n\xff half a li')
    stash.add_entry(HistoryEntry("second"))
    assert [entry.prompt.text for entry in stash.read_entries()] == ["first", "second"]
    assert stash.problem == f"{file}: 2 lines could not be read, and will stay there."
    taken = stash.take_entry()
    assert taken is not None and taken.prompt.text == "second"
    assert b'{"prompt": 5}\n' in file.read_bytes() and b"\xff half a li" in file.read_bytes()


def test_marks_that_make_no_sense_are_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "reviewed.json"
    file.write_text('{"from": "the future"}')
    ReviewedMarks(file).save_mark("abc", True)
    assert ReviewedMarks(file).load_marks() == {"abc"}
    assert (tmp_path / "reviewed.json.broken").read_text() == '{"from": "the future"}'
