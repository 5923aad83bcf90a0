"""The slash commands `/init` and `/review`, as far as the guide can do them."""

from collections.abc import Sequence
from typing import Final

from octui.server.agent.guide.agents_md_writer import build_agents_md
from octui.server.agent.guide.manifests import find_manifests
from octui.server.agent.guide.sentences.intents import ToolIntent
from octui.server.agent.guide.step import Step
from octui.server.agent.guide.summaries import collect_read_files, summarize_results
from octui.server.agent.models.language_model import ToolCallRequested, ToolResultTurn
from octui.server.agent.prompts import INIT_TEMPLATE, REVIEW_TEMPLATE

INIT_PREFIX: Final = INIT_TEMPLATE.partition("\n")[0]
REVIEW_PREFIX: Final = REVIEW_TEMPLATE.partition(".")[0]


def answer_init(calls: Sequence[ToolCallRequested], results: Sequence[ToolResultTurn]) -> Step:
    """`/init` in three steps: list, read, write."""
    steps = {call.tool for call in calls}
    if any(result.failed and result.tool in ("write", "list") for result in results):
        return summarize_results(calls, results[-1:]), []
    listing = next((result.output for result in results if result.tool == "list"), "")
    if "write" in steps:
        return "Wrote `AGENTS.md`. It contains only what the files themselves say.\n", []
    if not calls:
        return "Writing `AGENTS.md` from the project's files. I'm not an AI, so it will be basic.\n", [
            ToolIntent("list")
        ]
    manifests = find_manifests(listing)
    if "read" not in steps and manifests:
        return "", [ToolIntent("read", {"filePath": name}) for name in manifests]
    files = collect_read_files(calls, results)
    return "", [ToolIntent("write", {"filePath": "AGENTS.md", "content": build_agents_md(listing, files)})]


def answer_review(results: Sequence[ToolResultTurn]) -> Step:
    if results:
        return "These are the changes. I'm not an AI, so I can't review them: `/connect` a model for that.\n", []
    return "Showing changes.\n", [ToolIntent("bash", {"command": "git status --short && git diff HEAD --stat"})]
