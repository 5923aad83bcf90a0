"""Sequences whose elements exist only while they are looked at: a tenth of the memory of a list of objects."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import eq
from typing import Final, Generic, TypeVar, overload

T_co = TypeVar("T_co", covariant=True)

NUMBER: Final = "i"
"""The type of packed numbers: four bytes each, with a sign."""


class LazySequence(Sequence[T_co]):
    """Makes an element whenever it is asked for; a slice is a view, which makes none."""

    __slots__ = ()

    @abstractmethod
    def make_element(self, index: int) -> T_co:
        """The element at an index that exists and is not negative."""

    @overload
    def __getitem__(self, index: int) -> T_co: ...

    @overload
    def __getitem__(self, index: slice) -> SequenceView[T_co]: ...

    def __getitem__(self, index: int | slice) -> T_co | SequenceView[T_co]:
        places = range(len(self))[index]
        return SequenceView(self, places) if isinstance(places, range) else self.make_element(places)

    def __iter__(self) -> Iterator[T_co]:
        return map(self.make_element, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LazySequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as typeshed has it for other sequences that are compared


class SequenceView(LazySequence[T_co]):
    """Some elements of another sequence."""

    __slots__ = ("_places", "_whole")

    def __init__(self, whole: LazySequence[T_co], places: range) -> None:
        self._whole = whole
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def make_element(self, index: int) -> T_co:
        return self._whole.make_element(self._places[index])


class PackedTuples(LazySequence[T_co], Generic[T_co]):
    """Tuples of `width` numbers, packed; `make` is given the numbers of one."""

    __slots__ = ("_make", "_numbers", "_width")

    def __init__(self, make: Callable[[Iterable[int]], T_co], width: int, tuples: Iterable[Iterable[int]] = ()) -> None:
        self._make = make
        self._width = width
        self._numbers = array(NUMBER)
        for numbers in tuples:
            self._numbers.extend(numbers)

    def __len__(self) -> int:
        return len(self._numbers) // self._width

    def make_element(self, index: int) -> T_co:
        start = index * self._width
        return self._make(self._numbers[start : start + self._width])
