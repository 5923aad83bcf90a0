"""The fuzzers by name: each is called with a seed, and raises if octui did something wrong."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from octui import VERSION
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.chaos_round import run_chaos_round
from tests.support.fuzzing.hostile_content import check_hostile_content
from tests.support.fuzzing.hostile_values import fuzz_events, fuzz_history
from tests.support.fuzzing_terminal import fuzz_terminal_parser
from tests.support.real_opencode import make_project
from tests.support.scripted_model import ScriptedModel
from tests.ui.approvals.key_bursts import run_key_bursts
from tests.ui.approvals.typing_bursts import simulate_bursts

BURSTS = 200
"""Typing bursts a round."""

KEY_BURSTS = 100
"""Bursts of real key events a round, in virtual time: a hundred rounds are 10,000."""


def check_typing_bursts(seed: int) -> None:
    """Nothing typed around a card decides it, and a deliberate press does."""
    count = simulate_bursts(BURSTS, seed)
    assert count.unmeant == 0, f"{count.unmeant} decisions by {count.presses} keys that were not meant for a card"
    assert count.unheard == 0, f"{count.unheard} deliberate presses were not heard"


def check_key_bursts(seed: int) -> None:
    """The same with the real dock, prompt and key events."""
    count = run_key_bursts(KEY_BURSTS, seed)
    assert not count.unmeant, f"decided by keys that were not meant for a card: {count.unmeant}"
    assert count.unheard == 0, f"{count.unheard} deliberate presses were not heard"


FUZZERS: dict[str, Callable[[int], None] | None] = {
    "terminal": fuzz_terminal_parser,
    "events": fuzz_events,
    "history": fuzz_history,
    "content": check_hostile_content,
    "typing": check_typing_bursts,
    "keys": check_key_bursts,
    "chaos": None,
}
"""None for one that needs a server."""


def prepare_fuzzer(name: str, resources: ExitStack) -> Callable[[int], None]:
    """A fuzzer with everything it needs, which lives as long as `resources`."""
    fuzz = FUZZERS[name]
    return _prepare_chaos(resources) if fuzz is None else fuzz


def _prepare_chaos(resources: ExitStack) -> Callable[[int], None]:
    """A proxy that spoils a server's stream, and a client that must end up with what the server holds."""
    folder = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="octui-soak-")))
    model = ScriptedModel().start()
    resources.callback(model.stop)
    project = make_project(folder / "shop", model.url)
    server = EmbeddedServer(VERSION, folder / "home")
    (folder / "home").mkdir()
    server.start()
    resources.callback(server.kill)
    server.trust_folder(project.directory)
    return lambda seed: run_chaos_round(server.url, project.directory, seed)
