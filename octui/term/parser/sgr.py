"""SGR: the parameters that set text attributes (ECMA-48 8.3.117, xterm's and kitty's extensions)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from octui.term.grid.styles import PLAIN, RGB, Attributes, Colour, Styles
from octui.term.grid.true_colours import match_true_colours

MAX_PARAMETERS: Final = 64
_MAX_NUMBER_LENGTH: Final = 5
"""Digits; a longer number is out of range, and remains so without the rest of its digits."""

_MAX_KNOWN: Final = 4096
_MAX_SEQUENCE_LENGTH: Final = 64
"""Characters of a sequence whose effect is cached."""

_COMPLETE: Final = re.compile(r"\x1b\[([0-9:;]*)m").fullmatch
_SET: Final[Mapping[int, Mapping[str, bool | int | None]]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": 1},
    5: {"blink": True},
    6: {"blink": True},
    7: {"reverse": True},
    8: {"conceal": True},
    9: {"strike": True},
    21: {"underline": 2},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": 0},
    25: {"blink": False},
    27: {"reverse": False},
    28: {"conceal": False},
    29: {"strike": False},
    39: {"fg": None},
    49: {"bg": None},
    53: {"overline": True},
    55: {"overline": False},
    59: {"underline_colour": None},
}
_COLOURS: Final = {38: "fg", 48: "bg", 58: "underline_colour"}
_FIELD: Final = Attributes._fields.index
_SET_FIELDS: Final = {code: [(_FIELD(name), value) for name, value in change.items()] for code, change in _SET.items()}
_COLOUR_FIELDS: Final = {code: _FIELD(name) for code, name in _COLOURS.items()}


def learn_rendition(styles: Styles, code: str, sequence: str) -> str | None:
    """The code after a complete SGR sequence; None for any other sequence.

    It is cached unless these attributes are new: in a picture most are, and do not come back.
    """
    if (match := match_true_colours(sequence)) is not None:
        base, fg, bg = styles.colourings[code]
        text, behind, alone = match.groups()
        colouring = (base, text or fg, behind or alone or bg)
        known = styles.coloured.get(colouring)
        if known is None:
            return styles.add_colouring(colouring)
    elif len(sequence) > _MAX_SEQUENCE_LENGTH:
        return None
    else:
        after = _apply_sequence(styles.decode_attributes(code), sequence)
        if after is None:
            return None
        known = styles.codes.get(after)
        if known is None:
            return styles.add_attributes(after)
    styles.learn_step(code, sequence, known)
    return known


@lru_cache(maxsize=_MAX_KNOWN)
def _apply_sequence(attributes: Attributes, sequence: str) -> Attributes | None:
    """The attributes after an SGR; cached, as a new screen meets those of the screens before it."""
    match = _COMPLETE(sequence)
    if match is None:
        return None
    parameters = match.group(1)
    return apply_rendition(attributes, parameters) if parameters else _reset(attributes)


def apply_rendition(attributes: Attributes, parameters: str) -> Attributes:
    """The attributes after `CSI parameters m`; unknown or out-of-range parameters are ignored."""
    if ":" in parameters:
        return _applied(attributes, [_numbers(group) for group in parameters.split(";")[:MAX_PARAMETERS]])
    parts = parameters.split(";", MAX_PARAMETERS)[:MAX_PARAMETERS]
    if "" in parts:
        parts = [part or "0" for part in parts]
    if len(max(parts, key=len)) > _MAX_NUMBER_LENGTH:
        parts = [part[:_MAX_NUMBER_LENGTH] for part in parts]
    return apply_rendition_numbers(attributes, list(map(int, parts)))


def apply_rendition_numbers(attributes: Attributes, numbers: Sequence[int]) -> Attributes:
    """The attributes after an SGR without sub-parameters.

    The same as `_applied`, without a new tuple for each parameter: programs with true colour send little else.
    """
    fields: list[Any] = list(attributes)
    position, end = 0, len(numbers)
    if not end:
        return _reset(attributes)
    while position < end:
        code = numbers[position]
        position += 1
        if code == 38 or code == 48 or code == 58:
            following = numbers[position : position + 4]
            position += _taken(following)
            valid, colour = _colour(following)
            if valid:
                fields[_COLOUR_FIELDS[code]] = colour
        elif 30 <= code <= 37:
            fields[0] = code - 30
        elif 40 <= code <= 47:
            fields[1] = code - 40
        elif code == 0:
            fields = list(_reset(attributes))
        elif changes := _SET_FIELDS.get(code):
            for field, value in changes:
                fields[field] = value
        elif 90 <= code <= 97:
            fields[0] = code - 82
        elif 100 <= code <= 107:
            fields[1] = code - 92
    return tuple.__new__(Attributes, fields)


def format_rendition(attributes: Attributes) -> str:
    """The parameters that produce these attributes from plain text, as reported by DECRQSS."""
    codes = ["0"]
    for code, name in ((1, "bold"), (2, "dim"), (3, "italic")):
        if getattr(attributes, name):
            codes.append(str(code))
    if attributes.underline:
        codes.append("4" if attributes.underline == 1 else f"4:{attributes.underline}")
    for code, name in ((5, "blink"), (7, "reverse"), (8, "conceal"), (9, "strike"), (53, "overline")):
        if getattr(attributes, name):
            codes.append(str(code))
    for code, colour in ((38, attributes.fg), (48, attributes.bg), (58, attributes.underline_colour)):
        codes += _spelled(code, colour)
    return ";".join(codes)


def _applied(attributes: Attributes, groups: Sequence[Sequence[int]]) -> Attributes:
    position = 0
    while position < len(groups):
        code, *rest = groups[position]
        position += 1
        if code == 0:
            attributes = _reset(attributes)
        elif name := _COLOURS.get(code):
            if rest:
                valid, colour = _colour(rest)
            else:
                following = [group[0] for group in groups[position : position + 4]]
                position += _taken(following)
                valid, colour = _colour(following)
            if valid:
                attributes = attributes._replace(**{name: colour})  # type: ignore[arg-type]  # mypy takes it for any field
        elif code == 4 and rest:
            if 0 <= rest[0] <= 5:
                attributes = attributes._replace(underline=rest[0])
        elif change := _SET.get(code):
            attributes = attributes._replace(**change)  # type: ignore[arg-type]  # mypy takes it for any field
        elif 30 <= code <= 37 or 90 <= code <= 97:
            attributes = attributes._replace(fg=code - 30 if code < 90 else code - 82)
        elif 40 <= code <= 47 or 100 <= code <= 107:
            attributes = attributes._replace(bg=code - 40 if code < 100 else code - 92)
    return attributes


def _reset(attributes: Attributes) -> Attributes:
    if attributes.link is None and not attributes.protected:
        return PLAIN
    return PLAIN._replace(link=attributes.link, protected=attributes.protected)


def _numbers(group: str) -> list[int]:
    return [(int(part) if len(part) <= 5 else 99999) if part else 0 for part in group.split(":")[:MAX_PARAMETERS]]


def _taken(following: Sequence[int]) -> int:
    """Number of parameters that belong to 38, 48 or 58."""
    kind = following[0] if following else 0
    return min(4 if kind == 2 else 2 if kind == 5 else 1, len(following))


def _colour(codes: Sequence[int]) -> tuple[bool, Colour]:
    kind = codes[0] if codes else 0
    if kind == 5 and len(codes) > 1 and codes[1] < 256:
        return True, codes[1]
    if kind == 2 and len(codes) >= 4:
        # The colon form may have a colour space field before the colour, and tolerances after it.
        red, green, blue = codes[2:5] if len(codes) >= 5 else codes[1:4]
        if red < 256 and green < 256 and blue < 256:
            return True, RGB | red << 16 | green << 8 | blue
    return False, None


def _spelled(code: int, colour: Colour) -> list[str]:
    if colour is None:
        return []
    if colour >= RGB:
        return [f"{code}:2::{colour >> 16 & 255}:{colour >> 8 & 255}:{colour & 255}"]
    if code != 58 and colour < 16:
        return [str(code - 8 + colour if colour < 8 else code + 44 + colour)]
    return [f"{code}:5:{colour}"]
