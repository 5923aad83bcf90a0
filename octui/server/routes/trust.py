"""octui's own routes: what the files of a folder ask for, and what the user decides about it."""

import asyncio
from typing import Final

import msgspec

from octui.server.agent.definitions.definition_files import list_unreadable_files
from octui.server.config.loader import Configuration
from octui.server.errors import InternalError, NamedError
from octui.server.http.routing import Call, Route
from octui.server.identifiers import get_time_ms
from octui.server.storage.failures import describe_failed_write
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.project_trust import escape_surrogates
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import TRUST_EVENT, FolderTrust, TrustChoice, TrustedFolder, TrustUpdated
from octui.wire.struct import Wire, to_json_values

OUTDATED: Final = "What the folder asks for has changed: read it again."
NOTHING: Final = "The folder asks for nothing that needs trust."


class RevokeQuery(Wire, frozen=True):
    """`root` is the path that a decision is kept for."""

    root: str


async def get_folder_trust(call: Call) -> FolderTrust:
    """The files are read again, so that what is shown is what a decision would be about."""
    return await _describe_trust(call, await _load_config(call), call.instance.config)


async def decide_folder_trust(call: Call) -> FolderTrust:
    """The decision is kept, and everything that is open in the folder is closed, so that it takes effect."""
    choice: TrustChoice = call.body
    trust = (await _load_config(call)).trust
    if not trust.requests:
        raise NamedError("TrustNothingRequested", NOTHING)
    if choice.digest != trust.digest:
        raise NamedError("TrustOutdated", OUTDATED, status=409, digest=trust.digest)
    decided = TrustedFolder(
        root=trust.root_name,
        digest=trust.digest,
        decision=choice.decision,
        time=get_time_ms(),
        requests=tuple(f"{request.kind} {request.key or request.file}" for request in trust.requests),
    )
    try:
        await asyncio.to_thread(TrustStore(call.server.data_folder).save_decision, decided)
    except OSError as problem:
        raise InternalError(f"Could not save the decision: {describe_failed_write(problem)}.") from problem
    await _reload_folder(call, decided.root)
    return await _describe_trust(call, await _load_config(call), None)


async def list_trusted_folders(call: Call) -> list[TrustedFolder]:
    """Callers without a password are answered about the folders that are open; others tell where the user works."""
    folders = await asyncio.to_thread(TrustStore(call.server.data_folder).list_trusted_folders)
    if call.server.has_password:
        return list(folders)
    opened = {instance.config.trust.root_name for instance in call.server.instances.list_open_instances()}
    return [folder for folder in folders if folder.root in opened]


async def revoke_folder_trust(call: Call) -> bool:
    """Whether there was a decision to forget; the folder asks again."""
    query: RevokeQuery = call.query
    try:
        forgotten = await asyncio.to_thread(TrustStore(call.server.data_folder).forget_folder, query.root)
    except OSError as problem:
        raise InternalError(f"Could not forget the decision: {describe_failed_write(problem)}.") from problem
    if forgotten:
        await _reload_folder(call, query.root)
    return forgotten


async def _describe_trust(call: Call, configuration: Configuration, in_force: Configuration | None) -> FolderTrust:
    """`in_force` is what was read when the folder was opened, unless it was closed since."""
    problems = tuple(escape_surrogates(str(problem)) for problem in configuration.problems)
    unreadable = await asyncio.to_thread(list_unreadable_files, configuration)
    earlier = in_force.trust if in_force is not None else configuration.trust
    return msgspec.structs.replace(
        configuration.trust.to_folder_trust(call.instance.directory),
        problems=problems,
        unused=tuple(escape_surrogates(str(problem)) for problem in unreadable),
        is_earlier_in_force=earlier.is_trusted and earlier.digest != configuration.trust.digest,
    )


async def _load_config(call: Call) -> Configuration:
    decisions = TrustStore(call.server.data_folder)
    return await asyncio.to_thread(load_directory_config, call.instance.directory, call.instance.worktree, decisions)


async def _reload_folder(call: Call, root: str) -> None:
    """Dispose of every instance of the folder; the next request opens it with what is in force then."""
    for instance in call.server.instances.list_open_instances():
        if instance.config.trust.root_name == root:
            updated = TrustUpdated(directory=instance.directory, root=root)
            call.server.bus.publish_event(TRUST_EVENT, to_json_values(updated), instance.directory)
            await call.server.instances.dispose_instance(instance.directory)


ROUTES = (
    Route(
        "GET",
        "/octui/trust",
        get_folder_trust,
        "What the folder's files ask for, and what was decided",
        answer=FolderTrust,
    ),
    Route(
        "POST",
        "/octui/trust",
        decide_folder_trust,
        "Trust the folder, or use only what is harmless",
        body=TrustChoice,
        answer=FolderTrust,
    ),
    Route(
        "GET",
        "/octui/trust/folders",
        list_trusted_folders,
        "All decisions about folders",
        answer=list[TrustedFolder],
    ),
    Route(
        "DELETE",
        "/octui/trust/folders",
        revoke_folder_trust,
        "Forget the decisions about a folder",
        query=RevokeQuery,
        answer=bool,
        scope="server",
    ),
)
