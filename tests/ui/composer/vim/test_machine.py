"""vim's modes without an app: keys go in, a text with a cursor comes out."""

from typing import Final

import pytest

from octui.ui.composer.vim.machine import VimMachine, VimMode
from octui.ui.keymap import KeyContext, Keymap

KEYS: Final = Keymap()
NAMES: Final = {"<esc>": "escape", "<c-r>": "ctrl+r"}


def type_keys(text: str, keys: str, machine: VimMachine | None = None) -> tuple[str, VimMachine, list[str]]:
    """The text with `|` for the cursor, before and after; letters are inserted in insert mode."""
    machine = machine or VimMachine()
    machine.mode = VimMode.NORMAL
    cursor = text.index("|")
    text = text.replace("|", "")
    requests = []
    while keys:
        name = next((name for name in NAMES if keys.startswith(name)), keys[0])
        keys = keys[len(name) :]
        key, character = NAMES.get(name, name), name if len(name) == 1 else ""
        step = machine.press_command(KEYS.find_command_id(KeyContext.VIM, key), character, text, cursor)
        if step is not None:
            text, cursor = step.text, step.cursor
            requests += [step.request] if step.request else []
        elif machine.mode is VimMode.INSERT and character:
            text, cursor = text[:cursor] + character + text[cursor:], cursor + 1
    return f"{text[:cursor]}|{text[cursor:]}", machine, requests


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        # Motions and counts.
        ("|one two three", "w", "one |two three"),
        ("|one two three", "2w", "one two |three"),
        ("one two |three", "b", "one |two three"),
        ("|foo.bar baz", "e", "fo|o.bar baz"),
        ("|foo.bar baz", "W", "foo.bar |baz"),
        ("|foo.bar baz", "E", "foo.ba|r baz"),
        ("  one t|wo", "0", "|  one two"),
        ("  one t|wo", "^", "  |one two"),
        ("|one", "$", "on|e"),
        ("a|b\ncd\nef", "jj", "ab\ncd\ne|f"),
        ("ab\ncd\ne|f", "gg", "a|b\ncd\nef".replace("a|b", "|ab")),
        ("|ab\ncd\nef", "G", "ab\ncd\n|ef"),
        ("|ab\ncd\nef", "2G", "ab\n|cd\nef"),
        ("|a,b,c", "f,;", "a,b|,c"),
        ("|a,b,c", "t,", "|a,b,c"),
        ("a,b|,c", "F,", "a|,b,c"),
        ("|a,b,c,d", "2f,,", "a|,b,c,d"),
        ("a|b\n\ncd", "}", "ab\n|\ncd"),
        # Operators.
        ("|one two three", "dw", "|two three"),
        ("|one two three", "d2w", "|three"),
        ("|one two three", "2dw", "|three"),
        ("one |two three", "d$", "one| "),
        ("one |two three", "D", "one| "),
        ("|one two", "cwsix<esc>", "si|x two"),
        ("one tw|o", "ciwsix<esc>", "one si|x"),
        ('say "hel|lo" now', 'di"', 'say "|" now'),
        ('say "hel|lo" now', 'da"', "say | now"),
        ("f(a, (b|), c)", "di(", "f(a, (|), c)"),
        ("f(a|, (b), c)", "ci(x<esc>", "f(|x)"),
        ("one |two three", "daw", "one |three"),
        ("one tw|o", "daw", "on|e"),
        ("a|b\ncd\nef", "dd", "|cd\nef"),
        ("ab\ncd\ne|f", "dd", "ab\n|cd"),
        ("ab|\ncd\nef", "2dd", "|ef"),
        ("a|b\ncd\nef", "dj", "|ef"),
        ("ab\nc|d\nef", "dG", "|ab"),
        ("ab\nc|d\nef", "dgg", "|ef"),
        ("a|b\ncd", "cczz<esc>", "z|z\ncd"),
        ("|a,b,c", "df,", "|b,c"),
        ("|a,b,c", "dt,", "|,b,c"),
        # Registers.
        ("|ab\ncd", "yyp", "ab\n|ab\ncd"),
        ("ab\n|cd", "yyP", "ab\n|cd\ncd"),
        ("|ab", "xp", "b|a"),
        ("|one two", "yiwwP", "one on|etwo"),
        ("|ab\ncd", "ddp", "cd\n|ab"),
        ("|ab", "yl3p", "aaa|ab"),
        # Small changes.
        ("|abc", "3x", "|"),
        ("|abc", "rz", "|zbc"),
        ("|abc", "2rz", "z|zc"),
        ("|abc", "4rz", "|abc"),
        ("|abc", "~~", "AB|c"),
        ("o|ne\n  two", "J", "one| two"),
        ("|abc", "sx<esc>", "|xbc"),
        ("|abc", "Ad<esc>", "abc|d"),
        ("  a|bc", "Ix<esc>", "  |xabc"),
        ("a|b", "ox<esc>", "ab\n|x"),
        ("a|b", "Ox<esc>", "|x\nab"),
        # Repeating.
        ("|one two three", "dw.", "|three"),
        ("|a b c", "cwx<esc>w.", "x |x c"),
        ("|abcdef", "x2.", "|def"),
        ("|a\nb", "Ax<esc>j.", "ax\nb|x"),
        # Visual.
        ("|one two", "vey", "|one two"),
        ("|one two", "ved", "| two"),
        ("|one two", "viwcx<esc>", "|x two"),
        ("a|b\ncd\nef", "Vjd", "|ef"),
        ("|one two", "yiwwviwp", "one on|e"),
        ("a|bcd", "vlod", "a|d"),
        # What is dropped.
        ("|one two", "d<esc>w", "one |two"),
        ("|one two", "2<esc>x", "|ne two"),
        ("|one", "dq", "|one"),
        ("|", "xdwp~Jdd", "|"),
    ],
)
def test_keys_do_what_they_do_in_vim(before: str, keys: str, after: str) -> None:
    assert type_keys(before, keys)[0] == after


def test_motions_beyond_the_text_are_passed_to_the_prompt() -> None:
    assert type_keys("one\n|two", "kkjju<c-r>")[2] == ["history.previous", "history.next", "undo", "redo"]


def test_in_insert_mode_only_the_way_out_is_vims() -> None:
    machine = VimMachine()
    assert machine.press_command("vim.delete", "d", "ab", 1) is None
    step = machine.press_command("vim.normal", "", "ab", 2)
    assert step is not None
    assert (step.cursor, machine.mode) == (1, VimMode.NORMAL)
    # In normal mode, with nothing begun, it means what it means elsewhere: interrupting.
    assert machine.press_command("vim.normal", "", "ab", 1) is None


def test_a_selection_has_both_its_ends() -> None:
    _, machine, _ = type_keys("a|bc", "v")
    step = machine.press_command("vim.right", "l", "abc", 1)
    assert step is not None
    assert (step.anchor, step.cursor) == (1, 2)
