import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.config.themes.theme_file import NONE, ThemeFileError, parse_theme_file, read_theme_file

BASE = {"primary": "#010203", "text": "#ffffff", "background": "#000000"}


def resolve(tokens: dict[str, Any], defs: dict[str, Any] | None = None, *, dark: bool = True) -> dict[str, str]:
    content = json.dumps({"$schema": "https://opencode.ai/theme.json", "defs": defs or {}, "theme": {**BASE, **tokens}})
    return parse_theme_file(content.encode()).resolve_tokens(dark=dark)


def test_a_colour_has_every_form_that_opencode_knows() -> None:
    found = resolve(
        {
            "secondary": "sea",
            "accent": "secondary",
            "error": 196,
            "warning": 232,
            "success": 7,
            "info": {"dark": "sea", "light": "#fff"},
            "border": "none",
            "backgroundPanel": "transparent",
            "borderActive": "#ABC",
            "markdownText": "text",
            "thinkingOpacity": 0.4,
        },
        {"sea": "deep", "deep": "#102030", "text": "#aaaaaa"},
    )
    assert found == {
        **BASE,
        "secondary": "#102030",
        "accent": "#102030",
        "error": "#ff0000",
        "warning": "#080808",
        "success": "#c0c0c0",
        "info": "#102030",
        "border": NONE,
        "backgroundPanel": NONE,
        "borderActive": "#aabbcc",
        "markdownText": "#aaaaaa",
    }


def test_a_light_terminal_gets_the_light_values() -> None:
    tokens = {"info": {"dark": 16, "light": "paper"}}
    assert resolve(tokens, {"paper": {"dark": "#000000", "light": "#fafafa"}}, dark=False)["info"] == "#fafafa"


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        ({"info": "sky"}, 'info refers to "sky", which is not defined'),
        ({"info": "error", "error": "info"}, 'info refers to itself, by way of "info"'),
        ({"info": "info"}, 'info refers to itself, by way of "info"'),
        ({"info": 256}, "info is 256; colours by number are 0 to 255"),
        ({"info": -1}, "info is -1; colours by number are 0 to 255"),
        ({"info": True}, "info is true, which is not a colour"),
        ({"info": 1.5}, "info is 1.5, which is not a colour"),
        ({"info": ["#fff"]}, 'info is ["#fff"], which is not a colour'),
        ({"info": "#12"}, 'info is "#12", which is not a colour'),
        ({"info": {"dark": "#fff"}}, "info has no value for light terminals"),
        ({"info": {"dark": {"dark": 1}, "light": 1}}, "info has modes within modes"),
    ],
)
def test_a_wrong_colour_is_refused_with_its_token(tokens: dict[str, Any], reason: str) -> None:
    with pytest.raises(ThemeFileError) as refused:
        resolve(tokens)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{,}", "it is not JSON: Expecting property name enclosed in double quotes, line 1, column 2"),
        (b"", "it is not JSON: Expecting value, line 1, column 1"),
        (b"\xff", "it is not UTF-8"),
        (b"[]", "it is not a JSON object"),
        (b'{"theme": []}', "it has no object “theme”"),
        (b'{"theme": {"text": 1}}', "“theme” has no primary and no background"),
        (b'{"defs": 1, "theme": {"primary": 1, "text": 1, "background": 1}}', "“defs” is not an object"),
        (b"[" * 100_000, "it is not JSON that can be read"),
    ],
)
def test_a_file_that_is_no_theme_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(ThemeFileError) as refused:
        parse_theme_file(content)
    assert str(refused.value) == reason


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "large.json").write_bytes(b" " * 1_000_001)
    for name, reason in (("folder", "cannot be read"), ("large", "larger than 1 MB"), ("missing", "cannot be read")):
        with pytest.raises(ThemeFileError, match=reason):
            read_theme_file(tmp_path / f"{name}.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["dark", "light", "a", "#fff", "none"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["dark", "light", "a", "b"]), inner),
    max_leaves=12,
)


@given(st.fixed_dictionaries({"defs": JSON, "theme": st.dictionaries(st.sampled_from([*BASE, "a", "b"]), JSON)}))
def test_any_json_is_a_theme_of_colours_or_refused(values: dict[str, Any]) -> None:
    try:
        theme = parse_theme_file(json.dumps(values).encode())
    except ThemeFileError:
        return
    for dark in (True, False):
        assert all(value == NONE or value.startswith("#") for value in theme.resolve_tokens(dark=dark).values())
