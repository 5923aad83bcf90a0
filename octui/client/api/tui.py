"""Controls the interfaces attached to a directory, this one included."""

from typing import Any

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.wire.struct import Json
from octui.wire.tui_control import ControlRequest


class TuiApi:
    """Each call becomes a `tui.*` event of the directory; true says it was sent, not that anyone listened."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def append_prompt(self, text: str, *, directory: str | None = None) -> bool:
        return await self._send_command("append-prompt", {"text": text}, directory)

    async def submit_prompt(self, *, directory: str | None = None) -> bool:
        return await self._send_command("submit-prompt", None, directory)

    async def clear_prompt(self, *, directory: str | None = None) -> bool:
        return await self._send_command("clear-prompt", None, directory)

    async def open_help(self, *, directory: str | None = None) -> bool:
        return await self._send_command("open-help", None, directory)

    async def open_sessions(self, *, directory: str | None = None) -> bool:
        return await self._send_command("open-sessions", None, directory)

    async def open_themes(self, *, directory: str | None = None) -> bool:
        """Every tested server asks for the sessions instead: publish `theme.switch` to get themes."""
        return await self._send_command("open-themes", None, directory)

    async def open_models(self, *, directory: str | None = None) -> bool:
        return await self._send_command("open-models", None, directory)

    async def execute_command(self, command: str, *, directory: str | None = None) -> bool:
        """Takes the old names with underscores (`session_new`); any other arrives without a name, so publish those."""
        return await self._send_command("execute-command", {"command": command}, directory)

    async def show_toast(
        self,
        message: str,
        *,
        title: str | None = None,
        variant: str = "info",
        duration: int | None = None,
        directory: str | None = None,
    ) -> bool:
        """`variant` is `info`, `success`, `warning` or `error`; `duration` is in milliseconds."""
        body = omit_none(message=message, title=title, variant=variant, duration=duration)
        return await self._send_command("show-toast", body, directory)

    async def select_session(self, session_id: str, *, directory: str | None = None) -> bool:
        return await self._send_command("select-session", {"sessionID": session_id}, directory)

    async def publish(self, type: str, properties: Json, *, directory: str | None = None) -> bool:
        """Send one of the four `tui.*` events with exactly these properties."""
        return await self._send_command("publish", {"type": type, "properties": properties}, directory)

    async def wait_for_request(self, *, timeout: float | None = None, directory: str | None = None) -> ControlRequest:
        """Wait for a request that an interface should answer; no tested server ever sends one."""
        return await self._transport.get_json("/tui/control/next", ControlRequest, directory=directory, timeout=timeout)

    async def answer_request(self, answer: Any, *, directory: str | None = None) -> bool:
        return await self._transport.send_json("POST", "/tui/control/response", bool, answer, directory=directory)

    async def _send_command(self, name: str, body: object, directory: str | None) -> bool:
        return await self._transport.send_json(
            "POST", f"/tui/{quote_path_segment(name)}", bool, body, directory=directory
        )
