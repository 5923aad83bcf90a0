"""The fuzzers by name: each is called with a seed, and raises if octui did something wrong."""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from pytest import MonkeyPatch

from octui import VERSION
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.chaos_round import run_chaos_round
from tests.support.fuzzing.bash_scripts import try_scripts
from tests.support.fuzzing.draft_orders import run_draft_orders
from tests.support.fuzzing.hostile_code import check_hostile_code
from tests.support.fuzzing.hostile_content import check_hostile_content
from tests.support.fuzzing.hostile_values import fuzz_events, fuzz_history
from tests.support.fuzzing.terminal import fuzz_terminal_parser
from tests.support.real_opencode import Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel
from tests.ui.approvals.key_bursts import run_key_bursts
from tests.ui.approvals.typing_bursts import simulate_bursts

BURSTS = 200
"""Typing bursts a round."""

KEY_BURSTS = 100
"""Bursts of real key events a round, in virtual time: a hundred rounds are 10,000."""

SCRIPTS = 500
"""Shell scripts a round."""

DRAFT_STEPS = 60
"""What a person does in a round of drafts."""


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


def check_shell_scripts(seed: int) -> None:
    """What a rule allows runs nothing else in a real bash."""
    tried = try_scripts(range(seed * SCRIPTS, (seed + 1) * SCRIPTS))
    wrong = [f"{one.script!r} ran {one.ran}" for one in tried if one.ran]
    assert not wrong, "; ".join(wrong)


def check_chaos(server: RealServer, project: Project, seed: int) -> None:
    """A proxy spoils the server's stream, and the client ends up with what the server holds."""
    run_chaos_round(server.url, project.directory, seed)


def check_draft_orders(server: RealServer, project: Project, seed: int) -> None:
    """Each text that is typed is in one place, once, whatever the order of keys, answers and events."""
    with MonkeyPatch.context() as patch:
        patch.setenv("OCTUI_HOME", str(project.path.parent / f"octui{seed}"))
        asyncio.run(run_draft_orders(server, project, seed, DRAFT_STEPS, has_slow=True))


FUZZERS: Final[dict[str, Callable[[int], None]]] = {
    "terminal": fuzz_terminal_parser,
    "events": fuzz_events,
    "history": fuzz_history,
    "content": check_hostile_content,
    "code": check_hostile_code,
    "typing": check_typing_bursts,
    "keys": check_key_bursts,
    "scripts": check_shell_scripts,
}

SERVER_FUZZERS: Final[dict[str, Callable[[RealServer, Project, int], None]]] = {
    "chaos": check_chaos,
    "drafts": check_draft_orders,
}
"""Those that need a server and a project on it."""


def list_fuzzers() -> list[str]:
    return [*FUZZERS, *SERVER_FUZZERS]


def prepare_fuzzer(name: str, resources: ExitStack) -> Callable[[int], None]:
    """A fuzzer with everything it needs, which lives as long as `resources`."""
    if name in FUZZERS:
        return FUZZERS[name]
    folder = Path(resources.enter_context(tempfile.TemporaryDirectory(prefix="octui-soak-")))
    model = ScriptedModel().start()
    resources.callback(model.stop)
    server = EmbeddedServer(VERSION, folder / "home")
    (folder / "home").mkdir()
    server.start()
    resources.callback(server.kill)

    def fuzz(seed: int) -> None:
        project = make_project(folder / f"shop{seed}", model.url)
        server.trust_folder(project.directory)
        SERVER_FUZZERS[name](server, project, seed)

    return fuzz
