import pytest

from octui.server.agent.guide.sentences.intents import ChangeText
from octui.server.agent.guide.sentences.parser import parse_sentence
from octui.server.agent.guide.text_changes import find_difference


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ("set version to 1.2.0 in a.txt", 'version = "1.0"\nmyversion = 1', 'version = "1.2.0"\nmyversion = 1'),
        ("set the version to 1.2.0 in a.txt", '  "version": "1.0",', '  "version": "1.2.0",'),
        ('add "it\'s $5" at the top of a.txt', "x\ny", "it's $5\nx\ny"),
        ("delete lines 2-3 of a.txt", "1\n2\n3\n4", "1\n4"),
        ("delete the last line of a.txt", "1\n2", "1"),
        ("delete the first line of a.txt", "1\n2", "2"),
        ('remove all lines with "b/c" from a.txt', "1\nb/c", "1"),
        ('insert "new" after line 1 of a.txt', "1\n2", "1\nnew\n2"),
        ('insert "new" before line 2 of a.txt', "1\n2", "1\nnew\n2"),
        ("remove trailing whitespace in a.txt", "a  \n b", "a\n b"),
        ("replace tabs with spaces in a.txt", "\tb", "    b"),
        ("append hello to a.txt", "x", "x\nhello"),
        ('add a comment "slow" at the end of a.ts', "x", "x\n// slow"),
        ('add a line "see docs" to the end of the readme', "x", "x\nsee docs"),
        ("Füge done am Ende von a.txt hinzu", "x", "x\ndone"),
        ("在 a.txt 末尾添加 done", "x", "x\ndone"),
    ],
)
def test_lines_change_as_was_said(said: str, before: str, after: str) -> None:
    intent = parse_sentence(said)
    assert isinstance(intent, ChangeText)
    assert intent.change(before.split("\n")) == after.split("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b c", "a x c"),
        ("a a a", "a a"),
        ("a b a b", "a b b"),
        ("ab a", "ab"),
        ("a", "a b"),
        ("a a", "x a a"),
        ("a b", ""),
        ("x  x", "x y x"),
        ("a  b  c", "a  c"),
    ],
)
def test_what_is_edited_occurs_once_and_leaves_the_text_that_was_meant(before: str, after: str) -> None:
    lines, wanted = before.split(" "), after.split(" ")
    old, new = find_difference(lines, wanted)
    text = "\n".join(lines)
    assert text.count(old) == 1
    assert text.replace(old, new) == "\n".join(wanted)
