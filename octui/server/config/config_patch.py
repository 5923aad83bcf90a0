"""A configuration change as clients send it: known keys with values of the right type."""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from octui.wire.struct import Json

Action = Literal["ask", "allow", "deny"]
Objects = dict[str, Json | None]


class ConfigPatch(
    msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, rename={"schema": "$schema"}
):
    """Keys to change; `null` removes one."""

    schema: str | UnsetType | None = UNSET
    agent: Objects | UnsetType | None = UNSET
    attachment: Json | UnsetType | None = UNSET
    autoshare: bool | UnsetType | None = UNSET
    autoupdate: bool | str | UnsetType | None = UNSET
    command: Objects | UnsetType | None = UNSET
    compaction: Json | UnsetType | None = UNSET
    default_agent: str | UnsetType | None = UNSET
    disabled_providers: list[str] | UnsetType | None = UNSET
    enabled_providers: list[str] | UnsetType | None = UNSET
    enterprise: Json | UnsetType | None = UNSET
    experimental: Json | UnsetType | None = UNSET
    formatter: bool | Json | UnsetType | None = UNSET
    instructions: list[str] | UnsetType | None = UNSET
    keybinds: Json | UnsetType | None = UNSET
    layout: str | UnsetType | None = UNSET
    logLevel: str | UnsetType | None = UNSET
    lsp: bool | Json | UnsetType | None = UNSET
    mcp: Objects | UnsetType | None = UNSET
    mode: Objects | UnsetType | None = UNSET
    model: str | UnsetType | None = UNSET
    permission: Action | dict[str, Action | dict[str, Action] | None] | UnsetType | None = UNSET
    plugin: list[Any] | UnsetType | None = UNSET
    provider: Objects | UnsetType | None = UNSET
    reference: Json | UnsetType | None = UNSET
    references: Json | UnsetType | None = UNSET
    server: Json | UnsetType | None = UNSET
    share: Literal["manual", "auto", "disabled"] | UnsetType | None = UNSET
    shell: str | UnsetType | None = UNSET
    skills: Json | UnsetType | None = UNSET
    small_model: str | UnsetType | None = UNSET
    snapshot: bool | UnsetType | None = UNSET
    subagent_depth: int | UnsetType | None = UNSET
    theme: str | UnsetType | None = UNSET
    tool_output: Json | UnsetType | None = UNSET
    tools: dict[str, bool | None] | UnsetType | None = UNSET
    tui: Json | UnsetType | None = UNSET
    username: str | UnsetType | None = UNSET
    watcher: Json | UnsetType | None = UNSET


def to_patch_values(patch: ConfigPatch) -> Json:
    """Only the keys that were sent."""
    values: Json = msgspec.to_builtins(patch)
    return values
