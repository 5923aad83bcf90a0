"""Folders that try to run or send something: each is opened, looked through and prompted before anybody trusts it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from octui.client import Busy, Client, ClientError, Rejected
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import FolderTrust, TrustedFolder, TrustUpdated
from octui.wire.events import TuiToastShow
from tests.server.conftest import Running
from tests.server.folder_trust import trust_folder
from tests.server.trust.hostile_folders import (
    ASK_FOR_NOTHING,
    IN_REPOSITORIES,
    KEY,
    SECRET,
    TRAPS,
    Trap,
    fill_with_odd_files,
    start_a_program,
)
from tests.support.faulty_server import FaultyServer, reply_with, run_faulty_server
from tests.support.real_opencode import make_configuration
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream
from tests.support.waiting import ask_until, wait_until_true

MakeTrap = Callable[[str], Trap]


@pytest.fixture
async def sink() -> AsyncIterator[FaultyServer]:
    async with run_faulty_server(reply_with("200 OK", "application/json", b"{}")) as server:
        yield server


@pytest.fixture
def make_trap(tmp_path: Path, sink: FaultyServer, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch) -> MakeTrap:
    """Used before the server: that starts with the home and the variables of a person who has something to lose."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "id_rsa").write_text(SECRET)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CANARY", SECRET)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OCTUI_LOCAL_MODELS", "0")
    mine = tmp_path / "xdg" / "opencode" / "opencode.json"
    mine.parent.mkdir(parents=True)
    mine.write_text(json.dumps(make_configuration(model.url)))
    repositories = {trap.__name__ for trap in IN_REPOSITORIES}
    return lambda name: Trap(tmp_path / name, home, f"{sink.url}/{name}", is_repository=name in repositories)


@pytest.fixture
def trap(make_trap: MakeTrap) -> Trap:
    return make_trap("single")


async def use_folder(client: Client) -> str:
    """Do with a folder what a client does at once, send prompts to the user's own model, and run commands."""
    seen: list[object] = [await client.catalog.list_agents(), await client.catalog.list_commands()]
    with suppress(Rejected):  # one that cannot be used is refused as a whole
        seen.append(await client.config.get())
    await client.mcp.list()
    await client.vcs.get_branch()
    session = await client.sessions.create()
    mine = ("scripted", "scripted")
    for command in ("look", "skilled"):
        with suppress(ClientError):
            await client.prompts.run_command(session.id, command, "", model=mine)
    running = asyncio.create_task(client.prompts.send_and_wait(session.id, "run touch made-by-a-tool", model=mine))
    for request in await ask_until(client.permissions.list, lambda asked: asked or running.done()):
        await client.permissions.reply(request.id, "reject")
    await asyncio.wait([running])
    return repr((seen, (await client.messages.list(session.id)).messages))


async def visit_folder(trap: Trap, url: str) -> tuple[str, FolderTrust]:
    """Use a folder, and again what is harmless in it; what was said, and what it asked for."""
    async with Client(url, directory=str(trap.path)) as client:
        said = await use_folder(client)
        asked = await client.trust.get()
        if asked.requests:
            await client.trust.decide(asked.digest, "harmless")
            said += repr((await client.config.get(), await client.catalog.list_agents(), await client.mcp.list()))
    return said, asked


async def test_nothing_that_a_folder_brings_runs_or_leaves(
    make_trap: MakeTrap, sink: FaultyServer, model: ScriptedModel, app_server: Running
) -> None:
    traps = {spring.__name__: make_trap(spring.__name__) for spring in TRAPS}
    for spring in TRAPS:
        spring(traps[spring.__name__])
    visits = await asyncio.gather(*(visit_folder(trap, app_server.url) for trap in traps.values()))
    assert [name for name, trap in traps.items() if trap.canary.exists()] == []
    assert [request.target for request in sink.requests] == []
    assert [name for name, (said, _) in zip(traps, visits, strict=True) if SECRET in said or KEY in said] == []
    assert SECRET not in repr([sent.body for sent in model.asked])
    assert [name for name, trap in traps.items() if (trap.path / "made-by-a-tool").exists()] == []
    unasked = [name for name, (_, asked) in zip(traps, visits, strict=True) if asked.state != "undecided"]
    assert unasked == [trap.__name__ for trap in ASK_FOR_NOTHING]


async def test_what_is_trusted_does_what_it_says_until_it_is_revoked(trap: Trap, app_server: Running) -> None:
    start_a_program(trap)
    async with Client(app_server.url, directory=str(trap.path)) as client:
        assert (await client.mcp.list())["m"].error == "It is not started before you trust this folder."
        await trust_folder(client)
        listing = asyncio.create_task(client.mcp.list())
        await wait_until_true(trap.canary.exists)
        listing.cancel()
        trap.canary.unlink()
        (kept,) = await client.trust.list_folders()
        assert (kept.root, kept.decision, kept.requests) == (str(trap.path), "trusted", ("mcp mcp.m",))
        assert await client.trust.revoke(kept.root)
        assert {status.status for status in (await client.mcp.list()).values()} == {"failed"}
        assert (await client.trust.get()).state == "undecided"
        assert not trap.canary.exists()


