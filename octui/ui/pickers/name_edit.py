"""Edit a name in one line without losing its invisible characters."""

from itertools import chain
from typing import Final

from octui.render.text.sanitize import MAX_ROW_LENGTH, to_single_line

_STAND_INS: Final = (range(0x2460, 0x2474), range(0x25A0, 0x2600), range(0x2801, 0x2900), range(0x3400, 0xA000))
"""Circled numbers, shapes, Braille; and, for a name that uses up all of these, ideographs."""


class NameEdit:
    """A name whose invisible characters each have a visible stand-in in `line`; of an endless one, the beginning."""

    def __init__(self, name: str) -> None:
        self._name = name
        name = name[:MAX_ROW_LENGTH]
        stand_ins = _assign_stand_ins(name)
        self._originals = {ord(shown): original for original, shown in stand_ins.items()}
        self.line = "".join(stand_ins.get(character, character) for character in name)

    def read_name(self, line: str) -> str | None:
        """The name that the edited line stands for; None if it is unchanged or blank."""
        if line == self.line or not line.strip():
            return None
        # Blanks at the edges are typing slips, unless the name already had them.
        edited = line.strip() if self.line == self.line.strip() else line
        name = edited.translate(self._originals)
        return name if name.strip() and name != self._name else None


def _assign_stand_ins(name: str) -> dict[str, str]:
    """A different visible character, absent from the name, for each invisible one in it."""
    taken = set(name)
    spare = (other for other in map(chr, chain(*_STAND_INS)) if other not in taken)
    stand_ins: dict[str, str] = {}
    for character in dict.fromkeys(name):
        if character.isprintable():
            continue
        picture = to_single_line(character)
        is_usable = len(picture) == 1 and picture.isprintable() and picture not in taken
        stand_ins[character] = picture if is_usable else next(spare, "\ufffd")
    return stand_ins
