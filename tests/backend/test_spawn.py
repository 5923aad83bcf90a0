import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from octui.backend import spawn, supervisor
from octui.backend.server_commands import make_opencode_command
from octui.backend.spawn import ServerStartFailed
from tests.backend.conftest import READY, Owner, Program
from tests.support.processes import end_processes, is_alive, list_children, wait_until, wait_until_ended

WAIT = "signal.pause()"

OWNER = """
import asyncio, sys
from pathlib import Path
from octui.backend.server_commands import make_opencode_command
from octui.backend.spawn import spawn_server

async def main():
    server = await spawn_server(make_opencode_command(sys.argv[1]), Path(sys.argv[2]))
    print(server.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_server_is_ready_when_it_says_where_it_listens(program: Program, tmp_path: Path) -> None:
    server = await spawn.spawn_server(make_opencode_command(program("print('starting')", READY, WAIT)), tmp_path)
    assert server.url == "http://127.0.0.1:1"
    assert server.is_running
    assert server.pid is not None
    await server.stop_server()
    assert not server.is_running
    assert not is_alive(server.pid)


async def test_it_is_told_its_password_and_its_place_unseen(program: Program, tmp_path: Path) -> None:
    tells = "import json; open('told', 'w').write(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]))"
    surroundings = {"PATH": os.environ["PATH"], "OPENCODE_SERVER_PASSWORD": "mine", "OPENCODE_SERVER_USERNAME": "me"}
    server = await spawn.spawn_server(make_opencode_command(program(tells, READY, WAIT)), tmp_path, surroundings)
    arguments, place, environment = json.loads((tmp_path / "told").read_text())
    await server.stop_server()
    assert arguments == ["serve", "--hostname", "127.0.0.1", "--port", "0"]
    assert place == environment["PWD"] == str(tmp_path)
    assert environment["OPENCODE_SERVER_USERNAME"] == server.credentials.username == "opencode"
    assert environment["OPENCODE_SERVER_PASSWORD"] == server.credentials.password
    assert len(server.credentials.password) >= 32
    assert server.credentials.password not in repr(vars(server))


async def test_two_servers_have_different_passwords(program: Program, tmp_path: Path) -> None:
    path = make_opencode_command(program(READY, WAIT))
    one, other = await asyncio.gather(spawn.spawn_server(path, tmp_path), spawn.spawn_server(path, tmp_path))
    await asyncio.gather(one.stop_server(), other.stop_server())
    assert one.credentials != other.credentials


async def test_stopping_leaves_no_zombie(program: Program, tmp_path: Path) -> None:
    before = list_children(os.getpid())
    server = await spawn.spawn_server(make_opencode_command(program(READY, WAIT)), tmp_path)
    assert len(list_children(os.getpid())) == len(before) + 1
    await server.stop_server()
    assert list_children(os.getpid()) == before


async def test_a_server_that_will_not_end_is_ended(program: Program, tmp_path: Path) -> None:
    stubborn = program("signal.signal(signal.SIGTERM, signal.SIG_IGN)", READY, "while True: signal.pause()")
    server = await spawn.spawn_server(make_opencode_command(stubborn), tmp_path)
    assert server.pid is not None
    await server.stop_server()
    assert not is_alive(server.pid)


async def test_what_it_is_running_ends_with_it_and_what_was_let_go_does_not(program: Program, tmp_path: Path) -> None:
    commands = program(
        "if os.fork() == 0:",
        "    os.setsid()",
        "    if os.fork() == 0:",
        "        print(os.getpid(), file=open('daemon', 'w'), flush=True)",
        "        signal.pause()",
        "    os._exit(0)",
        "os.wait()",
        "command = [sys.executable, '-c', 'import signal; signal.pause()']",
        "running = subprocess.Popen(command, start_new_session=True)",
        "print(running.pid, file=open('running', 'w'), flush=True)",
        READY,
        WAIT,
    )
    server = await spawn.spawn_server(make_opencode_command(commands), tmp_path)
    wait_until(lambda: (tmp_path / "daemon").exists() and (tmp_path / "daemon").read_text().endswith("\n"))
    running, daemon = int((tmp_path / "running").read_text()), int((tmp_path / "daemon").read_text())
    assert is_alive(running)
    await server.stop_server()
    try:
        assert not is_alive(running)
        assert is_alive(daemon)
    finally:
        end_processes([daemon])


async def test_the_true_server_behind_a_wrapper_ends_too(program: Program, tmp_path: Path) -> None:
    wrapper = program(
        "inner = subprocess.Popen([sys.executable, '-c', \"import signal; signal.pause()\"])",
        "print(inner.pid, file=open('inner', 'w'), flush=True)",
        READY,
        "inner.wait()",
    )
    server = await spawn.spawn_server(make_opencode_command(wrapper), tmp_path)
    inner = int((tmp_path / "inner").read_text())
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert await server.wait_until_ended() == 128 + signal.SIGKILL
    wait_until_ended([inner])
    await server.stop_server()


async def test_a_server_that_ends_by_itself_is_noticed(program: Program, tmp_path: Path) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    server = await spawn.spawn_server(
        make_opencode_command(program(READY, "open('go').read()", "sys.exit('out of ideas')")), tmp_path
    )
    assert server.is_running
    go.write_text("")
    assert await server.wait_until_ended() == 1
    wait_until(lambda: server.output)
    assert server.output.splitlines()[-1] == "out of ideas"
    await server.stop_server()


async def test_a_killed_keeper_takes_the_server_with_it(program: Program, tmp_path: Path) -> None:
    before = list_children(os.getpid())
    server = await spawn.spawn_server(make_opencode_command(program(READY, WAIT)), tmp_path)
    (keeping,) = list_children(os.getpid()) - before
    assert server.pid is not None
    os.kill(keeping, signal.SIGKILL)
    await server.wait_until_ended()
    wait_until_ended([server.pid])
    await server.stop_server()


async def test_a_keeper_asked_to_end_ends_the_server(program: Program, tmp_path: Path) -> None:
    before = list_children(os.getpid())
    server = await spawn.spawn_server(make_opencode_command(program(READY, WAIT)), tmp_path)
    (keeping,) = list_children(os.getpid()) - before
    assert server.pid is not None
    os.kill(keeping, signal.SIGTERM)
    await server.wait_until_ended()
    assert not is_alive(server.pid)
    await server.stop_server()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_however_its_owner_ends_the_server_ends(
    owner: Owner, program: Program, tmp_path: Path, ending: signal.Signals
) -> None:
    owning = owner(OWNER, str(program(READY, WAIT)), str(tmp_path))
    assert owning.stdout is not None
    server = int(owning.stdout.readline())
    (keeping,) = list_children(owning.pid)
    assert is_alive(server)
    owning.send_signal(ending)
    wait_until_ended([server, keeping])


def test_killing_octui_by_name_spares_the_keeper(owner: Owner, program: Program, tmp_path: Path) -> None:
    owning = owner(OWNER, str(program(READY, WAIT)), str(tmp_path))
    assert owning.stdout is not None
    owning.stdout.readline()
    (keeping,) = list_children(owning.pid)
    listed = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(keeping)], capture_output=True, text=True, check=True
    )
    assert "opencode" in listed.stdout
    assert "octui" not in listed.stdout.replace(str(tmp_path), "")


async def test_a_server_that_gives_up_is_quoted(program: Program, tmp_path: Path) -> None:
    failing = program("print('\\x1b[91mError:\\x1b[0m no such\\x07 luck', file=sys.stderr)", "sys.exit(3)")
    with pytest.raises(ServerStartFailed) as failure:
        await spawn.spawn_server(make_opencode_command(failing), tmp_path)
    assert str(failure.value) == "opencode serve ended (exit 3) before it was ready."
    assert failure.value.output == "Error: no such luck"


async def test_a_password_it_prints_is_not_quoted(program: Program, tmp_path: Path) -> None:
    telltale = program("sys.exit('my password is ' + os.environ['OPENCODE_SERVER_PASSWORD'])")
    with pytest.raises(ServerStartFailed) as failure:
        await spawn.spawn_server(make_opencode_command(telltale), tmp_path)
    assert failure.value.output == "my password is …"


async def test_a_server_that_never_gets_ready_is_given_up(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spawn, "READY_SECONDS", 1.0)
    silent = program("print(os.getpid(), file=open('pid', 'w'), flush=True)", "print('thinking', flush=True)", WAIT)
    with pytest.raises(ServerStartFailed) as failure:
        await spawn.spawn_server(make_opencode_command(silent), tmp_path)
    assert "did not report that it is ready within 1 s" in str(failure.value)
    assert failure.value.output == "thinking"
    wait_until_ended([int((tmp_path / "pid").read_text())])


async def test_a_start_that_is_called_off_leaves_nothing(program: Program, tmp_path: Path) -> None:
    starting = asyncio.create_task(
        spawn.spawn_server(
            make_opencode_command(program("print(os.getpid(), file=open('pid', 'w'), flush=True)", WAIT)), tmp_path
        )
    )
    pid = tmp_path / "pid"
    await asyncio.to_thread(wait_until, lambda: pid.exists() and pid.read_text().endswith("\n"))
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    wait_until_ended([int(pid.read_text())])


async def test_a_chatty_server_never_waits_for_a_reader(program: Program, tmp_path: Path) -> None:
    chatty = program(READY, "sys.stdout.write('x' * 3_000_000 + '\\nlast words\\n')", "sys.exit(0)")
    server = await spawn.spawn_server(make_opencode_command(chatty), tmp_path)
    assert await server.wait_until_ended() == 0
    await server.stop_server()
    assert server.output.endswith("last words")
    assert len(server.output) <= spawn.TAIL_BYTES


async def test_what_cannot_be_run_is_told(tmp_path: Path) -> None:
    no_program = tmp_path / "opencode"
    no_program.write_text("")
    with pytest.raises(ServerStartFailed) as failure:
        await spawn.spawn_server(make_opencode_command(no_program), tmp_path)
    assert "exit 127" in str(failure.value)
    assert "Permission denied" in failure.value.output
    with pytest.raises(ServerStartFailed, match="No such file or directory"):
        await spawn.spawn_server(make_opencode_command(sys.executable), tmp_path / "gone")


def test_both_ways_to_list_processes_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60 & echo up; wait"], stdout=subprocess.PIPE)
    assert tree.stdout is not None
    tree.stdout.readline()
    before = supervisor.find_descendants(os.getpid())
    monkeypatch.setattr(supervisor, "_list_processes", supervisor._read_ps)
    listed = supervisor.find_descendants(tree.pid)
    end_processes([tree.pid, *listed])
    tree.wait()
    tree.stdout.close()
    assert len(listed) == 2
    assert {tree.pid, *listed} <= set(before)
