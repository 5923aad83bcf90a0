"""The cursor of a diff: it passes over blank space, extends a range, and stays at its line in another document."""

from octui.render.diff.document_rows import RowKind
from octui.ui.diffs.document import DiffLayout, build_document
from octui.ui.diffs.patch_cursor import PatchCursor
from octui.ui.diffs.patch_file import PatchFile, parse_patch_files
from octui.wire.sessions import FileDiff


def make_files() -> tuple[PatchFile, ...]:
    patch = "--- {0}\n+++ {0}\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"
    diffs = [FileDiff(file=name, patch=patch.format(name)) for name in ("a.py", "b.py")]
    return tuple(parse_patch_files(diffs))


def open_cursor() -> PatchCursor:
    cursor = PatchCursor()
    cursor.enter_document(build_document(make_files(), DiffLayout(60)), None)
    return cursor


def test_moving_passes_over_blank_space_and_stops_at_the_ends() -> None:
    cursor = open_cursor()
    kinds = [row.kind for row in cursor.document.rows]
    assert RowKind.SPACE in kinds
    seen = []
    while True:
        seen.append(cursor.index)
        target = cursor.find_target(1, select=False)
        if target == cursor.index:
            break
        cursor.index = target
    assert seen == [index for index, kind in enumerate(kinds) if kind is not RowKind.SPACE]
    assert cursor.find_target(-1_000, select=False) == 0


def test_a_range_grows_while_it_is_extended_or_kept() -> None:
    cursor = open_cursor()
    cursor.index = 2
    cursor.index = cursor.find_target(1, select=True)
    assert cursor.selected_range == (2, 3)
    cursor.index = cursor.find_target(-1, select=False)
    assert not cursor.is_selecting
    cursor.toggle_range()
    cursor.index = cursor.find_target(1, select=False)
    assert cursor.selected_range == (2, 3)
    assert cursor.drop_range() and not cursor.drop_range()


def test_lines_of_two_files_are_not_pointed_at_together() -> None:
    cursor = open_cursor()
    cursor.index = 2
    cursor.toggle_range()
    pointed = cursor.find_pointed()
    assert pointed is not None and pointed.lines == (1,)
    cursor.index = cursor.find_target(8, select=False)
    pointed = cursor.find_pointed()
    assert pointed is not None and pointed.file.path == "b.py" and pointed.lines == ()


def test_the_place_outlives_a_document() -> None:
    cursor = open_cursor()
    cursor.index = next(index for index, row in enumerate(cursor.document.rows) if row.file == 1 and row.old == 1)
    place = cursor.find_place()
    cursor.toggle_range()
    cursor.enter_document(build_document(make_files(), DiffLayout(60, only_file=1)), place)
    assert cursor.find_place() == place and not cursor.is_selecting
    cursor.enter_document(build_document((), DiffLayout(60)), place)
    assert cursor.row is None and cursor.find_pointed() is None
