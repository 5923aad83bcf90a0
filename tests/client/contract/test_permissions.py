import pytest

from octui.client import Client, Unsupported
from octui.wire.events import PermissionAsked, PermissionReplied
from tests.support.stream_recorder import record_stream

pytestmark = pytest.mark.real


@pytest.mark.usefixtures("project")
async def test_what_is_always_allowed_is_listed_and_revoked_where_the_server_can(client: Client) -> None:
    known = await client.server.get_capabilities()
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, "run echo permitted")
        asked = (await heard.wait_for_event(PermissionAsked)).request
        if not known.grant_scopes:
            for call in (
                client.permissions.reply(asked.id, "always", scope="session"),
                client.permissions.get_overview(session_id=session.id),
                client.permissions.revoke_grant("gra_1"),
                client.permissions.revoke_all_grants(),
            ):
                with pytest.raises(Unsupported):
                    await call
            await client.permissions.reply(asked.id, "always")
        else:
            await client.permissions.reply(asked.id, "always", scope="session")
        await heard.wait_for_event(PermissionReplied)
    if known.grant_scopes:
        overview = await client.permissions.get_overview(session_id=session.id, agent="build")
        (grant,) = overview.grants
        assert (grant.scope, grant.session_id, grant.pattern) == ("session", session.id, "echo *")
        assert "project" in {rule.source for rule in overview.rules}
        assert await client.permissions.revoke_grant(grant.id)
        assert await client.permissions.revoke_all_grants() == 0
    if known.saved_permissions:
        # OpenCode 1.18 forgets what its cards allow when it restarts: nothing of it is kept here.
        assert await client.permissions.list_saved(session.project_id) == ()
        await client.permissions.delete_saved("psv_unknown")
    else:
        with pytest.raises(Unsupported):
            await client.permissions.list_saved()
        with pytest.raises(Unsupported):
            await client.permissions.delete_saved("psv_unknown")
