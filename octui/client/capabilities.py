"""A server's capabilities, read from its own description: a path it lacks may be forwarded to the internet."""

import re
from typing import Self

import msgspec

from octui.wire.decoding.tolerant_decoder import UNREADABLE
from octui.wire.health import Health
from octui.wire.struct import Wire

OLDEST_KNOWN = (1, 1, 58)
UNDESCRIBED = (1, 14)
"""Releases of this minor version describe their outermost routes only."""
NEWEST_KNOWN = (1, 18, 33)
LITERAL_SEARCH_SINCE = (1, 2, 27)
"""The first release that was seen to hand a search its pattern without a shell."""
TURN_DIFFS_SINCE = (1, 17, 0)
"""The first release that was seen to heed which turn is meant; up to 1.15.13 any is said to have made all changes."""


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """The capabilities of one server; false also where unknown."""

    version: str
    global_events: bool = False
    """One stream for all directories."""
    deltas: bool = False
    """Streaming text comes as pieces to append rather than as whole parts."""
    paging: bool = False
    """Older messages are fetched by cursor; elsewhere the client asks for more and keeps the rest."""
    delete_message: bool = False
    session_defaults: bool = False
    """A session can be created with an agent, a model and metadata."""
    turn_diffs: bool = False
    """The changes of a single turn can be asked for; elsewhere only its prompt has them."""
    vcs_status: bool = False
    vcs_diff: bool = False
    vcs_apply: bool = False
    project_directories: bool = False
    init_git: bool = False
    session_scopes: bool = False
    """The sessions of a whole project can be listed."""
    all_sessions: bool = False
    """The sessions of every project can be listed."""
    background_subagents: bool = False
    """The server says whether subagents can go on in the background."""
    move_session: bool = False
    """A session can move to another directory of its project, with its uncommitted changes if the user wants that."""
    upgrade: bool = False
    """The server can replace its own program by a newer version."""
    worktrees: bool = False
    tool_list: bool = False
    """The tools of a model can be listed, with their schemas."""
    pty_shells: bool = False
    pty_ticket: bool = False
    literal_search: bool = False
    """Text search takes its pattern as it is."""
    folder_trust: bool = False
    """What a folder's files ask for waits until the user trusts it."""
    grant_scopes: bool = False
    """An "always" can be limited to a session, and the server lists its rules and grants."""
    saved_permissions: bool = False
    """What was always allowed can be listed and revoked by OpenCode's own route."""
    search_is_a_shell: bool = False
    """Text search hands its pattern to a shell, so that it must be quoted."""

    @classmethod
    def from_description(cls, health: Health, description: bytes) -> Self:
        """Read them from `/doc`; a description that cannot be read promises nothing."""
        try:
            paths = msgspec.json.decode(description, type=_Description).paths
        except UNREADABLE:
            paths = {}
        calls = {
            (method.upper(), re.sub(r"\{[^}]*\}", "{}", path)): raw
            for path in paths
            for method, raw in paths[path].items()
        }
        return cls(
            version=health.version,
            global_events=("GET", "/global/event") in calls,
            deltas=b'"message.part.delta"' in description,
            paging=b'"before"' in bytes(calls.get(("GET", "/session/{}/message"), b"")),
            delete_message=("DELETE", "/session/{}/message/{}") in calls,
            session_defaults=b'"metadata"' in bytes(calls.get(("POST", "/session"), b"")),
            turn_diffs=health.version_numbers >= TURN_DIFFS_SINCE,
            vcs_status=("GET", "/vcs/status") in calls,
            vcs_diff=("GET", "/vcs/diff") in calls,
            vcs_apply=("POST", "/vcs/apply") in calls,
            project_directories=("GET", "/project/{}/directories") in calls,
            init_git=("POST", "/project/git/init") in calls,
            session_scopes=b'"scope"' in bytes(calls.get(("GET", "/session"), b"")),
            all_sessions=("GET", "/experimental/session") in calls,
            background_subagents=("POST", "/experimental/session/{}/background") in calls,
            move_session=("POST", "/experimental/control-plane/move-session") in calls,
            upgrade=("POST", "/global/upgrade") in calls,
            worktrees=("GET", "/experimental/worktree") in calls,
            tool_list=("GET", "/experimental/tool") in calls,
            pty_shells=("GET", "/pty/shells") in calls,
            pty_ticket=("POST", "/pty/{}/connect-token") in calls,
            literal_search=health.version_numbers >= LITERAL_SEARCH_SINCE,
            folder_trust=("GET", "/octui/trust") in calls,
            grant_scopes=("GET", "/octui/permissions") in calls,
            saved_permissions=("GET", "/api/permission/saved") in calls,
            search_is_a_shell=() < health.version_numbers <= OLDEST_KNOWN,
        )


class _Description(Wire, frozen=True):
    paths: dict[str, dict[str, msgspec.Raw]] = {}
