"""Newer versions of OpenCode: announced once, and installed by the server when the user says so."""

from octui.render.text.sanitize import to_single_line
from octui.ui.controllers.context import AppContext


class UpdatesController:
    """The server replaces its own program, and uses it once it is started again."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._version = ""
        """The newer version that the server spoke of last."""

    def has_update(self) -> bool:
        return bool(self._version)

    def announce_update(self, version: str) -> None:
        """Say it once for each version: servers repeat it."""
        version = to_single_line(version)[:40]
        server = self._context.server
        if server is None or not version or version == self._version:
            return
        self._version = version
        self._context.notify_info(
            f"OpenCode {version} is available; this server is {server.info.version}: /upgrade.", seconds=10
        )

    def install_update(self) -> None:
        """Ask, and have the server install the newer version."""
        context, version = self._context, self._version
        about = (
            "The server installs it on its machine. What runs keeps running; the new version is used after a restart."
        )

        def report(problem: str) -> None:
            if problem:
                context.notify_error("Could not upgrade OpenCode", problem)
            else:
                context.notify_info(f"OpenCode {version} is installed: restart the server to use it.", seconds=10)

        def upgrade() -> None:
            context.run_call("Could not upgrade OpenCode", lambda calls: calls.client.server.upgrade(version), report)

        context.confirm_action(f"Upgrade OpenCode to {version}?", about, yes="Upgrade", act=upgrade)
