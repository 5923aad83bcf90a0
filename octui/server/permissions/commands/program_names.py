"""What programs are called, and which of them run whatever their arguments name."""

import re
from typing import Final

from octui.server.permissions.shell.syntax import ShellWord


def list_names(*lines: str) -> frozenset[str]:
    """The names in these lines; a name of several words has `_` between them."""
    return frozenset(name.replace("_", " ") for line in lines for name in line.split())


SHELLS: Final = list_names("sh bash dash ksh")
"""Shells whose scripts the grammar can read."""

HIDING_COMMANDS: Final = list_names(
    # Builtins that take text for commands, or change what a name means.
    "eval source . trap alias coproc complete compgen bind enable hash shopt jobs fc history",
    # Other shells.
    "fish zsh csh tcsh pwsh powershell ash mksh rbash yash elvish nu xonsh toybox cmd wsl",
    # What runs its arguments, with options too many to know.
    "parallel sem ssh autossh mosh sshpass su runuser pkexec chroot unshare nsenter flock lckdo setlock script",
    "asciinema strace ltrace gdb lldb valgrind perf at batch screen tmux byobu tmate ttyd gotty zellij expect socat",
    "systemd-run systemd-inhibit machinectl entr watchexec chrt taskset numactl prlimit setpriv capsh unbuffer rlwrap",
    "xvfb-run dbus-run-session ssh-agent caffeinate arch setarch linux64 eatmydata faketime fakeroot proot firejail",
    "bwrap nsjail tini dumb-init chpst setuidgid softlimit catchsegv start-stop-daemon run-parts crontab chronic ifne",
    "pee mispipe xterm gnome-terminal konsole alacritty kitty wezterm foot ld.so ld-linux-x86-64.so.2",
    "ld-linux-aarch64.so.1 ed",
)
"""What they run is in no form that can be read here."""

COMMAND_RUNNERS: Final = (
    HIDING_COMMANDS
    | SHELLS
    | list_names(
        # What runs the command in its arguments, which can be read.
        "sudo doas env exec command builtin xargs nohup nice timeout watch time setsid stdbuf ionice busybox find",
        # Interpreters.
        "python pypy ipython node nodejs ruby irb pry perl php awk gawk mawk sed deno tsx ts-node esno vite-node",
        "babel-node coffee lua luajit osascript tclsh wish julia R Rscript octave groovy jshell java kotlin scala erl",
        "elixir iex racket guile sbcl clisp swipl ghci runghc runhaskell ocaml dart nim crystal zig mono wine wasmtime",
        "m4 dc gnuplot gap maxima emacs vim vi nvim ex mongo jython jruby truffleruby graalpy micropython bpython",
        "ptpython sage clojure clj bb fennel janet pike gjs qjs d8 swift scala-cli groovysh ecl nawk gsed gs",
        # Builtins that evaluate their arguments.
        "read printf test [ let declare typeset export local readonly mapfile readarray unset getopts wait",
        # Runners of tasks and of packages.
        "make gmake ninja just task rake mage invoke fab tox nox pre-commit act npx uvx bunx pnpx pipx hatch pdm rye",
        "pixi mise asdf direnv dotenv cross-env env-cmd concurrently nodemon hyperfine nix-shell guix mamba micromamba",
        # Other machines, containers, and what is started later.
        "ansible ansible-playbook vagrant nerdctl buildah lxc multipass limactl colima runc crun ctr logrotate i3-msg",
        "swaymsg rofi",
        # What has options that run a command.
        "tar less more man rsync zip split nc ncat netcat nmap sftp ftp",
    )
)
"""Remembering their name would allow everything."""

_VERSION: Final = re.compile(r"(?<=[A-Za-z])-?[0-9]+(?:\.[0-9]+)*\Z")


def get_program_name(word: ShellWord) -> str:
    """The bare name of the program, without its folder; one of a version is that program: `python3.11` is `python`."""
    name = word.unquoted.rpartition("/")[2]
    general = _VERSION.sub("", name)
    return general if general in COMMAND_RUNNERS and name not in COMMAND_RUNNERS else name
