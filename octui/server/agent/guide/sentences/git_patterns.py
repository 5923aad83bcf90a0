"""The sentence patterns about git: `create a branch called tax`, `who changed cart.py?`."""

from typing import Final

from octui.server.agent.guide.sentences.git_intents import (
    build_branch_intent,
    build_commit_intent,
    build_file_history,
    build_history_since,
)
from octui.server.agent.guide.sentences.intent_builders import build_command
from octui.server.agent.guide.sentences.pattern_parts import OPTIONAL_NAMED, QUOTED, SENTENCE_END, build_rule

_ALL_CHANGES: Final = (
    r"(?:(?:all|everything|it|this|that|files|changes|commits|code|work|(?:of\s+)?(?:the|my|our|these|latest)\b)\s*)*"
)
_FILE_COMMANDS: Final = (
    (
        r"(?:(?:show|see|view)\s+(?:me\s+)?)?(?:the\s+)?(?:git\s+)?(?:diff|changes)\s+(?:of|for|in|to)",
        "git diff HEAD --",
    ),
    (r"what(?:'s|\s+has|\s+is|\s+was|\s+did\s+(?:i|you|we))?\s+(?:been\s+)?changed?\s+in", "git diff HEAD --"),
    (r"(?:revert|restore|reset|discard|undo)", "git restore --"),
    (r"(?:stage|git\s+add)", "git add --"),
    (r"unstage", "git restore --staged --"),
    (r"(?:blame|who\s+(?:wrote|changed)\s+(?:each|every|which)\s+lines?\s+(?:of|in))", "git blame --date=short --"),
)
"""What is said before a file, and the command for it."""
_SINCE: Final = (
    r"(?:(?:since|from|of|in)\s+)?(?P<since>yesterday|(?:this|last)\s+(?:week|month)|monday|"
    r"(?:the\s+|in\s+the\s+)?last\s+\w+\s+(?:days|weeks|hours))"
)
GIT_RULES: Final = (
    build_rule(
        rf"^(?:what(?:'s|\s+has|\s+have|\s+did|\s+was|\s+were)?|show|which)\b.*\b(?:change[sd]?|commits?|done|happened|do)\s+"
        rf"{_SINCE}{SENTENCE_END}",
        build_history_since,
    ),
    build_rule(
        rf"^(?:(?:show|see|view)\s+(?:me\s+)?(?:the\s+)?)?(?:git"
        rf"\s+)?(?:diff|(?:diff|differences?|changes)\s+since\s+(?:the\s+|my\s+)?last\s+commit){SENTENCE_END}",
        build_command("git diff HEAD"),
    ),
    *(
        build_rule(
            rf"^{asked}\s+(?:the\s+)?(?:changes\s+(?:in|of|to)\s+)?(?:file\s+)?(?P<path>{QUOTED}|\S*\w\.\w+){SENTENCE_END}",
            build_command(command, "path"),
        )
        for asked, command in _FILE_COMMANDS
    ),
    build_rule(
        rf"^(?:(?:what(?:'s|\s+is)|show)\s+(?:me\s+)?(?:the\s+)?)?(?:git\s+|repo(?:sitory)?\s+)?status{SENTENCE_END}",
        build_command("git status"),
    ),
    build_rule(
        rf"^who\s+(?:has\s+)?(?:last\s+)?(?:changed|wrote|edited|touched|modified|created)\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*[./]\S*?)(?:\s+last)?{SENTENCE_END}",
        build_file_history,
    ),
    build_rule(
        rf"^(?:show\s+(?:me\s+)?)?(?:the\s+)?(?:git\s+)?(?:history|commits|log)\s+(?:of|for)\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*[./]\S*?){SENTENCE_END}",
        build_file_history,
    ),
    build_rule(
        rf"^(?P<new>create|make|start|add|open|(?:switch\s+to|check\s*out)\s+a\s+new)\s+(?:an?\s+|the\s+)?(?:new\s+)?"
        rf"(?:git\s+)?branch\s+{OPTIONAL_NAMED}(?P<branch>[\w./-]+?){SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^(?:switch|change|go)\s+(?:to\s+(?:the\s+)?branch|(?:the\s+)?branch\s+to)\s+{OPTIONAL_NAMED}(?P<branch>[\w./-]+?){SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^(?:switch|change|go)\s+to\s+(?:the\s+)?(?P<branch>[\w./-]+)\s+branch{SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^(?:(?:make|create|do)\s+(?:a|the|another)\s+)?commit\s+{_ALL_CHANGES}\s*(?:,?\s*(?:with|using)\s+(?:the\s+|a\s+)?(?:commit\s+)?message|saying|as|:)[:\s]\s*"
        rf"(?P<message>{QUOTED}|.+?){SENTENCE_END}",
        build_commit_intent,
    ),
    build_rule(rf"^(?:stage|git\s+add)\s+{_ALL_CHANGES}{SENTENCE_END}", build_command("git add -A")),
    build_rule(
        rf"^push\s*{_ALL_CHANGES}(?:\s*(?:to|on|up\s+to)\s+(?:the\s+)?(?:origin|github|gitlab|remote|server))?{SENTENCE_END}",
        build_command("git push"),
    ),
    build_rule(
        rf"^pull\s*(?:(?:the\s+)?(?:latest|newest|new)\s*)?{_ALL_CHANGES}"
        rf"(?:\s*from\s+(?:the\s+)?(?:origin|github|gitlab|remote|server))?{SENTENCE_END}",
        build_command("git pull"),
    ),
    build_rule(
        rf"^where\s+am\s+i{SENTENCE_END}|^(?:what|which)\s+(?:folder|directory|dir|path)\s+(?:is\s+this|"
        rf"am\s+i\s+in|are\s+we\s+in){SENTENCE_END}",
        build_command("pwd"),
    ),
)
