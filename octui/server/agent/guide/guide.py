"""The guide as a model: it is asked like any other, and answers in text and calls of tools."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Iterator
from typing import Final

from octui.server.agent.guide.agents_md_writer import build_agents_md, find_manifests, strip_read_output
from octui.server.agent.guide.help_text import (
    CONNECT_HELP,
    INTRODUCTION,
    build_fallback_text,
    build_help_text,
    make_title,
)
from octui.server.agent.guide.intents import Intent, SmallTalk, ToolIntent
from octui.server.agent.guide.parser import parse_prompt
from octui.server.agent.guide.paths import make_paths_absolute, make_paths_relative
from octui.server.agent.guide.summaries import summarize_results
from octui.server.agent.instructions.prompts import CONTINUE, INIT_TEMPLATE, LAST_STEP, REVIEW_TEMPLATE
from octui.server.agent.models.language_model import (
    AnswerFinished,
    AnswerPiece,
    AssistantTurn,
    ModelRequest,
    ModelTurn,
    TextDelta,
    TokenUsage,
    ToolCallRequested,
    ToolCallStarted,
    ToolResultTurn,
    UserTurn,
)
from octui.server.identifiers import create_ascending_id

WORDS_PER_PIECE: Final = 3
PIECE_SECONDS: Final = 0.008
CHARACTERS_PER_TOKEN: Final = 4
INIT_PREFIX: Final = INIT_TEMPLATE.partition("\n")[0]
REVIEW_PREFIX: Final = REVIEW_TEMPLATE.partition(".")[0]


class GuideModel:
    """Not an AI: it knows a few sentences, and what the tools brought."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    async def stream_answer(self, request: ModelRequest) -> AsyncGenerator[AnswerPiece, None]:
        text, wishes = _answer_request(request, self._directory)
        for piece in _split_into_pieces(text):
            yield TextDelta(piece)
            await asyncio.sleep(PIECE_SECONDS)
        calls = [
            ToolCallRequested(
                create_ascending_id("call"), wish.tool, json.dumps(make_paths_absolute(wish.arguments, self._directory))
            )
            for wish in wishes
        ]
        for call in calls:
            yield ToolCallStarted(call.call_id, call.tool)
            yield call
        yield AnswerFinished("tool-calls" if calls else "stop", _estimate_usage(request, text))


def _answer_request(request: ModelRequest, directory: str) -> tuple[str, list[ToolIntent]]:
    said, since = _split_at_last_prompt(request.turns)
    if request.purpose == "title":
        return make_title(said.typed or said.text), []
    if request.purpose == "summary":
        return _summarize_turns(request.turns), []
    results = [turn for turn in since if isinstance(turn, ToolResultTurn)]
    calls = [
        make_paths_relative(call, directory) for turn in since if isinstance(turn, AssistantTurn) for call in turn.calls
    ]
    spoken = said.typed or said.text
    if spoken == CONTINUE:
        return "What was said before is summed up above. What shall I do next?\n", []
    if spoken.startswith(INIT_PREFIX):
        return _answer_init(calls, results)
    if spoken.startswith(REVIEW_PREFIX):
        return _answer_review(results)
    if results and since and isinstance(since[-1], ToolResultTurn):
        return summarize_results(calls, list(_trailing_results(since))), []
    if LAST_STEP in request.system:
        return "That was the last step I have.\n", []
    return _answer_prompt(spoken, {tool.name for tool in request.tools})


def _answer_prompt(spoken: str, offered: set[str]) -> tuple[str, list[ToolIntent]]:
    found = parse_prompt(spoken)
    wishes = [meant for meant in found if isinstance(meant, ToolIntent)]
    if not found:
        return build_fallback_text(spoken), []
    missing = sorted({wish.tool for wish in wishes} - offered)
    if missing:
        return _explain_missing_tool(missing[0]), []
    if not wishes:
        return _answer_small_talk(found[0]), []
    return " ".join(wish.lead for wish in wishes if wish.lead) + "\n", wishes


