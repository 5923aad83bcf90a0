"""The capabilities of released servers, by version.

OpenCode takes seconds to describe itself the first time, and answers nothing else meanwhile: a reply to a permission
request would wait for that. The contract tests compare each entry with the server's own description.
"""

from functools import cache

from msgspec.structs import replace

from octui import VERSION
from octui.client.capabilities import NEWEST_KNOWN, OLDEST_KNOWN, UNDESCRIBED, Capabilities
from octui.wire.health import Health


def find_known_capabilities(health: Health) -> Capabilities | None:
    """The capabilities of this server; None for a version that must be asked for them.

    Later releases of the newest known minor version have at least what that one has.
    """
    if health.is_embedded:
        return _list_embedded() if health.version == VERSION else None
    numbers = health.version_numbers
    if numbers == OLDEST_KNOWN:
        return replace(_list_oldest(), version=health.version)
    if numbers[:2] == NEWEST_KNOWN[:2] and numbers >= NEWEST_KNOWN:
        return replace(_list_newest(), version=health.version)
    if numbers[:2] == UNDESCRIBED:
        return replace(_list_undescribed(), version=health.version)
    return None


@cache
def _list_oldest() -> Capabilities:
    return Capabilities(
        version="1.1.58",
        global_events=True,
        worktrees=True,
        tool_list=True,
        search_is_a_shell=True,
    )


@cache
def _list_newest() -> Capabilities:
    return Capabilities(
        version="1.18.33",
        global_events=True,
        deltas=True,
        paging=True,
        delete_message=True,
        session_defaults=True,
        turn_diffs=True,
        vcs_status=True,
        vcs_diff=True,
        vcs_apply=True,
        project_directories=True,
        init_git=True,
        session_scopes=True,
        all_sessions=True,
        background_subagents=True,
        move_session=True,
        upgrade=True,
        worktrees=True,
        tool_list=True,
        pty_shells=True,
        pty_ticket=True,
        literal_search=True,
        saved_permissions=True,
    )


@cache
def _list_undescribed() -> Capabilities:
    """What 1.14.41 was seen to do."""
    return replace(
        _list_newest(),
        session_defaults=False,
        turn_diffs=False,
        project_directories=False,
        background_subagents=False,
        move_session=False,
        saved_permissions=False,
    )


@cache
def _list_embedded() -> Capabilities:
    return replace(
        _list_newest(),
        version=VERSION,
        folder_trust=True,
        grant_scopes=True,
        background_subagents=False,
        move_session=False,
    )
