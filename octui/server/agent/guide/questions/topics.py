"""Questions about octui itself: which ones the guide knows, and its answers."""

import re
from typing import Final

from octui.server.agent.guide.help_text import CONNECT_HELP, INTRODUCTION
from octui.server.agent.guide.questions.interface_topics import INTERFACE_TOPICS
from octui.server.agent.guide.questions.topic import SESSION_NOUN, Topic

_MODEL: Final = (
    r"(?:claude|anthropic|sonnet|opus|openai|gpt\S*|chatgpt|codex|gemini|google|ollama|lm ?studio|llama\S*|mistral|"
    r"openrouter|deepseek|groq|grok|qwen\S*|copilot|bedrock|azure|providers?|api[ -]?keys?|keys?|models?|ai|llm|"
    r"account)"
)
_THAT: Final = r"(?:\s+(?:that|it|this|(?:the|my|your)\s+(?:last\s+)?\w+|last\s+\w+|everything))?"
_CHOOSE: Final = r"(?:know|find out|tell|check|switch|change|choose|pick|select|set|list|see|show|use)"

TOPICS: Final = (
    *INTERFACE_TOPICS,
    Topic(
        "undo",
        "`/undo` reverts the last prompt, its answer and its file changes; `/redo` brings them back.",
        rf"(?!.*\b{SESSION_NOUN}\b)(?:undo|revert|take back|roll ?back|go back|throw away|discard)\b.*",
        rf"(?:undo|revert|roll ?back|take back)\b.*|(?:take|put|go back){_THAT}(?: back)?|"
        r"(?:bring|get|restore|recover)(?: (?:it|that|them|this|the file))?(?: back)?|"
        r"(?:throw away|discard|drop|reset|cancel)(?: (?:all|my|your|the|these|those|of))* changes",
    ),
    Topic("redo", "`/redo` brings back what `/undo` reverted.", r"redo\b.*", rf"redo{_THAT}"),
    Topic(
        "quit",
        "`/exit` quits octui; the session is saved, and `octui -c` continues it.",
        r"(?:quit|exit|leave|close|end|get out(?: of)?|log ?out)(?: (?:of )?(?:octui|"
        r"this(?: (?:thing|app|program))?|it|here|the (?:app|"
        r"program|tui)))*",
        r"(?:quit|exit|leave|bye(?: bye)?|good ?bye|see (?:you|ya)|close)(?: (?:octui|the (?:app|program|tui)))?",
    ),
    Topic(
        "stop",
        "Press `esc` twice in the prompt while something runs: that interrupts it.",
        r"(?:stop|cancel|interrupt|abort|halt)\b.*",
        r"(?:stop|cancel|interrupt|abort|halt)(?: (?:that|it|this|now|the (?:agent|run|command|task)))?",
    ),
    Topic(
        "vim",
        "`/keys`, then `p`, chooses a profile: `vim` has vim's keys in the prompt.",
        r".*\b(?:vim|vi|modal)\b.*",
        r"(?:use|enable|turn on|switch to|set)? ?(?:the )?(?:vim|vi)(?: (?:keys|mode|bindings|key ?bindings))|"
        r"(?:is|are|does|do|can)\b.*\b(?:vim?|modal)\b.*",
    ),
    Topic(
        "web",
        "I can't search the web, but `fetch https://example.com` fetches a page.",
        r"(?:search|look ?up|browse|google)\b.*\b(?:web|internet|online|google)\b.*|google\b.*",
        r"(?:search|look|find|browse|google)\b.*\b(?:web|internet|online|google)\b.*|google\b.*|"
        r"(?:(?:can|do|does|are|is|have) (?:you|octui|it|this) )?(?:connect|have|use|access|go|get|need)?\b.*"
        r"\b(?:the (?:internet|web)|internet access|online)",
    ),
    Topic(
        "cost",
        "octui and this guide cost nothing; a model costs what its provider charges, and one on your machine nothing.",
        r"(?:pay|buy|subscribe)\b.*",
        r"(?:is|are) (?:this|it|octui|you|the guide)\b.*\bfree\b.*|do i (?:have|need) to pay\b.*|"
        r"(?:what|how much) (?:does|do|will) (?:this|it|octui|that|you)(?: \w+)? cost\b.*",
    ),
    Topic(
        "privacy",
        "Nothing leaves the server's machine while you use this guide. A model gets your prompts and what it reads; "
        "a local one, such as Ollama's, keeps them there: `/models`.",
        r"(?:keep|share|send)\b.*\b(?:private|code|data|files)\b.*|.*\b(?:offline|without (?:the )?(?:internet|"
        r"network))\b.*",
        r"can (?:you|octui|it|others|anyone)\b.*\b(?:see|hear|watch|access)\b.*\b(?:my|me)\b.*|"
        r"(?:can|does|do|is|will)\b.*\b(?:offline|without (?:the )?(?:internet|network))\b.*|"
        r"(?:is|are|do|does|will|where|who)\b.*\b(?:code|data|files?|prompts?|it|this|anything|everything|you)\b.*\b"
        r"(?:sent|send|sends|upload\w*|leaves?|shared?|private|safe|cloud|goes?|offline|store\w*)\b.*",
    ),
    Topic(
        "guide",
        f"{INTRODUCTION} `/connect` adds a model, and `help` shows what I can do.",
        r"(?!)",
        r"(?:what|which)(?: (?:ai|llm|model))* (?:are you|is (?:this|it|that|running)|am i (?:using|talking to)|"
        r"do you use|answers?)\b.{0,20}",
    ),
    Topic(
        "key storage",
        "`/connect` hands a key to the server, which keeps it on its machine; octui itself keeps none.",
        r"(?!)",
        r"(?:where|how)\b.*\b(?:api )?keys?\b.*\b(?:stored?|saved?|kept|go|lives?)\b.*",
    ),
    Topic(
        "models",
        "`/models` lists the models and switches between them; `/connect` adds a provider.",
        rf"{_CHOOSE}\b.*\bmodels?\b.*",
        rf"{_CHOOSE}(?: (?:to )?(?:the|a|an|another|other|different|available|me|all|your))* models?(?: to .*)?|"
        rf"(?:which|what) models?\b.{{0,30}}",
    ),
    Topic(
        "connect",
        CONNECT_HELP,
        rf"(?:connect|use|add|set ?up|configure|log ?in|sign ?in|get|enter|switch|install|enable|try|put|paste|store|"
        rf"save|give|provide|run)\b.*\b{_MODEL}\b.*",
        r"(?:which|what) api keys?\b.*|"
        rf"(?:(?:do )?(?:i|we) )?(?:need|have to|require)\b.*\b(?:{_MODEL}|internet|login|sign ?in|log ?in)\b.*|"
        r"(?:connect|use|add|set ?up|configure|log ?in|sign ?in|enable|switch)(?: (?:to|into|with|in))?"
        rf"(?: (?:a|an|the|my|real|local|new|another))*(?: {_MODEL})+(?: (?:here|to octui))?|connect|log ?in|"
        rf"sign ?in",
    ),
    Topic(
        "agents",
        "`/agents` lists the agents and switches between them.",
        rf"{_CHOOSE}\b.*\b(?:agents?|(?:plan|build) mode)\b.*",
        rf"{_CHOOSE}(?: (?:to )?(?:the|a|an|another|other|different|me|all|your))* (?:agents?|(?:plan|"
        rf"build) (?:agent|mode))",
    ),
    Topic(
        "themes",
        "`/themes` lists the themes; each one is previewed while you move through the list.",
        r".*\b(?:themes?|colou?rs?|(?:dark|light) mode)\b.*",
        rf"{_CHOOSE}(?: (?:to )?(?:the|a|an|another|other|different|me|all|octui's))*(?: to)? (?:themes?|(?:dark|"
        rf"light) (?:mode|theme))(?: to .*)?",
    ),
    Topic(
        "new session",
        "`/new` starts a new session; the server creates it with your first prompt.",
        rf"(?:start|begin|open|create|make|have|get)\b.*\b(?:new|another|fresh|second|more than one|two|several|"
        rf"multiple)\b.*\b{SESSION_NOUN}\b.*|"
        rf"start over",
        rf"(?:(?:start|begin|open|create) )?(?:a |an )?(?:new|another|fresh) {SESSION_NOUN}|start over",
    ),
    Topic(
        "rename session",
        "`/rename` changes the title of the session.",
        rf"(?:rename|change|set)\b.*\b(?:{SESSION_NOUN}|title)\b.*",
        rf"rename (?:this |the |my )?{SESSION_NOUN}.*",
    ),
    Topic(
        "delete session",
        "`/delete` deletes the session, and asks first.",
        rf"(?:delete|remove|clear)\b.*\b{SESSION_NOUN}\b.*",
        rf"(?:delete|remove) (?:this |the |my )?{SESSION_NOUN}",
    ),
    Topic(
        "sessions",
        "`/sessions` lists all sessions and switches between them.",
        rf"(?:switch|list|find|open|resume|continue|see|show|go back)\b.*\b(?:{SESSION_NOUN}|history)\b.*",
        rf"(?:switch|list|show|see|resume)(?: (?:to|me|my|the|all|an?|last|old|older|earlier|past|"
        rf"previous|other|another))* {SESSION_NOUN}(?: from .*)?|"
        rf"(?:go back to|where are|what(?: are)?|which)(?: (?:my|the|an?|last|old|older|earlier|past|previous|other))* "
        rf"{SESSION_NOUN}(?: (?:from|do|are|exist)\b.*)?|sessions|history",
    ),
    Topic(
        "terminal",
        "`/terminal` opens a terminal beside the conversation. A prompt that begins with `!` runs one command.",
        r"(?:run|execute|type|enter)\b.*\bcommands?|(?:open|close|hide|use|get|start|have|run)\b.*\b(?:terminal|shell|"
        r"console|command line)\b.*",
        r"(?:open|start|show)(?: (?:a|the|me|new))* (?:terminal|shell|console)",
    ),
    Topic(
        "mention",
        "Type `@` in the prompt: it completes the paths of files and folders, and attaches what you choose. `ctrl+v` "
        "pastes an image.",
        r"(?:attach|mention|give|add|include|send|upload|reference|paste)\b.*\b(?:files?|folders?|images?|pictures?|"
        r"screenshots?|\w+\.\w+)\b.*",
        r"(?:attach|mention|upload) (?:an?|the|some) (?:files?|folders?|images?|pictures?|screenshots?)",
    ),
    Topic(
        "copy",
        "`ctrl+x y` copies the last answer, and `/copy` the whole transcript.",
        r"copy\b.*",
        r"copy (?:(?:the|that|this|your|last|it) ?)*(?:answer|message|text|code|output|response)?",
    ),
    Topic(
        "text size",
        "Your terminal sets the size of the text: `ctrl` and `+` or `-` change it in most of them.",
        r".*\b(?:font|text|letters?|everything|it)\b.*\b(?:big\w*|larg\w+|small\w*|size|tiny)\b.*|.*\bfont\b.*",
        r"(?:bigger|larger|smaller|zoom)\b.*|"
        r"(?:i|it|it's|the|this|everything|can|make|your)\b.*\b(?:text|font|letters|it's|it is|everything is)\b.*"
        r"\b(?:small|tiny|big|bigger|larger|smaller)\b.*",
    ),
    Topic(
        "editor",
        "`/editor` opens the prompt in your `$EDITOR`.",
        r".*\b(?:multi-?line|several lines|external editor|editor|vim)\b.*",
        r"open (?:an?|the|my) editor",
    ),
    Topic(
        "permissions",
        "octui asks before anything is run or written. Rules in `opencode.json` say what is allowed, asked or denied, "
        'for example `"permission": {"bash": "ask"}`.',
        r".*\b(?:permissions?|allow\w*|approv\w+|deny|denied|confirm\w*)\b.*|"
        r"ask(?:ing)?(?: me)?(?: (?:all|every|each|again|so|for|before|first)\b.*)?",
    ),
    Topic(
        "trust",
        "`/trust` shows what the files of this folder ask for, what you decided, and how to undo that.",
        r".*\btrust\b.*",
        r"trust(?: this| the)? (?:folder|project|directory)",
    ),
    Topic(
        "share",
        "`/share` publishes the session where the server can, and asks first; this embedded server cannot.",
        r"share\b.*",
        rf"share (?:this |the |my )?{SESSION_NOUN}",
    ),
    Topic(
        "compact",
        "`/compact` summarizes the conversation to free context.",
        rf"(?:compact|summari[sz]e|shorten|free)\b.*\b(?:{SESSION_NOUN}|context)\b.*",
        rf"(?:compact|summari[sz]e) (?:this |the |my )?{SESSION_NOUN}",
    ),
    Topic(
        "server",
        "`/server` connects to another server; `octui attach URL` does so from the start.",
        r"(?:connect|attach|switch|go)\b.*\bserver\b.*",
        r"(?:connect to|attach to|switch) (?:an?|another|the) (?:other )?server",
    ),
    Topic(
        "commit",
        "Nothing is committed by itself: `commit all with the message your words` does it, once you allowed it.",
        r"commit\b.*|(?:save|keep)\b.*\b(?:work|changes|progress|code|everything|files?)\b.*",
        r"commit(?: (?:this|it|that|everything|all|(?:the|my|these|all) changes))?",
    ),
    Topic(
        "diff",
        "`/diff` opens the diff viewer: the working tree, the branch, the last turn or the session.",
        r"(?:open|see|show|view|get|look at|review)\b.*\b(?:diffs?|changes)\b.*",
        r"open (?:the |a )?diff(?: viewer)?",
    ),
    Topic(
        "export",
        "`/export` saves the session as Markdown, JSON or HTML, with secrets masked.",
        rf"(?:export|save|download|print)\b.*\b{SESSION_NOUN}\b.*",
        rf"(?:export|save|download) (?:this |the |my )?{SESSION_NOUN}",
    ),
    Topic(
        "mcp servers",
        "`/mcps` lists the MCP servers, adds one, and connects and disconnects them.",
        r".*\bmcps?\b.*",
        r"(?:list|show|add|use|connect)(?: (?:an?|the|all|my|me|to))* mcps?(?: servers?)?|"
        r"(?:mcps?|(?:what|which|are|is|do|does|can|any)\b.*\bmcps?\b.*)",
    ),
    Topic(
        "browse files",
        "`/files` opens the file browser, and `/search` searches in all files.",
        r"(?:open|see|show|browse|view|find|search)\b.*\bfiles?\b.*|search\b.{0,30}",
        r"open (?:the )?file (?:browser|tree)",
    ),
    Topic(
        "requests",
        "Type it as a sentence: `write hello to notes.txt`, `replace hello with bye in notes.txt`, `delete notes.txt`. "
        "Changes are shown before they are made.",
        r"(?:write|create|make|edit|change|read|delete|remove|rename|copy|move|save)(?: (?:in|into|to|an?|the|my|some|"
        r"another|new|text))* (?:files?|folders?)",
    ),
    Topic(
        "settings",
        "`/settings` lists what can be changed, and changes it. It is kept in `octui.toml`; `octui doctor` "
        "names the folder.",
        r".*\b(?:settings?|options?|config\w*|preferences|setup)\b.*",
        r"(?:open|show|change)(?: (?:the|my|octui's))* (?:settings|options|preferences)|settings|preferences|"
        r"(?:where|what|which)\b.*\b(?:settings?|preferences|config(?:uration)?(?: files?)?)\b.*\b(?:stored|"
        r"saved|kept|live|"
        r"located|lies?|found|there|octui)\b.*",
    ),
    Topic(
        "keys",
        "`/help` lists every key and command.",
        r".*\b(?:keys?|shortcuts?|key ?bindings?|hot ?keys?|commands)\b.*",
        r"(?:what|which|list|show)\b.*\b(?:keys?|shortcuts?|key ?bindings|hot ?keys|commands)\b.*|"
        r"(?:keys|shortcuts|key ?bindings|hot ?keys)",
    ),
)
"""The first match wins."""

