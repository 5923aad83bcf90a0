"""Grants: each holds in one place, for as long as was said, and can be seen and revoked."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.server.instance import Instance
from octui.server.permissions import PermissionService
from octui.server.permissions.rules import DEFAULTS
from octui.server.server import Server
from octui.server.storage.database import open_writer
from octui.wire.access.permissions import GrantScope
from octui.wire.sessions import Rule
from tests.server.conftest import Running

NOTHING_ASKED = "allowed"


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    running = Server(tmp_path / "data", str(tmp_path))
    yield running
    await running.shut_down()


async def open_folder(server: Server, folder: Path) -> Instance:
    folder.mkdir(exist_ok=True)
    return await server.instances.open_instance(str(folder))


async def ask(instance: Instance, session_id: str, command: str, scope: GrantScope | None = None) -> str:
    """Ask for a command; says whether it was allowed without a question. A question is answered with that scope."""
    service = instance.get_service(PermissionService)
    request = asyncio.create_task(
        service.request_permission(session_id, "bash", [command], rules=DEFAULTS, always=[f"{command.split()[0]} *"])
    )
    await asyncio.sleep(0)
    if request.done():
        await request
        return NOTHING_ASKED
    (pending,) = service.list_pending_permissions()
    if scope is None:
        service.reply_to_permission(pending.id, "once")
    else:
        service.reply_to_permission(pending.id, "always", scope=scope)
    await request
    return "asked"


def create_session(instance: Instance, parent: str | None = None) -> str:
    return instance.sessions.create_session(instance.session_location, parent_id=parent).id


async def test_a_grant_for_a_session_holds_in_it_and_its_subagents_only(server: Server, tmp_path: Path) -> None:
    shop = await open_folder(server, tmp_path / "shop")
    first, second = create_session(shop), create_session(shop)
    child = create_session(shop, first)
    assert await ask(shop, child, "make", scope="session") == "asked"
    assert await ask(shop, first, "make test") == NOTHING_ASKED
    assert await ask(shop, child, "make test") == NOTHING_ASKED
    assert await ask(shop, second, "make test") == "asked"
    (grant,) = shop.get_service(PermissionService).list_directory_grants()
    assert (grant.scope, grant.session_id, grant.pattern, grant.uses) == ("session", first, "make *", 2)
    assert grant.used >= grant.created > 0


@pytest.mark.parametrize("scope", ["session", "server", "directory"])
async def test_a_grant_holds_in_no_other_checkout_and_only_a_kept_one_outlives_the_server(
    tmp_path: Path, scope: GrantScope
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    for is_restarted in (False, True):
        server = Server(tmp_path / "data", str(tmp_path))
        shop = await open_folder(server, tmp_path / "shop")
        session = create_session(shop)
        if not is_restarted:
            assert await ask(shop, session, "make", scope=scope) == "asked"
        expected = NOTHING_ASKED if not is_restarted or scope == "directory" else "asked"
        assert await ask(shop, session, "make test") == expected
        # The same commits, so the same project.
        other = await open_folder(server, tmp_path / "clone")
        assert await ask(other, session, "make test") == "asked"
        same = await open_folder(server, tmp_path / "link")
        if scope != "session":
            assert await ask(same, create_session(same), "make test") == expected
        await server.instances.dispose_all_instances()
        again = await open_folder(server, tmp_path / "shop")
        assert await ask(again, session, "make test") == expected
        await server.shut_down()


async def test_what_is_revoked_is_asked_about_again(server: Server, tmp_path: Path) -> None:
    shop = await open_folder(server, tmp_path / "shop")
    service, session = shop.get_service(PermissionService), create_session(shop)
    await ask(shop, session, "make", scope="session")
    await ask(shop, session, "ls", scope="server")
    await ask(shop, session, "cat x", scope="directory")
    made, listed, _ = service.list_directory_grants()
    assert service.revoke_grant(made.id)
    assert not service.revoke_grant(made.id)
    assert await ask(shop, session, "make") == "asked"
    other = (await open_folder(server, tmp_path / "other")).get_service(PermissionService)
    assert not other.revoke_grant(listed.id)
    assert service.revoke_all_grants() == 2
    assert await ask(shop, session, "ls") == "asked"
    assert await ask(shop, session, "cat x") == "asked"


async def test_the_server_says_every_rule_and_where_it_comes_from(app_server: Running, tmp_path: Path) -> None:
    personal = tmp_path / "xdg" / "opencode" / "opencode.json"
    personal.parent.mkdir(parents=True)
    personal.write_text(json.dumps({"permission": {"bash": {"git push*": "deny"}}}))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "opencode.json").write_text(
        json.dumps({"permission": {"webfetch": "deny"}, "agent": {"plan": {"permission": {"bash": "deny"}}}})
    )
    async with Client(app_server.url, directory=str(folder)) as client:
        session = await client.sessions.create(permission=(Rule(permission="edit", action="deny"),))
        found = await client.permissions.get_overview(session_id=session.id, agent="plan")
        assert (found.agent, found.directory, found.grants) == ("plan", str(folder), ())
        said = {(rule.permission, rule.pattern, rule.action): rule for rule in found.rules}
        pushing = said["bash", "git push*", "deny"]
        assert (pushing.source, pushing.origin) == ("global", str(personal))
        fetching = said["webfetch", "*", "deny"]
        assert (fetching.source, fetching.origin) == ("project", str(folder / "opencode.json"))
        assert fetching.is_limited
        assert (said["bash", "*", "deny"].source, said["bash", "*", "deny"].origin) == ("agent", "plan")
        assert said["bash", "*", "ask"].source == "default"
        assert found.rules[-1].source == "session"
        instance = await app_server.server.instances.open_instance(str(folder))
        await ask(instance, session.id, "make", scope="directory")
        (grant,) = (await client.permissions.get_overview()).grants
        assert await client.permissions.revoke_grant(grant.id)
        assert not await client.permissions.revoke_grant(grant.id)
        assert await client.permissions.revoke_all_grants() == 0


def test_what_was_allowed_for_a_repository_is_asked_again_after_an_update(tmp_path: Path) -> None:
    path = tmp_path / "octui.db"
    open_writer(path).close()
    old = sqlite3.connect(path)
    old.executescript(
        """DROP TABLE permission_grant;
        CREATE TABLE rule (project_id TEXT NOT NULL, permission TEXT NOT NULL, pattern TEXT NOT NULL,
        action TEXT NOT NULL, PRIMARY KEY (project_id, permission, pattern));
        INSERT INTO rule VALUES ('c0ffee', 'bash', 'make *', 'allow'), ('/srv/notes', 'bash', 'ls *', 'allow');
        PRAGMA user_version = 2;"""
    )
    old.close()
    migrated = open_writer(path)
    assert migrated.execute("SELECT directory, pattern FROM permission_grant").fetchall() == [(b"/srv/notes", b"ls *")]
    migrated.close()
