"""A process that runs one server, and ends it and its descendants once the requesting program has exited.

Its standard input is a pipe without writes: the kernel closes it when the process at the other end exits for any
reason. It runs under `python -I -S` and imports the smallest modules only, so that it starts fast and stays small.
"""

import os
import select
import signal
import sys
import time

GRACE_SECONDS = 3.0
"""Seconds between the request to end and the forced end."""

TICK_SECONDS = 0.02

Process = tuple[int, int, str]
"""The parent, the process group and the time it started, in the system's own spelling."""

ProcessTree = dict[int, str]
"""Process ids, each with the start time of its process, since an id may be reused."""


def main(secrets: int, command: list[str]) -> int:
    """Run the command with the password that this descriptor holds; only the server's own environment has it."""
    with open(secrets) as file:  # pathlib is slow to load
        password = file.read()
    woken = _wake_on_signals()
    try:
        server = os.posix_spawnp(
            command[0],
            command,
            {**os.environ, "OPENCODE_SERVER_PASSWORD": password},
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)],
            setpgroup=0,
        )
    except OSError as failure:
        os.write(2, f"{command[0]}: {failure.strerror}\n".encode(errors="replace"))
        return 127
    os.write(1, f"pid {server}\n".encode())
    _release_output()
    while True:
        readable, _, _ = select.select([0, woken], [], [])
        if woken in readable:
            signals = os.read(woken, 64)
            if (status := _reap_server(server)) is not None:
                end_server(server, {}, reaped=True)
                return status
            if any(number != signal.SIGCHLD for number in signals):
                break
        if 0 in readable:
            break
    end_server(server, find_descendants(server))
    return 0


def end_server(server: int, family: ProcessTree, reaped: bool = False) -> None:
    """End the server's process group and its descendants: politely first, then by force.

    Commands that an agent runs are in process groups of their own and would outlive the server that started them;
    processes detached on purpose are no longer descendants, and are left alone.
    """
    _signal_all(server, family, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline:
        reaped = reaped or _reap_server(server) is not None
        now = _list_processes()
        family = {pid: started for pid, started in family.items() if pid in now and now[pid][2] == started}
        if reaped and not family and not any(group == server for _, group, _ in now.values()):
            return
        time.sleep(TICK_SECONDS)
    _signal_all(server, family, signal.SIGKILL)
    if not reaped:
        os.waitpid(server, 0)


def find_descendants(ancestor: int) -> ProcessTree:
    """All descendants of this process."""
    processes = _list_processes()
    family: ProcessTree = {}
    generation = {ancestor}
    while generation:
        generation = {pid for pid, (parent, _, _) in processes.items() if parent in generation and pid not in family}
        family |= {pid: processes[pid][2] for pid in generation}
    return family


def _list_processes() -> dict[int, Process]:
    """All processes that are not zombies."""
    return _read_proc() if os.path.isdir("/proc/self") else _read_ps()  # noqa: PTH112  # pathlib is slow to load


def _read_proc() -> dict[int, Process]:
    processes = {}
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                    # The second field is a name in brackets that may itself hold spaces and brackets.
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                processes[int(name)] = (int(fields[1]), int(fields[2]), fields[19])
    return processes


def _read_ps() -> dict[int, Process]:
    import subprocess  # only here, so that the supervisor of a healthy server stays small

    command = ["ps", "-A", "-o", "pid=,ppid=,pgid=,stat=,lstart="]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    rows = [row for line in listed.splitlines() if len(row := line.split(None, 4)) == 5]
    return {int(row[0]): (int(row[1]), int(row[2]), row[4]) for row in rows if not row[3].startswith("Z")}


def _signal_all(server: int, family: ProcessTree, number: signal.Signals) -> None:
    for send, target in ((os.killpg, server), *((os.kill, pid) for pid in family)):
        try:
            send(target, number)
        except (ProcessLookupError, PermissionError):
            continue


def _reap_server(server: int) -> int | None:
    """The server's exit status as a shell would give it, or `None` while it runs."""
    pid, status = os.waitpid(server, os.WNOHANG)
    if not pid:
        return None
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _wake_on_signals() -> int:
    """A descriptor that becomes readable when the server ended, or when this process is asked to end."""
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # A handler and not SIG_IGN, which the server would inherit.
        signal.signal(number, lambda *_: None)
    return woken


def _release_output() -> None:
    """Leave the output pipes to the server alone, so that a reader sees their end when it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.close(nothing)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
