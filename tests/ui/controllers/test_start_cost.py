"""What happens before the first screen is complete, counted: otherwise each feature adds a little unnoticed."""

import subprocess
import sys
from collections import Counter
from pathlib import Path, PurePath
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

from octui.client import Client
from octui.start_cache.lifetime import save_start_cache, use_start_cache
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.theming.display import ThemeDisplay
from octui.ui.theming.stylesheet import FIRST_STYLES, GrowingStylesheet
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.chaos_proxy import Faults, run_chaos_proxy
from tests.support.real_opencode import Project
from tests.ui.live_app import open_live_app

pytestmark = pytest.mark.slow

MODULES_OF_OCTUI = 423
"""Imported before the first screen; load a feature's module when it is first used before you raise this."""


def test_the_first_screen_waits_for_a_bounded_number_of_modules() -> None:
    loads = "import sys, octui.cli, octui.ui.run, octui.ui.sessions.screen"
    show = f"{loads}; print(*[name for name in sys.modules if name.startswith('octui.')])"
    loaded = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split()
    assert len(loaded) <= MODULES_OF_OCTUI


def test_a_chat_that_shows_plain_text_files_and_diffs_load_no_terminal() -> None:
    screens = "octui.ui.chat.screen, octui.ui.files.browser_screen, octui.ui.diffs.viewer_screen"
    show = f"import sys, {screens}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split()
    assert not {"octui.term", "pyte", "wcwidth"} & {*loaded}


_OPEN_STREAM = """
import sys
from octui.client.address import parse_address
from octui.client.events.early_stream import EarlyStream
stream = EarlyStream(parse_address(sys.argv[1]), None)
stream.close()
assert stream._socket is not None
print(*sys.modules)
"""


def test_an_address_in_numbers_loads_no_tables_of_international_names(embedded: EmbeddedServer) -> None:
    command = [sys.executable, "-c", _OPEN_STREAM, embedded.url]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "encodings.idna" not in loaded


DATACLASSES_OF_OCTUI = 20
"""Whose methods are compiled before the first screen: see `octui.lazy_dataclasses`."""

_COUNT_DATACLASSES = """
import dataclasses
generated, generate = [], dataclasses._process_class
def count(cls, *options):
    generated.append(cls.__module__)
    return generate(cls, *options)
dataclasses._process_class = count
import octui.cli, octui.ui.app, octui.ui.chat.screen
print(*[module for module in generated if module.startswith("octui.")])
"""


def test_few_dataclasses_are_compiled_before_there_is_an_instance_of_them() -> None:
    run = subprocess.run([sys.executable, "-c", _COUNT_DATACLASSES], capture_output=True, text=True, check=True)
    assert len(run.stdout.split()) <= DATACLASSES_OF_OCTUI, run.stdout


@pytest.fixture(autouse=True)
def no_question(embedded: EmbeddedServer, project: Project) -> None:
    """The question whether the folder is trusted opens whenever it is quiet, with styles of its own."""
    embedded.trust_folder(project.directory)


@pytest.fixture(autouse=True)
def no_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr("octui.ui.app.START_SECONDS", 3600.0)
    monkeypatch.setattr("octui.ui.sync.resync.FIRST_SECONDS", 60.0)
    monkeypatch.setattr("octui.client.http.transport.PROBE_TIMEOUTS", (60.0,))


async def test_what_the_first_screen_shows_is_asked_for_first_and_once(
    embedded: EmbeddedServer, project: Project
) -> None:
    async with run_chaos_proxy(embedded.url, Faults()) as proxy, open_live_app(proxy, project) as live:
        asked = [request.path for request in proxy.requests]
        assert asked.count("/session/status") == asked.count("/permission") == 1
        # The second is asked once the stream greets: only then is the server known to send events.
        assert asked.count("/global/health") == 2
        assert asked.index("/session") < asked.index("/permission") < asked.index("/agent")
        assert "/doc" not in asked[: asked.index("/agent")]
        assert isinstance(live.app.stylesheet, GrowingStylesheet)
        missing = {PurePath(path).stem for path in live.app.stylesheet.find_missing_styles()}
        assert missing.isdisjoint(FIRST_STYLES)
        assert {"chat", "files", "panels"} <= missing


RESTYLED = 3
"""The prompt when it gets the focus, and what gets a class once the server is known."""


async def test_the_widgets_of_the_first_screen_are_styled_once(
    embedded: EmbeddedServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: Counter[DOMNode] = Counter()
    apply = GrowingStylesheet.apply

    def count(sheet: GrowingStylesheet, node: DOMNode, **options: Any) -> None:
        styled[node] += isinstance(node, Widget) and not node.has_class("-textual-system")
        apply(sheet, node, **options)

    async with Client(embedded.url, directory=project.directory) as other:
        await other.sessions.create(title="Listed")
    # From the second start on, octui knows that the folder has sessions, and the first screen its final shape.
    async with open_live_app(embedded, project):
        pass
    monkeypatch.setattr(GrowingStylesheet, "apply", count)
    async with open_live_app(embedded, project) as live:
        first = set(live.app.screen.walk_children(Widget))
        assert first
        assert sum(styled[node] for node in first) <= len(first) + RESTYLED


async def test_a_second_start_parses_no_styles(
    embedded: EmbeddedServer, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    parsed: list[object] = []
    parse = Stylesheet._parse_rules

    def count(sheet: Stylesheet, css: str, *rest: Any, **named: Any) -> list[RuleSet]:
        parsed.append(named.get("read_from", rest[:1]))
        return parse(sheet, css, *rest, **named)

    monkeypatch.setattr(Stylesheet, "_parse_rules", count)
    for expected in (True, False):
        parsed.clear()
        use_start_cache()
        async with open_live_app(embedded, project) as live:
            # The rest of a start, which octui leaves to a quiet moment.
            await live.app.context.theme_display.read_styles_ahead()
            assert bool(parsed) is expected, parsed
            save_start_cache()


async def test_a_session_named_at_the_start_is_read_once(embedded: EmbeddedServer, project: Project) -> None:
    async with Client(embedded.url, directory=project.directory) as other:
        session = (await other.sessions.create(title="Named")).id
    async with run_chaos_proxy(embedded.url, Faults()) as proxy, open_live_app(proxy, project, session) as live:
        asked = [request.path for request in proxy.requests]
        for path in ("", "/message", "/todo", "/children"):
            assert asked.count(f"/session/{session}{path}") == 1
        assert live.app.context.home is None, "made, though this start does not show it"


async def test_nothing_more_is_loaded_until_the_first_screen_is_complete(
    embedded: EmbeddedServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octui.ui.app.START_SECONDS", 0.001)
    monkeypatch.setattr("octui.ui.after_start.WAIT_SECONDS", 0.001)
    monkeypatch.setattr("octui.ui.after_start.MAX_LOOKS", 1_000_000)
    seen: list[ConnectionStatus] = []
    read = ThemeDisplay.read_styles_ahead

    async def look(display: ThemeDisplay) -> None:
        app = display._app
        assert isinstance(app, OctuiApp)
        seen.append(app.context.store.state.connection.status)
        await read(display)

    monkeypatch.setattr(ThemeDisplay, "read_styles_ahead", look)
    async with open_live_app(embedded, project) as live:
        await live.wait_for(lambda: seen, "the rest of the styles")
        assert seen == [ConnectionStatus.LIVE]
