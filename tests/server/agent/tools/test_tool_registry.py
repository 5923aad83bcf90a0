import pytest

from octui.server.agent.tools.registry import TOOLS
from octui.server.agent.tools.tool import InvalidArguments


def test_every_tool_schema_is_inlined() -> None:
    for tool in TOOLS.values():
        schema = tool.parameters
        assert schema["type"] == "object"
        assert "$ref" not in str(schema)
        assert tool.description
    assert TOOLS["edit"].parameters["required"] == ["filePath", "oldString", "newString"]
    assert set(TOOLS["todowrite"].parameters["properties"]["todos"]["items"]["properties"]) == {
        "content",
        "status",
        "priority",
    }


def test_invalid_arguments_name_the_field() -> None:
    with pytest.raises(InvalidArguments, match="command"):
        TOOLS["bash"].parse_arguments({"command": ""})
    assert TOOLS["read"].parse_arguments({"filePath": "a", "offset": "3", "other": 1}).offset == 3
