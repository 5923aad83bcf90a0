"""Which pictures are sent to the terminal around octui, and which it is told to forget."""

from octui.ui.input.sent_pictures import MAX_UNSEEN, SentPictures


class Outer:
    """Notes what is written: the number of a picture that is sent, and its negative where it is to be forgotten."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.pictures = SentPictures(self._note)

    def _note(self, text: str) -> None:
        number = int(text.rpartition("i=")[2].rstrip("\x1b\\"))
        self.written.append(-number if "a=d" in text else number)

    def show(self, viewer: str, *numbers: int) -> list[int]:
        """What is written when these are in view."""
        self.written.clear()
        self.pictures.show_pictures(viewer, {number: f"i={number}".__str__ for number in numbers})
        return self.written.copy()

    def remove(self, viewer: str) -> list[int]:
        self.written.clear()
        self.pictures.remove_viewer(viewer)
        return self.written.copy()


def test_a_picture_is_sent_once_while_it_is_seen() -> None:
    outer = Outer()
    assert outer.show("a", 1, 2) == [1, 2]
    assert outer.show("a", 2, 3) == [3]
    assert outer.show("b", 1) == []


def test_of_those_that_left_the_view_only_the_last_few_are_kept() -> None:
    outer = Outer()
    for number in range(1, MAX_UNSEEN + 2):
        assert outer.show("a", number) == [number]
    assert outer.show("a") == [-1]
    assert outer.show("a", 1) == [1]
    assert outer.show("a") == [-2]
    # What another viewer still shows is seen.
    outer.show("b", 3)
    assert -3 not in outer.show("a", *range(20, 30))
    assert -3 not in outer.show("a")


def test_with_its_viewer_a_picture_is_forgotten_unless_another_one_shows_it() -> None:
    outer = Outer()
    outer.show("a", 1, 2)
    outer.show("b", 2)
    assert outer.remove("a") == [-1]
    assert outer.remove("a") == []
    assert outer.remove("b") == [-2]


def test_who_leaves_the_terminal_leaves_nothing_there_and_sends_all_again_afterwards() -> None:
    outer = Outer()
    outer.show("a", 1, 2)
    outer.written.clear()
    outer.pictures.forget_all()
    assert outer.written == [-1, -2]
    assert outer.show("a", 1, 2) == [1, 2]
