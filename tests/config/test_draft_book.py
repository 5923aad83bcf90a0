"""Drafts stay in their place, and what was sent never comes back, whatever the order in which things are heard of."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.config.draft_book import DraftBook, Outgoing, Place, make_edit_stamp
from octui.config.drafts import Draft, DraftStore

NEW_CHAT = Place("server", "/home/me/shop")
SESSION = Place("server", "ses_1")


def make_book(folder: Path) -> DraftBook:
    return DraftBook(DraftStore(folder))


def send(book: DraftBook, place: Place, text: str) -> None:
    book.begin_sending(place, Outgoing(Draft(text), make_edit_stamp()))


def test_a_new_chat_keeps_nothing_of_the_prompt_it_became_a_session_with(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    book.save_draft(NEW_CHAT, Draft("hello"), make_edit_stamp())
    book.write_drafts()
    send(book, NEW_CHAT, "hello")
    book.move_draft(NEW_CHAT, SESSION, make_edit_stamp())
    book.finish_sending(SESSION, make_edit_stamp())
    book.write_drafts()
    again = make_book(tmp_path)
    assert [again.read_draft(place).text for place in (NEW_CHAT, SESSION)] == ["", ""]


def test_what_was_typed_after_sending_stays_with_the_session(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    send(book, NEW_CHAT, "hello")
    book.save_draft(NEW_CHAT, Draft("hello and more"), make_edit_stamp())
    book.move_draft(NEW_CHAT, SESSION, make_edit_stamp())
    book.finish_sending(SESSION, make_edit_stamp())
    assert book.read_draft(SESSION) == Draft(" and more")
    assert book.read_draft(NEW_CHAT) == Draft("")


def test_a_prompt_not_sent_stays_in_its_place(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    send(book, SESSION, "hello")
    book.fail_sending(SESSION)
    assert book.read_draft(SESSION) == Draft("hello")
    assert book.find_outgoing(SESSION) is None


def test_an_edit_heard_of_late_leaves_to_the_session_only_what_was_sent(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    send(book, NEW_CHAT, "hello")
    late = make_edit_stamp()
    book.move_draft(NEW_CHAT, SESSION, make_edit_stamp(), only_sent=True)
    book.save_draft(NEW_CHAT, Draft("hello and more"), late)
    assert book.read_draft(SESSION) == Draft("hello")
    assert book.read_draft(NEW_CHAT) == Draft(" and more")


def test_a_draft_that_comes_back_goes_before_what_was_typed_meanwhile(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    send(book, NEW_CHAT, "hello")
    book.move_draft(NEW_CHAT, SESSION, make_edit_stamp(), only_sent=True)
    book.save_draft(NEW_CHAT, Draft(" and more"), make_edit_stamp())
    book.fail_sending(SESSION)
    book.move_draft(SESSION, NEW_CHAT, make_edit_stamp())
    assert book.read_draft(NEW_CHAT) == Draft("hello and more")
    assert book.read_draft(SESSION) == Draft("")


@pytest.mark.parametrize("seed", range(200))
def test_late_edits_never_bring_a_sent_text_back(tmp_path: Path, seed: int) -> None:
    """Edits are made in order and heard of in order, with any delay beside what happens to the prompt."""
    chance = random.Random(seed)
    book = make_book(tmp_path)
    text = "explain the checkout"
    edits = [(NEW_CHAT, Draft(text[: length + 1]), make_edit_stamp()) for length in range(len(text))]
    stamp = make_edit_stamp()
    typed_after = chance.random() < 0.5
    if typed_after:
        edits.append((NEW_CHAT, Draft(f"{text} now"), make_edit_stamp()))

    def hear_of_edit() -> None:
        book.save_draft(*edits.pop(0))

    happenings: list[Callable[[], None]] = [
        lambda: book.begin_sending(NEW_CHAT, Outgoing(Draft(text), stamp)),
        lambda: book.move_draft(NEW_CHAT, SESSION, make_edit_stamp()),
        lambda: book.finish_sending(SESSION, make_edit_stamp()),
        book.write_drafts,
    ]
    while happenings or edits:
        if edits and (not happenings or chance.random() < 0.7):
            hear_of_edit()
        else:
            happenings.pop(0)()
    book.write_drafts()
    again = make_book(tmp_path)
    assert again.read_draft(NEW_CHAT) == Draft("")
    assert again.read_draft(SESSION) == Draft(" now" if typed_after else "")