_TERMS: Final = {
    "session": "A session is a conversation with its history, directory, agent and model. `/sessions` lists them.",
    "agent": "An agent is a named role with its own prompt, tools and permissions: Build changes things, Plan only "
    "reads. `/agents` lists them.",
    "subagent": "A subagent is a session that an agent starts for a part of its work. `delegate list the files` shows "
    "one.",
    "permission": "A permission is the question whether a tool may do something: you allow it once, always, or reject "
    "it. `/permissions` lists the rules.",
    "model": "A model is the AI that answers: `/connect` adds a provider, `/models` switches between models.",
    "mcp": "MCP servers give an agent more tools. `/mcps` lists them.",
    "octui": "octui is a terminal client for OpenCode, the AI coding agent. `/help` lists every key and command.",
}
_MEANING: Final = re.compile(
    r"(?:what(?:'s| is| are)|what does|explain|define)(?: an?| the| this)? "
    rf"(?P<term>{'|'.join(_TERMS)})s?(?: servers?| mean| for| do| requests?| modes?)?",
    re.I,
)

_QUESTION: Final = re.compile(
    r"^(?:how (?:do|can|could|would|should|does)(?: (?:i|you|we|one))?|how to|(?:what(?:'s| is) the |"
    r"which )(?P<key>key|shortcut|command)"
    r"(?: (?:to|for|do i press to))?|(?:can|could|may) i|where (?:do|can|should) i|is there a way to|"
    r"why (?:is|are|does|do|did|must|should) (?:it|octui|this|you|i|we|the (?:guide|agent|app|program))"
    r"(?: (?:always|keep|keeps|still|have to|need to))*|"
    r"where(?:'s| is| are)(?= (?:the |my |octui's )?"
    r"(?:settings|preferences|themes?|sessions|shortcuts|key ?bindings|commands)$)|"
    r"i (?:want|need|would like) to|i'd like to|i wanna|(?:tell|show) me how to|help me(?: to)?)\s+(?P<goal>.+)$",
    re.I | re.S,
)
_PATTERNS: Final = tuple(
    (topic.name, re.compile(topic.asked, re.I), re.compile(topic.said or r"(?!)", re.I)) for topic in TOPICS
)
_ANSWERS: Final = {topic.name: topic.answer for topic in reversed(TOPICS)}
_FILE: Final = re.compile(r"\w\.[a-z]\w{0,5}\b", re.I)
_MOST_WORDS: Final = 9
"""A longer text is a task that happens to name the same things."""


def find_topic(sentence: str) -> str:
    """The topic that a sentence asks about, else an empty string."""
    plain = sentence.strip().rstrip("?!. ").replace("’", "'")
    if meaning := _MEANING.fullmatch(plain):
        return meaning["term"].lower()
    question = _QUESTION.match(plain)
    goal = question["goal"] if question is not None else plain
    goal = re.sub(r"^(?:just|please|actually|now)\s+", "", " ".join(goal.split()), flags=re.I)
    if len(goal.split()) > _MOST_WORDS:
        return ""
    if question is None and _FILE.search(goal):
        return ""
    for name, asked, said in _PATTERNS:
        is_key = question is not None and question["key"]
        if (said if question is None else asked).fullmatch(goal) or (is_key and said.fullmatch(goal)):
            return name
    return "keys" if question is not None and question["key"] else ""


def answer_topic(topic: str) -> str:
    """The answer, else an empty string."""
    return _ANSWERS.get(topic) or _TERMS.get(topic, "")
