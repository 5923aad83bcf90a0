"""What the stream loses is found by comparing with the server, and a stream that loses nothing costs one request."""

import asyncio
import re

import pytest

from octui.client import Client
from octui.store import selectors
from tests.support.chaos.chaos_proxy import ChaosProxy, Faults, run_chaos_proxy
from tests.support.chaos.chaos_round import is_turn_over, wait_for_equality
from tests.support.chaos.synchronised_client import SynchronisedClient, synchronise_client
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.support.scripted_stream import BEAT

pytestmark = [pytest.mark.real, pytest.mark.slow]

PATIENCE_SECONDS = 90.0
TURNS = 5
EVERY_SERVER = pytest.mark.parametrize("server", [NEWEST, OLDEST, EMBEDDED], indirect=True)
PROMPT = (
    'think one two three\nsay hello\nmarkdown 2\ntool glob {"pattern": "*.md"}\ntool read {"filePath": "README.md"}'
)


def is_end_of_turn(frame: bytes) -> bool:
    return b"session.idle" in frame or (b"session.status" in frame and b'"idle"' in frame)


def is_spared(frame: bytes) -> bool:
    return b"server.connected" in frame or is_end_of_turn(frame)


async def wait_for_turns(follower: SynchronisedClient, server: RealServer, project: Project, turns: int = 1) -> None:
    """Wait until this many turns are over and what is shown is what the server holds."""
    async with (
        Client(server.url, directory=project.directory) as direct,
        synchronise_client(server.url, project.directory) as unspoilt,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        unspoilt.shown = follower.shown
        await unspoilt.resync.load_newest_page(follower.shown)
        await unspoilt.wait_until(lambda: is_turn_over(unspoilt, turns))
        await wait_for_equality(follower, direct)


@EVERY_SERVER
async def test_a_stream_that_loses_a_quarter_of_its_frames_ends_in_the_servers_page(
    server: RealServer, project: Project
) -> None:
    faults = Faults(seed=1, drop=0.25, spares=is_spared)
    async with (
        run_chaos_proxy(server.url, faults) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
    ):
        session_id = await follower.open_session()
        for turn in (1, 2):
            await follower.client.prompts.send(session_id, PROMPT)
            await wait_for_turns(follower, server, project, turn)
        assert proxy.counts["drop"] > 0
        await follower.wait_until(lambda: not selectors.is_busy(follower.store.state, session_id))


@EVERY_SERVER
async def test_duplicated_reordered_and_unreadable_frames_end_in_the_servers_page(
    server: RealServer, project: Project
) -> None:
    faults = Faults(seed=3, duplicate=0.3, reorder=0.3, garbage=0.3, trickle=0.2, spares=is_spared)
    async with (
        run_chaos_proxy(server.url, faults) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
    ):
        session_id = await follower.open_session()
        await follower.client.prompts.send(session_id, PROMPT)
        await wait_for_turns(follower, server, project)


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_a_turn_of_which_nothing_was_heard_is_found_at_the_next_heartbeats(
    server: RealServer, project: Project
) -> None:
    # As 1.18 reports a turn that breaks off, in a directory whose name has an encoded character.
    heard = (b"server.connected", b"session.created", b'"role":"user"')
    faults = Faults(loses=lambda frame: not any(sign in frame for sign in heard))
    async with (
        run_chaos_proxy(server.url, faults) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
    ):
        session_id = await follower.open_session()
        await follower.client.prompts.send(session_id, "say hello")
        state = follower.store.state
        await follower.wait_until(lambda: selectors.find_last_prompt(state, session_id) is not None)
        proxy.inject_frame(BEAT * 3)
        await wait_for_turns(follower, server, project)
        assert selectors.get_last_answer_text(state, session_id) == "hello"


@EVERY_SERVER
async def test_a_lost_end_of_a_turn_is_found_at_the_next_heartbeats(server: RealServer, project: Project) -> None:
    faults = Faults(loses=is_end_of_turn)
    async with (
        run_chaos_proxy(server.url, faults) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
    ):
        session_id = await follower.open_session()
        await follower.client.prompts.send(session_id, "say hello")
        await follower.wait_until(lambda: selectors.is_busy(follower.store.state, session_id))
        await wait_for_turns(follower, server, project)
        assert selectors.is_busy(follower.store.state, session_id)
        proxy.inject_frame(BEAT + BEAT)
        await follower.wait_until(lambda: not selectors.is_busy(follower.store.state, session_id))


@EVERY_SERVER
async def test_a_permission_whose_event_was_lost_is_found_at_the_next_heartbeats(
    server: RealServer, project: Project
) -> None:
    faults = Faults(loses=lambda frame: b"permission.asked" in frame)
    async with (
        run_chaos_proxy(server.url, faults) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
        synchronise_client(server.url, project.directory) as unspoilt,
    ):
        session_id = await follower.open_session()
        await follower.client.prompts.send(session_id, "run echo hello")
        await unspoilt.wait_until(lambda: bool(unspoilt.store.state.permissions))
        assert not follower.store.state.permissions
        proxy.inject_frame(BEAT + BEAT)
        await follower.wait_until(lambda: bool(follower.store.state.permissions))


@EVERY_SERVER
async def test_a_turn_of_which_nothing_was_lost_costs_one_request(server: RealServer, project: Project) -> None:
    async with (
        run_chaos_proxy(server.url, Faults()) as proxy,
        synchronise_client(proxy.url, project.directory) as follower,
    ):
        session_id = await follower.open_session()
        await follower.wait_until(lambda: bool(follower.store.state.agents))
        costs: list[list[str]] = []
        # A page that overtakes its events shows what they will say, and is taken for proof that they were lost.
        while len(costs) < 2 or (costs.count([]) == 0 and len(costs) < TURNS):
            mark = len(proxy.requests)
            await follower.client.prompts.send(session_id, PROMPT)
            await wait_for_turns(follower, server, project, len(costs) + 1)
            await proxy.wait_until_asked(lambda: bool(find_checks(proxy, mark)))  # noqa: B023
            limit = re.search(r"limit=(\d+)", find_checks(proxy, mark)[0])
            assert limit is not None
            assert int(limit[1]) <= 6
            costs.append(find_further_requests(proxy, mark))
        assert [] in costs, costs


def find_further_requests(proxy: ChaosProxy, mark: int) -> list[str]:
    """What was read since the mark but for one page of messages."""
    details = find_requests(proxy, mark, r"/permission|/session/status|/session/[^/]+/todo")
    return [*find_checks(proxy, mark)[1:], *details]


def find_checks(proxy: ChaosProxy, mark: int) -> list[str]:
    return find_requests(proxy, mark, r"/session/[^/]+/message")


def find_requests(proxy: ChaosProxy, mark: int, path: str) -> list[str]:
    """The targets of the GET requests for this path since the mark."""
    requests = proxy.requests[mark:]
    return [request.target for request in requests if request.method == "GET" and re.fullmatch(path, request.path)]
