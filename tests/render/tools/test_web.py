from octui.render.tools.registry import find_tool_view
from octui.render.tools.strips import tool_to_text
from tests.render.tools.snapshots import Look, check_looks
from tests.render.tools.tool_calls import list_sections, make_call, preview_request

PAGE = {"url": "https://docs.python.org/3/library/decimal.html", "format": "markdown"}


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    check_looks(
        "web",
        {
            "pending": Look(make_call("webfetch", "pending")),
            "waits for approval": Look(make_call("webfetch", "running", arguments={**PAGE}, awaits_reply=True)),
            "completed": Look(make_call("webfetch", arguments={**PAGE}, output="# decimal\n\nDecimal arithmetic.")),
            "completed, whole": Look(
                make_call("webfetch", arguments={**PAGE}, output="# decimal\n\nDecimal arithmetic."), expanded=True
            ),
            "failed": Look(make_call("webfetch", "error", arguments={**PAGE}, error="Error: status code: 404")),
            "search": Look(
                make_call("websearch", arguments={"query": "decimal rounding"}, metadata={"numResults": 8}, output="…")
            ),
        },
    )


def test_text_is_the_address_and_the_page() -> None:
    assert (
        tool_to_text(make_call("webfetch", arguments={"url": "https://a.b"}, output="page"))
        == "Fetch https://a.b\npage"
    )
    assert tool_to_text(make_call("codesearch", arguments={"query": "q"})) == "Search q"


def test_markdown_is_a_block() -> None:
    block = make_call("webfetch", arguments={"url": "https://a.b"}, output="```\ncode\n```")
    assert find_tool_view("webfetch").call_to_markdown(block) == (
        "**webfetch** `Fetch https://a.b`\n\n````\nFetch https://a.b\n```\ncode\n```\n````"
    )


def test_a_preview_shows_the_address_and_warns_of_one_that_misleads() -> None:
    preview = preview_request("webfetch", {"url": "https://a.b", "format": "text"}, "https://a.b")
    assert list_sections(preview) == [("", "https://a.b"), ("format", "text")]
    assert preview.warnings == ()
    assert preview_request("webfetch", {"url": "https://bank.com@evil.io"}).warnings
