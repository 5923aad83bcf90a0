"""The sentence patterns for what a project calls by its own name: `run the tests`, `format the code`."""

from typing import Final

from octui.server.agent.guide.sentences.intents import build_script
from octui.server.agent.guide.sentences.pattern_parts import SENTENCE_END, build_rule

_WORDS: Final = (
    ("test", r"(?:unit\s+|all\s+(?:of\s+)?(?:the\s+)?)?(?:tests?|test\s+suite|specs?|suite)"),
    ("format", r"(?:code|files?|project|everything|formatter)"),
    ("lint", r"(?:linters?|lint|type\s?checks?|checks?|formatter)"),
    ("build", r"(?:build|compiler)"),
    ("install", r"(?:dependencies|deps|packages|requirements)"),
    ("start", r"(?:app|application|project|program|server|dev\s+server|site|game|script|code|it|this)(?:\s+thing)?"),
)
_VERBS: Final = {
    "test": r"(?:run|execute|start|launch|do|try)",
    "format": r"(?:re)?format",
    "lint": r"(?:run|execute|do)",
    "build": r"(?:run|execute|do|start)",
    "install": r"(?:install|get|download|fetch|update)",
    "start": r"(?:run|start|launch|serve)",
}

SCRIPT_RULES: Final = (
    *(
        build_rule(
            rf"^(?:how\s+(?:do|can)\s+(?:i|you|we)\s+)?{_VERBS[kind]}\s+(?:all\s+)?(?:of\s+)?(?:the\s+|"
            rf"my\s+|our\s+|its\s+|this\s+|"
            rf"project'?s\s+)*{words}"
            rf"(?:\s+(?:again|now|here|locally|for\s+(?:this|the)\s+project))*{SENTENCE_END}",
            build_script(kind),
        )
        for kind, words in _WORDS
    ),
    build_rule(
        rf"^(?:is|are)\s+(?:the\s+)?(?:build|ci|tests?|suite)\s+(?:green|ok|passing|red|broken|failing){SENTENCE_END}",
        build_script("test"),
    ),
    build_rule(
        rf"^tests?(?:\s+(?:it|this|the\s+(?:project|code|app)|"
        rf"everything))?{SENTENCE_END}",
        build_script("test"),
    ),
    build_rule(
        r"^(?:are\s+there|is\s+there|check\s+for|find|look\s+for|show(?:\s+me)?|any)\s+(?:me\s+)?(?:any\s+|all\s+|the\s+|an?\s+)*"
        r"(?:(?:syntax|lint(?:er|ing)?|type|typing|style|code)\s+)+(?:errors?|problems?|issues?|warnings?|mistakes?)"
        rf"(?:\s+(?:here|in\s+(?:the|this|my)\s+\w+))?{SENTENCE_END}",
        build_script("lint"),
    ),
    build_rule(
        rf"^(?:does|will|can)\s+(?:it|this|the\s+\w+)\s+(?:still\s+)?(?:build|compile){SENTENCE_END}",
        build_script("build"),
    ),
    build_rule(rf"^(?:does|will)\s+(?:it|this|everything)\s+(?:still\s+)?works?{SENTENCE_END}", build_script("test")),
    build_rule(
        rf"^(?:build|compile)(?:\s+(?:it|this|the\s+(?:project|code|app)|everything))?{SENTENCE_END}",
        build_script("build"),
    ),
    build_rule(
        rf"^(?:lint|type\s?check)(?:\s+(?:it|this|the\s+(?:project|code|app)|everything))?{SENTENCE_END}",
        build_script("lint"),
    ),
)
