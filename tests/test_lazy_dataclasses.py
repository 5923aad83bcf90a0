"""A dataclass with late methods is the same as one of the standard library, whatever comes first."""

import dataclasses
import threading
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace
from typing import Any, ClassVar

import pytest

from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A value."""

    line: int
    column: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)
    origin: ClassVar[str] = "here"

    @property
    def is_first(self) -> bool:
        return not self.line


@dataclass
class Basket:
    """A thing that changes."""

    owner: str
    fruits: list[str] = field(default_factory=list)
    size: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.size = len(self.fruits)


@dataclass
class FullBasket(Basket):
    price: float = 0.0


@dataclasses.dataclass
class StandardBasket(Basket):
    price: float = 0.0


@dataclass(frozen=True, slots=True)
class NamedPlace(Place):
    name: str = ""


def test_a_value_compares_hashes_prints_and_matches_by_its_fields() -> None:
    place = Place(3, notes=("x",))
    assert place == Place(3, 0)
    assert hash(place) == hash(Place(3))
    assert place != Place(4)
    assert repr(place) == "Place(line=3, column=0, notes=('x',))"
    assert not place.is_first
    match place:
        case Place(line, column):
            assert (line, column) == (3, 0)
    assert replace(place, line=7) == Place(7)
    assert Place.origin == "here"


def test_a_frozen_value_refuses_changes_and_has_no_room_for_more() -> None:
    place: Any = Place(1)
    with pytest.raises(FrozenInstanceError):
        place.line = 2
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        place.other = 2
    assert not hasattr(place, "__dict__")
    assert not hasattr(NamedPlace(1, name="x"), "__dict__")


def test_what_changes_cannot_be_hashed() -> None:
    basket = Basket("Ann", ["pear"])
    assert basket.size == 1
    basket.owner = "Bob"
    assert basket == Basket("Bob", ["pear"])
    assert Basket("Ann").fruits is not Basket("Ann").fruits
    with pytest.raises(TypeError):
        hash(basket)


@pytest.mark.parametrize("kind", [FullBasket, StandardBasket])
def test_a_class_inherits_the_fields_of_one_that_has_no_instance_yet(kind: type[FullBasket | StandardBasket]) -> None:
    full = kind("Ann", ["pear"], price=2.0)
    assert (full.owner, full.size, full.price) == ("Ann", 1, 2.0)
    assert [each.name for each in fields(kind)] == ["owner", "fruits", "size", "price"]
    assert NamedPlace(1, 2, (), "x") == replace(NamedPlace(1, 2), name="x")


def test_the_fields_are_known_before_there_is_an_instance() -> None:
    @dataclass(slots=True)
    class Fresh:
        count: int = 1

    assert is_dataclass(Fresh)
    assert [each.default for each in fields(Fresh)] == [1]
    assert Fresh().count == 1


def test_wrong_arguments_are_refused_from_the_first_instance_on() -> None:
    @dataclass
    class Fresh:
        count: int

    for _ in range(2):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'count'"):
            Fresh()  # type: ignore[call-arg]


def test_a_method_of_its_own_is_kept() -> None:
    @dataclass
    class Fresh:
        count: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    assert repr(Fresh(1)) == "own"
    assert Fresh(1) == Fresh(2)


def test_threads_that_make_the_first_instances_at_once_all_get_one() -> None:
    for _ in range(20):

        @dataclass(frozen=True, slots=True)
        class Fresh:
            count: int
            others: tuple[int, ...] = ()

        made: list[Fresh] = []
        gate = threading.Barrier(6)

        def make(number: int, kind: type[Fresh] = Fresh, gate: threading.Barrier = gate, made: Any = made) -> None:
            gate.wait()
            made.append(kind(number))

        threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {each.count for each in made} == set(range(6))
