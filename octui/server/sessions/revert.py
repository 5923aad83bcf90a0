"""A session's file changes, reverting them (`/undo`), and restoring them (`/redo`)."""

import asyncio
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from octui.server.git.snapshots import SnapshotService
from octui.server.instance import Instance
from octui.server.permissions.shown_files import hide_patches, load_read_rules
from octui.wire.messages import Message
from octui.wire.parts import PatchPart, StepFinishPart, StepStartPart, TextPart, ToolPart
from octui.wire.sessions import FileDiff, Revert, Session, SessionSummary

_step = msgspec.json.Decoder(StepStartPart | StepFinishPart)
_patch = msgspec.json.Decoder(PatchPart)


async def diff_session(instance: Instance, session: Session, message_id: str | None = None) -> list[FileDiff]:
    """The changes of a session, or of one prompt; reverted ones do not count."""
    repository = instance.repository
    until = session.revert.message_id if session.revert is not None else None
    steps = await repository.read_parts_by_type(
        session.id, ("step-start", "step-finish"), answering=message_id, until=until
    )
    snapshots = [step.snapshot for step in map(_step.decode, steps) if step.snapshot]
    if len(snapshots) < 2 or snapshots[0] == snapshots[-1]:
        return []
    return await _show_changes(instance, session.id, snapshots[0], snapshots[-1])


def summarize_diffs(diffs: Sequence[FileDiff]) -> SessionSummary:
    return SessionSummary(
        additions=sum(diff.additions for diff in diffs),
        deletions=sum(diff.deletions for diff in diffs),
        files=len(diffs),
    )


async def revert_to_point(instance: Instance, session: Session, message_id: str, part_id: str | None) -> Session:
    """Revert from a message, or one of its parts, on; raises SessionBusyError. Unknown ids revert nothing."""
    sessions, messages = instance.sessions, instance.messages
    instance.statuses.require_idle(session.id)
    target = messages.find_message(session.id, message_id)
    point = None if target is None else _find_revert_point(instance, target, part_id)
    if point is None:
        return session
    snapshots = instance.get_service(SnapshotService)
    snapshot = session.revert.snapshot if session.revert is not None else await snapshots.take_snapshot()
    starts_later = session.revert is not None and (
        messages.locate_message(session.id, session.revert.message_id)
        < messages.locate_message(session.id, point.message_id)
    )
    if session.revert is not None and starts_later and snapshot is not None:
        await snapshots.restore_snapshot(snapshot, await _files_since(instance, session.id, session.revert))
    await snapshots.revert_patches(await _load_patches(instance, session.id, point))
    current = await snapshots.take_snapshot()
    reverted_diffs = await _show_changes(instance, session.id, current, snapshot)
    reverse_diffs = await _show_changes(instance, session.id, snapshot, current)
    text = "\n".join(diff.patch for diff in reverse_diffs if diff.patch)
    instance.statuses.require_idle(session.id)
    changed = sessions.update_session(
        session.id, revert=replace(point, snapshot=snapshot, diff=text or None), summary=summarize_diffs(reverted_diffs)
    )
    sessions.publish_session_diff(session.id, reverted_diffs)
    return changed


async def restore_reverted(instance: Instance, session: Session) -> Session:
    """Restore what was reverted; raises SessionBusyError."""
    instance.statuses.require_idle(session.id)
    if session.revert is None:
        return session
    if session.revert.snapshot is not None:
        files = await _files_since(instance, session.id, session.revert)
        await instance.get_service(SnapshotService).restore_snapshot(session.revert.snapshot, files)
    diffs = await diff_session(instance, replace(session, revert=None))
    changed = instance.sessions.update_session(session.id, revert=None, summary=summarize_diffs(diffs))
    instance.sessions.publish_session_diff(session.id, diffs)
    return changed


async def _show_changes(instance: Instance, session_id: str, since: str | None, until: str | None) -> list[FileDiff]:
    """The changes between two snapshots, without the contents of files that may not be shown."""
    if since is None or until is None:
        return []
    snapshots = instance.get_service(SnapshotService)
    readable = await load_read_rules(instance, snapshots.worktree, session_id)
    return await asyncio.to_thread(hide_patches, readable, await snapshots.diff_snapshots(since, until))


def _find_revert_point(instance: Instance, target: Message, part_id: str | None) -> Revert | None:
    """Where reverting starts: a part with nothing visible before it stands for the prompt of its message."""
    ids = [part.id for part in target.parts]
    if part_id is not None and part_id not in ids:
        return None
    kept = target.parts[: ids.index(part_id)] if part_id is not None else ()
    if part_id is not None and any(isinstance(part, TextPart | ToolPart) for part in kept):
        return Revert(message_id=target.info.id, part_id=part_id)
    prompt = instance.repository.find_last_prompt_id(target.info.session_id, target.info.id)
    return Revert(message_id=prompt or target.info.id)


async def _load_patches(instance: Instance, session_id: str, point: Revert) -> list[PatchPart]:
    rows = await instance.repository.read_parts_by_type(session_id, ("patch",), since=point.message_id)
    patches = [_patch.decode(row) for row in rows]
    if point.part_id is None:
        return patches
    return [patch for patch in patches if patch.message_id != point.message_id or patch.id >= point.part_id]


async def _files_since(instance: Instance, session_id: str, point: Revert) -> list[str]:
    return sorted({file for patch in await _load_patches(instance, session_id, point) for file in patch.files})
