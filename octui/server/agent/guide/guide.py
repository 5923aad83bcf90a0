"""The offline guide as a model: it answers requests with text and tool calls, like any other model."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from octui.server.agent.guide.built_in_commands import INIT_PREFIX, REVIEW_PREFIX, answer_init, answer_review
from octui.server.agent.guide.chains import Batch, run_chain
from octui.server.agent.guide.file_lookup import look_up_file
from octui.server.agent.guide.help_text import (
    INTRODUCTION,
    build_fallback_text,
    build_help_text,
    make_title,
)
from octui.server.agent.guide.paths import make_paths_absolute, make_paths_relative
from octui.server.agent.guide.procedures import (
    list_tools,
    replace_every_match,
    search_in_any_case,
)
from octui.server.agent.guide.questions.topics import answer_topic
from octui.server.agent.guide.sentences.intents import Intent, Procedure, SmallTalk, ToolIntent
from octui.server.agent.guide.sentences.parser import parse_prompt
from octui.server.agent.guide.sentences.phrasing import resolve_reference, resolve_repetition
from octui.server.agent.guide.sentences.suggestions import find_nearest_requests
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import summarize_results
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
from octui.server.agent.prompts import CONTINUE, LAST_STEP
from octui.server.identifiers import create_ascending_id

WORDS_PER_PIECE: Final = 3
PIECE_SECONDS: Final = 0.008
CHARACTERS_PER_TOKEN: Final = 4


class GuideModel:
    """Not an AI: it matches a few sentences and summarizes tool results."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    async def stream_answer(self, request: ModelRequest) -> AsyncGenerator[AnswerPiece, None]:
        text, intents_to_run = _answer_request(request, self._directory)
        for piece in _split_into_pieces(text):
            yield TextDelta(piece)
            await asyncio.sleep(PIECE_SECONDS)
        calls = [
            ToolCallRequested(
                create_ascending_id("call"),
                intent.tool,
                json.dumps(make_paths_absolute(intent.arguments, self._directory)),
            )
            for intent in intents_to_run
        ]
        for call in calls:
            yield ToolCallStarted(call.call_id, call.tool)
            yield call
        yield AnswerFinished("tool-calls" if calls else "stop", _estimate_usage(request, text))


def _answer_request(request: ModelRequest, directory: str) -> Step:
    prompt, since = _split_at_last_prompt(request.turns)
    if request.purpose == "title":
        return make_title(prompt.typed or prompt.text), []
    if request.purpose == "summary":
        return _summarize_turns(request.turns), []
    results = [
        _shorten_paths(turn, directory) if turn.tool in ("glob", "grep") else turn
        for turn in since
        if isinstance(turn, ToolResultTurn)
    ]
    calls = [
        make_paths_relative(call, directory) for turn in since if isinstance(turn, AssistantTurn) for call in turn.calls
    ]
    typed = prompt.typed or prompt.text
    if typed == CONTINUE:
        return "The conversation so far is summarized above. What next?\n", []
    if typed.startswith(INIT_PREFIX):
        return answer_init(calls, results)
    if typed.startswith(REVIEW_PREFIX):
        return answer_review(results)
    asked = resolve_reference(
        resolve_repetition(typed, _list_former_prompts(request.turns)), _list_named_paths(request.turns, directory)
    )
    intents, offered = parse_prompt(asked), {tool.name for tool in request.tools}
    if any(isinstance(intent, Procedure) for intent in intents) and LAST_STEP not in request.system:
        missing = _find_missing_tool(list_tools(intents), offered)
        batches = _split_into_batches(since, calls, results)
        return (_explain_missing_tool(missing), []) if missing else run_chain(intents, batches)
    if LAST_STEP not in request.system:
        found = look_up_file(asked, intents, results, directory) if "glob" in offered else None
        if isinstance(found, list):
            return _answer_prompt(asked, found, offered)
        step = found or search_in_any_case(calls, results) or replace_every_match(calls, results)
        if step is not None:
            return step
    if results and since and isinstance(since[-1], ToolResultTurn):
        return summarize_results(calls, results[-sum(1 for _ in _trailing_results(since)) :]), []
    if LAST_STEP in request.system:
        return "That's all the steps.\n", []
    return _answer_prompt(asked, intents, offered)


