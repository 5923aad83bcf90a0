import os
import subprocess
import sys
from pathlib import Path

_RUN_BRIEFLY = """
import sys
from pathlib import Path
from octui.start_cache import cache_file
from octui.start_cache.lifetime import use_start_cache
# A folder of its own for these files alone: what other programs kept there would leave nothing to do.
cache_file.cache_from_source = lambda _: str(Path(sys.argv[1]) / "cache_file.here.pyc")
sys.dont_write_bytecode = False
use_start_cache()
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.run import run_app

async def exit_at_once(*_, **__):
    return 0

OctuiApp.run_async = exit_at_once
sys.exit(run_app(OctuiApp(Options(directory=Path.cwd()), PreferencesStore.load_preferences())))
"""


def test_the_shortest_run_keeps_what_it_compiled(tmp_path: Path) -> None:
    environment = os.environ | {"OCTUI_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", _RUN_BRIEFLY, str(tmp_path / "compiled")]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path)
    kept = {path.name.partition(".")[0] for path in (tmp_path / "compiled").rglob("*.start")}
    assert kept == {"generated", "patterns"}
