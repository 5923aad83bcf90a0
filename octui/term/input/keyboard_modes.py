"""Keyboard modes set by programs: keypad, modifyOtherKeys and the kitty keyboard protocol."""

from typing import Final

from octui.term.grid.grid import Grid

_MAX_PUSHED: Final = 32
_SUPPORTED_FLAGS: Final = 1 | 4 | 8 | 16
"""Disambiguated keys, alternate keys, all keys as sequences, and their text."""
_RELEASES: Final = 2


class KeyboardModes:
    """State used by `keys` to encode keys; each screen has its own stack of kitty flags."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.are_releases_known = False
        """Whether it is told when keys come up: where not, programs that ask for it must see that it will not come."""
        self.reset_state()

    def reset_state(self) -> None:
        self.keypad = False
        """Whether the keypad sends application codes (DECKPAM)."""
        self.modify_other_keys = 0
        """xterm's modifyOtherKeys level: 0 off, 1 only keys without another encoding, 2 all keys with modifiers."""
        self._keyboards: tuple[list[int], list[int]] = ([0], [0])

    @property
    def keyboard_flags(self) -> int:
        """The current flags of the kitty keyboard protocol."""
        return self._keyboards[self.grid.is_alternate][-1]

    @property
    def _supported_flags(self) -> int:
        return _SUPPORTED_FLAGS | (_RELEASES if self.are_releases_known else 0)

    @property
    def reports_releases(self) -> bool:
        """Whether the program wants to know when keys repeat and come up."""
        return bool(self.keyboard_flags & _RELEASES)

    def set_application_keypad(self) -> None:
        self.keypad = True

    def set_numeric_keypad(self) -> None:
        self.keypad = False

    def set_key_options(self, resource: int = 0, value: int = 0, *_: int) -> None:
        """XTMODKEYS; only modifyOtherKeys is supported."""
        if resource == 4:
            self.modify_other_keys = value if value in (1, 2) else 0
        elif resource == 0:
            self.modify_other_keys = 0

    def reset_key_options(self, resource: int = 0, *_: int) -> None:
        """XTMODKEYS that disables a resource."""
        if resource in (0, 4):
            self.modify_other_keys = 0

    def push_keyboard(self, flags: int = 0, *_: int) -> None:
        """Kitty keyboard protocol: push `flags`, which apply until popped."""
        stack = self._keyboards[self.grid.is_alternate]
        stack.append(flags & self._supported_flags)
        del stack[1 : max(1, len(stack) - _MAX_PUSHED)]

    def pop_keyboard(self, count: int = 0, *_: int) -> None:
        """Pop flags and restore the previous ones; an empty stack means no flags."""
        stack = self._keyboards[self.grid.is_alternate]
        del stack[max(1, len(stack) - max(count, 1)) :]
        if len(stack) == 1:
            stack[0] = 0

    def set_keyboard(self, flags: int = 0, how: int = 1, *_: int) -> None:
        """Change the current flags: 1 replaces them, 2 adds these, 3 removes these."""
        stack = self._keyboards[self.grid.is_alternate]
        flags &= self._supported_flags
        stack[-1] = {2: stack[-1] | flags, 3: stack[-1] & ~flags}.get(how, flags)