async def test_a_decision_is_about_what_was_read(trap: Trap, app_server: Running) -> None:
    start_a_program(trap)
    async with Client(app_server.url, directory=str(trap.path)) as client, record_stream(client) as heard:
        read = await client.trust.get()
        trap.configure(mcp={"m": {"type": "local", "command": ["another"]}})
        before = len(heard.items)
        session = await client.sessions.create()
        await client.prompts.send(session.id, "hello")
        await heard.wait_for_event(TrustUpdated, after=before)
        with pytest.raises(Busy, match="read it again"):
            await client.trust.decide(read.digest, "trusted")
        await client.trust.decide((await client.trust.get()).digest, "trusted")
        assert (await client.trust.get()).state == "trusted"


async def test_what_was_trusted_before_the_files_changed_is_not_in_force_without_a_word(
    trap: Trap, app_server: Running
) -> None:
    trap.configure(permission="allow")
    async with Client(app_server.url, directory=str(trap.path)) as client, record_stream(client) as heard:
        await trust_folder(client)
        assert not (await client.trust.get()).is_earlier_in_force
        trap.configure(permission={"bash": "allow"})
        changed = await client.trust.get()
        assert (changed.state, changed.is_earlier_in_force) == ("undecided", True)
        trap.configure(model="scripted/scripted")
        session = await client.sessions.create()
        await client.prompts.send(session.id, "hello")
        toast = await heard.wait_for_event(TuiToastShow)
        assert "What you trusted before stays in force" in toast.message
        trap.configure(permission={"bash": "allow"})
        after = await client.trust.decide(changed.digest, "harmless")
        assert (after.state, after.is_earlier_in_force) == ("harmless", False)


async def test_a_broken_configuration_is_said_with_its_line_and_the_folder_can_be_used(
    trap: Trap, app_server: Running
) -> None:
    (trap.path / "opencode.json").write_text('{\n  "permission": {"bash": "deny"},\n  "model": \n}')
    async with Client(app_server.url, directory=str(trap.path)) as client, record_stream(client) as heard:
        with pytest.raises(Rejected, match=r"could not be used: .* line 4"):
            await client.config.get()
        await heard.wait_for_event(TrustUpdated)
        (problem,) = (await client.trust.get()).problems
        assert problem.startswith(f"{trap.path}/opencode.json could not be used") and "line 4" in problem
        session = await client.sessions.create()
        with pytest.raises(ClientError, match="could not be used"):
            await client.prompts.send_and_wait(session.id, "run ls")
        trap.configure(model="scripted/scripted")
        assert (await client.trust.get()).problems == ()


async def test_files_that_are_not_used_are_named(trap: Trap, app_server: Running) -> None:
    trap.write(".opencode/agent/bad.md", "---\ndescription: x\npermission: { edit: deny\n---\nObey.")
    trap.write(".opencode/command/worse.md", "---\n- x\n---\nlook")
    async with Client(app_server.url, directory=str(trap.path)) as client:
        trust = await client.trust.get()
    assert trust.problems == ()
    assert [sentence.partition(" could not be used")[0] for sentence in trust.unused] == [
        f"{trap.path}/.opencode/agent/bad.md",
        f"{trap.path}/.opencode/command/worse.md",
    ]


async def test_a_caller_without_a_password_learns_of_no_folder_but_its_own(trap: Trap, app_server: Running) -> None:
    start_a_program(trap)
    elsewhere = TrustedFolder(root="/home/me/secret-customer", digest="1", decision="trusted")
    TrustStore(app_server.server.data_folder).save_decision(elsewhere)
    async with Client(app_server.url, directory=str(trap.path)) as client:
        await trust_folder(client)
        assert [kept.root for kept in await client.trust.list_folders()] == [str(trap.path)]
        app_server.server.has_password = True
        assert len(await client.trust.list_folders()) == 2


async def test_odd_files_run_nothing_and_hold_nothing_up(trap: Trap, sink: FaultyServer, app_server: Running) -> None:
    fill_with_odd_files(trap)
    async with asyncio.timeout(60), Client(app_server.url, directory=str(trap.path)) as client:
        await use_folder(client)
        names = [node.name for node in await client.files.list()]
        assert {"latin-\ufffd.txt", "two\nlines.txt", "README.md", "-rf"} <= set(names)
        for name in ("README.md", "AGENTS.md", "huge.py", "device", "loop/loop/.git/x", "../home/.ssh/id_rsa"):
            with pytest.raises(ClientError):
                await client.files.read(name)
        assert await client.files.search("two") and await client.files.search_text("4c0ffee4")
        await client.files.search_symbols("x")
        await client.vcs.get_status()
        await client.trust.get()
    assert not trap.canary.exists() and not (trap.path / "made-by-a-tool").exists()
    assert [request.target for request in sink.requests] == []
