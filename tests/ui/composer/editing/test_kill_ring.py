"""What emacs' yank inserts."""

from octui.ui.composer.editing.kill_ring import KillRing


def test_deletions_in_a_row_are_one_text_in_its_order() -> None:
    ring = KillRing()
    ring.record_deletion("one two three", "one two ", 13)
    assert ring.text == "three"
    ring.record_deletion("one two ", "one ", 8)
    assert ring.text == "two three"
    ring.record_deletion("one ", "", 0)
    assert ring.text == "one two three"


def test_what_happens_in_between_begins_another() -> None:
    ring = KillRing()
    ring.record_deletion("one two", "one ", 7)
    ring.record_deletion("one four", "one ", 8)
    assert ring.text == "four"
    ring.record_deletion("one ", "one ", 4)
    assert ring.text == "four"


def test_letters_that_repeat_are_those_that_were_deleted() -> None:
    ring = KillRing()
    ring.record_deletion("aaa\naab", "aaa\n", 7)
    assert ring.text == "aab"
    ring.record_deletion("xaay", "xay", 1)
    assert ring.text == "a"
