import dataclasses

from msgspec.structs import replace

from octui.render.tools.base import NoteTone
from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.parts import FilePart
from octui.wire.struct import Json
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import DIRECTORY, make_call

READ: Json = {"filePath": f"{DIRECTORY}/pricing.py"}
SOURCE = "import decimal\n\ndef total(items):\n    return sum(items)"


def frame(source: str, first: int = 1, total: int = 4) -> str:
    lines = "\n".join(f"{number}: {line}" for number, line in enumerate(source.split("\n"), first))
    path = f"<path>{DIRECTORY}/pricing.py</path>\n<type>file</type>\n"
    return f"{path}<content>\n{lines}\n\n(End of file - total {total} lines)\n</content>"


OLDER = "<file>\n00001| import decimal\n00002| \n00003| \n\n(End of file - total 3 lines)\n</file>"
DIRECTORY_LIST = (
    "<path>/home/ada/shop</path>\n<type>directory</type>\n<entries>\nREADME.md\nsrc/\n\n(2 entries)\n</entries>"
)


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    rules = {"loaded": [f"{DIRECTORY}/AGENTS.md"]}
    check_looks(
        "read",
        {
            "pending": Look(make_call("read", "pending")),
            "running": Look(make_call("read", "running", arguments={**READ, "offset": 10, "limit": 5})),
            "running, from a line": Look(make_call("read", "running", arguments={**READ, "offset": 10}), expanded=True),
            "completed": Look(make_call("read", arguments=READ, output=frame(SOURCE), metadata=rules)),
            "completed, whole": Look(make_call("read", arguments=READ, output=frame(SOURCE)), expanded=True),
            "part of a file": Look(make_call("read", arguments=READ, output=frame("a\nb", 7, 90)), expanded=True),
            "older server": Look(make_call("read", arguments=READ, output=OLDER), expanded=True),
            "directory": Look(make_call("read", arguments={"filePath": DIRECTORY}, output=DIRECTORY_LIST)),
            "directory, whole": Look(
                make_call("read", arguments={"filePath": DIRECTORY}, output=DIRECTORY_LIST), expanded=True
            ),
            "without a frame": Look(make_call("read", arguments=READ, output="Image read"), expanded=True),
            "failed": Look(make_call("read", "error", arguments=READ, error="Error: File not found: pricing.py")),
        },
    )


def test_text_is_what_stands_in_the_file() -> None:
    assert tool_to_text(make_call("read", arguments=READ, output=frame(SOURCE))) == SOURCE
    assert tool_to_text(make_call("read", output=OLDER)) == "import decimal\n"
    assert tool_to_text(make_call("read", output=DIRECTORY_LIST)) == "README.md\nsrc/"
    assert tool_to_text(make_call("read", arguments={"filePath": "a.png"}, output="Image read")) == (
        'read {\n  "filePath": "a.png"\n}\nImage read'
    )


def test_markdown_is_the_text_of_the_file() -> None:
    exported = find_tool_view("read").call_to_markdown(make_call("read", arguments=READ, output=frame(SOURCE)))
    assert exported == f"**read** `Read pricing.py`\n\n```\n{SOURCE}\n```"


def test_an_attachment_is_named_by_its_kind() -> None:
    block = make_call("read", arguments={"filePath": "a.png"}, output="Image read")
    state = replace(block.part.state, attachments=(FilePart(id="prt_2", mime="image/png"),))
    pictured = dataclasses.replace(block, part=replace(block.part, state=state))
    assert find_tool_view("read").describe_call(pictured).notes == (("image/png", NoteTone.QUIET),)


def test_a_server_may_say_how_long_the_file_is() -> None:
    part_of = make_call("read", arguments=READ, output=frame("a", 7, 7), metadata={"display": {"totalLines": 70}})
    assert find_tool_view("read").describe_call(part_of).subject == "pricing.py:7-7"
    assert find_tool_view("read").describe_call(part_of).notes == (("1 of 70 lines", NoteTone.QUIET),)


def test_there_is_something_to_expand_once_there_are_arguments() -> None:
    assert not can_expand_tool(make_call("read", "pending"))
    assert can_expand_tool(make_call("read", "running", arguments=READ))
