"""Runs the app in the terminal, and says how it ended."""

import asyncio
import signal
import sys
from contextlib import suppress

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.registry import MOUSE
from octui.platform.exit_signals import install_exit_handlers
from octui.start_cache.lifetime import save_start_cache
from octui.ui.app import OctuiApp
from octui.ui.input.terminal_parser import install_terminal_parser


def run_octui(options: Options) -> int:
    """Run until the user quits, or a signal ends it; after an error, once more if they wish. The exit code."""
    while True:
        app = OctuiApp(options, PreferencesStore.load_preferences())
        code = run_app(app)
        if app.crash is None:
            return code
        from octui.ui.crash.aftermath import offer_restart  # only a crash needs it

        if (again := offer_restart(app.crash, app.current_theme)) is None:
            return code
        options = again


def run_app(app: OctuiApp) -> int:
    """Run this app in the terminal, whatever ends it; returns the exit code."""

    async def run_until_exit() -> int | None:
        loop = asyncio.get_running_loop()

        def exit_with(code: int) -> None:
            with suppress(RuntimeError):  # the loop is closed: octui is exiting already
                loop.call_soon_threadsafe(app.exit, None, code)

        install_exit_handlers(exit_with)
        loop.add_signal_handler(signal.SIGUSR2, app.controllers.themes.reload_theme)
        loop.set_exception_handler(app.report_loop_error)
        return await app.run_async(mouse=app.context.settings.get_value(MOUSE))

    install_terminal_parser()
    code = asyncio.run(run_until_exit())
    # Where octui ran too briefly for it.
    save_start_cache()
    if app.context.exit_summary and not code and app.crash is None:
        sys.stdout.write(f"\n{app.context.exit_summary}\n")
    return code if isinstance(code, int) else app.return_code or 0
