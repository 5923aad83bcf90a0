"""Requests that are one command each: what is said, and the command with the named words in it."""

import re
import shlex
from collections.abc import Callable
from typing import Final

from octui.server.agent.guide.sentences.intents import QUOTED, Intent, IntentRule, ToolIntent, strip_quotes
from octui.server.agent.guide.sentences.pattern_parts import SENTENCE_END, build_rule

_PATH: Final = rf"(?:the\s+)?(?:file\s+)?(?P<path>{QUOTED}|[\w./~-]*\w\.\w+)"
_TWO_PATHS: Final = (
    rf"(?:the\s+)?(?:files?\s+)?(?P<path>{QUOTED}|\S*\w\.\w+)\s+(?:and|with|to|"
    rf"against)\s+(?P<other>{QUOTED}|\S*\w\.\w+)"
)
_SEE: Final = (
    r"(?:show|list|print|display|see|get|give|what\s+are|"
    r"which)\s+(?:me\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+|my\s+|our\s+)?"
)
_DELETE: Final = r"(?:delete|remove|drop|get\s+rid\s+of)\s+(?:the\s+)?"
_BRANCH: Final = r"(?P<branch>[\w./-]+)"

_COMMANDS: Final = (
    # Files.
    (rf"{_SEE}(?:dirs|directories|folders|subfolders|subdirectories)(?:\s+(?:are\s+)?(?:here|there))?", "ls -d */"),
    (
        r"(?:find|list|show)\s+(?:me\s+)?(?:all\s+)?(?:the\s+)?files?\s+(?:that\s+are\s+)?(?:bigger|larger|over|above|greater)\s+(?:than\s+)?"
        r"(?P<size>\d+)\s*(?P<unit>[kmg])b?",
        "find . -type f -size +{size}{unit}",
    ),
    (
        rf"how\s+(?:big|large)\s+is\s+{_PATH}|(?:what(?:'s|\s+is)\s+the\s+)?(?:file\s+)?size\s+of\s+(?P<sized>\S*\w\.\w+)",
        "du -h {path}{sized}",
    ),
    (
        rf"(?:count\s+(?:the\s+)?words?|how\s+many\s+words?)\s+(?:are\s+)?(?:in|of)\s+{_PATH}|how\s+many\s+words\s+(?:does|has)\s+(?P<counted>\S*\w\.\w+)(?:\s+have)?",
        "wc -w {path}{counted}",
    ),
    (
        rf"(?:compare|diff|what(?:'s|\s+is)\s+(?:the\s+)?differen(?:t|ce)\s+(?:between|in|of))\s+{_TWO_PATHS}",
        "diff -u {path} {other}",
    ),
    (rf"how\s+long\s+is\s+{_PATH}", "wc -l {path}"),
    (rf"make\s+{_PATH}\s+executable", "chmod +x {path}"),
    (rf"(?:unzip|extract|unpack)\s+{_PATH}", "unzip {path}"),
    (rf"(?:empty|truncate|clear)\s+{_PATH}", "truncate -s 0 {path}"),
    (
        rf"(?:remove|delete|strip|trim|fix)\s+(?:the\s+)?trailing\s+(?:white\s?space|spaces|blanks)\s+(?:in|from|of)\s+{_PATH}",
        r"perl -pi -e 's/[ \t]+$//' {path}",
    ),
    (rf"(?:what(?:'s|\s+is)\s+)?(?:the\s+)?(?:file\s+)?(?:type|encoding)\s+of\s+{_PATH}", "file {path}"),
    (rf"{_DELETE}(?:very\s+)?last\s+line\s+(?:of|in|from)\s+{_PATH}", "perl -ni -e 'print unless eof' {path}"),
    (rf"{_DELETE}(?:very\s+)?first\s+line\s+(?:of|in|from)\s+{_PATH}", "perl -ni -e 'print unless $. == 1' {path}"),
    (
        rf"(?:replace|convert|change|turn)\s+(?:all\s+)?(?:the\s+)?tabs\s+(?:with|by|to|into)\s+(?:four\s+|4\s+)?spaces\s+in\s+{_PATH}",
        r"perl -pi -e 's/\t/    /g' {path}",
    ),
    (
        rf"(?:(?:show|read|print|what(?:'s|\s+is))\s+(?:me\s+)?)?the\s+(?:very\s+)?last\s+line\s+(?:of|in)\s+{_PATH}",
        "tail -n 1 {path}",
    ),
    (
        r"(?:what|which|show|list)\s+(?:me\s+)?(?:are\s+)?(?:the\s+|our\s+|its\s+|my\s+)?(?:dependencies|requirements|deps)\b(?:\s+(?:does|do|of|are|has)\b.{0,25})?",
        "head -n 40 $(ls requirements.txt pyproject.toml package.json Cargo.toml go.mod Gemfile 2>/dev/null)",
    ),
    (
        r"rename\s+(?:the\s+)?(?:folder|directory)\s+(?P<folder_before>[\w./-]+)\s+(?:to|into|as)\s+(?P<folder_after>[\w./-]+)",
        "mv {folder_before} {folder_after}",
    ),
    # Git.
    (
        r"(?:what\s+(?:did|does|has|was\s+changed\s+in|was\s+in|is\s+in|changed\s+in)|show(?:\s+me)?)\s+(?:the\s+|my\s+)?(?:last|latest|newest)\s+commit"
        r"(?:\s+(?:changed?|do|contain|touch))|(?:what(?:'s|\s+(?:changed|was\s+changed|was|is))\s+in\s+)(?:the\s+|my\s+)?(?:last|latest|newest)\s+commit",
        "git show --stat HEAD",
    ),
    (
        r"is\s+(?:git|the\s+(?:repo\w*|tree|working\s+tree|project))\s+(?:clean|dirty)|(?:is|are)\s+(?:there\s+)?(?:anything|something|any\s+\w+)\s+"
        r"(?:un)?(?:committed|staged|commited)",
        "git status",
    ),
    (
        rf"(?:{_SEE})(?:git\s+)?(?:branches|branch\s+list)(?:\s+(?:are\s+there|exist|do\s+(?:i|we)\s+have))?|branches",
        "git branch --all",
    ),
    (rf"{_DELETE}(?:git\s+)?branch\s+{_BRANCH}", "git branch -d {branch}"),
    (
        rf"merge\s+(?:the\s+)?(?:branch\s+)?{_BRANCH}(?:\s+branch)?(?:\s+into\s+(?:this|my|the\s+current)(?:\s+branch|\s+one)?)?",
        "git merge {branch}",
    ),
    (r"(?:git\s+)?stash\s+(?:all\s+)?(?:(?:my|the|these|our)\s+)?(?:changes|work|everything|it)", "git stash"),
    (
        r"(?:unstash|pop\s+(?:the\s+)?stash|(?:restore|apply)\s+(?:the\s+|my\s+)?stash(?:ed\s+changes)?)",
        "git stash pop",
    ),
    (
        r"(?:go|switch|change|checkout|check\s+out|back)\s+(?:back\s+)?(?:to\s+)?(?P<main>main|master|develop|dev)",
        "git switch {main}",
    ),
    (rf"{_SEE}(?:git\s+)?(?:tags|releases)", "git tag --sort=-creatordate"),
    (rf"(?:{_SEE})?(?:git\s+)?(?:remotes?|remote\s+urls?)", "git remote -v"),
    (r"(?:init(?:iali[sz]e)?|create|make|start)\s+(?:an?\s+)?(?:new\s+)?git(?:\s+repo\w*)?(?:\s+here)?", "git init"),
    (
        r"(?:who|what)\s+(?:am\s+i|is\s+my\s+name)\s+in\s+git|(?:what(?:'s|\s+is)\s+)?my\s+git\s+(?:user|name|e-?mail|config)",
        "git config --get-regexp ^user",
    ),
    (r"unstage\s+(?:everything|all(?:\s+(?:files|changes))?)", "git restore --staged ."),
    (
        r"how\s+many\s+commits(?:\s+(?:are\s+(?:there|in\s+.*)|do\s+(?:i|we)\s+have|does\s+.*\s+have))?",
        "git rev-list --count HEAD",
    ),
    # The machine.
    (
        r"(?:how\s+much|show|check|what(?:'s|\s+is))\s+(?:the\s+|my\s+)?(?:free\s+)?(?:disk|disc|hard\s*drive)(?:\s+(?:space|usage))?"
        r"(?:\s+(?:is|do\s+i\s+have))?(?:\s+(?:left|free|available|used))?|disk\s+(?:space|usage)",
        "df -h .",
    ),
    (
        r"(?:how\s+much|show|check)\s+(?:the\s+|free\s+)?(?:memory|ram)(?:\s+(?:is|do\s+i\s+have))?(?:\s+(?:left|free|available|used))?|memory",
        "free -h",
    ),
    (
        r"(?:show|list|see|what|which)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|my\s+)?(?:running\s+)?process(?:es)?(?:\s+(?:are\s+)?running)?",
        "ps aux",
    ),
    (
        r"(?:what|who|which\s+\w+)\s+(?:is\s+)?(?:using|uses|listens?\s+on|listening\s+on|running\s+on|on)\s+port\s+(?P<port>\d+)",
        "lsof -i :{port}",
    ),
    (
        r"(?:show|list|what\s+are|print)\s+(?:me\s+)?(?:all\s+)?(?:the\s+|my\s+)?(?:env|environment)(?:\s+(?:vars|variables))?",
        "env",
    ),
    (r"(?:what(?:'s|\s+is)|show)\s+(?:my|the)\s+(?:local\s+)?(?:ip)(?:\s+address)?", "hostname -I"),
    (r"(?:what|which)\s+(?:os|operating\s+system|system|linux|machine|distro\w*|kernel)\b.*", "uname -a"),
    (
        r"(?:list|show|what|which)\s+(?:me\s+)?(?:the\s+)?(?:installed\s+)?(?:python|pip)\s+(?:packages|modules|libraries)(?:\s+(?:are|do\s+i\s+have)(?:\s+installed)?)?",
        "python3 -m pip list",
    ),
    (r"(?:what|who)(?:'s|\s+is)\s+my\s+(?:user\s*name|user|login)", "whoami"),
    # Another program's words.
    (
        r"what\s+does\s+(?P<program>pytest|mypy|ruff|pyright|eslint|tsc|make|tox|nox|flake8|pylint|vitest|jest)\s+say(?:\s+now)?",
        "{program}",
    ),
    # In German, Spanish, French and Chinese.
    (
        r"(?:erstelle?|mach(?:e)?|lege?)\s+(?:einen\s+|den\s+)?(?:neuen\s+)?(?:ordner|verzeichnis)\s+(?:namens\s+)?(?P<folder>[\w./-]+?)(?:\s+an)?|"
        r"(?:crea|haz)\s+(?:una\s+|la\s+)?(?:nueva\s+)?(?:carpeta|directorio)\s+(?:llamada\s+)?(?P<folder_es>[\w./-]+)|"
        r"(?:crée[rz]?|créer|fais)\s+(?:un\s+|le\s+)?(?:nouveau\s+)?(?:dossier|répertoire)\s+(?:nommé\s+|appelé\s+)?(?P<folder_fr>[\w./-]+)|"
        r"(?:创建|新建|建立)(?:一个|个)?(?:新的?)?(?:文件夹|目录)\s*(?P<folder_zh>[\w./-]+)",
        "mkdir -p {folder}{folder_es}{folder_fr}{folder_zh}",
    ),
    (
        r"(?:lösche?|entferne?)\s+(?:den\s+)?(?:ordner|verzeichnis)\s+(?P<removed>[\w./-]+)|(?:borra|elimina)\s+(?:la\s+)?carpeta\s+(?P<removed_es>[\w./-]+)|"
        r"(?:supprime[rz]?|efface)\s+(?:le\s+)?(?:dossier|répertoire)\s+(?P<removed_fr>[\w./-]+)|(?:删除)(?:文件夹|目录)\s*(?P<removed_zh>[\w./-]+)",
        "rm -r {removed}{removed_es}{removed_fr}{removed_zh}",
    ),
    (
        r"(?:kopiere?)\s+(?:die\s+datei\s+)?(?P<from_de>\S*\w\.\w+)\s+(?:nach|in|zu)\s+(?P<to_de>\S+)|"
        r"copia\s+(?:el\s+archivo\s+)?(?P<from_es>\S*\w\.\w+)\s+(?:a|en)\s+(?P<to_es>\S+)|"
        r"copie[rz]?\s+(?:le\s+fichier\s+)?(?P<from_fr>\S*\w\.\w+)\s+(?:vers|dans|en|sous)\s+(?P<to_fr>\S+)|"
        r"(?:把|将)\s*(?P<from_zh>[\w./-]+)\s*(?:复制|拷贝)(?:到|为|成)\s*(?P<to_zh>[\w./-]+)",
        "cp {from_de}{from_es}{from_fr}{from_zh} {to_de}{to_es}{to_fr}{to_zh}",
    ),
    (
        r"(?:verschiebe?)\s+(?:die\s+datei\s+)?(?P<m_de>\S*\w\.\w+)\s+(?:nach|in|zu)\s+(?P<t_de>\S+)|"
        r"mueve\s+(?:el\s+archivo\s+)?(?P<m_es>\S*\w\.\w+)\s+(?:a|en)\s+(?P<t_es>\S+)|"
        r"déplace[rz]?\s+(?:le\s+fichier\s+)?(?P<m_fr>\S*\w\.\w+)\s+(?:vers|dans|en)\s+(?P<t_fr>\S+)|"
        r"(?:把|将)\s*(?P<m_zh>[\w./-]+)\s*(?:移动|移|挪)到\s*(?P<t_zh>[\w./-]+)",
        "mv {m_de}{m_es}{m_fr}{m_zh} {t_de}{t_es}{t_fr}{t_zh}",
    ),
)


def _make_builder(command: str) -> Callable[[re.Match[str]], Intent]:
    def build_call(match: re.Match[str]) -> Intent:
        words = {name: shlex.quote(strip_quotes(word)) if word else "" for name, word in match.groupdict().items()}
        if "unit" in words:
            words["unit"] = {"k": "k", "m": "M", "g": "G"}[words["unit"].lower()]
        line = command
        for name, word in words.items():
            line = line.replace(f"{{{name}}}", word)
        path = match.groupdict().get("path")
        return ToolIntent("bash", {"command": line}, f"Running `{line}`.", file=strip_quotes(path) if path else "")

    return build_call


COMMAND_RULES: Final[tuple[IntentRule, ...]] = tuple(
    build_rule(rf"^(?:{said}){SENTENCE_END}", _make_builder(command)) for said, command in _COMMANDS
)
