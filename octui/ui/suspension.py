"""Suspends the interface while another program has the terminal."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class SuspendableApp(Protocol):
    """An app that can lend its terminal to another program."""

    def batch_update(self) -> AbstractContextManager[None]: ...
    def suspend(self) -> AbstractContextManager[None]: ...
    def refresh(self, *, layout: bool = ...) -> object: ...


@contextmanager
def suspend_interface(app: SuspendableApp) -> Iterator[None]:
    """Leave the terminal to another program, and redraw everything afterwards."""
    with app.batch_update(), app.suspend():
        yield
    app.refresh(layout=True)
