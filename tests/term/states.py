"""A screen as values, to be compared with another's."""

from octui.term import Attributes, Screen, split_runs


def look(screen: Screen) -> list[list[tuple[str, Attributes]]]:
    """What each row shows."""
    return [split_runs(row) for row in screen.shown]


def state(screen: Screen) -> dict[str, object]:
    """All that matters for what comes next."""
    return {
        "rows": [(split_runs(row), row[3]) for row in screen.grid.rows],
        "main": [(split_runs(row), row[3]) for row in screen.grid.main_rows],
        "scrollback": [(split_runs(row), row[3]) for row in screen.scrollback],
        "cursor": (
            screen.cursor.x,
            screen.cursor.y,
            screen.cursor.hidden,
            screen.cursor.style,
            screen.cursor.attributes,
        ),
        "mode": (screen.mode, screen.level, screen.grid.is_guarded),
        "margins": (screen.margins, screen.sides, screen.tabstops),
        "saved": screen.saved,
        "sets": (screen.g0_charset, screen.g1_charset, screen.charset),
        "title": (screen.title, screen.icon_name, screen.directory),
        "keys": (screen.keyboard_flags, screen.modify_other_keys, screen.keypad),
        "size": (screen.columns, screen.lines),
    }


def consistent(screen: Screen) -> None:
    """Assert what must hold of every screen at any time."""
    assert len(screen.grid.rows) == screen.lines
    assert 0 <= screen.cursor.x <= screen.columns
    assert 0 <= screen.cursor.y < screen.lines
    for text, codes, styles, _ in screen.grid.rows:
        assert len(text) == len(codes) <= screen.columns
        assert all(ord(code) < styles.count for code in codes)
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in text)