def _answer_small_talk(meant: Intent) -> str:
    match meant:
        case SmallTalk("hello"):
            return f"Hello. {INTRODUCTION} Try `list the files` or `run git status`; `help` shows all I can do.\n"
        case SmallTalk("thanks"):
            return "You are welcome. `help` shows what else I can do.\n"
        case SmallTalk("connect"):
            return f"{CONNECT_HELP}\n"
        case _:
            return build_help_text()


def _explain_missing_tool(tool: str) -> str:
    if tool in ("edit", "write"):
        return "This agent may not change files. Press `tab` for the **build** agent, and say it again.\n"
    return f"I may not use the tool `{tool}` here: a rule, or this agent, forbids it.\n"


def _answer_init(calls: list[ToolCallRequested], results: list[ToolResultTurn]) -> tuple[str, list[ToolIntent]]:
    """`/init` in three steps: look, read, write."""
    steps = {call.tool for call in calls}
    if any(result.failed and result.tool in ("write", "list") for result in results):
        return summarize_results(calls, results[-1:]), []
    listing = next((result.output for result in results if result.tool == "list"), "")
    if "write" in steps:
        return "`AGENTS.md` is written. It holds what the files say and nothing I would have to understand.\n", []
    if not calls:
        return "I write `AGENTS.md` from what I find; I am not an AI, so it will be plain.\n", [ToolIntent("list")]
    manifests = find_manifests(listing)
    if "read" not in steps and manifests:
        return "", [ToolIntent("read", {"filePath": name}) for name in manifests]
    named = {call.call_id: str(json.loads(call.arguments).get("filePath")) for call in calls if call.tool == "read"}
    files = {
        named[result.call_id]: strip_read_output(result.output)
        for result in results
        if result.call_id in named and not result.failed
    }
    return "", [ToolIntent("write", {"filePath": "AGENTS.md", "content": build_agents_md(listing, files)})]


def _answer_review(results: list[ToolResultTurn]) -> tuple[str, list[ToolIntent]]:
    if results:
        return "That is what changed. I am not an AI and cannot judge it: `/connect` a real model for a review.\n", []
    return "I show what changed.\n", [ToolIntent("bash", {"command": "git status --short && git diff HEAD --stat"})]


def _summarize_turns(turns: tuple[ModelTurn, ...]) -> str:
    said = [turn.typed for turn in turns if isinstance(turn, UserTurn) and turn.typed]
    tools = [call.tool for turn in turns if isinstance(turn, AssistantTurn) for call in turn.calls]
    lines = [f"- {' '.join(text.split())[:200]}" for text in said[-30:]]
    used = ", ".join(f"{tool} ({tools.count(tool)})" for tool in dict.fromkeys(tools)) or "none"
    return "## What was asked\n\n" + ("\n".join(lines) or "- nothing") + f"\n\n## Tools that were used\n\n{used}\n"


def _split_at_last_prompt(turns: tuple[ModelTurn, ...]) -> tuple[UserTurn, list[ModelTurn]]:
    """What the person said last, and what came after it."""
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        if isinstance(turn, UserTurn):
            return turn, list(turns[place + 1 :])
    return UserTurn(()), list(turns)


def _trailing_results(turns: list[ModelTurn]) -> Iterator[ToolResultTurn]:
    last = list(itertools.takewhile(lambda turn: isinstance(turn, ToolResultTurn), reversed(turns)))
    return (turn for turn in reversed(last) if isinstance(turn, ToolResultTurn))


def _split_into_pieces(text: str) -> Iterator[str]:
    """A few words at a time, white space kept."""
    start, spaces = 0, 0
    for place, character in enumerate(text):
        spaces += character.isspace()
        if spaces == WORDS_PER_PIECE:
            yield text[start : place + 1]
            start, spaces = place + 1, 0
    if text[start:]:
        yield text[start:]


def _estimate_usage(request: ModelRequest, text: str) -> TokenUsage:
    read = sum(len(turn.text) if not isinstance(turn, ToolResultTurn) else len(turn.output) for turn in request.turns)
    return TokenUsage(input=read // CHARACTERS_PER_TOKEN, output=len(text) // CHARACTERS_PER_TOKEN)
