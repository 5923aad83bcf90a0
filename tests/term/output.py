"""Output such as programs make, and such as none should: what the tests of properties feed."""

from random import Random
from typing import Final

from hypothesis import strategies as st

TEXTS: Final = (
    *("a", "hello", "x" * 30, " ", "  ab  ", "~", "0q0x", "\xa0", "é", "─│┌", "한", "한글", "日本語テキスト", "aコb"),
    *(
        "👨\u200d👩\u200d👧",
        "\u200d",
        "a\u200db",
        "👍🏽",
        "🇩🇪",
        "❤",
        "❤\ufe0f",
        "\ufe0f",
        "1\ufe0f\u20e3",
        "e\u0301",
        "\u0301",
    ),
    *("\u200b", "\ufeff", "\xad", "नि", "שָ", "ก็", "\uffff", "\U00100000", "\U0010ffff", "\u202eabc", "🏳\ufe0f\u200d🌈"),
)
CONTROLS: Final = (
    *(
        "\n",
        "\r",
        "\r\n",
        "\b",
        "\t",
        "\x07",
        "\x0b",
        "\x0c",
        "\x0e",
        "\x0f",
        "\0",
        "\x7f",
        "\x18",
        "\x1a",
        "\x05",
        "\x1b",
    ),
    *("\x84", "\x85", "\x88", "\x8d", "\x90", "\x98", "\x9b", "\x9c", "\x9d", "\x9e", "\x9f", "\x80"),
)
_FINALS: Final = "@ABCDEFGHIJKLMPSTXZ`abcdefghlmnqrstux^{|}~pvwyz"
_NUMBERS: Final = (
    "",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "7",
    "8",
    "10",
    "22",
    "31",
    "38",
    "48",
    "69",
    "4:3",
    ":",
    "1:",
    "99999999999999999999",
)
_MODES: Final = (
    *("1", "3", "5", "6", "7", "25", "40", "45", "47", "69", "1000", "1003", "1004", "1006", "1047", "1048", "1049"),
    *("41", "66", "67", "1045", "2004", "2026", "2031", "2048"),
)
_RENDITIONS: Final = (
    *(
        "",
        "0",
        "1",
        "2",
        "3",
        "4",
        "4:3",
        "7",
        "31",
        "44",
        "95",
        "104",
        "38;5;1",
        "48;5;200",
        "38;2;1;2;3",
        "48:2::9:8:7",
    ),
    *("38:5:3", "58:2::1:2:3", "22", "24", "39", "49", "38;5", "1;31;44", "0;1"),
)
_STRINGS: Final = (
    *(
        "0;title",
        "2;a\u009cb",
        "8;;http://x.y/",
        "8;;",
        "52;c;aGk=",
        "52;c;?",
        "7;file:///tmp",
        "133;A",
        "133;C",
        "133;D;1",
    ),
    *(
        "4;1;?",
        "10;?",
        "11;#123456",
        "104",
        "9;hey",
        "777;notify;a;b",
        "1337;File=x",
        "5;0;#123",
        "105",
        "",
        "L",
        "P0ff0000",
    ),
)
_ESCAPES: Final = (
    *(
        "7",
        "8",
        "D",
        "E",
        "M",
        "H",
        "c",
        "=",
        ">",
        "6",
        "9",
        "#8",
        "#3",
        "(0",
        "(B",
        ")0",
        "*B",
        "+B",
        "-A",
        " F",
        "%G",
        "%@",
    ),
    *("\\", "V", "W", "Z", "<", "N", "O", "n", "~"),
)


def token(random: Random) -> str:
    """One piece of output, whole or odd."""
    pick = random.choice
    match random.randrange(16):
        case 0 | 1 | 2 | 3:
            return pick(TEXTS)
        case 4 | 5 | 6:
            return pick(CONTROLS[:10])
        case 7:
            return pick(CONTROLS)
        case 8 | 9:
            return f"\x1b[{';'.join(pick(_NUMBERS) for _ in range(random.randrange(4)))}{pick(_FINALS)}"
        case 10:
            return f"\x1b[{pick(_RENDITIONS)}m"
        case 11:
            return f"\x1b[?{pick(_MODES)}{pick('hlhlhl$sr')}"
        case 12:
            introducer, end = pick("]]]P_^X"), pick(("\x07", "\x1b\\", "\x9c", ""))
            return f"\x1b{introducer}{pick(_STRINGS)}{end}"
        case 13:
            return f"\x1b{pick(_ESCAPES)}"
        case 14:
            prefix, between = pick(("", "?", ">", "<", "=")), pick(("", " ", "!", '"', "#", "$", "'", "*", "  "))
            return f"\x1b[{prefix}{pick(_NUMBERS)};{pick(_NUMBERS)}{between}{pick(_FINALS)}"
        case _:
            return f"\x1b[{random.randrange(12)};{random.randrange(30)}H"


def output(seed: int, size: int) -> str:
    """`size` tokens, some of them cut short."""
    random = Random(seed)
    tokens = (token(random) for _ in range(size))
    return "".join(piece if random.random() < 0.97 else piece[: random.randrange(len(piece) + 1)] for piece in tokens)


outputs = st.builds(output, st.integers(0, 2**32), st.integers(1, 60))
"""Strategy: output as text."""
