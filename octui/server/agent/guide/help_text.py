"""The texts of the offline guide: what it is, what it can do, how to connect a real model."""

from collections.abc import Sequence
from typing import Final

MAX_TITLE_LENGTH: Final = 50

INTRODUCTION: Final = "I'm the **offline guide**: a small program, not an AI."

EXAMPLES: Final = (
    ("list the files", "lists the project"),
    ("read README.md", "shows a file, or part of it: `read src/app.py from line 10`"),
    ("find TODO", "searches all files, or `find TODO in src`"),
    ("git status", "runs a command; asks for permission first"),
    ("run the tests", "finds the project's own command for it, and runs it"),
    ("where is total defined", "finds a definition"),
    ("what changed?", "shows what git sees as changed"),
    ("write hello to notes.txt", "writes a file; shows it before asking"),
    ("replace old with new in notes.txt", "edits a file; shows the diff before asking"),
    ("make a plan", "writes a todo list"),
    ("ask me something", "shows a sample question"),
    ("delegate list the files", "runs a subagent in its own session"),
    ("fetch https://example.com", "fetches a web page"),
    ("how do I quit?", "answers this and other questions about octui"),
)

CONNECT_HELP: Final = """\
To use a real model:

- `/connect` takes an API key for OpenAI, Anthropic, Gemini, OpenRouter, Mistral and other providers;
- Ollama, LM Studio and llama.cpp are found automatically when they run on this machine: select one with `/models`;
- or install OpenCode, which octui then uses: `npm i -g opencode-ai`\
"""


def build_help_text(intro: str = INTRODUCTION) -> str:
    rows = "\n".join(f"| `{sentence}` | {effect} |" for sentence, effect in EXAMPLES)
    return (
        f"{intro} I understand a few plain sentences, and run the same tools with the same permissions as a "
        f"model.\n\n| Type | What it does |\n|---|---|\n{rows}\n\n{CONNECT_HELP}\n"
    )


def build_fallback_text(suggestions: Sequence[str] = ()) -> str:
    """The answer to a prompt the guide does not understand."""
    nearest = ", ".join(f"`{suggestion}`" for suggestion in suggestions)
    instead = (
        f"What I can do: {nearest}. More: `help`." if nearest else "I can list, read, find, run and write: type `help`."
    )
    return (
        "That needs a model, and I'm the **offline guide**, not an AI. `/connect` adds a model, or install OpenCode: "
        f"`npm i -g opencode-ai`.\n\n{instead}\n"
    )


def make_title(text: str) -> str:
    """The first words of a prompt, truncated to the length of a title."""
    words = " ".join(text.split())
    if len(words) <= MAX_TITLE_LENGTH:
        return words[:1].upper() + words[1:]
    cut = words[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0]
    return f"{cut[:1].upper()}{cut[1:]}…"
