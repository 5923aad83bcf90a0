"""Which requests may be answered without the user while auto-approval is on; everything doubtful is asked about."""

import re
from itertools import chain
from typing import Final

from octui.wire.parts import ToolPart
from octui.wire.requests import Permission

HARMLESS: Final = frozenset({"read", "glob", "grep", "list", "lsp", "skill", "task", "todoread", "todowrite"})
"""Permissions that change nothing by themselves."""

ALWAYS_ASKED_FILES: Final = re.compile(
    r"(?:^|/)(?:\.git|\.github|\.opencode|\.ssh|\.octui)(?:/|$)|(?:^|/)(?:opencode\.jsonc?|AGENTS\.md|\.env[^/]*)$"
)
"""Files that decide what runs later, or what is allowed."""

LOCAL_GIT: Final = frozenset(
    [
        "add",
        "am",
        "apply",
        "blame",
        "branch",
        "checkout",
        "cherry-pick",
        "clean",
        "commit",
        "describe",
        "diff",
        "grep",
        "init",
        "log",
        "ls-files",
        "merge",
        "mv",
        "rebase",
        "reflog",
        "reset",
        "restore",
        "revert",
        "rev-parse",
        "rm",
        "show",
        "show-ref",
        "shortlog",
        "stash",
        "status",
        "switch",
        "tag",
    ]
)
"""What git does on this machine alone; an alias may stand for anything."""

SENDING: Final = re.compile(
    r"push|publish|deploy|release|upload|sendmail|send-pack|send-email|\bsubmit\b", re.IGNORECASE
)
"""Words for what leaves the machine, in any program: `docker push`, `npm publish`, `cargo release` …"""

REMOTE: Final = frozenset(
    [
        "ssh",
        "scp",
        "sftp",
        "rsync",
        "ftp",
        "curl",
        "wget",
        "nc",
        "ncat",
        "netcat",
        "telnet",
        "gh",
        "glab",
        "hub",
        "aws",
        "az",
        "gcloud",
        "kubectl",
        "helm",
        "terraform",
        "pulumi",
        "ansible",
        "ansible-playbook",
        "twine",
        "fly",
        "flyctl",
        "heroku",
        "vercel",
        "netlify",
        "wrangler",
        "firebase",
        "doctl",
        "eb",
        "serverless",
        "sls",
        "sudo",
        "su",
        "doas",
        "pkexec",
        "eval",
        "exec",
        "source",
        "xargs",
        "env",
        "nohup",
        "setsid",
        "parallel",
        "watch",
        "sh",
        "bash",
        "zsh",
        "dash",
        "fish",
        "ksh",
    ]
)
"""Programs that reach other machines, act as another user, or run what their arguments do not show plainly."""

PLAIN_COMMAND: Final = re.compile(r"""[A-Za-z0-9_./:=,@%+~^ \-\n;&|<>"']*""")
"""Commands of these characters say what they run: nothing is substituted, expanded or escaped."""

_SEPARATORS: Final = re.compile(r"&&|\|\||[;&|\n<>]+")
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w*=")


def find_objection(permission: Permission, call: ToolPart | None) -> str:
    """Why the user has to be asked after all; `""` when nothing speaks against approving."""
    if permission.permission in HARMLESS:
        return ""
    # Imported with the first request: the first screen should not wait for the tools' looks and a terminal emulator.
    from octui.render.requests.permission_preview import build_permission_preview

    if build_permission_preview(permission, call).warnings:
        return "it contains something doubtful"
    match permission.permission:
        case "bash":
            return find_command_objection(_find_command(permission, call))
        case "edit":
            paths = chain(permission.patterns, (str(permission.metadata.get("filepath") or ""),))
            is_guarded = any(ALWAYS_ASKED_FILES.search(path) or ".." in path.split("/") for path in paths)
            return "the file decides what runs or is allowed" if is_guarded else ""
        case "external_directory":
            return "it leaves the project"
        case _:
            return "this tool cannot be approved automatically"


def find_command_objection(command: str) -> str:
    """The same for a shell command; `""` only when all that it runs can be read."""
    if not command.strip():
        return "the command is not known"
    if SENDING.search(command):
        return "it may send something to others"
    if PLAIN_COMMAND.fullmatch(command) is None or _has_glued_quotes(command):
        return "not everything that it runs can be read"
    for part in _SEPARATORS.split(command):
        if reason := _find_call_objection(part.split()):
            return reason
    return ""


def _find_call_objection(words: list[str]) -> str:
    words = [word.strip("\"'") for word in words]
    while words and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    if not words:
        return ""
    programs = {word.rpartition("/")[2] for word in words}
    if programs & REMOTE:
        return "it reaches other machines, or runs what cannot be read"
    if any(word.startswith(("/", "~")) or ".." in word.split("/") for word in words):
        return "it may leave the project"
    if "git" in programs:
        place = next(index for index, word in enumerate(words) if word.rpartition("/")[2] == "git")
        following = words[place + 1] if place + 1 < len(words) else "status"
        if following not in LOCAL_GIT:
            return "it may send something to others"
    return ""


def _has_glued_quotes(command: str) -> bool:
    """Whether quotes split a word: `git pu''sh` is `git push`."""
    unquoted = re.sub(r"""(?<![^\s;&|=])("[^"]*"|'[^']*')(?![^\s;&|])""", " ", command)
    return '"' in unquoted or "'" in unquoted


def _find_command(permission: Permission, call: ToolPart | None) -> str:
    """The command; OpenCode 1.1 does not put it into the request."""
    said = permission.metadata.get("command")
    run = call.state.input.get("command") if call is not None else None
    texts = {text for text in (said, run) if isinstance(text, str)}
    return texts.pop() if len(texts) == 1 else ""
