"""What follows an error that ended octui: its screen, and the options to start again with."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from textual.theme import Theme

from octui.config.options import Options
from octui.platform.exit_signals import install_exit_handlers
from octui.ui.crash.app import CrashApp
from octui.ui.crash.report import CrashReport, make_crash_report
from octui.ui.exit_summary import EndingContext, make_exit_summary


class CrashedContext(EndingContext, Protocol):
    """What the app that ends knows."""

    @property
    def session_id(self) -> str: ...

    @property
    def server_label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Crash:
    """An error that nothing caught, and what to go on with."""

    report: CrashReport
    exit_summary: str
    restart_options: Options


def describe_crash(error: BaseException, context: CrashedContext) -> Crash:
    """To be made while the session is still on screen; logs the error."""
    # The server's name and version; its address stays here.
    report = make_crash_report(error, context.server_label.partition(" · ")[0])
    return Crash(report, make_exit_summary(context), make_restart_options(context.options, context.session_id))


def make_restart_options(options: Options, session_id: str) -> Options:
    """To go on where it ended; a prompt of the command line was sent already, and its warnings were read."""
    session = session_id or options.session
    return replace(options, session=session, prompt=None, continue_=False, fork=False, warnings=())


def show_crash(app: CrashApp) -> bool | None:
    """Whether to start again. Signals end this screen; until now they went to the app that ended."""

    async def run_until_answer() -> bool | None:
        loop = asyncio.get_running_loop()

        def leave(_: int) -> None:
            with suppress(RuntimeError):  # the loop is closed: the screen is closing already
                loop.call_soon_threadsafe(app.exit)

        install_exit_handlers(leave)
        return await app.run_async()

    return asyncio.run(run_until_answer())


def offer_restart(crash: Crash, theme: Theme, show: Callable[[CrashApp], bool | None] = show_crash) -> Options | None:
    """Show what happened; the options to go on with, or None to quit, which leaves the error's name behind."""
    if sys.stdout.isatty() and show(CrashApp(crash.report, theme)):
        return crash.restart_options
    log = f"; see {crash.report.log}" if crash.report.log else ""
    sys.stderr.write(f"octui crashed: {crash.report.sentence}{log}\n")
    if crash.exit_summary:
        sys.stdout.write(f"\n{crash.exit_summary}\n")
    return None
