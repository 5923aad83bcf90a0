"""Reversed patches, against git: each undoes one hunk, whatever the file and its name are like."""

import tracemalloc
from pathlib import Path

import pytest

from octui.client.shell_git import split_git_patch
from octui.ui.diffs.hunk_patch import encode_forward_patch, make_reversed_mode_patch, make_reversed_patch
from octui.ui.diffs.patch_file import PatchFile, parse_patch_files
from octui.ui.diffs.turn_changes import merge_turns, reverse_patch_file
from octui.ui.diffs.undo_plan import UndoPlan, make_undo_plan
from octui.wire.sessions import FileDiff
from tests.ui.diffs.diff_app import git

LINES = b"".join(b"line %d\n" % number for number in range(40))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


def change(folder: Path, name: str, before: bytes | None, after: bytes | None) -> PatchFile:
    """Commit one content of a file, put another there, and return the change as octui has it."""
    path = folder / name
    if before is not None:
        path.write_bytes(before)
        git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message=Begin")
    if after is None:
        path.unlink()
    else:
        path.write_bytes(after)
        git(folder, "add", "--intent-to-add", "--", name)
    (file,) = parse_patch_files(split_git_patch(git(folder, "diff", "--unified=12")))
    git(folder, "reset", "--quiet")
    return file


def apply(folder: Path, patch: str) -> None:
    (folder / ".git" / "octui.patch").write_bytes(patch.encode("utf-8", "surrogateescape"))
    git(folder, "apply", ".git/octui.patch")


@pytest.mark.parametrize(
    "name", ["a.txt", "two words.txt", 'quo"te.txt', "tab\there.txt", "日本.txt", "back\\slash.txt"]
)
def test_one_of_two_hunks_is_taken_back_under_any_name(folder: Path, name: str) -> None:
    after = LINES.replace(b"line 5\n", b"LINE\nFIVE\n").replace(b"line 30\n", b"")
    file = change(folder, name, LINES, after)
    assert file.path == name and len(file.groups) == 2
    apply(folder, make_reversed_patch(file, file.groups[1]))
    assert (folder / name).read_bytes() == LINES.replace(b"line 5\n", b"LINE\nFIVE\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
        (b"a\nb", b"a\nc"),
        (b"a\nb\n", b"a\nb"),
        (b"a\nb", b"a\nb\n"),
        (b"-- sql\n++ x\n", b"++ x\n"),
        (b"one\x0cpage\n\x1b[0m\n", b"one\x0cPAGE\n\x1b[0m\n"),
        (None, b"new\nfile\n"),
        (b"gone\n", None),
        (b"gone without newline", None),
    ],
)
def test_a_change_of_any_bytes_is_taken_back_to_the_byte(
    folder: Path, before: bytes | None, after: bytes | None
) -> None:
    file = change(folder, "f.txt", before, after)
    apply(folder, make_reversed_patch(file, file.groups[0]))
    path = folder / "f.txt"
    assert (path.read_bytes() if path.exists() else None) == before
    apply(folder, encode_forward_patch([file]).decode())
    assert (path.read_bytes() if path.exists() else None) == after
    apply(folder, encode_forward_patch([reverse_patch_file(file)]).decode())
    assert (path.read_bytes() if path.exists() else None) == before


def test_the_patch_of_a_large_file_takes_little_more_memory_than_it_is_long() -> None:
    text = "value = 1\n" * 20_000
    plan = make_undo_plan([[FileDiff(file="a", before="", after=text, status="added")]])
    tracemalloc.start()
    patch = encode_forward_patch(plan.way_back)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert patch.count(b"\n+") == 20_001 and peak < 2.5 * len(patch)


def test_a_changed_mode_is_taken_back(folder: Path) -> None:
    path = folder / "run.sh"
    path.write_text("echo\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    path.chmod(0o755)
    (file,) = parse_patch_files(split_git_patch(git(folder, "diff")))
    assert file.note == "The mode changed from 100644 to 100755."
    apply(folder, make_reversed_mode_patch(file))
    assert not path.stat().st_mode & 0o111


def test_turns_are_combined_where_whole_texts_are_known() -> None:
    first = FileDiff(file="a", before="one\n", after="two\n", status="modified")
    second = FileDiff(file="a", before="two\n", after="three\n", status="modified")
    created = FileDiff(file="b", before="", after="x\n", status="added")
    removed = FileDiff(file="b", before="x\n", after="", status="deleted")
    (combined,) = merge_turns([(first, created), (second, removed)])
    assert (combined.before, combined.after) == ("one\n", "three\n")
    plan = make_undo_plan([(first, created), (second,)])
    assert plan.summary == "1 file changed, 1 deleted"
    assert {(state.path, state.pieces) for state in plan.after} == {("a", ("one\n",)), ("b", None)}
    assert {(state.path, state.pieces) for state in plan.before} == {("a", ("three\n",)), ("b", ("x\n",))}


def test_a_plan_is_recognized_when_it_is_made_again() -> None:
    def make(after: str) -> UndoPlan:
        return make_undo_plan([[FileDiff(file="a", before="one\n", after=after, status="modified")]])

    assert make("two\n").has_same_changes(make("two\n"))
    assert not make("two\n").has_same_changes(make("three\n"))
    assert not make("two\n").has_same_changes(make_undo_plan([]))
