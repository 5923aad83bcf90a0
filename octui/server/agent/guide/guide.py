"""The guide as a model: it is asked like any other, and answers in text and calls of tools."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Iterator
from typing import Final

from octui.server.agent.guide.notes import agents_md, found_in, plain_text
from octui.server.agent.guide.paths import absolute, as_said
from octui.server.agent.guide.reporting import report
from octui.server.agent.guide.understanding import meanings
from octui.server.agent.guide.wishes import Meaning, Saying, Wish
from octui.server.agent.guide.words import CONNECT, HONEST, help_text, not_understood, title_of
from octui.server.agent.models.model import (
    AssistantSaid,
    CallBegan,
    Ended,
    Piece,
    Request,
    TextGrew,
    ToolAnswered,
    ToolCalled,
    Turn,
    Usage,
    UserSaid,
)
from octui.server.agent.words import CONTINUE, INIT_TEMPLATE, LAST_STEP, REVIEW_TEMPLATE
from octui.server.identifiers import new_ascending_id

WORDS_A_PIECE: Final = 3
PIECE_SECONDS: Final = 0.008
CHARACTERS_A_TOKEN: Final = 4
INIT_BEGINS: Final = INIT_TEMPLATE.partition("\n")[0]
REVIEW_BEGINS: Final = REVIEW_TEMPLATE.partition(".")[0]


class Guide:
    """Not an AI: it knows a few sentences, and what the tools brought."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    async def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        text, wishes = _answer(request, self._directory)
        for piece in _pieces(text):
            yield TextGrew(piece)
            await asyncio.sleep(PIECE_SECONDS)
        calls = [
            ToolCalled(new_ascending_id("call"), wish.tool, json.dumps(absolute(wish.arguments, self._directory)))
            for wish in wishes
        ]
        for call in calls:
            yield CallBegan(call.call_id, call.tool)
            yield call
        yield Ended("tool-calls" if calls else "stop", _usage(request, text))


def _answer(request: Request, directory: str) -> tuple[str, list[Wish]]:
    said, since = _newest(request.turns)
    if request.purpose == "title":
        return title_of(said.spoken or said.text), []
    if request.purpose == "summary":
        return _summary(request.turns), []
    results = [turn for turn in since if isinstance(turn, ToolAnswered)]
    calls = [as_said(call, directory) for turn in since if isinstance(turn, AssistantSaid) for call in turn.calls]
    spoken = said.spoken or said.text
    if spoken == CONTINUE:
        return "What was said before is summed up above. What shall I do next?\n", []
    if spoken.startswith(INIT_BEGINS):
        return _write_notes(calls, results)
    if spoken.startswith(REVIEW_BEGINS):
        return _review(results)
    if results and since and isinstance(since[-1], ToolAnswered):
        return report(calls, list(_trailing(since))), []
    if LAST_STEP in request.system:
        return "That was the last step I have.\n", []
    return _first(spoken, {tool.name for tool in request.tools})


def _first(spoken: str, offered: set[str]) -> tuple[str, list[Wish]]:
    found = meanings(spoken)
    wishes = [meant for meant in found if isinstance(meant, Wish)]
    if not found:
        return not_understood(spoken), []
    missing = sorted({wish.tool for wish in wishes} - offered)
    if missing:
        return _not_offered(missing[0]), []
    if not wishes:
        return _said(found[0]), []
    return " ".join(wish.lead for wish in wishes if wish.lead) + "\n", wishes


def _said(meant: Meaning) -> str:
    match meant:
        case Saying("hello"):
            return f"Hello. {HONEST} Try `list the files` or `run git status`; `help` shows all I can do.\n"
        case Saying("thanks"):
            return "You are welcome. `help` shows what else I can do.\n"
        case Saying("connect"):
            return f"{CONNECT}\n"
        case _:
            return help_text()


def _not_offered(tool: str) -> str:
    if tool in ("edit", "write"):
        return "This agent may not change files. Press `tab` for the **build** agent, and say it again.\n"
    return f"I may not use the tool `{tool}` here: a rule, or this agent, forbids it.\n"


def _write_notes(calls: list[ToolCalled], results: list[ToolAnswered]) -> tuple[str, list[Wish]]:
    """`/init` in three steps: look, read, write."""
    steps = {call.tool for call in calls}
    if any(result.failed and result.tool in ("write", "list") for result in results):
        return report(calls, results[-1:]), []
    listing = next((result.output for result in results if result.tool == "list"), "")
    if "write" in steps:
        return "`AGENTS.md` is written. It holds what the files say and nothing I would have to understand.\n", []
    if not calls:
        return "I write `AGENTS.md` from what I find; I am not an AI, so it will be plain.\n", [Wish("list")]
    manifests = found_in(listing)
    if "read" not in steps and manifests:
        return "", [Wish("read", {"filePath": name}) for name in manifests]
    named = {call.call_id: str(json.loads(call.arguments).get("filePath")) for call in calls if call.tool == "read"}
    files = {
        named[result.call_id]: plain_text(result.output)
        for result in results
        if result.call_id in named and not result.failed
    }
    return "", [Wish("write", {"filePath": "AGENTS.md", "content": agents_md(listing, files)})]


def _review(results: list[ToolAnswered]) -> tuple[str, list[Wish]]:
    if results:
        return "That is what changed. I am not an AI and cannot judge it: `/connect` a real model for a review.\n", []
    return "I show what changed.\n", [Wish("bash", {"command": "git status --short && git diff HEAD --stat"})]


def _summary(turns: tuple[Turn, ...]) -> str:
    said = [turn.spoken for turn in turns if isinstance(turn, UserSaid) and turn.spoken]
    tools = [call.tool for turn in turns if isinstance(turn, AssistantSaid) for call in turn.calls]
    lines = [f"- {' '.join(text.split())[:200]}" for text in said[-30:]]
    used = ", ".join(f"{tool} ({tools.count(tool)})" for tool in dict.fromkeys(tools)) or "none"
    return "## What was asked\n\n" + ("\n".join(lines) or "- nothing") + f"\n\n## Tools that were used\n\n{used}\n"


def _newest(turns: tuple[Turn, ...]) -> tuple[UserSaid, list[Turn]]:
    """What the person said last, and what came after it."""
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        if isinstance(turn, UserSaid):
            return turn, list(turns[place + 1 :])
    return UserSaid(()), list(turns)


def _trailing(turns: list[Turn]) -> Iterator[ToolAnswered]:
    last = list(itertools.takewhile(lambda turn: isinstance(turn, ToolAnswered), reversed(turns)))
    return (turn for turn in reversed(last) if isinstance(turn, ToolAnswered))


def _pieces(text: str) -> Iterator[str]:
    """A few words at a time, white space kept."""
    start, spaces = 0, 0
    for place, character in enumerate(text):
        spaces += character.isspace()
        if spaces == WORDS_A_PIECE:
            yield text[start : place + 1]
            start, spaces = place + 1, 0
    if text[start:]:
        yield text[start:]


def _usage(request: Request, text: str) -> Usage:
    read = sum(len(turn.text) if not isinstance(turn, ToolAnswered) else len(turn.output) for turn in request.turns)
    return Usage(input=read // CHARACTERS_A_TOKEN, output=len(text) // CHARACTERS_A_TOKEN)
