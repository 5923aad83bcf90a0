"""What happens to the frames of a stream on their way, over one turn of the embedded server."""

import asyncio

import pytest

from tests.conftest import StartServer
from tests.support.chaos.chaos_proxy import Faults
from tests.support.chaos.chaos_round import check_turn, is_spared
from tests.support.real_opencode import EMBEDDED, Project

pytestmark = pytest.mark.slow


def is_whole_text(frame: bytes) -> bool:
    """The frame that repeats a text once it is whole, which would mend what its pieces made of it."""
    return b"message.part.updated" in frame and b'"type":"text"' in frame and b'"end":' in frame


@pytest.mark.parametrize(
    ("faults", "made"),
    [
        (Faults(seed=5, cut_frame=0.15, spares=is_spared), ["cut_frame"]),
        (
            Faults(seed=3, duplicate=0.3, reorder=0.3, garbage=0.3, trickle=0.2, loses=is_whole_text, spares=is_spared),
            ["duplicate", "reorder", "garbage", "trickle"],
        ),
    ],
    ids=["cut", "mixed up"],
)
async def test_a_turn_ends_in_the_servers_page_whatever_happens_to_its_frames(
    faults: Faults, made: list[str], start_server: StartServer, project: Project
) -> None:
    server = await asyncio.to_thread(start_server, EMBEDDED)
    await asyncio.to_thread(server.trust_folder, project.directory)
    counts = await check_turn(server.url, project.directory, faults)
    assert all(counts[fault] for fault in made)
