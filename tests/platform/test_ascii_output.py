import subprocess
import sys
import unicodedata

import pytest

from octui.platform.ascii_output import replace_character


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("┌──┬─┐", "+--+-+"),
        ("│ ┃ ║ ═", "| | | ="),
        ("“quoted” and ‘so’ …", "\"quoted\" and 'so' ."),
        ("▌▎█▄", "||##"),
        ("Café Ångström", "Cafe Angstrom"),
        ("e\u0301\u200d", "e"),
        ("漢字", "????"),
        ("Ａ", "A "),
        ("● live › ✗ ✓", "* live > x *"),
        ("␛[31m", "^[31m"),
        ("⠋", "*"),
    ],
)
def test_text_becomes_the_nearest_ascii(text: str, readable: str) -> None:
    assert "".join(character if character.isascii() else replace_character(character) for character in text) == readable


def test_every_character_becomes_ascii_of_its_own_width() -> None:
    for number in (*range(0x80, 0x3400), *range(0xF900, 0x11000), *range(0x1F000, 0x1FB00)):
        character = chr(number)
        shown = replace_character(character)
        assert shown.isascii() and (shown.isprintable() or not shown), hex(number)
        if unicodedata.category(character) not in ("Mn", "Me", "Cf"):
            assert len(shown) == (2 if unicodedata.east_asian_width(character) in "WF" else 1), hex(number)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "iso8859-15:strict"])
def test_a_message_of_the_command_line_is_readable_whatever_the_encoding(encoding: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "attch"],
        env={"PYTHONIOENCODING": encoding, "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert answer.stderr == b'octui: No command or directory "attch". Did you mean "octui attach"?\n'


def test_output_that_takes_unicode_is_left_alone() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "attch"],
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert "“attch”" in answer.stderr.decode()