def _answer_prompt(prompt: str, intents: list[Intent], offered: set[str]) -> Step:
    intents_to_run = [intent for intent in intents if isinstance(intent, ToolIntent)]
    if not intents:
        return build_fallback_text(find_nearest_requests(prompt)), []
    if missing := _find_missing_tool(list_tools(intents), offered):
        return _explain_missing_tool(missing), []
    if not intents_to_run:
        return _answer_small_talk(intents[0]), []
    return " ".join(intent.lead for intent in intents_to_run if intent.lead) + "\n", intents_to_run


def _answer_small_talk(intent: Intent) -> str:
    match intent:
        case SmallTalk("hello"):
            return (
                f"Hello. {INTRODUCTION} Try `list the files` or `run git status`; `help` shows everything I can do.\n"
            )
        case SmallTalk("thanks"):
            return "You're welcome. `help` shows what else I can do.\n"
        case SmallTalk(topic) if answer := answer_topic(topic):
            return f"{answer}\n"
        case _:
            return build_help_text()


def _split_into_batches(
    since: Sequence[ModelTurn], calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]
) -> list[Batch]:
    """The calls of each answer since the prompt, each of which has one result."""
    batches, start = [], 0
    for turn in since:
        if isinstance(turn, AssistantTurn) and turn.calls:
            end = start + len(turn.calls)
            batches.append((list(calls[start:end]), list(results[start:end])))
            start = end
    return batches


def _find_missing_tool(used: Iterable[str], offered: set[str]) -> str:
    return min(set(used) - offered, default="")


def _explain_missing_tool(tool: str) -> str:
    if tool in ("edit", "write"):
        return "This agent may not change files. Press `tab` to switch to **Build**, then try again.\n"
    return f"The tool `{tool}` is not available here: a permission rule or this agent denies it.\n"


def _summarize_turns(turns: tuple[ModelTurn, ...]) -> str:
    prompts = [turn.typed for turn in turns if isinstance(turn, UserTurn) and turn.typed]
    tools = [call.tool for turn in turns if isinstance(turn, AssistantTurn) for call in turn.calls]
    lines = [f"- {' '.join(text.split())[:200]}" for text in prompts[-30:]]
    used = ", ".join(f"{tool} ({tools.count(tool)})" for tool in dict.fromkeys(tools)) or "none"
    return "## Requests\n\n" + ("\n".join(lines) or "- nothing") + f"\n\n## Tools used\n\n{used}\n"


def _split_at_last_prompt(turns: tuple[ModelTurn, ...]) -> tuple[UserTurn, list[ModelTurn]]:
    """The last user turn, and the turns after it."""
    for place in range(len(turns) - 1, -1, -1):
        turn = turns[place]
        if isinstance(turn, UserTurn):
            return turn, list(turns[place + 1 :])
    return UserTurn(()), list(turns)


def _trailing_results(turns: list[ModelTurn]) -> Iterator[ToolResultTurn]:
    last = list(itertools.takewhile(lambda turn: isinstance(turn, ToolResultTurn), reversed(turns)))
    return (turn for turn in reversed(last) if isinstance(turn, ToolResultTurn))


def _list_named_paths(turns: tuple[ModelTurn, ...], directory: str) -> list[str]:
    """The files that the calls of former prompts were about, the last one first."""
    last = max((place for place, turn in enumerate(turns) if isinstance(turn, UserTurn)), default=0)
    calls = [call for turn in turns[:last] if isinstance(turn, AssistantTurn) for call in turn.calls]
    named = (json.loads(make_paths_relative(call, directory).arguments).get("filePath") for call in reversed(calls))
    return [path for path in named if isinstance(path, str)]


def _list_former_prompts(turns: tuple[ModelTurn, ...]) -> list[str]:
    """The prompts before the last one, the latest first."""
    prompts = [turn.typed or turn.text for turn in turns if isinstance(turn, UserTurn)]
    return prompts[-2::-1]


def _shorten_paths(result: ToolResultTurn, directory: str) -> ToolResultTurn:
    """The result with the paths below the directory relative to it."""
    return replace(result, output=result.output.replace(f"{directory}/", ""))


def _split_into_pieces(text: str) -> Iterator[str]:
    """A few words at a time, whitespace preserved."""
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
