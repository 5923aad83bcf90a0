"""The slash commands of line mode."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from octui.client import Client
from octui.headless.plain.output import PlainOutput
from octui.wire.parts import TextPart
from octui.wire.sessions import Session

HELP: Final = """\
Type a prompt and press Enter. A line that ends with \\ continues in the next one.
/new            start a new session
/sessions       list the sessions of this directory and open one
/model [NAME]   choose the model
/agent [NAME]   choose the agent
/undo           undo the last prompt, its answer and its file changes
/help           this text
/quit           leave
Other slash names are commands of the server. Ctrl+C interrupts a run, and leaves when nothing runs."""

MAX_SESSIONS: Final = 20
MAX_MESSAGES: Final = 50
"""Among how many of the newest messages the last prompt is looked for."""

Choose = Callable[[str, Sequence[str]], Awaitable[int | None]]


@dataclass(slots=True)
class ChatState:
    """What the next prompt goes to; `session` None is a new one."""

    session: Session | None = None
    model: str | None = None
    """As `provider/model`; None leaves it to the server."""
    agent: str | None = None


class PlainCommands:
    """Each changes the state, and says what it changed."""

    def __init__(self, client: Client, state: ChatState, output: PlainOutput, choose: Choose) -> None:
        self._client = client
        self._state = state
        self._output = output
        self._choose = choose

    def begin_session(self) -> None:
        self._state.session = None
        self._output.write_line("The next prompt starts a new session.")

    async def choose_session(self) -> Session | None:
        """Let the user open one of the newest sessions; returns it."""
        listed = (await self._client.sessions.list(roots=True, limit=MAX_SESSIONS))[:MAX_SESSIONS]
        if not listed:
            self._output.write_line("There are no sessions in this directory yet.")
            return None
        chosen = await self._choose("Open session", [_describe_session(session) for session in listed])
        if chosen is None:
            return None
        self._state.session = listed[chosen]
        return listed[chosen]

    async def undo_last_prompt(self) -> None:
        """Take back the newest prompt that is not taken back yet."""
        session = self._state.session
        if session is not None:
            page = await self._client.messages.list(session.id, limit=MAX_MESSAGES)
            undone_from = session.revert.message_id if session.revert is not None else None
            for message in reversed(page.messages):
                if message.info.role == "user" and (undone_from is None or message.info.id < undone_from):
                    self._state.session = await self._client.sessions.revert(session.id, message.info.id)
                    text = next((part.text for part in message.parts if isinstance(part, TextPart)), "")
                    self._output.write_line(f"Undone: {text.partition(chr(10))[0]}")
                    return
        self._output.write_line("There is no prompt to undo.")

    async def choose_model(self, name: str) -> None:
        providers = await self._client.providers.list()
        names = [f"{provider.id}/{model}" for provider in providers.providers for model in provider.models]
        if (chosen_name := await self._choose_name("model", name, names)) is not None:
            self._state.model = chosen_name
            self._output.write_line(f"Model: {chosen_name}")

    async def choose_agent(self, name: str) -> None:
        names = [agent.name for agent in await self._client.catalog.list_agents() if agent.is_selectable]
        if (chosen_name := await self._choose_name("agent", name, names)) is not None:
            self._state.agent = chosen_name
            self._output.write_line(f"Agent: {chosen_name}")

    async def _choose_name(self, kind: str, name: str, names: Sequence[str]) -> str | None:
        """The one that was named, or the one chosen among those whose name has the word in it."""
        if name in names:
            return name
        offered = [known for known in names if name.lower() in known.lower()]
        if not offered:
            self._output.write_line(f"There is no {kind} “{name}”." if name else f"The server has no {kind}s.")
            return None
        chosen = await self._choose(kind.capitalize(), offered)
        return offered[chosen] if chosen is not None else None


def _describe_session(session: Session) -> str:
    when = datetime.fromtimestamp(session.time.updated / 1000)  # the user's own time
    return f"{session.display_title or session.id}, {when:%Y-%m-%d %H:%M}"
