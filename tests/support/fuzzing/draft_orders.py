"""Prompts typed, sent and left in every order, against a server whose answers and events come in any order.

The program is the real one, in process, on a real server behind an `OrderProxy`. Every word that is typed is another
one, so that afterwards each can be counted: it is on the server, in the queue or in a draft, in exactly one of them
and only once, and where it was sent no prompt shows it again. Words are the ends of other words, prompts are edited on
their way, and some are commands for the shell: what was typed as a prompt never runs there.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Final

from textual import events
from textual.pilot import Pilot

from octui.client import Client
from octui.config.drafts import DraftStore
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.composer.widget import Composer
from octui.wire.messages import Message
from octui.wire.parts import ToolPart
from tests.support.fuzzing.order_proxy import OrderProxy, list_fates, run_order_proxy
from tests.support.real_opencode import Project, RealServer
from tests.support.waiting import is_connected

NO_OPERATION: Final = ": "
"""What a shell command begins with that does nothing."""

PATIENCE_SECONDS: Final = 40.0
"""After which something that was to happen never will."""

WORKERS: Final = ("prompts", "held prompts", "queue", "draft", "disk")
"""The groups of what is still being sent or written."""


class DraftOrders:
    """One person who types, sends and goes to and fro while the server answers when it likes."""

    def __init__(self, app: OctuiApp, pilot: Pilot[int], proxy: OrderProxy, random: Random, *, has_slow: bool) -> None:
        self.app = app
        self.pilot = pilot
        self.proxy = proxy
        self.random = random
        self.steps: list[str] = []
        """What was done so far, to be read in a failure."""
        self._fates = list_fates(has_slow=has_slow)
        self._typed: dict[str, str] = {}
        """Each word, and the session it was typed in; `""` for a new one."""
        self._deleted: dict[str, bool] = {}
        """Each word that was deleted again, and whether it may have been sent by then."""
        self._commands: set[str] = set()
        """Words that were typed as a command for the shell."""
        self._choices: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self.type_word, 5),
            (self.press_enter, 4),
            (self.delete_word, 1),
            (self.begin_command, 1),
            (self.open_new_session, 2),
            (self.open_other_session, 2),
            (self.show_overview, 1),
            (self.choose_fate, 3),
            (self.release_answers, 2),
            (self.hold_events, 1),
            (self.release_events, 1),
            (self.cut_streams, 1),
            (self.wait_a_moment, 2),
        ]

    async def run_steps(self, count: int) -> None:
        """So many steps, and after each: nothing that was sent is shown again."""
        choices, weights = zip(*self._choices, strict=True)
        for _ in range(count):
            await self.random.choices(choices, weights)[0]()
            await self._take_turns(self.random.choice((0, 1, 3, 10)))
            if self.steps:
                self.steps[-1] += f"  [{self._shown}]"
            await self.check_sent_words()

    # What a person does.

    async def type_word(self) -> None:
        """A word of its own, key by key; now and then one that has the agent ask for a permission."""
        number = len(self._typed) + len(self._deleted)
        # Each second word is the end of the one before it.
        word = f"w{number // 2:03}" if number % 2 else f"xw{number // 2:03}"
        await self._wait_for_composer()
        composer = self._composer
        self._note(f"type {word}")
        begin = ""
        if not composer.text:
            begin = NO_OPERATION if composer.shell else "run echo " if self.random.random() < 0.2 else ""
        composer.focus()
        for character in f"{begin}{word} ":
            self.app.post_message(events.Key("space" if character == " " else character, character))
        await self.wait_until(lambda: bool(self._find_composers(word)), f"{word} typed")
        shown = self._find_composers(word)[0]
        self._typed[word] = shown.session_id
        if shown.shell:
            self._commands.add(word)

    async def delete_word(self) -> None:
        """Delete the last word of the prompt; of what is on its way only what is held until there is a connection."""
        await self._wait_for_composer()
        composer = self._composer
        composer.focus()
        await self.pilot.pause()
        words, sent = composer.text.split(), composer.sent_prompt
        if not words or words[-1] not in self._typed or not composer.text.endswith(f"{words[-1]} "):
            return
        word = words[-1]
        if sent is not None and not sent.is_held and word in sent.prompt.text.split():
            return
        self._note(f"delete {word}")
        rest = composer.text.removesuffix(f"{word} ")
        self.app.post_message(events.Key("ctrl+end", None))
        for _ in f"{word} ":
            self.app.post_message(events.Key("backspace", None))

        def is_front() -> bool:
            return self.app.context.composer is composer

        def is_deleted() -> bool:
            """Every key was handled: not even the beginning of the word is left."""
            return not any(word.startswith(each) for each in composer.text.split())

        await self.wait_until(lambda: is_deleted() or not is_front(), f"{word} deleted")
        # Elsewhere the keys may have met another text, or came after it was sent.
        self._deleted[word] = composer.text != rest or not is_front()
        del self._typed[word]

    async def begin_command(self) -> None:
        await self._wait_for_composer()
        composer = self._composer
        if composer.text or composer.shell:
            return
        self._note("begin a command")
        composer.focus()
        self.app.post_message(events.Key("exclamation_mark", "!"))
        await self.pilot.pause()

    async def press_enter(self) -> None:
        self._note("enter")
        self.app.post_message(events.Key("enter", "\r"))

    async def open_new_session(self) -> None:
        self._note("new session")
        self.app.controllers.sessions.start_session()
        await self._wait_for_composer()

    async def open_other_session(self) -> None:
        sessions = sorted(self.app.context.store.state.sessions)
        if sessions:
            await self.open_session(self.random.choice(sessions))

    async def open_session(self, session_id: str) -> None:
        self._note(f"open {session_id}")
        self.app.controllers.sessions.open_chat(session_id)
        await self._wait_for_composer()

    async def show_overview(self) -> None:
        self._note("overview")
        self.app.controllers.sessions.show_sessions()
        await self._wait_for_composer()

    async def wait_a_moment(self) -> None:
        self._note("wait")
        await asyncio.sleep(self.random.uniform(0.0, 0.15))

    # What becomes of it on the way.

    async def choose_fate(self) -> None:
        fate = self.random.choice(self._fates)
        self._note(f"the next request is {fate}")
        self.proxy.choose_fate(fate)

    async def release_answers(self) -> None:
        self._note("release answers")
        self.proxy.release_answers()

    async def hold_events(self) -> None:
        self._note("hold events")
        self.proxy.hold_events()

    async def release_events(self) -> None:
        self._note("release events")
        self.proxy.release_events()

    async def cut_streams(self) -> None:
        self._note("cut the event stream")
        self.proxy.cut_streams()

    # What holds.

    async def check_sent_words(self) -> None:
        """The prompt in front, if it is not on its way, holds no word that the server is known to have.

        A screen that has just come to the front brings its prompt in line first.
        """
        await self.wait_until(lambda: not self._list_words_shown_again(), "what was sent leaves the prompt")

    def _list_words_shown_again(self) -> set[str]:
        state, composer = self.app.context.store.state, self.app.context.composer
        if composer is None or composer.sent_prompt is not None:
            return set()
        return {
            word
            for message in state.messages.values()
            if message.info is not None and message.info.role == "user"
            for word in selectors.get_prompt_text(state, message.id).split()
            if word in self._typed and word in composer.text.split()
        }

    async def settle(self, client: Client) -> None:
        """Let everything arrive and everything that waits be sent."""
        self._note("settle")
        self.proxy.calm_down()
        # Keys are handled in their order: once this word is there, every Enter before it was handled.
        await self.type_word()
        state = self.app.context.store.state
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._is_settled():
            assert time.monotonic() < until, f"never settled\n{self._story}"
            if state.connection.status is ConnectionStatus.LIVE:
                for permission in await client.permissions.list():
                    await client.permissions.reply(permission.id, "once", None)
                for session_id in list(state.sessions):
                    self.app.controllers.prompt_queue.resume_queue(session_id)
            await self.pilot.pause(0.05)

    def _is_settled(self) -> bool:
        context = self.app.context
        state, queue, composer = context.store.state, self.app.controllers.prompt_queue, context.composer
        return (
            state.connection.status is ConnectionStatus.LIVE
            # A screen that is about to open has none yet.
            and composer is not None
            and composer.sent_prompt is None
            and not any(worker.group in WORKERS and not worker.is_finished for worker in self.app.workers)
            and not any(queue.get_queue(session_id).prompts for session_id in state.sessions)
            and not any(selectors.is_busy(state, session_id) for session_id in state.sessions)
        )

    async def check_every_word(self, client: Client) -> None:
        """Each word is in one place, once, and that is where it was typed or the session that was made for it."""
        await self.wait_until(
            lambda: self._composer.text.split() == self._read_words(self._composer.session_id), "saved"
        )
        where = {f"sent to {session}": words for session, words in (await self._read_server(client)).items()}
        where |= {f"draft of {place or 'a new session'}": words for place, words in self._read_drafts(where).items()}
        counts = Counter(word for words in where.values() for word in words)
        story = "\n".join(f"{place}: {' '.join(words)}" for place, words in where.items())
        wrong = {word: counts[word] for word in self._typed if counts[word] != 1}
        wrong |= {word: counts[word] for word, may_be in self._deleted.items() if counts[word] > may_be}
        assert not wrong, f"how often each is there: {wrong}\n{story}\n{self._story}"
        run = await self._read_commands(client)
        assert run <= self._commands, f"prompts that ran in a shell: {run - self._commands}\n{story}\n{self._story}"
        for place, words in where.items():
            strayed = [word for word in words if self._typed.get(word, "") not in place]
            assert not strayed, f"not where they were typed: {strayed} in {place}\n{story}\n{self._story}"

    async def _read_server(self, client: Client) -> dict[str, list[str]]:
        """The words of each session's prompts."""
        held: dict[str, list[str]] = {}
        for session in await client.sessions.list():
            page = await client.messages.list(session.id)
            texts = [
                getattr(part, "text", "")
                for message in page.messages
                if message.info.role == "user"
                for part in message.parts
            ]
            texts += list_commands(page.messages)
            held[session.id] = [word for text in texts for word in text.split() if self._is_word(word)]
        return held

    async def _read_commands(self, client: Client) -> set[str]:
        """The words that ran in a shell, whatever else was in its command."""
        pages = [await client.messages.list(session.id) for session in await client.sessions.list()]
        commands = [command for page in pages for command in list_commands(page.messages)]
        return {word for command in commands for word in command.split() if self._is_word(word)}

    def _is_word(self, word: str) -> bool:
        return word in self._typed or word in self._deleted

    def _read_drafts(self, sessions: dict[str, list[str]]) -> dict[str, list[str]]:
        """The words of each draft as it is on disk; what a composer shows of it is the same."""
        places = ("", *(name.removeprefix("sent to ") for name in sessions))
        held = {session_id: self._read_words(session_id) for session_id in places}
        return {
            place: [word for word in map(remove_mark, words) if self._is_word(word)] for place, words in held.items()
        }

    def _read_words(self, session_id: str) -> list[str]:
        """The words of a draft as it is on disk."""
        context = self.app.context
        draft = DraftStore().load_draft(context.server_name, session_id or context.working_directory)
        return draft.text.split() if draft else []

    @property
    def _shown(self) -> str:
        composer = self.app.context.composer
        if composer is None:
            return "no prompt"
        place = composer.session_id or ("new session" if self.app.screen is self.app.context.chat else "overview")
        return f"{place}{' sends' if composer.sent_prompt else ''}: {composer.text}"

    @property
    def _composer(self) -> Composer:
        composer = self.app.context.composer
        assert composer is not None
        return composer

    def _find_composers(self, word: str) -> list[Composer]:
        """Those that show a word."""
        return [composer for composer in self._list_composers() if word in composer.text.split()]

    def _list_composers(self) -> list[Composer]:
        screens = (self.app.context.chat, self.app.context.home)
        return [screen.composer for screen in screens if screen is not None and screen.is_mounted]

    async def _wait_for_composer(self) -> None:
        """Until the prompt of the screen in front takes keys."""

        def is_ready() -> bool:
            composer = self.app.context.composer
            return composer is not None and composer.has_focus_within and composer.screen is self.app.screen

        await self.wait_until(is_ready, "a prompt")

    async def wait_until(self, is_true: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_true():
            assert time.monotonic() < until, f"never: {what}; now {self._shown}\n{self._story}"
            await asyncio.sleep(0.002)

    async def _take_turns(self, count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    def _note(self, step: str) -> None:
        self.steps.append(step)

    @property
    def _story(self) -> str:
        return "\n".join(f"{number:3} {step}" for number, step in enumerate(self.steps))


def list_commands(messages: Sequence[Message]) -> list[str]:
    """The commands that a person had run; those of the agent begin with another word."""
    parts = [part for message in messages for part in message.parts if isinstance(part, ToolPart)]
    commands = [str(part.state.input.get("command", "")) for part in parts]
    return [command for command in commands if not command.startswith("echo ")]


def remove_mark(word: str) -> str:
    """A word without the `!` of a command in a prompt."""
    return word.removeprefix("!")


@asynccontextmanager
async def open_draft_orders(
    server: RealServer, project: Project, seed: int, *, has_slow: bool
) -> AsyncIterator[DraftOrders]:
    """A program that is connected; at the end everything settles, and AssertionError names a word not in its place."""
    async with (
        run_order_proxy(server.port) as (proxy, front),
        Client(server.url, directory=project.directory) as client,
    ):
        options = Options(directory=project.path, server=front.url, server_directory=project.directory)
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(100, 30)) as pilot:
            orders = DraftOrders(app, pilot, proxy, Random(seed), has_slow=has_slow)
            state = app.context.store.state
            await orders.wait_until(lambda: is_connected(state), "connected")
            yield orders
            await orders.settle(client)
            await orders.check_sent_words()
            await orders.check_every_word(client)


async def run_draft_orders(server: RealServer, project: Project, seed: int, count: int, *, has_slow: bool) -> None:
    """So many steps in one program, after which each word is to be in its place."""
    async with open_draft_orders(server, project, seed, has_slow=has_slow) as orders:
        await orders.run_steps(count)
