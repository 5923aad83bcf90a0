import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from octui.ui.input.key_events import EscapedKey, LayoutKey, get_shortcut_key
from octui.ui.input.terminal_parser import TerminalParser
from octui.ui.theming.terminal_colours import TerminalColourReported
from tests.support.fuzzing.terminal import SEQUENCES, Terminal, fuzz_terminal_parser

SEEDS = 3_000


def read_keys(*pieces: bytes, wait: float = 3.0) -> list[str]:
    terminal = Terminal()
    for piece in pieces:
        terminal.send(piece)
    terminal.wait(wait)
    return terminal.keys


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"a", ["a"]),
        (b"\r\t\x7f\x03", ["enter", "tab", "backspace", "ctrl+c"]),
        (b"\x1b", ["escape"]),
        (b"\x1b\x1b", ["escape", "escape"]),
        (b"\x1b[A\x1bOB\x1b[1;5C\x1b[3~\x1b[Z", ["up", "down", "ctrl+right", "delete", "shift+tab"]),
        (b"\x1b\x1b[D\x1b\x1b[D", ["alt+left", "alt+left"]),
        (b"\x1b\x1bOC", ["alt+right"]),
        (b"\x1bx", ["alt+x"]),
        (b"\x1b:", ["alt+colon"]),
        (b"\x1b\x7f\x1bb\x1b1\x1b\r", ["alt+backspace", "alt+b", "alt+1", "alt+enter"]),
        (b"\x1b\x02\x1b[98;7u\x1b[122;10u", ["ctrl+alt+b", "ctrl+alt+b", "super+shift+z"]),
        (b"\x08\x1bOo\x1b[57410;;47u", ["backspace", "slash", "slash"]),
        (b"\x1b[[A", ["f1"]),
        (b"\x1b[97u", ["a"]),
        (b"\x1b[97;5u", ["ctrl+a"]),
        (b"\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u", ["a", "a"]),
        (b"\x1b[99;5:3u", []),
        (b"\x1b[97:65;2;65u", ["A"]),
        (b"\x1b[97:65;2u\x1b[97;2u\x1b[27;2;65~\x1b[49:33;2u\x1b[27;2;33~", [*"AAA", *["exclamation_mark"] * 2]),
        (b"\x1b[1103:1071:122;2u\x1b[223;2u\x1b[97:65;2:3u\x1b[97;66u", [*"Яß", "A"]),
        (b"\x1b[27u", ["escape"]),
        (b"\x1b[13;2u", ["shift+enter"]),
        (b"\x1b[1089::99;5u", ["ctrl+c"]),
        (b"\x1b[967:935:120;5u", ["ctrl+x"]),
        (b"\x1b[1;5:1A\x1b[1;5:3A", ["ctrl+up"]),
        (b"\x1b[1;5R", ["ctrl+f3"]),
        (b"\x1b[25~", ["f13"]),
        (b"\x1b[99999999999;5u\x1b[55296u\x1b[97;99999u", []),
    ],
)
def test_keys_are_what_was_pressed(sent: bytes, keys: list[str]) -> None:
    assert read_keys(sent) == keys


@pytest.mark.parametrize(
    "sent", ["\x1b[5::::u", "\x1b[1;2;3;4u", "\x1b[u", "\x1b[1:2:3~", "\x1b\U000d0f92", "\x1b\x80", "\x1b\x1c"]
)
def test_what_no_keyboard_sends_does_not_end_the_program(sent: str) -> None:
    keys = read_keys(b"x", sent.encode(), b"a")
    assert keys[0] == "x"
    assert keys[-1] == "a"
    assert len(keys) <= 4


@pytest.mark.parametrize("byte", [b"\xe9", b"\xe1", b"\x80", b"\xff", b"\x9b", b"\xc3", b"\xf0\x9f"])
def test_a_byte_that_is_no_text_is_shown_as_such_and_the_next_key_is_that_key(byte: bytes) -> None:
    keys = read_keys(byte, b"q", b"\x1b[A")
    assert keys[-2:] == ["q", "up"]


