from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.server.agent.definitions.frontmatter import MAX_DOCUMENT_BYTES, parse_frontmatter, read_markdown_document
from octui.server.agent.definitions.yaml_settings import MAX_VALUES


@pytest.mark.parametrize(
    ("text", "settings", "body"),
    [
        ("no settings", {}, "no settings"),
        ("---\na: 1\n---\nbody\n", {"a": 1}, "body"),
        ("---\r\na: x\r\n---\r\nbody", {"a": "x"}, "body"),
        ("---\na: 'it''s'\nb: \"q\\n\"\n---\n", {"a": "it's", "b": "q\n"}, ""),
        ("---\nc: true\nd: 0.5\ne:\n---\n", {"c": True, "d": 0.5, "e": None}, ""),
        (
            "---\npermission:\n  bash:\n    \"*\": ask\n    git *: allow # fine\n  edit: deny\n---\nx",
            {"permission": {"bash": {"*": "ask", "git *": "allow"}, "edit": "deny"}},
            "x",
        ),
        ("---\ntools: {\"bash\": false}\n---\n", {"tools": {"bash": False}}, ""),
        ("---\npermission: { edit: deny }\n---\n", {"permission": {"edit": "deny"}}, ""),
        ("---\npermission: {edit: deny,\n  bash: {'rm *': deny}}\n---\n",
         {"permission": {"edit": "deny", "bash": {"rm *": "deny"}}}, ""),
        ("---\na: &rules {edit: deny}\nb: *rules\n---\n", {"a": {"edit": "deny"}, "b": {"edit": "deny"}}, ""),
        ("---\n<<: {edit: deny, bash: ask}\nbash: deny\n---\n", {"edit": "deny", "bash": "deny"}, ""),
        ("---\nlist: [a, 'b', 3]\n---\n", {"list": ["a", "b", 3]}, ""),
        ("---\nlist:\n  - a\n  - b c\nflat:\n- d\n---\n", {"list": ["a", "b c"], "flat": ["d"]}, ""),
        ("---\ntext: |\n  one\n    two\n\n  three\n---\n", {"text": "one\n  two\n\nthree\n"}, ""),
        ("---\nfold: >-\n  a\n  b\n---\n", {"fold": "a b"}, ""),
        ("---\n? key\n: value\n---\n", {"key": "value"}, ""),
        ("---\nyes: no\non: 1:30\nday: 2020-01-01\nx: 0x10\n---\n",
         {"yes": "no", "on": "1:30", "day": "2020-01-01", "x": 16}, ""),
        ("---\n# nothing\n---\nbody", {}, "body"),
        ("---\ndescription: Does: things, a#b\npermission:\n  edit: deny\n---\n",
         {"description": "Does: things, a#b", "permission": {"edit": "deny"}}, ""),
        ("---\ndescription: @someone's\n---\n", {"description": "@someone's"}, ""),
    ],
)  # fmt: skip
def test_frontmatter_is_parsed(text: str, settings: dict[str, object], body: str) -> None:
    document = parse_frontmatter(text)
    assert (document.settings, document.body, document.problem) == (settings, body, None)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("permission: {edit: deny", 3),
        ("permission:\n\tedit: deny", 3),
        ("permission:\n  edit: deny\npermission: allow", 4),
        ("- just\n- a list", 2),
        ("just a text", 2),
        ("permission: !!python/object/apply:os.system [ls]", 2),
        ("a: 1\npermission: !secret deny", 3),
        ("a: 1\n? [x]\n: y", 3),
        ("a: &a [*a]", 2),
        ("a: " + "[" * 60_000, 2),
        ("a: " + "9" * 5_000, 2),
        ("a: \x07", 2),
        ("a: " + "x" * 70_000, 1),
        ("a: &a0 [1,1,1,1,1,1,1,1,1]\n" + "\n".join(
            f"b{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 8)), 2),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_read_are_a_problem_with_its_line(written: str, line: int) -> None:
    document = parse_frontmatter(f"---\n{written}\n---\nbody")
    assert document.settings == {}
    assert document.problem is not None
    assert document.problem.line == line


def test_settings_without_an_end_are_a_problem() -> None:
    assert parse_frontmatter("---\npermission:\n  edit: deny").problem is not None


def test_a_problem_is_described_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "agent.md"
    file.write_text("---\na: 1\na: 2\n---\n")
    document = read_markdown_document(file)
    assert document is not None and document.problem is not None
    assert document.problem.describe_line() == "line 3: a is set twice"


def test_a_file_that_is_too_large_is_a_problem_and_a_missing_one_is_none(tmp_path: Path) -> None:
    file = tmp_path / "agent.md"
    assert read_markdown_document(file) is None
    file.write_bytes(b"x" * (MAX_DOCUMENT_BYTES + 1))
    document = read_markdown_document(file)
    assert document is not None and document.problem is not None


@given(st.text(alphabet="ab:{}[],&*!|>-?#'\"%@`<~ \n\t01", max_size=60))
def test_any_text_is_read_or_is_a_problem(written: str) -> None:
    document = parse_frontmatter(f"---\n{written}\n---\nbody")
    assert document.settings == {} or document.problem is None
    assert len(document.settings) <= MAX_VALUES
