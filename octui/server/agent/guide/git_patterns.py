"""The sentence patterns about git: `create a branch called tax`, `who changed cart.py?`."""

from typing import Final

from octui.server.agent.guide.intents import (
    QUOTED,
    build_branch_intent,
    build_command,
    build_commit_intent,
    build_file_history,
)
from octui.server.agent.guide.pattern_parts import OPTIONAL_NAMED, SENTENCE_END, build_rule

_ALL_CHANGES: Final = (
    r"(?:(?:all|everything|it|this|that|files|changes|commits|code|work|(?:of\s+)?(?:the|my|our|these|latest)\b)\s*)*"
)
GIT_RULES: Final = (
    build_rule(
        rf"^(?:(?:show|see|view)\s+(?:me\s+)?(?:the\s+)?)?(?:git"
        rf"\s+)?diff{SENTENCE_END}",
        build_command("git diff HEAD"),
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
        rf"^(?:show\s+(?:me\s+)?)?(?:the\s+)?(?:history|commits|log)\s+(?:of|for)\s+(?:the\s+)?(?:file\s+)?"
        rf"(?P<path>{QUOTED}|\S*[./]\S*?){SENTENCE_END}",
        build_file_history,
    ),
    build_rule(
        rf"^(?P<new>create|make|start|add|open|(?:switch\s+to|check\s*out)\s+a\s+new)\s+(?:an?\s+|the\s+)?(?:new\s+)?"
        rf"(?:git\s+)?branch\s+{OPTIONAL_NAMED}(?P<branch>[\w./-]+?){SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^(?:switch|change|go)\s+to\s+(?:the\s+)?branch\s+{OPTIONAL_NAMED}(?P<branch>[\w./-]+?){SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^(?:switch|change|go)\s+to\s+(?:the\s+)?(?P<branch>[\w./-]+)\s+branch{SENTENCE_END}",
        build_branch_intent,
    ),
    build_rule(
        rf"^commit\s+{_ALL_CHANGES}\s*(?:,?\s*(?:with|using)\s+(?:the\s+|a\s+)?(?:commit\s+)?message|saying|as|:)[:\s]\s*"
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