@pytest.mark.parametrize(
    "reply",
    [
        b"\x1b[?62;22;52c",
        b"\x1b[>41;389;0c",
        b"\x1b[=00000000c",
        b"\x1bP>|XTerm(389)\x1b\\",
        b"\x1b]11;rgb:1515/1818/1c1c\x1b\\",
        b"\x1b]11;rgb:1515/1818/1c1c\x07",
        b"\x1b]4;1;rgb:ffff/0000/0000\x07",
        b"\x1b]52;c;c2VjcmV0\x07",
        b"\x1bP1$r0 q\x1b\\",
        b"\x1bP1+r544e=787465726d\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[?997;1n",
        b"\x1b[?31u",
        b"\x1b[24;80R",
        b"\x1b[?1;2;4;0S",
        b"\x1b[4;600;800t",
        b"\x1b[?2048;0$y",
        b"\x1b[0n",
        b"\x1b[?" + b"62;" * 40 + b"c",
        b"\x9b?62;22;52c",
        b"\x90>|XTerm(389)\x9c",
        b"\x9d11;rgb:1515/1818/1c1c\x9c",
        b"\x9fGi=31;OK\x9c",
        "\x9b?62;22c".encode(),
        "\x9d11;rgb:1515/1818/1c1c\x9c".encode(),
        "\x1bP1$r0 q\x9c".encode(),
    ],
)
def test_a_late_reply_is_never_typed_wherever_it_is_cut(reply: bytes) -> None:
    for cut in range(len(reply) + 1):
        terminal = Terminal()
        terminal.send(b"a" + reply + b"b", cuts=(1 + cut,), pause=0.0)
        terminal.wait(3.0)
        assert terminal.keys == ["a", "b"], cut


@pytest.mark.parametrize("string", [b"\x1bXstart of a string\x1b\\", b"\x1b^private message\x1b\\"])
def test_strings_without_a_use_are_not_typed(string: bytes) -> None:
    assert read_keys(b"a" + string + b"b") == ["a", "b"]
    assert read_keys(b"a\x1bXb") == ["a", "alt+shift+x", "b"]


def test_an_8_bit_reply_says_the_same() -> None:
    terminal = Terminal()
    terminal.send(b"\x9d11;rgb:0000/8080/ffff\x9c")
    (colour,) = terminal.events
    assert isinstance(colour, TerminalColourReported), colour


@pytest.mark.parametrize("kind", ["a", "many words é 漢 \U0001f600", "!", "x\r", "\t"])
def test_characters_that_are_read_together_are_the_same_keys(kind: str) -> None:
    terminal, together = Terminal(), Terminal()
    text = kind * 40
    for character in text:
        terminal.send(character.encode())
    together.send(text.encode())
    assert together.keys == terminal.keys
    assert len(together.events) <= 2 or not kind.isprintable()


def test_a_reply_without_an_end_is_given_up_and_ctrl_c_is_not_part_of_it() -> None:
    assert read_keys(b"\x1b]11;rgb:15", b"\x03", b"q") == ["ctrl+c", "q"]
    terminal = Terminal()
    terminal.send(b"\x1b]52;c;c2Vj")
    terminal.wait(1.0)
    terminal.send(b"q")
    assert terminal.keys == ["q"]


@pytest.mark.parametrize("key, name", [(b"\x1b[A", "up"), (b"\x1bOP", "f1"), (b"\x1b[I", None)])
def test_a_key_in_the_middle_of_a_reply_types_nothing_of_it_wherever_it_is_cut(key: bytes, name: str | None) -> None:
    reply = b"\x1bP>|XTerm(3" + key + b"70)\x1b\\"
    for cut in range(len(reply) + 1):
        terminal = Terminal()
        terminal.send(reply + b"b", cuts=(cut,), pause=0.0)
        terminal.wait(3.0)
        assert terminal.keys == ([name] if name else []) + ["b"], cut


def test_what_is_typed_after_a_reply_that_lost_its_end_comes_soon_and_whole() -> None:
    terminal = Terminal()
    terminal.send(b"\x1bP>|XTerm(3\x1b[A")
    terminal.send(b"ls")
    terminal.wait(0.2)
    assert terminal.keys == ["up", "l", "s"]
    assert read_keys(b"\x1bP>|XTerm(3\x1b[Als", b"\r") == ["up", "l", "s", "enter"]


def test_alt_with_a_key_that_begins_a_reply_is_that_key() -> None:
    assert read_keys(b"\x1bP", wait=0.2) == ["shift+alt+p"] or read_keys(b"\x1bP", wait=0.2) == ["alt+shift+p"]
    assert read_keys(b"\x1bPhello")[-5:] == list("hello")


def test_escape_sequences_in_a_paste_are_text() -> None:
    pasted = "line\r\n\x1b[A\x1b]0;title\x07 exit\r é \x03"
    for cut in range(len(pasted.encode()) + 12):
        terminal = Terminal()
        terminal.send(b"\x1b[200~" + pasted.encode() + b"\x1b[201~q", cuts=(cut,))
        assert terminal.pastes == [pasted]
        assert terminal.keys == ["q"]


