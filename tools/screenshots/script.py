"""The conversations in the pictures, and the project they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tools.screenshots.scripted_model import Turn


@dataclass(frozen=True)
class Talk:
    """A session actually held with the server: its prompt, and the model's actions, one turn for each answer."""

    title: str
    prompt: str
    turns: tuple[Turn, ...]
    allowed: tuple[str, ...] = ()
    """Actions allowed without asking."""


FILES: Final[Mapping[str, str]] = {
    "README.md": "# Shop\n\nA small shop.\n",
    "Makefile": "test:\n\tpython3 -m tests\n",
    "src/__init__.py": "",
    "src/checkout.py": """\
\"\"\"What a basket costs, and the receipt for it.\"\"\"

PRICES = {"tea": 4, "milk": 2, "bread": 3}


def total(basket):
    return sum(PRICES[name] for name in basket)


def receipt(basket):
    lines = [f"{basket.count(name)} x {name}" for name in set(basket)]
    return ", ".join(lines)
""",
    "src/search.py": "def search(words):\n    return []\n",
    "tests/__init__.py": "",
    "tests/__main__.py": """\
import sys
from src.checkout import receipt, total

CASES = {
    "an empty basket is free": total([]) == 0,
    "a basket costs what is in it": total(["tea", "milk", "tea"]) == 10,
    "a receipt lists things as they were bought": receipt(["tea", "milk", "tea", "bread"])
    == "2 x tea, 1 x milk, 1 x bread",
}
for case, holds in CASES.items():
    print("ok  " if holds else "FAIL", case)
sys.exit(not all(CASES.values()))
""",
}

FIX: Final = Talk(
    title="Fix the flaky receipt test",
    prompt="The receipt test fails on every other run. Find out why, and fix it.",
    turns=(
        Turn(
            think="A test that fails now and then depends on something that changes from run to run.",
            say="I will read the code, and run the tests with a hash seed that makes them fail.",
            calls=(
                ("read", {"filePath": "{project}/src/checkout.py"}),
                (
                    "bash",
                    {"command": "PYTHONHASHSEED=3 python3 -m tests", "description": "Run the tests with a fixed seed"},
                ),
            ),
        ),
        Turn(
            calls=(
                (
                    "edit",
                    {
                        "filePath": "{project}/src/checkout.py",
                        "oldString": "for name in set(basket)]",
                        "newString": "for name in dict.fromkeys(basket)]",
                    },
                ),
            ),
        ),
        Turn(
            calls=(
                (
                    "bash",
                    {
                        "command": "for seed in 1 2 3; do PYTHONHASHSEED=$seed python3 -m tests; done | sort | uniq -c",
                        "description": "Run the tests with three seeds",
                    },
                ),
            ),
        ),
        Turn(
            say="""\
The receipt walked over a **set**, whose order changes with Python's hash seed:

- `set(basket)` gave the things in any order, so the test passed by luck
- `dict.fromkeys(basket)` keeps the order in which they were put in, each once

All three cases now pass with every seed.
""",
        ),
    ),
    allowed=("bash", "edit"),
)

CLEAR: Final = Talk(
    title="Speed up the product search",
    prompt="Search is slow since the index grew. Rebuild it without the old entries.",
    turns=(
        Turn(
            say="The index holds products that are no longer sold. I will clear it and build it again.",
            calls=(
                ("read", {"filePath": "{project}/src/search.py"}),
                (
                    "bash",
                    {
                        "command": "rm -rf .cache/search && python3 -m src.search --rebuild",
                        "description": "Clear the search index and build it again",
                    },
                ),
            ),
        ),
    ),
)

MOVE: Final = Talk(
    title="Move the prices to a database",
    prompt="Prices should come from a database, not from the code.",
    turns=(
        Turn(
            say="Prices are read in one place, so this is a small change. One thing is for you to decide.",
            calls=(
                (
                    "question",
                    {
                        "questions": [
                            {
                                "question": "Where should the prices be kept?",
                                "header": "Database",
                                "options": [
                                    {"label": "SQLite", "description": "One file beside the code, nothing to install"},
                                    {"label": "PostgreSQL", "description": "The server the orders are already in"},
                                    {"label": "A CSV file", "description": "Edited by hand, read once at the start"},
                                ],
                            }
                        ]
                    },
                ),
            ),
        ),
    ),
)

WRITE: Final = Talk(
    title="Write the notes for release 2.4",
    prompt="Write the notes for release 2.4 from the log.",
    turns=(Turn(say="Reading the log since 2.3:", hold=True),),
)

TALKS: Final = (FIX, CLEAR, MOVE, WRITE)


@dataclass(frozen=True)
class Past:
    """An earlier session, of which only the row in the list is visible."""

    title: str
    days_ago: int
    minutes_ago: int
    """Age relative to now, or to noon of an earlier day, so that it falls on that day at any hour."""
    model: str = "anthropic/sonnet"
    agent: str = "build"
    added: int = 0
    removed: int = 0


PAST: Final = (
    Past("How is the tax on gift cards worked out?", 0, 25, "anthropic/haiku", "plan"),
    Past("Send the receipt as an e-mail", 0, 50, added=182, removed=24),
    Past("Update the dependencies", 1, 0, "anthropic/haiku", added=96, removed=88),
    Past("Why is the nightly import slow?", 1, 90, "openai/codex", "plan"),
    Past("Let customers save a basket for later", 3, 0, added=412, removed=37),
    Past("Translate the order pages into French", 6, 0, "anthropic/haiku", added=238, removed=203),
)
