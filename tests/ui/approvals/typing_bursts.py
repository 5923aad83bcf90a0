"""Random typing around cards that come, change and go: what a person who is not answering does to them.

Everything is real but the terminal and the time: Textual's key events go through the guard of a card, which is shown,
replaced and focused again while someone types, holds a key down or hits it in a rhythm.
"""

from dataclasses import dataclass
from random import Random

from textual.events import Key

from octui.ui.approvals.key_guard import FocusOrigin, KeyGuard
from octui.ui.input.key_presses import HELD_BREAK_SECONDS, KeyPresses

DECIDING_KEYS = {"enter": "\r", "space": " "}
LETTERS = "abcdefghijklmnopqrstuvwxyz 123"


@dataclass
class BurstCount:
    """What came of the bursts, and of the deliberate press after each."""

    bursts: int = 0
    presses: int = 0
    unmeant: int = 0
    """Decisions made by keys of a burst."""
    unheard: int = 0
    """Presses after a long look at the card that did not count."""


class TypingSimulation:
    """One keyboard, one clock and one card; `press_key` says whether the press decided."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.now = 1000.0
        self.presses = KeyPresses(lambda: self.now)
        self.guard = KeyGuard(lambda: self.now, self.presses)
        self.is_focused = False

    def show_card(self) -> None:
        """A card appears, or its request changes: it is drawn a frame later."""
        self.guard.grace_period.block_until_display()
        if not self.is_focused:
            self.guard.gain_focus(self.random.choice(tuple(FocusOrigin)))
            self.is_focused = True
        self.now += self.random.uniform(0, 0.06)
        self.guard.grace_period.start_on_display()

    def press_key(self, key: str, character: str) -> bool:
        event = Key(key, character)
        self.presses.record_press(key)
        if not self.is_focused:
            return False
        if self.guard.divert_typing(event, "hjkl", "123 "):
            # The composer has the focus now, and the card is offered it again when it is idle.
            self.is_focused = False
            return False
        return self.guard.accept_key(key, decides=key in DECIDING_KEYS) and key in DECIDING_KEYS


def simulate_bursts(count: int, seed: int = 1) -> BurstCount:
    """Run so many bursts, each followed by one deliberate press of Enter on a card that was looked at."""
    simulation, total = TypingSimulation(Random(seed)), BurstCount()
    for _ in range(count):
        total.bursts += 1
        presses = _make_burst(simulation.random)
        disturbances = {simulation.random.randrange(len(presses)) for _ in range(simulation.random.randint(1, 4))}
        # The hands were on the keyboard before the first card came.
        simulation.is_focused = False
        simulation.press_key(*presses[0][:2])
        for index, (key, character, pause) in enumerate(presses):
            due = simulation.now + pause
            if index in disturbances:
                simulation.now += simulation.random.uniform(0, pause * 0.9)
                simulation.show_card()
            simulation.now = max(simulation.now, due)
            total.presses += 1
            total.unmeant += simulation.press_key(key, character)
        simulation.now += simulation.random.uniform(0, 1)
        simulation.show_card()
        simulation.now += HELD_BREAK_SECONDS
        total.unheard += not simulation.press_key("enter", "\r")
        simulation.now += 3
    return total


def _make_burst(random: Random) -> list[tuple[str, str, float]]:
    """Presses as key, character and the seconds before it."""
    length = random.randint(3, 25)
    key = random.choice(tuple(DECIDING_KEYS))
    match random.choice(("typing", "held", "rhythm")):
        case "held":
            pauses = [random.uniform(0.25, 0.7), *(random.uniform(0.02, 0.1) for _ in range(length))]
        case "rhythm":
            period, jitter = random.uniform(0.1, 1.1), random.uniform(0, 0.15)
            pauses = [period * random.uniform(1 - jitter, 1 + jitter) for _ in range(length)]
            # Who has pressed a key in a rhythm before goes on in it.
            pauses[0] = min(pauses[0], 0.8)
        case _:
            return [_type_key(random, random.uniform(0.02, 0.34)) for _ in range(length)]
    return [(key, DECIDING_KEYS[key], pause) for pause in pauses]


def _type_key(random: Random, pause: float) -> tuple[str, str, float]:
    character = random.choice(LETTERS)
    if random.random() < 0.2:
        return "enter", "\r", pause
    return ("space" if character == " " else character), character, pause
