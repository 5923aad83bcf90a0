"""Which session a run continues, or the new one it begins, and with which agent and model."""

from collections.abc import Iterable

from octui.backend.server_info import ServerInfo
from octui.client import Client, NotFound
from octui.client.model_ids import ModelName
from octui.headless.connection import CommandFailed
from octui.headless.run.options import RunOptions
from octui.wire.messages import MessageModel
from octui.wire.sessions import Session

MAX_SESSIONS = 1_000
"""How many sessions are looked through for the last one: old servers order them by creation."""

TITLE_LENGTH = 50


def make_client(server: ServerInfo, directory: str) -> Client:
    return Client(server.url, directory=directory, credentials=server.credentials, health=server.health)


async def fetch_session(client: Client, session_id: str) -> Session:
    """The session with this id; raises CommandFailed if there is none."""
    try:
        return await client.sessions.get(session_id)
    except NotFound:
        raise CommandFailed(f"There is no session {session_id} on {client.url}.") from None


async def find_last_session(client: Client) -> Session | None:
    """The session of the directory that changed last, subagents' aside."""
    listed = await client.sessions.list(roots=True, limit=MAX_SESSIONS)
    return next((session for session in listed if session.parent_id is None), None)


async def choose_session(client: Client, options: RunOptions) -> Session:
    """The session the options ask for: a given one, the last, a fork of either, or a new one."""
    chosen = None
    if options.session is not None:
        chosen = await fetch_session(client, options.session)
    elif options.continue_:
        chosen = await find_last_session(client)
    title = options.title
    if title == "":
        words = options.prompt.split("\n", 1)[0]
        title = words if len(words) <= TITLE_LENGTH else f"{words[:TITLE_LENGTH]}…"
    if chosen is None:
        return await client.sessions.create(title=title)
    if options.fork:
        chosen = await client.sessions.fork(chosen.id, directory=chosen.directory)
    if title:
        chosen = await client.sessions.rename(chosen.id, title, directory=chosen.directory)
    return chosen


async def choose_model(client: Client, options: RunOptions) -> ModelName | None:
    """The model that was named; raises CommandFailed if the server has none of that name.

    A model the server does not know would stick to its session, and its next prompts fail too.
    """
    if options.model is None:
        return None
    provider_id, _, model_id = options.model.partition("/")
    providers = await client.providers.list()
    model = providers.find_model(provider_id, model_id)
    if model is None:
        known = [f"{provider.id}/{name}" for provider in providers.providers for name in provider.models]
        raise CommandFailed(f"There is no model {options.model} on this server. {_suggest(options.model, known)}")
    if options.variant is not None and options.variant not in (model.variants or {}):
        offered = _join_names(model.variants or ()) or "none"
        raise CommandFailed(f"{options.model} has no thinking effort {options.variant}; it offers: {offered}.")
    return MessageModel(provider_id=provider_id, model_id=model_id, variant=options.variant)


async def check_agent(client: Client, name: str | None) -> None:
    """Raise CommandFailed if an agent was named that the server does not have."""
    if name is None:
        return
    names = [agent.name for agent in await client.catalog.list_agents() if agent.is_selectable]
    if name not in names:
        raise CommandFailed(f"There is no agent {name} on this server. It has {_join_names(names)}.")


async def check_command(client: Client, name: str) -> None:
    """Raise CommandFailed if the server does not have this command."""
    names = sorted(command.name for command in await client.catalog.list_commands())
    if name not in names:
        raise CommandFailed(f"There is no command {name} on this server. It has {_join_names(names)}.")


def _suggest(name: str, known: list[str]) -> str:
    import difflib  # only a mistake waits for it

    near = difflib.get_close_matches(name, known, n=3) or known[:3]
    return f"Did you mean {' or '.join(near)}?" if near else "It has no models yet: /connect in octui adds a provider."


def _join_names(names: Iterable[str]) -> str:
    return ", ".join(names)
