"""Makes a shell say where its prompts and commands begin and how they end (OSC 133), without changing its files.

The shell runs on the server, so all of it goes through what creates a terminal. bash evaluates `PROMPT_COMMAND` of
its environment before each prompt. fish takes commands as an option. zsh reads files only: the ones written here go
to a temporary folder of the server and delete themselves as soon as zsh has read them; the user's own are read too.
"""

from dataclasses import dataclass, field
from typing import Final

_BASH: Final = r"""__octui_status=$?
if [ -z "${__octui_marks-}" ] && [ -n "${BASH_VERSION-}" ]; then
__octui_marks=1
export -n PROMPT_COMMAND
__octui_mark() {
case $PS1 in *'133;A'*) return "$__octui_status" ;; esac
printf '\033]133;D;%s\007\033]133;A\007' "$__octui_status"
case $PS1 in *'133;B'*) ;; *) PS1=$PS1'\[\e]133;B\a\]' ;; esac
case ${PS0-} in *'133;C'*) ;; *) PS0='\e]133;C\a'${PS0-} ;; esac
return "$__octui_status"
}
fi
__octui_mark"""

_ZSH: Final = r"""if [[ -n ${OCTUI_ZDOTDIR+x} ]]; then ZDOTDIR=$OCTUI_ZDOTDIR; else unset ZDOTDIR; fi
rm -rf -- "$OCTUI_MARKS"
unset OCTUI_ZDOTDIR OCTUI_MARKS OCTUI_SHELL
[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && source "${ZDOTDIR:-$HOME}/.zshenv"
if [[ -o interactive ]]; then
__octui_precmd() {
local code=$?
[[ $PS1 == *'133;A'* ]] && return
print -n "\e]133;D;$code\a\e]133;A\a"
[[ $PS1 == *'133;B'* ]] || PS1+=$'%{\e]133;B\a%}'
}
__octui_preexec() { [[ $PS1 == *'133;A'* ]] || print -n "\e]133;C\a" }
precmd_functions=(__octui_precmd $precmd_functions)
preexec_functions=($preexec_functions __octui_preexec)
fi"""

_START_ZSH: Final = r"""[ -n "${ZDOTDIR+x}" ] && export OCTUI_ZDOTDIR="$ZDOTDIR"
if OCTUI_MARKS=$(mktemp -d 2>/dev/null) && printf '%s\n' "$OCTUI_ZSHENV" > "$OCTUI_MARKS/.zshenv"; then
export OCTUI_MARKS ZDOTDIR="$OCTUI_MARKS"
fi
unset OCTUI_ZSHENV
exec "$OCTUI_SHELL" -l"""

_FISH: Final = r"""if string match -qr '^[0-3]\.' -- $version
function __octui_prompt --on-event fish_prompt; printf '\e]133;A\a'; end
function __octui_preexec --on-event fish_preexec
printf '\e]133;C;cmdline_url=%s\a' (string escape --style=url -- $argv[1])
end
function __octui_postexec --on-event fish_postexec; printf '\e]133;D;%s\a' $status; end
end"""
"""From version 4 on fish marks its commands itself."""


@dataclass(frozen=True, slots=True)
class ShellStart:
    """What to create a terminal with; without a command the server starts its own choice of shell."""

    command: str | None = None
    args: tuple[str, ...] | None = None
    env: dict[str, str] = field(default_factory=dict)


DEFAULT_START: Final = ShellStart(env={"PROMPT_COMMAND": _BASH})
"""Integrates bash; no other shell cares."""


def build_shell_start(shell: str) -> ShellStart | None:
    """How to start a shell, by its path, that needs more than `DEFAULT_START`; None if that is all there is."""
    match shell.rpartition("/")[2].removesuffix(".exe"):
        case "zsh":
            env = {"OCTUI_SHELL": shell, "OCTUI_ZSHENV": _ZSH}
            return ShellStart("/bin/sh", ("-c", _START_ZSH), env)
        case "fish":
            return ShellStart(shell, ("-C", _FISH), {})
    return None


def get_shell_name(command: str, args: tuple[str, ...]) -> str:
    """The name of the shell in a terminal that was created with these."""
    return "zsh" if _START_ZSH in args else command.rpartition("/")[2]
