"""What the user allowed without being asked again: for a session, until the server ends, or for a directory."""

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.storage.repository import Repository
from octui.wire.access.permissions import GrantScope, PermissionGrant


class GrantStore:
    """Grants by the real path of a directory; only those of the scope `directory` are in the database."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._passing: dict[str, PermissionGrant] = {}
        """Those that end with the server, by id."""

    def add_grants(
        self, scope: GrantScope, directory: str, session_id: str, permission: str, patterns: Collection[str]
    ) -> None:
        """Keep a grant for each pattern that has none of this scope yet; `session_id` counts for a session's only."""
        owner = session_id if scope == "session" else ""
        known = {
            (grant.scope, grant.session_id, grant.permission, grant.pattern) for grant in self.list_grants(directory)
        }
        for pattern in patterns:
            if (scope, owner, permission, pattern) in known:
                continue
            grant = PermissionGrant(
                id=create_ascending_id("gra"),
                scope=scope,
                directory=directory,
                session_id=owner,
                permission=permission,
                pattern=pattern,
                created=get_time_ms(),
            )
            if scope == "directory":
                self._repository.save_permission_grant(grant)
            else:
                self._passing[grant.id] = grant

    def list_grants(self, directory: str) -> tuple[PermissionGrant, ...]:
        """All grants of a directory, whatever session they hold in, oldest first."""
        passing = [grant for grant in self._passing.values() if grant.directory == directory]
        return tuple(sorted([*self._repository.list_permission_grants(directory), *passing], key=_get_age))

    def list_session_grants(self, directory: str, session_id: str) -> tuple[PermissionGrant, ...]:
        """The grants that hold in a session, given by the session at the top of its tree."""
        return tuple(grant for grant in self.list_grants(directory) if grant.session_id in ("", session_id))

    def record_uses(self, grant_ids: Iterable[str]) -> None:
        now = get_time_ms()
        for grant_id in grant_ids:
            if (grant := self._passing.get(grant_id)) is not None:
                self._passing[grant_id] = replace(grant, used=now, uses=grant.uses + 1)
            else:
                self._repository.record_grant_use(grant_id, now)

    def revoke_grant(self, directory: str, grant_id: str) -> bool:
        """Whether the directory had such a grant."""
        grant = self._passing.get(grant_id)
        if grant is not None and grant.directory == directory:
            del self._passing[grant_id]
            return True
        return self._repository.delete_permission_grant(directory, grant_id)

    def revoke_directory(self, directory: str) -> int:
        """Revoke all grants of a directory; returns how many there were."""
        return sum(self.revoke_grant(directory, grant.id) for grant in self.list_grants(directory))


def _get_age(grant: PermissionGrant) -> tuple[float, str]:
    return grant.created, grant.id
