import pytest

from tests.term.terminal import Terminal, fed

ANSWERS = {
    "DA1": ("\x1b[c", "\x1b[?62;22c"),
    "DA2": ("\x1b[>c", "\x1b[>41;354;0c"),
    "DECID": ("\x1bZ", "\x1b[?62;22c"),
    "DA3": ("\x1b[=c", "\x1bP!|00000000\x1b\\"),
    "XTVERSION": ("\x1b[>q", "\x1bP>|octui\x1b\\"),
    "DSR 6": ("\x1b[2;3H\x1b[6n", "\x1b[2;3R"),
    "DSR 6 while a wrap is due": ("x" * 20 + "\x1b[6n", "\x1b[1;20R"),
    "DSR 6 in origin mode": ("\x1b[2;4r\x1b[?6h\x1b[2;1H\x1b[6n", "\x1b[2;1R"),
    "DSR 5": ("\x1b[5n", "\x1b[0n"),
    "DSR with more parameters": ("\x1b[5;2n", "\x1b[0n"),
    "DECXCPR": ("\x1b[?6n", "\x1b[?1;1;1R"),
    "colour scheme, dark": ("\x1b[?996n", "\x1b[?997;1n"),
    "colour scheme, light": ("\x1b]11;#ffffff\x07\x1b[?996n", "\x1b[?997;2n"),
    "DECRQM reset": ("\x1b[?2026$p", "\x1b[?2026;2$y"),
    "DECRQM set": ("\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"),
    "DECRQM always": ("\x1b[?2027$p", "\x1b[?2027;3$y"),
    "DECRQM unknown": ("\x1b[?9876$p", "\x1b[?9876;0$y"),
    "DECRQM of the keypad": ("\x1b[?66h\x1b[?66$p\x1b>\x1b[?66$p", "\x1b[?66;1$y\x1b[?66;2$y"),
    "DECRQM of a blinking cursor": ("\x1b[?12$p\x1b[4 q\x1b[?12$p", "\x1b[?12;1$y\x1b[?12;2$y"),
    "DECRQM never": ("\x1b[?60$p\x1b[1$p", "\x1b[?60;4$y\x1b[1;4$y"),
    "DECRQM of a VT200": ('\x1b[62"p\x1b[4$p\x1b[?7$p', ""),
    "DECRQM of ECMA-48": ("\x1b[4h\x1b[4$p\x1b[20$p\x1b[3$p", "\x1b[4;1$y\x1b[20;2$y\x1b[3;0$y"),
    "DECRQSS m": ("\x1b[1;31m\x1bP$qm\x1b\\", "\x1bP1$r0;1;31m\x1b\\"),
    "DECRQSS r": ("\x1b[2;4r\x1bP$qr\x1b\\", "\x1bP1$r2;4r\x1b\\"),
    "DECRQSS DECSCUSR": ("\x1b[5 q\x1bP$q q\x1b\\", "\x1bP1$r5 q\x1b\\"),
    "DECRQSS DECSCL": ('\x1b[63;1"p\x1bP$q"p\x1b\\', '\x1bP1$r63;1"p\x1b\\'),
    "DECRQSS DECSACE": ("\x1b[2*x\x1bP$q*x\x1b\\", "\x1bP1$r2*x\x1b\\"),
    "DECRQSS unknown": ("\x1bP$qx\x1b\\", "\x1bP0$r\x1b\\"),
    "XTGETTCAP": ("\x1bP+q544e;436f\x1b\\", "\x1bP1+r544e=787465726D2D323536636F6C6F72\x1b\\\x1bP1+r436f=323536\x1b\\"),
    "XTGETTCAP unknown": ("\x1bP+q5a5a\x1b\\", "\x1bP0+r5a5a\x1b\\"),
    "XTGETTCAP of no name": ("\x1bP+qzz\x1b\\", ""),
    "OSC 10": ("\x1b]10;?\x07", "\x1b]10;rgb:e5e5/e5e5/e5e5\x1b\\"),
    "OSC 11": ("\x1b]11;?\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
    "OSC 10 and 11 in one": ("\x1b]10;#102030;?\x07", "\x1b]11;rgb:0000/0000/0000\x1b\\"),
    "OSC 4": ("\x1b]4;1;?\x07", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
    "OSC 4 of the cube": ("\x1b]4;196;?\x07", "\x1b]4;196;rgb:ffff/0000/0000\x1b\\"),
    "OSC 4 set, then asked": ("\x1b]4;1;rgb:f/8/0;1;?\x07", "\x1b]4;1;rgb:ffff/8888/0000\x1b\\"),
    "OSC 12, then 112": ("\x1b]12;#ff0000\x07\x1b]112\x07\x1b]12;?\x07", "\x1b]12;rgb:e5e5/e5e5/e5e5\x1b\\"),
    "OSC 104": ("\x1b]4;1;#fff\x07\x1b]104;1\x07\x1b]4;1;?\x07", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
    "OSC 5": ("\x1b]5;0;#102030;0;?\x07", "\x1b]5;0;rgb:1010/2020/3030\x1b\\"),
    "OSC 4 of a special colour, then 105": (
        "\x1b]4;256;#fff\x07\x1b]105;0\x07\x1b]4;256;?\x07",
        "\x1b]4;256;rgb:e5e5/e5e5/e5e5\x1b\\",
    ),
    "OSC 104 leaves special colours": (
        "\x1b]5;4;#102030\x07\x1b]104\x07\x1b]5;4;?\x07",
        "\x1b]5;4;rgb:1010/2020/3030\x1b\\",
    ),
    "printer, macros, sessions": (
        "\x1b[?15n\x1b[?62n\x1b[?63;7n\x1b[?85n",
        "\x1b[?13n\x1b[0*{\x1bP7!~0000\x1b\\\x1b[?83n",
    ),
    "size in cells": ("\x1b[18t", "\x1b[8;5;20t"),
    "size in pixels": ("\x1b[14t\x1b[16t", "\x1b[4;80;160t\x1b[6;16;8t"),
    "the title stays unsaid": ("\x1b]2;rm -rf\x07\x1b[21t", "\x1b]l\x1b\\"),
    "modifyOtherKeys": ("\x1b[>4;2m\x1b[?4m", "\x1b[>4;2m"),
    "kitty's keyboard": ("\x1b[>31u\x1b[?u", "\x1b[?29u"),
    "DECREQTPARM": ("\x1b[x", "\x1b[2;1;1;128;128;1;0x"),
    "tab stops": ("\x1b[2$w", "\x1bP2$u9/17\x1b\\"),
    "the clipboard is not read": ("\x1b]52;c;?\x07", ""),
    "no checksum of the screen": ("\x1b[1;0;1;1;1;1*y", ""),
    "resizes are told at once": ("\x1b[?2048h", "\x1b[48;5;20;0;0t"),
}


@pytest.mark.parametrize(("asked", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_a_question_is_answered_and_leaves_no_trace(asked: str, answer: str) -> None:
    terminal = fed(asked)
    assert terminal.answer == answer
    before = terminal.text
    assert terminal.feed("\x1b[?6l\x1b[r\x1b[5;1HX").text.endswith("X")
    assert terminal.text.rstrip("X|") == before.rstrip("|")


def test_questions_in_a_replay_stay_unanswered_and_later_ones_are_answered() -> None:
    terminal = Terminal()
    with terminal.screen.reports.suppress_replies():
        terminal.feed("".join(asked for asked, _ in ANSWERS.values()) + "\x07\x1b]9;hey\x07\x1b]52;c;aGk=\x07")
    assert terminal.answers == []
    assert [type(event).__name__ for event in terminal.events] == ["Titled"]
    assert terminal.feed("\x1b[5n").answers == ["\x1b[0n"]


def test_the_size_is_reported_again_after_each_resize() -> None:
    terminal = fed("\x1b[?2048h")
    terminal.answers.clear()
    terminal.screen.resize(7, 30)
    assert terminal.answers == ["\x1b[48;7;30;0;0t"]


def test_a_program_reads_the_screen_and_titles_only_where_it_may() -> None:
    asked = "\x1b]2;win\x07\x1b]1;icon\x07ab\x1b[7;1;1;1;1;2*y\x1b[21t\x1b[20t"
    terminal = Terminal()
    terminal.screen.reports.discloses = True
    assert terminal.feed(asked).answer == f"\x1bP7!~{0x10000 - 97 - 98:04X}\x1b\\\x1b]lwin\x1b\\\x1b]Licon\x1b\\"
    terminal.feed("\x1bc")
    assert terminal.screen.reports.discloses
    assert fed(asked).answer == "\x1b]l\x1b\\\x1b]L\x1b\\"


def test_titles_come_back_one_by_one() -> None:
    screen = fed("\x1b]0;a\x07\x1b[22;1t\x1b[22;2t\x1b]0;b\x07\x1b[23;1t").screen
    assert (screen.title, screen.icon_name) == ("b", "a")
    screen = fed("\x1b]0;a\x07\x1b[22;1t\x1b[22;2t\x1b]0;b\x07\x1b[23t").screen
    assert (screen.title, screen.icon_name) == ("a", "a")


def test_titles_in_hexadecimal_are_cleaned_as_others_are() -> None:
    terminal = fed("\x1b[>0t\x1b]2;61071b62\x07\x1b]2;nonsense\x07")
    assert terminal.screen.title == "a b"
    assert terminal.feed("\x1b[>0T\x1b]2;6162\x07").screen.title == "6162"


def test_no_program_resizes_the_screen() -> None:
    screen = fed("\x1b[8;10;90t\x1b[4;100;100t\x1b[30t\x1b[9;1t\x1b[10;1t\x1b[?3h\x1b[90$|\x1b[30*|").screen
    assert (screen.columns, screen.lines) == (20, 5)
