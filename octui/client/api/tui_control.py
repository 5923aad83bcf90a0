"""Driving whatever interfaces are attached to a directory, this one included."""

from typing import Any

from octui.client.address import segment
from octui.client.http.request_body import given
from octui.client.http.transport import Transport
from octui.wire.struct import Json
from octui.wire.tui_control import ControlRequest


class Control(Transport):
    """Each call becomes a `tui.*` event of the directory; true says it was sent, not that anyone listened."""

    async def tui_append_prompt(self, text: str, *, directory: str | None = None) -> bool:
        return await self._tell("append-prompt", {"text": text}, directory)

    async def tui_submit_prompt(self, *, directory: str | None = None) -> bool:
        return await self._tell("submit-prompt", None, directory)

    async def tui_clear_prompt(self, *, directory: str | None = None) -> bool:
        return await self._tell("clear-prompt", None, directory)

    async def tui_open_help(self, *, directory: str | None = None) -> bool:
        return await self._tell("open-help", None, directory)

    async def tui_open_sessions(self, *, directory: str | None = None) -> bool:
        return await self._tell("open-sessions", None, directory)

    async def tui_open_themes(self, *, directory: str | None = None) -> bool:
        """Every tested server asks for the sessions instead: publish `theme.switch` to get themes."""
        return await self._tell("open-themes", None, directory)

    async def tui_open_models(self, *, directory: str | None = None) -> bool:
        return await self._tell("open-models", None, directory)

    async def tui_execute_command(self, command: str, *, directory: str | None = None) -> bool:
        """Takes the old names with underscores (`session_new`); any other arrives without a name, so publish those."""
        return await self._tell("execute-command", {"command": command}, directory)

    async def tui_show_toast(
        self,
        message: str,
        *,
        title: str | None = None,
        variant: str = "info",
        duration: int | None = None,
        directory: str | None = None,
    ) -> bool:
        """`variant` is `info`, `success`, `warning` or `error`; `duration` is in milliseconds."""
        body = given(message=message, title=title, variant=variant, duration=duration)
        return await self._tell("show-toast", body, directory)

    async def tui_select_session(self, session_id: str, *, directory: str | None = None) -> bool:
        return await self._tell("select-session", {"sessionID": session_id}, directory)

    async def tui_publish(self, type: str, properties: Json, *, directory: str | None = None) -> bool:
        """Send one of the four `tui.*` events with exactly these properties."""
        return await self._tell("publish", {"type": type, "properties": properties}, directory)

    async def tui_next_control(self, *, timeout: float | None = None, directory: str | None = None) -> ControlRequest:
        """Wait for something an interface is asked to answer; no tested server ever asks."""
        return await self.get("/tui/control/next", ControlRequest, directory=directory, timeout=timeout)

    async def tui_answer_control(self, answer: Any, *, directory: str | None = None) -> bool:
        return await self.send("POST", "/tui/control/response", bool, answer, directory=directory)

    async def _tell(self, name: str, body: object, directory: str | None) -> bool:
        return await self.send("POST", f"/tui/{segment(name)}", bool, body, directory=directory)
