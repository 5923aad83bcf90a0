"""What requests about git become: commands with the branch, message or file that was named."""

import re
import shlex
from typing import Final

from octui.server.agent.guide.sentences.intent_builders import build_file_command
from octui.server.agent.guide.sentences.intents import Intent, ToolIntent
from octui.server.agent.guide.sentences.pattern_parts import extract_path, strip_quotes

_DAYS: Final = {
    "this week": "last monday",
    "last week": "1 week ago",
    "this month": "1 month ago",
    "last month": "1 month ago",
}
"""Spans of time that git understands in other words than people use."""


def build_branch_intent(match: re.Match[str]) -> Intent | None:
    """Another branch, made first if it is said to be new."""
    name = extract_path(match["branch"])
    is_new = bool(match.groupdict().get("new"))
    return build_file_command("git switch -c" if is_new else "git switch", name, file="") if name else None


def build_commit_intent(match: re.Match[str]) -> Intent | None:
    message = strip_quotes(match["message"])
    line = f"git add -A && git commit -m {shlex.quote(message)}"
    return ToolIntent("bash", {"command": line}, "Committing all changes.") if message and "\n" not in message else None


def build_file_history(match: re.Match[str]) -> Intent | None:
    """The last commits of a file, wherever in the project it is."""
    path = extract_path(match["path"])
    return make_file_history(path) if path and " " not in path else None


def make_file_history(path: str) -> ToolIntent:
    path = path.removeprefix("./")
    names = f"glob)**/{path}" if "." in path else f"glob,icase)**/{path}*"
    files = shlex.quote(f":(top,{names}")
    command = f"git log -n 5 --date=short --format='%h %ad %an: %s' -- {files}"
    return ToolIntent("bash", {"command": command}, f"Looking for the last commits of `{path}`.")


def build_history_since(match: re.Match[str]) -> Intent | None:
    """The commits since a day such as `yesterday` or `last week`, with the files they changed."""
    since = re.sub(r"^(?:in\s+the|the)\s+", "", match["since"], flags=re.I).lower()
    since = _DAYS.get(since, re.sub(r"^last (\w+ \w+)$", r"\1 ago", since))
    return build_file_command("git log --oneline --stat --since", since, file="")
