"""The configuration: what is in force and where it comes from, changes to it, and loading it again."""

import asyncio
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import msgspec

from octui.client import Client, ClientError
from octui.store.changes import Topic
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.wire.decoding.tolerant_decoder import UNREADABLE
from octui.wire.struct import Json

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.configuration.config_values import ConfigSources, ConfigValue, Path
    from octui.ui.panels.form import Answers
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelAction, PanelRow

PROJECT_FILES: Final = ("opencode.json", "opencode.jsonc", ".opencode/opencode.json", ".opencode/opencode.jsonc")
VIEWS: Final = ("merged", "user", "project")
_TITLES: Final = {
    "merged": "Configuration · in force here",
    "user": "Configuration · yours, for every project",
    "project": "Configuration · of this project",
}
_EMPTY: Final = {
    "merged": "Nothing is set: the server's defaults are in force.",
    "user": "Your own configuration sets nothing.",
    "project": "This folder has no opencode.json, or it sets nothing.",
}
NOT_READ_BACK: Final = (
    "OpenCode writes it to config.json in this folder and does not read it back: to change the project, "
    "edit opencode.json."
)


class ConfigurationController:
    """Values are looked at one by one; a change is checked against the server's own schema, and then sent."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._view = VIEWS[0]
        self._sources: ConfigSources | None = None
        self._description: Json = {}
        self._values: dict[str, ConfigValue] = {}
        self._panel: Panel | None = None

    def show_configuration(self) -> None:
        from octui.ui.panels.panel import Panel

        context = self._context
        if context.server is None:
            context.notify_error("Could not show the configuration", NOT_CONNECTED)
            return
        self._view, self._sources = VIEWS[0], None
        panel = self._panel = Panel(
            _TITLES[self._view],
            self._build_rows,
            actions=self._make_actions(),
            topics=(Topic.STATUS,),
            on_refresh=self._reload_values,
            empty="Loading…",
        )
        context.open_screen(panel)
        self._reload_values()

    # What is shown.

    def _build_rows(self) -> "list[PanelRow]":
        from octui.ui.configuration.config_values import format_path, list_config_values
        from octui.ui.panels.panel_rows import PanelRow

        if self._sources is None:
            return []
        values = list_config_values(self._sources, self._view)
        self._values = {value.name: value for value in values}
        plain = [value for value in values if len(value.path) == 1]
        nested = [value for value in values if len(value.path) > 1]
        return [
            PanelRow(
                id=value.name,
                title=format_path(value.path[1:]) if len(value.path) > 1 else value.name,
                detail=f"{value.shown} · {_describe_origin(value)}",
                group=value.path[0] if len(value.path) > 1 else "",
                search_text=value.name,
                is_muted=not value.is_in_force,
                about=_describe_value(value),
                copied=f"{value.name} = {value.shown}",
            )
            for value in (*plain, *nested)
        ]

    def _make_actions(self) -> "list[PanelAction]":
        from octui.ui.panels.panel_rows import PanelAction

        return [
            PanelAction("config.view", "merged/yours/project", lambda _: self._cycle_view()),
            PanelAction("config.edit", "change", lambda row: self._edit(row, is_project=False), bool),
            PanelAction("config.edit.project", "change here", lambda row: self._edit(row, is_project=True), bool),
            PanelAction("config.add", "set another", lambda _: self._edit(None, is_project=self._view == "project")),
            PanelAction("config.reload", "restart this folder", lambda _: self._confirm_dispose(is_global=False)),
            PanelAction("config.reload.all", "restart all", lambda _: self._confirm_dispose(is_global=True)),
        ]

    def _cycle_view(self) -> None:
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        if self._panel is not None:
            self._panel.change_title(_TITLES[self._view], _EMPTY[self._view])
            self._panel.refresh_rows()

    # Loading.

    def _reload_values(self) -> None:
        from octui.ui.panels.panel_work import run_panel_work

        server = self._context.server
        if server is not None and self._panel is not None:
            work = partial(self._load_values, server)
            run_panel_work(self._context, self._panel, "Loading", "Could not load the configuration", work)

    async def _load_values(self, server: ConnectedServer) -> None:
        from octui.ui.configuration.config_values import ConfigSources

        client = server.client
        merged, user, files, _ = await asyncio.gather(
            client.config.get(),
            client.config.get_global(),
            asyncio.gather(*(_read_file(client, name) for name in PROJECT_FILES)),
            # A restart would stop them.
            server.resync.load_terminals(),
        )
        project = {name: values for name, values in zip(PROJECT_FILES, files, strict=True) if values}
        self._sources = ConfigSources(merged.values, user.values, project)
        if self._panel is not None:
            self._panel.change_title(_TITLES[self._view], _EMPTY[self._view])
            self._panel.refresh_rows()
        if not self._description:
            self._description = await client.server.get_description()
            # The check of a change is loaded meanwhile: it takes a tenth of a second.
            await asyncio.to_thread(import_module, "octui.ui.configuration.config_schema")

    # Changing.

    def _edit(self, row: "PanelRow | None", *, is_project: bool) -> None:
        from octui.ui.configuration.config_values import parse_path, parse_value
        from octui.ui.panels.form import FormDialog, FormField

        value = self._values.get(row.id) if row is not None else None
        shown = "" if value is None or value.is_secret else value.shown
        fields = [] if value is not None else [FormField("key", "Key", "agent.build.model")]
        fields.append(FormField("value", "Value: text, or JSON; empty removes it", value=shown))

        def get_path(answers: "Answers") -> "Path":
            return value.path if value is not None else parse_path(answers["key"])

        def confirm_answers(answers: "Answers | None") -> None:
            if answers is not None:
                self._confirm_change(get_path(answers), parse_value(answers["value"]), is_project=is_project)

        def find_mistake(answers: "Answers") -> str:
            path = get_path(answers)
            return self._find_mistake(path, parse_value(answers["value"]), is_project=is_project)

        where = "this project" if is_project else "every project"
        title = f"{value.name} for {where}" if value is not None else f"Set a value for {where}"
        about = NOT_READ_BACK if is_project and not self._is_embedded() else ""
        self._context.open_screen(FormDialog(title, fields, about=about, find_mistake=find_mistake), confirm_answers)

    def _find_mistake(self, path: "Path", value: Any, *, is_project: bool) -> str:
        from octui.ui.configuration.config_schema import find_schema_mistake
        from octui.ui.configuration.config_values import make_change

        if not path:
            return "Enter the key, such as agent.build.model."
        endpoint = "/config" if is_project else "/global/config"
        return find_schema_mistake(self._description, endpoint, make_change(path, value))

    def _confirm_change(self, path: "Path", value: Any, *, is_project: bool) -> None:
        """Ask first if something runs: the server lets go of what is open when its configuration changes."""
        from octui.ui.configuration.config_values import format_path
        from octui.ui.panels.running_work import describe_running_work

        lost = describe_running_work(self._context.store.state)

        if not lost:
            self._send_change(path, value, is_project=is_project)
            return
        about = f"The server reloads its configuration, which stops:\n{lost}"
        self._context.confirm_action(
            f"Change {format_path(path)} now?",
            about,
            yes="Change",
            act=lambda: self._send_change(path, value, is_project=is_project),
        )

    def _send_change(self, path: "Path", value: Any, *, is_project: bool) -> None:
        from octui.ui.configuration.config_values import format_path
        from octui.ui.panels.panel_work import run_panel_work

        server, name = self._context.server, format_path(path)
        if server is not None and self._panel is not None:
            work = partial(self._change_value, server, path, value, is_project=is_project)
            run_panel_work(self._context, self._panel, f"Changing {name}", f"Could not change {name}", work)

    async def _change_value(self, server: ConnectedServer, path: "Path", value: Any, *, is_project: bool) -> None:
        from octui.ui.configuration.config_values import find_value, format_path, make_change
        from octui.ui.panels.panel_work import reload_after_change

        change, name = make_change(path, value), format_path(path)
        if is_project:
            await server.client.config.update(change)
        else:
            await server.client.config.update_global(change)
        if not await reload_after_change(self._context, self._load_values(server)):
            return
        merged = self._sources.merged if self._sources is not None else {}
        if find_value(merged, path) == value:
            self._context.notify_info(f"{name} is changed, and in force.")
        elif is_project and not self._is_embedded():
            self._context.notify_warning(f"{name} is not in force. {NOT_READ_BACK}")
        else:
            self._context.notify_warning(f"{name} is saved, but not in force: another file overrides it.")

    # Loading again.

    def _confirm_dispose(self, *, is_global: bool) -> None:
        from octui.ui.panels.panel_work import run_panel_work
        from octui.ui.panels.running_work import describe_running_work

        lost = describe_running_work(self._context.store.state)
        what = "every folder" if is_global else "this folder"
        about = (
            f"The server reloads all files of {what}, which stops:\n{lost}"
            if lost
            else f"The server reloads all files of {what}. Nothing is running here."
        )
        if is_global:
            about += "\nIt also stops what runs in the other folders of this server."

        def restart() -> None:
            server = self._context.server
            if server is not None and self._panel is not None:
                work = partial(self._dispose, server, is_global=is_global)
                run_panel_work(self._context, self._panel, "Restarting", f"Could not restart {what}", work)

        self._context.confirm_action(f"Restart {what} on the server?", about, yes="Restart", act=restart)

    async def _dispose(self, server: ConnectedServer, *, is_global: bool) -> None:
        from octui.ui.panels.panel_work import reload_after_change

        if is_global:
            await server.client.server.dispose_all()
        else:
            await server.client.server.dispose_instance()
        self._context.notify_info("The server reloaded its files.")
        await reload_after_change(self._context, self._load_values(server))

    def _is_embedded(self) -> bool:
        server = self._context.server
        return server is not None and server.info.is_embedded


def _describe_value(value: "ConfigValue") -> str:
    """The whole name and value, and whether it counts."""
    origin = {"user": "your own configuration", "server": "the server's default"}.get(value.origin, value.origin)
    force = "" if value.is_in_force else " · not in force: another file overrides it, or it waits for trust (/trust)"
    return f"{value.name} = {value.shown}\nfrom {origin}{force}"


def _describe_origin(value: "ConfigValue") -> str:
    return {"user": "yours", "server": "default"}.get(value.origin, value.origin)


async def _read_file(client: Client, name: str) -> Json:
    """A configuration file of the folder as it is written; empty where there is none."""
    try:
        text = (await client.files.read(name)).content
    except ClientError:
        return {}
    return await asyncio.to_thread(_parse_file, text)


def _parse_file(text: str) -> Json:
    # Loaded when there is such a file: most are plain JSON.
    import pyjson5

    try:
        values = msgspec.json.decode(text or "{}")
    except UNREADABLE:
        try:
            values = pyjson5.decode(text, maxdepth=64)
        except pyjson5.Json5Exception:
            return {}
    return values if isinstance(values, dict) else {}
