"""Blocks whose code was drawn plain, as its colours are not ready."""

from collections.abc import Set as AbstractSet

from octui.render.code.coloured_code import Code, is_ready
from octui.render.code.colouring_limits import MAX_OF_BLOCK


class UncolouredBlocks:
    """What each of them waits for, by the key of the block."""

    def __init__(self) -> None:
        self._missing: dict[str, set[Code]] = {}

    def add_block(self, key: str, missing: AbstractSet[Code]) -> None:
        """Note that this code of the block is plain; none changes nothing."""
        if missing:
            self._missing.setdefault(key, set()).update(missing)

    def list_code(self) -> set[Code]:
        """The code to prepare next: no more than is kept until it is drawn."""
        waiting: set[Code] = set()
        room = MAX_OF_BLOCK
        for missing in self._missing.values():
            new = {code for code in missing if not is_ready(code)}
            room -= sum(len(code.text) for code in new)
            if waiting and room < 0:
                break
            waiting |= new
        return waiting

    def take_block(self) -> str | None:
        """The key of one that no longer has to be plain; None where there is none."""
        key = next((key for key, missing in self._missing.items() if all(map(is_ready, missing))), None)
        if key is not None:
            del self._missing[key]
        return key
