"""What is allowed without asking and why: read from the server, shown, and revoked."""

from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from time import time
from typing import TYPE_CHECKING, Any, Final

from octui.client import Client, ClientError
from octui.render.text.sanitize import to_single_line
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, describe_failed_call
from octui.wire.access.permissions import RuleSource, SourcedRule
from octui.wire.sessions import Rule

if TYPE_CHECKING:
    from octui.ui.permissions.rows import PermissionsInForce

FAILURE: Final = "Could not read the permissions"
PASSING: Final = (
    "What you always allow is forgotten when this server restarts or reloads its settings."
    " Until then, it neither lists nor revokes it."
)
NO_SAVED: Final = "This version of OpenCode keeps nothing that you always allow when it restarts."
NO_SOURCES: Final = "This server does not say which file a rule comes from."


class PermissionsController:
    """Asks the server again whenever the screen is opened and after each change."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def show_permissions(self) -> None:
        """Show every rule in force for the session on screen, and what was allowed."""
        if self._context.server is None:
            self._context.notify_error(FAILURE, NOT_CONNECTED)
            return
        self._start_call(partial(self._load_and_show, self._context.server.client), FAILURE)

    async def _load_and_show(self, client: Client) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.permissions.picker import PermissionsPicker
        from octui.ui.permissions.rows import iter_permission_rows

        context = self._context
        session_id = context.session_id
        directory = context.session_directory
        agent = context.resolve_selection().agent or ""
        shown = await self._read_permissions(client, session_id, directory, agent)
        sessions = context.store.state.sessions

        async def change(revoke: Callable[[], Coroutine[Any, Any, object]], said: str) -> None:
            nonlocal shown
            await revoke()
            shown = await self._read_permissions(client, session_id, directory, agent)
            picker.refresh_rows()
            context.notify_info(said)

        def revoke_one(grant_id: str) -> None:
            is_saved = any(kept.id == grant_id for kept in shown.saved)
            revoke = (
                partial(client.permissions.delete_saved, grant_id)
                if is_saved
                else partial(client.permissions.revoke_grant, grant_id, directory=directory)
            )
            self._start_call(partial(change, revoke, "Revoked. You will be asked again."), "Could not revoke it")

        def revoke_all() -> None:
            saved_ids = [kept.id for kept in shown.saved]
            revoke = partial(self._revoke_all, client, directory, saved_ids, has_grants=bool(shown.grants))
            said = "All revoked. You will be asked again."
            self._start_call(partial(change, revoke, said), "Could not revoke all")

        picker = PermissionsPicker(
            f"Permissions · {to_single_line(shown.agent)} · {context.format_directory()}",
            lambda: iter_permission_rows(
                shown,
                {session.id: session.display_title for session in sessions.values()},
                context.server_home,
                time() * 1000,
            ),
            revoke=revoke_one,
            revoke_all=revoke_all,
        )
        context.open_screen(picker)

    async def _revoke_all(self, client: Client, directory: str, saved_ids: list[str], *, has_grants: bool) -> None:
        if has_grants:
            await client.permissions.revoke_all_grants(directory=directory)
        for saved_id in saved_ids:
            await client.permissions.delete_saved(saved_id)

    async def _read_permissions(
        self, client: Client, session_id: str, directory: str, agent: str
    ) -> "PermissionsInForce":
        # With the screen that shows it.
        from octui.render.requests.grant_terms import GrantTerms
        from octui.ui.permissions.rows import PermissionsInForce

        known = await client.server.get_capabilities()
        connection = self._context.store.state.connection
        terms = GrantTerms(has_scopes=known.grant_scopes, ends_with_octui=connection.ends_with_octui)
        if known.grant_scopes:
            overview = await client.permissions.get_overview(
                session_id=session_id or None, agent=agent or None, directory=directory
            )
            return PermissionsInForce(directory, overview.agent, overview.rules, True, overview.grants, terms=terms)
        state = self._context.store.state
        agents = await client.catalog.list_agents(directory=directory)
        listed = next((each.permission for each in agents if each.name == agent), None) or ()
        session = state.sessions.get(session_id)
        own = (session.permission if session is not None else None) or ()
        rules = (*_describe_rules(listed, "agent", agent), *_describe_rules(own, "session"))
        project_id = (session.project_id if session is not None else "") or None
        saved = await client.permissions.list_saved(project_id) if known.saved_permissions else ()
        limits = (PASSING, *(() if known.saved_permissions else (NO_SAVED,)), NO_SOURCES)
        return PermissionsInForce(directory, agent, rules, saved=saved, limits=limits, terms=terms)

    def _start_call(self, call: Callable[[], Coroutine[Any, Any, None]], failure: str) -> None:
        async def call_and_report() -> None:
            try:
                await call()
            except ClientError as error:
                self._context.notify_error(failure, describe_failed_call(error))

        self._context.start_worker(call_and_report(), group="permissions")


def _describe_rules(rules: Iterable[Rule], source: RuleSource, origin: str = "") -> tuple[SourcedRule, ...]:
    return tuple(
        SourcedRule(permission=rule.permission, pattern=rule.pattern, action=rule.action, source=source, origin=origin)
        for rule in rules
    )
