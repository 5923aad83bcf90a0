from typing import Any

import pytest

from octui.ui.configuration.config_schema import find_schema_mistake
from octui.ui.configuration.config_values import (
    ConfigSources,
    format_masked_value,
    list_config_values,
    make_change,
    parse_path,
    parse_value,
)


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        (("provider", "x", "options", "apiKey"), "sk-1234", "•••• (set)"),
        (("mcp", "x", "headers", "X-Anything"), "abc", "•••• (set)"),
        (("mcp", "x", "environment", "REGION"), "eu", "•••• (set)"),
        (("mcp", "x", "headers", "Authorization"), "Bearer {env:TOKEN}", "••••"),
        (("provider", "x", "options", "apiKey"), "{env:OPENAI_API_KEY}", "{env:OPENAI_API_KEY}"),
        (
            ("provider", "x", "options", "baseURL"),
            "https://me:pw@host:8/v1?token=t&a=b",
            "https://••••@host:8/v1?token=••••&a=b",
        ),
        (("mcp", "x", "command"), ["curl", "https://u:p@h/x"], '["curl","https://••••@h/x"]'),
        (("plugin",), [{"apiKey": "s", "name": "n"}], '[{"apiKey":"••••","name":"n"}]'),
        (("model",), "anthropic/claude", "anthropic/claude"),
        (("max_tokens",), 5, "5"),
        (("password",), "", ""),
    ],
)
def test_secrets_are_masked_and_nothing_else_is(path: tuple[str, ...], value: Any, shown: str) -> None:
    assert format_masked_value(path, value) == shown


def test_each_value_says_which_file_it_comes_from() -> None:
    sources = ConfigSources(
        merged={"model": "a/b", "share": "auto", "agent": {}, "provider": {"x": {"options": {"apiKey": "filled"}}}},
        user={"share": "auto", "model": "u/u"},
        project={
            "opencode.json": {"model": "a/b", "provider": {"x": {"options": {"apiKey": "{env:KEY}"}}}},
            ".opencode/opencode.json": {"mcp": {"m": {"type": "local"}}},
        },
    )
    merged = {value.name: (value.shown, value.origin) for value in list_config_values(sources, "merged")}
    assert merged == {
        "model": ("a/b", "opencode.json"),
        "share": ("auto", "user"),
        "agent": ("{}", "server"),
        "provider.x.options.apiKey": ("{env:KEY}", "opencode.json"),
    }
    assert "filled" not in str(merged)
    assert [value.name for value in list_config_values(sources, "user")] == ["share", "model"]
    project = {value.name: value.is_in_force for value in list_config_values(sources, "project")}
    assert project == {"model": True, "provider.x.options.apiKey": True, "mcp.m.type": False}


def test_what_is_typed_becomes_a_change() -> None:
    assert make_change(parse_path('permission."*.env".x'), parse_value("true")) == {
        "permission": {"*.env": {"x": True}}
    }
    assert parse_value("anthropic/claude") == "anthropic/claude"
    assert parse_value('["a"]') == ["a"]
    assert parse_value("") is None


DESCRIPTION: Any = {
    "paths": {
        "/config": {
            "patch": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/C"}}}}}
        }
    },
    "components": {
        "schemas": {
            "C": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "share": {"type": "string", "enum": ["manual", "auto"]},
                    "snapshot": {"type": "boolean"},
                    "autoupdate": {"anyOf": [{"type": "boolean"}, {"enum": ["notify"]}, {"type": "null"}]},
                    "agent": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/A"}},
                },
            },
            "A": {"type": "object", "properties": {"steps": {"type": "integer"}}},
        }
    },
}


@pytest.mark.parametrize(
    ("change", "mistake"),
    [
        ({"share": "auto"}, ""),
        ({"share": "always"}, "share: use one of manual, auto."),
        ({"snapshot": "yes"}, "snapshot: it has to be of type boolean."),
        ({"autoupdate": 5}, "autoupdate: it has to be of type boolean or notify."),
        ({"nope": 1}, "The server knows no nope here."),
        ({"agent": {"x": {"steps": "many"}}}, "agent.x.steps: it has to be of type integer."),
        ({"share": None}, "share cannot be removed through this server: edit its file instead."),
    ],
)
def test_a_change_is_checked_against_the_servers_schema(change: Any, mistake: str) -> None:
    assert find_schema_mistake(DESCRIPTION, "/config", change) == mistake
    assert find_schema_mistake({}, "/config", change) == ""
    broken = {**DESCRIPTION, "components": {}}
    assert find_schema_mistake(broken, "/config", change) == ""
