from collections.abc import Iterator

import pytest
from textual.app import App

from octui.ui.input.key_bindings import apply_keymap
from octui.ui.keymap import Keymap


@pytest.fixture(autouse=True)
def default_keys() -> Iterator[None]:
    """The keymap is one for the process: a test that changes it leaves the defaults to the next."""
    yield
    apply_keymap(Keymap(), App[None]())
