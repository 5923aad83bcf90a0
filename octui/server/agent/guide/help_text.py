"""What the guide says of itself, and of how to go on without it."""

from typing import Final

GUIDE_PROVIDER: Final = "octui"
GUIDE_MODEL: Final = "guide"
MAX_TITLE_LENGTH: Final = 50

INTRODUCTION: Final = "I am the **offline guide**: a small program, not an AI."

EXAMPLES: Final = (
    ("list the files", "what is here"),
    ("read README.md", "a file, or some of it: `read src/app.py from line 10`"),
    ("find TODO", "in all files, or `find TODO in src`"),
    ("run git status", "any command; you are asked first"),
    ("write hello to notes.txt", "a file; you see it before it is written"),
    ("replace old with new in notes.txt", "a change, shown as a diff"),
    ("make a plan", "a list of what is to be done"),
    ("ask me something", "how questions look"),
    ("delegate list the files", "a subagent, in a session of its own"),
    ("fetch https://example.com", "a page of the web"),
)

CONNECT_HELP: Final = """\
To talk with a real model:

- `/connect` takes a key for OpenAI, Anthropic, Gemini, OpenRouter, Mistral and other providers;
- Ollama, LM Studio and llama.cpp are found when they run on this machine: choose one with `/models`;
- or install the full OpenCode, which octui then uses: `npm i -g opencode-ai`\
"""


def build_help_text(intro: str = INTRODUCTION) -> str:
    rows = "\n".join(f"| `{words}` | {meaning} |" for words, meaning in EXAMPLES)
    return (
        f"{intro} I understand a few plain sentences and do what they say, with the same tools and the same "
        f"permissions a model has.\n\n| say | what happens |\n|---|---|\n{rows}\n\n{CONNECT_HELP}\n"
    )


def build_fallback_text(said: str) -> str:
    quoted = " ".join(said.split())[:80]
    lead = f"I cannot help with “{quoted}”: " if quoted else ""
    start = f"{lead}I am the offline guide, **not an AI**." if lead else INTRODUCTION
    few = ", ".join(f"`{words}`" for words, _ in EXAMPLES[:6])
    return f"{start} What I can do is {few} and a little more; `help` shows all of it.\n\n{CONNECT_HELP}\n"


def make_title(text: str) -> str:
    """The first words of a prompt, as many as a title has room for."""
    words = " ".join(text.split())
    if len(words) <= MAX_TITLE_LENGTH:
        return words[:1].upper() + words[1:]
    cut = words[:MAX_TITLE_LENGTH].rsplit(" ", 1)[0]
    return f"{cut[:1].upper()}{cut[1:]}…"
