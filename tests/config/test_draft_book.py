"""Drafts stay in their place, and what was sent never comes back, whatever the order in which things happen."""

import random
from pathlib import Path

import pytest

from octui.config.draft_book import DraftBook, Outgoing, Place, make_send_id
from octui.config.drafts import Draft, DraftStore

NEW_CHAT = Place("server", "/home/me/shop")
SESSION = Place("server", "ses_1")


def make_book(folder: Path) -> DraftBook:
    return DraftBook(DraftStore(folder))


def send(book: DraftBook, place: Place, text: str) -> int:
    send_id = make_send_id()
    book.begin_sending(Outgoing(send_id, place, Draft(text)))
    return send_id


def test_a_new_chat_keeps_nothing_of_the_prompt_it_became_a_session_with(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    book.save_draft(NEW_CHAT, Draft("hello"))
    book.write_drafts()
    sent = send(book, NEW_CHAT, "hello")
    book.move_draft(NEW_CHAT, SESSION)
    book.finish_sending(sent)
    book.write_drafts()
    again = make_book(tmp_path)
    assert [again.read_draft(place).text for place in (NEW_CHAT, SESSION)] == ["", ""]


def test_what_was_typed_after_sending_stays_with_the_session(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    sent = send(book, NEW_CHAT, "hello")
    book.save_draft(NEW_CHAT, Draft("hello and more"))
    book.move_draft(NEW_CHAT, SESSION)
    book.finish_sending(sent)
    assert book.read_draft(SESSION) == Draft(" and more")
    assert book.read_draft(NEW_CHAT) == Draft("")


def test_a_prompt_not_sent_stays_in_its_place(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    sent = send(book, SESSION, "hello")
    book.fail_sending(sent)
    assert book.read_draft(SESSION) == Draft("hello")
    assert book.list_outgoing(SESSION) == ()


def test_what_was_typed_before_a_held_prompt_is_sent_stays(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    book.save_draft(SESSION, Draft("hello and more"))
    book.finish_sending(send(book, SESSION, "hello"))
    assert book.read_draft(SESSION) == Draft(" and more")


def test_a_draft_that_comes_back_goes_before_what_was_typed_meanwhile(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    sent = send(book, NEW_CHAT, "hello")
    book.save_draft(NEW_CHAT, Draft("hello and"))
    book.move_outgoing(sent, SESSION)
    assert book.read_draft(SESSION) == Draft("hello")
    assert book.read_draft(NEW_CHAT) == Draft(" and")
    book.save_draft(NEW_CHAT, Draft(" and more"))
    book.save_draft(SESSION, Draft("hello you"))
    book.move_outgoing(sent, NEW_CHAT)
    book.fail_sending(sent)
    assert book.read_draft(NEW_CHAT) == Draft("hello and more")
    assert book.read_draft(SESSION) == Draft(" you")


@pytest.mark.parametrize("seed", range(50))
def test_several_prompts_of_one_place_are_answered_in_any_order(tmp_path: Path, seed: int) -> None:
    """What is accepted leaves its draft, what is refused stays, and each comes from wherever it was sent."""
    chance = random.Random(seed)
    book = make_book(tmp_path)
    on_its_way: dict[int, str] = {}
    kept: set[str] = set()
    for number in range(12):
        word = f"w{number:02} "
        place = chance.choice((NEW_CHAT, SESSION))
        book.save_draft(place, Draft(book.read_draft(place).text + word))
        if chance.random() < 0.8:
            on_its_way[send(book, place, word)] = word
        else:
            kept.add(word)
        if chance.random() < 0.4:
            book.move_draft(NEW_CHAT, SESSION)
        if on_its_way and chance.random() < 0.6:
            sent = chance.choice(list(on_its_way))
            book.move_outgoing(sent, chance.choice((NEW_CHAT, SESSION)))
            if chance.random() < 0.5:
                book.finish_sending(sent)
            else:
                book.fail_sending(sent)
                kept.add(on_its_way[sent])
            del on_its_way[sent]
    for sent in on_its_way:
        book.finish_sending(sent)
    book.write_drafts()
    again = make_book(tmp_path)
    left = again.read_draft(NEW_CHAT).text + again.read_draft(SESSION).text
    assert sorted(left.split()) == sorted(word.strip() for word in kept)


def test_a_text_within_another_one_is_taken_out_where_it_was_sent(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    first = send(book, SESSION, "run the tests")
    book.save_draft(SESSION, Draft("run the tests\ntests"))
    second = send(book, SESSION, "tests")
    book.save_draft(SESSION, Draft("run the tests\ntests\nand more tests"))
    book.finish_sending(second)
    assert book.read_draft(SESSION) == Draft("run the tests\nand more tests")
    book.finish_sending(first)
    assert book.read_draft(SESSION) == Draft("and more tests")


def test_what_was_typed_before_a_text_on_its_way_stays_though_it_holds_the_same_words(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    sent = send(book, SESSION, "an")
    book.save_draft(SESSION, Draft("banana an"))
    book.finish_sending(sent)
    assert book.read_draft(SESSION) == Draft("banana ")


def test_a_text_that_was_edited_on_its_way_is_a_draft_of_its_own(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    sent = send(book, SESSION, "an")
    assert book.is_unedited(sent)
    book.save_draft(SESSION, Draft("banana"))
    assert not book.is_unedited(sent)
    book.finish_sending(sent)
    assert book.read_draft(SESSION) == Draft("banana")


@pytest.mark.parametrize("is_sent_shell", [False, True])
def test_a_command_and_a_prompt_in_one_draft_stay_what_they_are(tmp_path: Path, is_sent_shell: bool) -> None:
    book = make_book(tmp_path)
    sent, typed = Draft("make", shell=is_sent_shell), Draft("look at it", shell=not is_sent_shell)
    both = Draft("!make\nlook at it" if is_sent_shell else "make\n!look at it")
    for is_accepted in (True, False):
        send_id = make_send_id()
        book.save_draft(NEW_CHAT, sent)
        book.begin_sending(Outgoing(send_id, NEW_CHAT, sent))
        book.save_draft(SESSION, typed)
        book.move_outgoing(send_id, SESSION)
        assert book.read_draft(SESSION) == both
        if is_accepted:
            book.finish_sending(send_id)
            assert book.read_draft(SESSION) == typed
        else:
            book.fail_sending(send_id)
            assert book.read_draft(SESSION) == both
