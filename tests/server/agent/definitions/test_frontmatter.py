import pytest

from octui.server.agent.definitions.frontmatter import parse_frontmatter


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
        ("---\nlist: [a, 'b', 3]\n---\n", {"list": ["a", "b", 3]}, ""),
        ("---\nlist:\n  - a\n  - b c\nflat:\n- d\n---\n", {"list": ["a", "b c"], "flat": ["d"]}, ""),
        ("---\ntext: |\n  one\n    two\n\n  three\n---\n", {"text": "one\n  two\n\nthree"}, ""),
        ("---\nfold: >\n  a\n  b\n---\n", {"fold": "a b"}, ""),
        ("---\ndescription: Does: things, a#b\n---\n", {"description": "Does: things, a#b"}, ""),
        ("---\n- just\n- a list\n---\nx", {}, "x"),
        ("---\nnever closed", {}, "---\nnever closed"),
    ],
)  # fmt: skip
def test_frontmatter_is_parsed(text: str, settings: dict[str, object], body: str) -> None:
    document = parse_frontmatter(text)
    assert (document.settings, document.body) == (settings, body)
