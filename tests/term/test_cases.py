"""What sequences do, by the text they leave; every line ends where the cursor writes X."""

import pytest

from tests.term.terminal import fed

_MODES = (1, 1000, 1002, 1003, 1004, 1006, 1007, 2004, 2026)
TEXTS = {
    # the alternate screen
    "?1049h shows a blank screen": ("main\x1b[?1049hX", "    X"),
    "?1049l brings back main and cursor": ("main\x1b[?1049halt\x1b[5;9H\x1b[?1049lX", "mainX"),
    "?47": ("main\x1b[?47h\x1b[Halt\x1b[?47l\x1b[HX", "Xain"),
    "?1047 is blank the next time": ("\x1b[?1047halt\x1b[?1047l\x1b[?1047h\x1b[2HX", "|X"),
    "?1048 saves and restores the cursor": ("ab\x1b[?1048h\x1b[4;4H\x1b[?1048lX", "abX"),
    # modes leave nothing behind
    **{
        f"?{mode} leaves no text": (f"\x1b[?{mode}h\x1b[?{mode}lX", "X")
        for mode in (1, 1000, 1002, 1003, 1004, 1006, 1007)
    },
    "?2004 leaves no text": ("\x1b[?2004hX", "X"),
    "?2026 leaves no text": ("\x1b[?2026h\x1b[?2026lX", "X"),
    "keypad": ("\x1b=\x1b>X", "X"),
    "several private modes in one": ("\x1b[?7;25;1004hX", "X"),
    # keyboards
    "kitty's keyboard": ("\x1b[>1u\x1b[<u\x1b[=1;1uX", "X"),
    "modifyOtherKeys is no SGR": ("\x1b[>4;2mX\x1b[?4m", "X"),
    # strings
    "titles": ("\x1b]0;a\x07\x1b]2;b\x1b\\\x1b]1;c\x07X", "X"),
    "OSC 22, 52, 7, 133, 9, 777, 112": (
        "\x1b]22;text\x07\x1b]52;c;aGk=\x07\x1b]7;file:///x\x07\x1b]133;A\x07\x1b]9;n\x07\x1b]777;notify;a;b\x07\x1b]112\x07X",
        "X",
    ),
    "OSC L, l, P, R": ("\x1b]Ltitle\x1b\\\x1b]ltitle\x1b\\\x1b]P0ff0000\x1b\\\x1b]R\x1b\\X", "X"),
    "an image of iTerm": ("\x1b]1337;File=inline=1:" + "QUJD" * 5000 + "\x07X", "X"),
    "sixel": ("\x1bPq#0;2;0;0;0~~\x1b\\X", "X"),
    "a sixel with line breaks": ("\x1bPq#0\n~~\r\n-\x1b\\X", "X"),
    "kitty's graphics": ("\x1b_Gf=24,s=1,v=1;AAAA\x1b\\X", "X"),
    "PM and SOS": ("\x1b^pm\x1b\\\x1bXsos\x1b\\X", "X"),
    "C1 in UTF-8": ("\x9b1;1HX\x9d0;t\x9cY\x90q~\x9cZ", "XYZ"),
    "an 8-bit ST inside a title is a letter's byte": ("\x1b]2;café 한\x07X", "X"),
    # the cursor
    "CUP stays within": ("\x1b[99;99HX\x1b[0;0HY", "Y||||" + " " * 19 + "X"),
    "SCOSC and SCORC": ("ab\x1b[s\x1b[3;3H\x1b[uX", "abX"),
    "DECSC and DECRC": ("ab\x1b7\x1b[3;3H\x1b8X", "abX"),
    "DECRC twice": ("\x1b[3;4H\x1b7\x1b[H\x1b8\x1b[H\x1b8X", "||   X"),
    "BS after the last column": ("a" * 20 + "\bX", "a" * 18 + "Xa"),
    "CUP after the last column": ("a" * 20 + "\x1b[2;2HX", "a" * 20 + "| X"),
    "a wrap stays due over SGR": ("a" * 20 + "\x1b[1mX", "a" * 20 + "|X"),
    "EL while a wrap is due clears the last cell": ("a" * 20 + "\x1b[K\x1b[2HX", "a" * 19 + "|X"),
    "CUF while a wrap is due": ("a" * 20 + "\x1b[CX", "a" * 19 + "X"),
    "CUU stops at the top margin": ("\x1b[2;4r\x1b[4H\x1b[9AX", "|X"),
    "CUU above the margins": ("\x1b[3;4r\x1b[2H\x1b[9AX", "X"),
    "CUD stops at the bottom margin": ("\x1b[2;3r\x1b[2H\x1b[9BX", "||X"),
    "CUD below the margins": ("\x1b[1;2r\x1b[4H\x1b[9BX", "||||X"),
    "CNL, CPL": ("ab\x1b[2EX\x1b[FY", "ab|Y|X"),
    "CHA, HPA, VPA": ("\x1b[5GX\x1b[2`Y\x1b[3dZ", " Y  X||  Z"),
    "HPR, VPR": ("a\x1b[3aX\x1b[2eY", "a   X||     Y"),
    "CHT and CBT": ("\x1b[2IX\x1b[2ZY", " " * 8 + "Y" + " " * 7 + "X"),
    "CBT from the first column": ("\x1b[ZX", "X"),
    "HTS and TBC": ("\x1b[3g\x1b[5G\x1bH\r\tX\r\x1b[0g\x1b[5G\x1b[g\r\tY", "    X" + " " * 14 + "Y"),
    "DECST8C": ("\x1b[3g\x1b[?5W\tX", " " * 8 + "X"),
    "REP": ("ab\x1b[3bX", "abbbbX"),
    "REP of a wide character": ("한\x1b[2bX", "한한한X"),
    "reverse wrap": ("\x1b[?45h\x1b[2H\bX", " " * 19 + "X"),
    "no reverse wrap": ("\x1b[2H\bX", "|X"),
    # erasing
    "ED 2": ("ab\r\ncd\x1b[2JX", "|  X"),
    "ED 0": ("abc\r\ndef\r\nghi\x1b[2;2H\x1b[JX", "abc|dX"),
    "ED 1": ("abc\r\ndef\r\nghi\x1b[2;2H\x1b[1JX", "| Xf|ghi"),
    "EL 0, 1, 2": ("abc\x1b[2G\x1b[KX\r\nabc\x1b[2G\x1b[1KX\r\nabc\x1b[2KX", "aX| Xc|   X"),
    "EL 3 and ED 22 are nothing": ("abc\x1b[3K\x1b[22J\x1b[9JX", "abcX"),
    "ECH": ("abcdef\x1b[2G\x1b[3XX", "aX  ef"),
    "DECSED keeps what is protected": ('ab\x1b[1"qcd\x1b[0"qef\x1b[?2JX', "  cd  X"),
    "DECSEL keeps what is protected": ('ab\x1b[1"qcd\x1b[0"q\x1b[?2KX', "  cdX"),
    # editing
    "ICH": ("abc\x1b[2G\x1b[2@X", "aX bc"),
    "DCH": ("abcdef\x1b[2G\x1b[2PX", "aXef"),
    "DCH of a colourful line": ("\x1b[31mabc\x1b[32mdef\x1b[m\x1b[2G\x1b[3P", "aef"),
    "IL": ("a\r\nb\r\nc\x1b[2H\x1b[LX", "a|X|b|c"),
    "DL": ("a\r\nb\r\nc\x1b[2H\x1b[MX", "a|X"),
    "DL moves untouched rows up": ("a\r\nb\x1b[4Hd\x1b[1H\x1b[2MX", "X|d"),
    "DL over rows never written": ("a\x1b[1H\x1b[3MX", "X"),
    "IRM": ("abc\x1b[2G\x1b[4hXY\x1b[4lZ", "aXYZc"),
    "IRM at the end of the line": ("a" * 19 + "b\x1b[1G\x1b[4hX", "X" + "a" * 19),
    "SU": ("a\r\nb\r\nc\x1b[2SX", "c|| X"),
    "SD": ("a\r\nb\x1b[TX", "|aX|b"),
    "DECIC": ("abc\r\ndef\x1b[1;2H\x1b[1'}X", "aXbc|d ef"),
    "DECDC": ("abc\r\ndef\x1b[1;2H\x1b[1'~X", "aX|df"),
    "SL and SR": ("abc\x1b[1 @\x1b[2 AX", "  bX"),
    "DECBI and DECFI": ("abc\r\x1b6X\x1b[20G\x1b9", "abc"),
    "DECALN": ("\x1b#8\x1b[1;2HX", "EX" + "E" * 18 + ("|" + "E" * 20) * 4),
    "RIS": ("abc\x1b[4h\x1bcX", "X"),
    "DECSTR": ("abc\x1b[4h\x1b[2;3r\x1b[?6h\x1b[!p\x1b[1;2HX", "aXc"),
    "DECFRA, DECERA, DECCRA": (
        "\x1b[65;1;1;3;6$x\x1b[2;2;2;5$z\x1b[1;1;2;3;1;4;10$v",
        "AAAAAA|A    A|AAAAAA|         AAA|         A",
    ),
    # margins
    "LF scrolls between the margins": ("a\x1b[2;3rb\x1b[2Hc\r\nd\r\ne", "b|d|e"),
    "CSI r homes": ("\x1b[3;3H\x1b[rX", "X"),
    "LF below the margins stays there": ("\x1b[1;2r\x1b[4Ha\n\n\nX", "|||a| X"),
    "LF on the last line below the margins does not scroll": ("top\x1b[1;2r\x1b[5H\n\nX", "top||||X"),
    "RI at the top margin": ("a\r\nb\r\nc\x1b[2;3r\x1b[2H\x1bMX", "a|X|b"),
    "DECOM": ("\x1b[2;4r\x1b[?6h\x1b[HX\x1b[9;1HY", "|X||Y"),
    "VPA in origin mode without margins": ("\x1b[?6h\x1b[3dX", "||X"),
    "?r is no margin": ("\x1b[?1rX", "X"),
    "DECSLRM": ("\x1b[?69h\x1b[3;6s\x1b[1;3Habcdefgh", "  abcd|  efgh"),
    "DECSLRM scrolls what lies between": ("0123456789\x1b[?69h\x1b[3;6s\x1b[1;3H\x1bM", "01    6789|  2345"),
    "ICH within DECSLRM": ("0123456789\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[1@X", "012X346789"),
    "more parameters": ("\x1b[1;2;3;4HX\x1b[1;1AY\x1b[1;2mZ", " XYZ"),
    # character sets
    "line drawing": ("\x1b(0lqk0\x1b(BlqX", "┌─┐0lqX"),
    "SO and SI": ("\x1b)0a\x0eq\x0fqX", "a─qX"),
    "DECRC brings back the set": ("\x1b(0\x1b7\x1b(Bq\x1b8q", "─"),
    "the British pound": ("\x1b(A#\x1b(B#", "£#"),
    "other designators": ("\x1b(B\x1b*B\x1b+B\x1b-A\x1b.A\x1b/AX", "X"),
    "S7C1T, ESC % G, ESC # 3 to 6": ("\x1b F\x1b%G\x1b%@\x1b#3\x1b#4\x1b#5\x1b#6éX", "éX"),
    # odd input
    "C0 that mean nothing": ("a\x01\x02\x03\x04\x05\x06bX", "abX"),
    "CAN and SUB end a sequence": ("\x1b[31\x18X\x1b[1\x1aY", "XY"),
    "ESC ends a sequence and begins one": ("\x1b[31\x1b[1mX", "X"),
    "LF inside a sequence": ("ab\x1b[1\n0GX", "ab|         X"),
    "unknown finals and intermediates": ("\x1b[5yX\x1b[1\"pX\x1b[1'qX\x1b[1,wX\x1b[1$rX\x1b[#pX\x1b[#qX", "X" * 7),
    "letters that are no ASCII inside a sequence": ("\x1b[3é1mX", "X"),
    "colons where they mean nothing": ("\x1b[?4:3ma\x1b[>4:2mb\x1b[4:3 mc\x1b[1:2Hd\x1b[:me", "dec"),
    "a huge parameter": ("\x1b[99999999999999999999999999CX", " " * 19 + "X"),
    "thousands of parameters": ("\x1b[" + "1;" * 5000 + "mX", "X"),
    "an OSC without end, then CAN": ("\x1b]0;abc\x18X", "X"),
    "CSI ? u and the like": ("\x1b[?uX\x1b[>cX\x1b[>pX\x1b[>sX\x1b[?1sX", "XXXXX"),
    "window operations": ("\x1b[22;0;0t\x1b[23;0;0tX", "X"),
    "DEL and NUL": ("a\x7fb\0X", "abX"),
    "DECRQCRA": ("\x1b[1;0;1;1;1;1*yX", "X"),
    "VT52": ("\x1b<X", "X"),
    "DECCOLM without ?40": ("abc\x1b[?3hX", "abcX"),
    "broken UTF-8 becomes one sign": (b"a\xffb\xe2\x82X", "a\ufffdb\ufffdX"),
}


@pytest.mark.parametrize(("output", "text"), TEXTS.values(), ids=TEXTS)
def test_what_is_left_is_this_text(output: str | bytes, text: str) -> None:
    assert fed(output).text == text