def test_a_paste_without_an_end_is_delivered_and_swallows_nothing_more() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b[200~half a")
    terminal.wait(2.0)
    assert terminal.pastes == ["half a"]
    terminal.send(b"q\x03")
    assert terminal.keys == ["q", "ctrl+c"]


def test_ctrl_c_ends_a_paste_that_has_lost_its_end_at_once() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b[200~half a")
    terminal.send(b"\x03")
    assert (terminal.pastes, terminal.keys) == (["half a"], ["ctrl+c"])


def test_typing_on_into_a_paste_that_has_lost_its_end_is_not_part_of_it_for_long() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b[200~")
    for _ in range(30):
        terminal.send(b"x", pause=0.5)
    assert "x" in terminal.keys


def test_a_long_paste_costs_no_more_than_its_length() -> None:
    terminal = Terminal()
    text = "word " * 400_000
    terminal.send(b"\x1b[200~" + text.encode() + b"\x1b[201~", cuts=tuple(range(4096, len(text), 4096)))
    assert terminal.pastes == [text]


def test_the_reads_of_a_paste_and_all_of_it_are_not_there_at_once() -> None:
    read = "a line that was pasted\r" * 1_000
    parser = TerminalParser()
    tracemalloc.start()
    list(parser.feed("\x1b[200~"))
    for _ in range(100):
        list(parser.feed("".join(read)))
    (paste,) = parser.feed("\x1b[201~")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(paste, events.Paste)
    assert paste.text == read * 100
    assert peak < 1.3 * len(paste.text)


def test_a_letter_of_another_alphabet_is_typed_and_finds_its_shortcut() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b[1099:1067:115;;1099u")
    (event,) = [event for event in terminal.events if isinstance(event, events.Key)]
    assert isinstance(event, LayoutKey)
    assert (event.character, get_shortcut_key(event)) == ("ы", "s")


def test_focus_mouse_and_size_are_reported() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b[O\x1b[I\x1b[<0;3;4M\x1b[<0;3;4m\x1b[48;24;80;480;800t")
    kinds = [type(event) for event in terminal.events]
    assert kinds == [events.AppBlur, events.AppFocus, events.MouseDown, events.MouseUp, events.Resize]


@given(st.lists(st.one_of(st.binary(max_size=6), st.sampled_from(SEQUENCES)), max_size=8), st.data())
def test_a_cut_changes_nothing(pieces: list[bytes], data: st.DataObject) -> None:
    sent = b"".join(pieces)
    cut = data.draw(st.integers(0, len(sent)))
    whole, parts = Terminal(), Terminal()
    whole.send(sent)
    parts.send(sent, cuts=(cut,))
    for terminal in (whole, parts):
        terminal.wait(3.0)
    if b"\x03" not in sent:
        assert (parts.keys, parts.pastes) == (whole.keys, whole.pastes)


@pytest.mark.parametrize(
    "report", [b"\x1b[I", b"\x1b[<35;3;4M", b"\x1b[48;24;80;480;800t", b"\x1b[?2026;2$y", b"\x1b[?62;22c"]
)
@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_a_report_right_after_esc_takes_nothing_from_it(report: bytes, pause: float) -> None:
    terminal = Terminal()
    terminal.send(b"\x1b" + report + b"s", cuts=(1,), pause=pause)
    assert terminal.keys == ["escape", "s"]


def test_a_key_right_after_esc_is_a_key_of_its_own_unless_both_come_at_once() -> None:
    terminal = Terminal()
    terminal.send(b"\x1b\x1b[A", cuts=(1,), pause=0.05)
    assert terminal.keys == ["escape", "up"]
    terminal = Terminal()
    terminal.send(b"\x1bs", cuts=(1,), pause=0.05)
    (pressed,) = terminal.events
    assert isinstance(pressed, EscapedKey)
    assert [key.key for key in pressed.split_keys()] == ["escape", "s"]


def test_whatever_a_terminal_sends_the_keyboard_stays_alive() -> None:
    for seed in range(SEEDS):
        fuzz_terminal_parser(seed)


def test_only_what_has_lost_its_rest_needs_a_clock() -> None:
    terminal = Terminal()
    terminal.send(b"a\x1b[A\x1b:\x1b[200~pasted\x1b[201~\xc3")
    assert not terminal.parser.is_waiting
    for begun in (b"\x1b", b"\x1b[", b"\x1b]11;", b"\x1b[200~half"):
        terminal.send(begun)
        assert terminal.parser.is_waiting
        terminal.wait(3.0)
        assert not terminal.parser.is_waiting
