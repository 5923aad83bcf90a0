"""How keys are to be sent: what programs ask for of keypad, modifiers and kitty's keyboard protocol."""

from typing import Final

from octui.term.grid.grid import Grid

_MOST_PUSHED: Final = 32


class KeyboardModes:
    """The state that `keys` looks at; kitty's flags are a stack on each screen."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.reset_state()

    def reset_state(self) -> None:
        self.keypad = False
        """Whether the keypad sends application codes (DECKPAM)."""
        self.modify_other_keys = 0
        """xterm's level: 0 off, 1 where nothing else would be sent, 2 for all keys with modifiers."""
        self._keyboards: tuple[list[int], list[int]] = ([0], [0])

    @property
    def keyboard_flags(self) -> int:
        """The flags of the kitty keyboard protocol in force."""
        return self._keyboards[self.grid.is_alternate][-1]

    def set_application_keypad(self) -> None:
        self.keypad = True

    def set_numeric_keypad(self) -> None:
        self.keypad = False

    def set_key_options(self, resource: int = 0, value: int = 0, *_: int) -> None:
        """XTMODKEYS; only modifyOtherKeys is one that matters here."""
        if resource == 4:
            self.modify_other_keys = value if value in (1, 2) else 0
        elif resource == 0:
            self.modify_other_keys = 0

    def reset_key_options(self, resource: int = 0, *_: int) -> None:
        """XTMODKEYS that switches one off."""
        if resource in (0, 4):
            self.modify_other_keys = 0

    def push_keyboard(self, flags: int = 0, *_: int) -> None:
        """Kitty keyboard protocol: `flags` from now on, until they are popped."""
        stack = self._keyboards[self.grid.is_alternate]
        stack.append(flags & 31)
        del stack[1 : max(1, len(stack) - _MOST_PUSHED)]

    def pop_keyboard(self, count: int = 0, *_: int) -> None:
        """Back to the flags before; with nothing left there are none."""
        stack = self._keyboards[self.grid.is_alternate]
        del stack[max(1, len(stack) - max(count, 1)) :]
        if len(stack) == 1:
            stack[0] = 0

    def set_keyboard(self, flags: int = 0, how: int = 1, *_: int) -> None:
        """Change the flags in force: 1 to these, 2 these too, 3 without these."""
        stack = self._keyboards[self.grid.is_alternate]
        flags &= 31
        stack[-1] = {2: stack[-1] | flags, 3: stack[-1] & ~flags}.get(how, flags)
