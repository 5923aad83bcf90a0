import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet, StylesheetParseError

from octui.start_cache.lifetime import save_start_cache, use_start_cache
from octui.ui.theming.stylesheet import GrowingStylesheet

CSS = "Screen { background: $surface; & > Static.-big:focus { margin: 1 2; layout: horizontal; color: auto 50%; } }"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield
    save_start_cache()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that Textual's parser is given."""
    seen: list[str] = []
    parse = Stylesheet._parse_rules

    def count(sheet: Stylesheet, css: str, *rest: object, **named: object) -> list[RuleSet]:
        seen.append(css)
        return parse(sheet, css, *rest, **named)  # type: ignore[arg-type]  # handed on as they come

    monkeypatch.setattr(Stylesheet, "_parse_rules", count)
    return seen


def _load(css: str, **variables: str) -> GrowingStylesheet:
    """As a new start would, with its own beginning and end."""
    use_start_cache()
    sheet = GrowingStylesheet(variables)
    sheet.add_source(css, ("shop.tcss", ""))
    sheet.parse()
    save_start_cache()
    return sheet


def test_what_one_start_parsed_the_next_one_does_not(parsed: list[str]) -> None:
    first, second = _load(CSS, surface="#102030"), _load(CSS, surface="#102030")
    assert parsed == [CSS]
    assert second.css == first.css
    assert "#102030" in second.css
    assert [rule.selector_names for rule in second.rules] == [rule.selector_names for rule in first.rules]


def test_another_theme_or_another_text_is_parsed(parsed: list[str]) -> None:
    _load(CSS, surface="#102030")
    assert "#405060" in _load(CSS, surface="#405060").css
    assert "1 3" in _load(CSS.replace("1 2", "1 3"), surface="#405060").css
    assert len(parsed) == 3


def test_a_change_of_the_theme_is_seen_at_once() -> None:
    use_start_cache()
    sheet = GrowingStylesheet({"surface": "#102030"})
    sheet.add_source(CSS, ("shop.tcss", ""))
    assert "#102030" in sheet.css
    sheet.set_variables({"surface": "#405060"})
    sheet.reparse()
    assert "#405060" in sheet.css


def test_a_mistake_is_reported_by_each_start() -> None:
    for _ in range(2):
        with pytest.raises(StylesheetParseError):
            _load("Screen { margin: nonsense; }")
        save_start_cache()
