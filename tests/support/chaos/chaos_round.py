"""One turn over a spoilt stream: what the client shows in the end is what the server holds."""

import asyncio
import random

from octui.client import Client
from octui.store import selectors
from tests.support.chaos.chaos_proxy import Faults, run_chaos_proxy
from tests.support.chaos.synchronised_client import SynchronisedClient, synchronise_client

PROMPT = (
    'think one two three\nsay hello\nmarkdown 2\ntool glob {"pattern": "*.md"}\ntool read {"filePath": "README.md"}'
)
ROUND_SECONDS = 60.0
COMPARISON_SECONDS = 2.0
"""How long what was read of the server is taken for its newest state."""


def is_spared(frame: bytes) -> bool:
    """The greeting, and the end of a turn: a lost one is found at the next heartbeats only, half a minute later."""
    return (
        b"server.connected" in frame or b"session.idle" in frame or (b"session.status" in frame and b'"idle"' in frame)
    )


def make_faults(seed: int) -> Faults:
    """Some faults of frames, each as likely as the dice say."""
    dice = random.Random(seed)
    kinds = ("drop", "duplicate", "reorder", "garbage", "trickle", "cut_frame")
    chosen = dice.sample(kinds, dice.randint(1, len(kinds)))
    likelihood = {kind: dice.uniform(0.05, 0.4) if kind != "cut_frame" else dice.uniform(0.01, 0.05) for kind in chosen}
    return Faults(
        seed=seed,
        drop=likelihood.get("drop", 0.0),
        duplicate=likelihood.get("duplicate", 0.0),
        reorder=likelihood.get("reorder", 0.0),
        garbage=likelihood.get("garbage", 0.0),
        trickle=likelihood.get("trickle", 0.0),
        cut_frame=likelihood.get("cut_frame", 0.0),
        spares=is_spared,
    )


def run_chaos_round(url: str, directory: str, seed: int) -> None:
    """Raise AssertionError if the client does not end up with what the server holds."""
    asyncio.run(check_turn(url, directory, make_faults(seed)))


async def check_turn(url: str, directory: str, faults: Faults) -> dict[str, int]:
    """Have a prompt answered, followed over a spoilt stream; returns how often each fault was made."""
    async with (
        Client(url, directory=directory) as direct,
        synchronise_client(url, directory) as unspoilt,
        run_chaos_proxy(url, faults) as proxy,
        synchronise_client(proxy.url, directory) as follower,
    ):
        session_id = await unspoilt.open_session()
        follower.shown = session_id
        await follower.resync.load_newest_page(session_id)
        await direct.prompts.send(session_id, PROMPT)
        await unspoilt.wait_until(lambda: is_turn_over(unspoilt))
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                await wait_for_equality(follower, direct)
        except TimeoutError:
            raise AssertionError(f"what is shown differs from the server's page after {proxy.counts}") from None
        return proxy.counts


def is_turn_over(client: SynchronisedClient, turns: int = 1) -> bool:
    """Whether this many prompts are answered, and nothing runs."""
    shown = client.list_shown_messages()
    if sum(message.info.role == "user" for message in shown) < turns:
        return False
    is_answered = bool(shown) and shown[-1].info.role == "assistant" and bool(shown[-1].info.time.completed)
    return is_answered and not selectors.is_busy(client.store.state, client.shown)


async def wait_for_equality(follower: SynchronisedClient, direct: Client) -> None:
    """Wait until what is shown is what the server holds."""
    while True:
        held = list((await direct.messages.list(follower.shown)).messages)
        try:
            async with asyncio.timeout(COMPARISON_SECONDS):
                await follower.wait_until(lambda: follower.list_shown_messages() == held)  # noqa: B023
            return
        except TimeoutError:
            # The server may have gone on meanwhile, by a title for instance.
            continue
