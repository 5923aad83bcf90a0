"""What a person does at a keyboard who is not answering: writes, holds a key down, or hits it in a rhythm."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

WORDS = (
    *("fix", "the", "totals", "and", "run", "all", "tests", "again", "please", "yes", "no", "a", "I", "hold", "on"),
    *("just", "look", "keep", "lint", "1.", "2)", "10", "/help", "-v", "jq", "log", "g++", "?", "q1"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz 123"
LONGEST_STALL = 3.0
"""Seconds that a slow line may hold back what a key held down repeats; then all of it comes at once."""


@dataclass(frozen=True, slots=True)
class Press:
    """One key, its character, and the seconds since the one before it."""

    key: str
    character: str
    """Empty where the key has none."""
    pause: float
    writes: bool = False
    """Whether it belongs to words that are written for the agent."""


def make_presses(random: Random, *, is_held: bool) -> list[Press]:
    """A burst; `is_held` is for the finger that stays on Enter after an answer."""
    key, character = random.choice((("enter", "\r"), ("enter", "\r"), ("space", " ")))
    if is_held:
        return [Press("enter", "\r", pause) for pause in _hold_key(random)]
    match random.choice(("writing", "writing", "typing", "moving", "held", "held", "rhythm")):
        case "writing":
            return list(_write_prompts(random))
        case "moving":
            return [*_move_about(random), Press(key, character, random.uniform(0.02, 0.34))]
        case "held":
            return [Press(key, character, pause) for pause in _hold_key(random)]
        case "rhythm":
            period, jitter = random.uniform(0.1, 1.1), random.uniform(0, 0.15)
            pauses = [period * random.uniform(1 - jitter, 1 + jitter) for _ in range(random.randint(3, 14))]
            return [Press(key, character, min(pause, 0.8) if not at else pause) for at, pause in enumerate(pauses)]
        case _:
            return [_type_any_key(random) for _ in range(random.randint(3, 14))]


def _hold_key(random: Random) -> list[float]:
    """The pauses between repeats: the system waits at first, then repeats at its rate; a slow line gathers some."""
    rate = random.uniform(0.02, 0.06)
    pauses = [random.uniform(0.25, 0.6), *(rate * random.uniform(0.8, 1.2) for _ in range(random.randint(5, 30)))]
    if random.random() < 0.4:
        stalled = random.randrange(3, len(pauses))
        pauses[stalled:] = [random.uniform(0.2, LONGEST_STALL), *(0.0 for _ in pauses[stalled + 1 :])]
    return pauses


def _move_about(random: Random) -> Iterator[Press]:
    """Arrow keys and tabs, held down or hit, as in a text or a list that was there before."""
    moves = ("left", "right", "up", "down", "tab", "shift+tab", "ctrl+right", "home")
    key, is_held = random.choice(moves), random.random() < 0.5
    for _ in range(random.randint(2, 12)):
        yield Press(key, "", random.uniform(0.02, 0.06) if is_held else random.uniform(0.05, 0.34))
        key = key if is_held else random.choice(moves)


def _write_prompts(random: Random) -> Iterator[Press]:
    """Prompts, each sent with Enter, by someone who stops to think anywhere in them."""
    for _ in range(random.randint(1, 3)):
        text = " ".join(random.choice(WORDS) for _ in range(random.randint(1, 5)))
        for number, character in enumerate(text):
            yield _press_character(character, _think(random, 0.15 if number else 1.0), writes=True)
        yield Press("enter", "\r", _think(random, 0.4), writes=True)


def _think(random: Random, chance: float) -> float:
    return random.uniform(0.2, 3.0) if random.random() < chance else random.uniform(0.02, 0.3)


def _type_any_key(random: Random) -> Press:
    pause = random.uniform(0.02, 0.34)
    if random.random() < 0.25:
        return Press("enter", "\r", pause)
    return _press_character(random.choice(LETTERS), pause)


def _press_character(character: str, pause: float, *, writes: bool = False) -> Press:
    return Press("space" if character == " " else character, character, pause, writes)
