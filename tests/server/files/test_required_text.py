import random
import re
from pathlib import Path

import pytest

from octui.server.files.git_prefilter import keep_files_with_text
from octui.server.files.required_text import find_required_text
from octui.server.files.text_search import search_text
from tests.server.shop_repository import git, make_shop


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("small shop", "small shop"),
        (r"\bduck\b", "duck"),
        (r"a\.b\+c", "a.b+c"),
        ("(foo|bar)bazaar", "bazaar"),
        ("foo(bar)?", "foo"),
        ("x[]a]yz", "yz"),
        ("[^abc]def", "def"),
        ("goose+s", "goose"),
        ("geese?", "gees"),
        ("gees*e", "gee"),
        ("größe$", "größe"),
        ("duck|goose", ""),
        ("(?i)duck", ""),
        ("duck(?!s)", ""),
        ("du{2}ck", ""),
        (r"\x41bc", ""),
        (r"\101bc", ""),
        ("(a+)+$", ""),
        ("a", ""),
    ],
)
def test_the_text_that_every_match_holds_is_found(pattern: str, text: str) -> None:
    assert find_required_text(pattern) == text


PIECES = ["du", "ck", "|", "(", ")", "[", "]", "*", "+", "?", ".", "\\.", "\\b", "^", "$", "\\w", "a", "\\\\", "[^d]"]


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
def test_nothing_matches_without_the_text() -> None:
    chance = random.Random(7)
    tried = 0
    for _ in range(4000):
        pattern = "".join(chance.choices(PIECES, k=chance.randint(1, 7)))
        try:
            wanted = re.compile(pattern)
        except re.error:
            continue
        line = "".join(chance.choices(["duck", "du", "ck", ".", "a", " ", "\\"], k=4))
        text = find_required_text(pattern)
        tried += bool(text)
        assert wanted.search(line) is None or text in line, (pattern, line)
    assert tried > 100


@pytest.fixture
def searched(shop: Path) -> Path:
    """A project with the word in places of all kinds."""
    (shop / ".gitignore").write_text("*.log\n")
    (shop / "sub").mkdir()
    for name in ("tracked", "unchecked", "sub/below", "removed"):
        (shop / name).write_text("here is a needle\n")
    git(shop, "add", ".")
    git(shop, "commit", "--quiet", "-m", "more")
    (shop / "removed").unlink()
    (shop / "unchecked").write_text("nothing at first\n")
    git(shop, "commit", "--quiet", "-am", "less")
    git(shop, "update-index", "--assume-unchanged", "unchecked")
    (shop / "unchecked").write_text("needle since\n")
    (shop / "new").write_text("a NEEDLE, in capitals\n")
    (shop / "ignored.log").write_text("needle\n")
    (shop / "without").write_text("nothing\n")
    make_shop(shop / "inner")
    (shop / "inner" / "own").write_text("another needle\n")
    return shop


@pytest.mark.parametrize("ignore_case", [False, True])
async def test_files_that_git_has_found_are_those_that_hold_the_text(
    searched: Path, monkeypatch: pytest.MonkeyPatch, ignore_case: bool
) -> None:
    monkeypatch.setattr("octui.server.files.text_search.shutil.which", lambda *_, **__: None)
    found = {match.path.text for match in await search_text(str(searched), "needle", ignore_case=ignore_case)}
    assert found == {"tracked", "unchecked", "sub/below", "inner/own"} | ({"new"} if ignore_case else set())
    # The same without a text that git could look for.
    slow = {match.path.text for match in await search_text(str(searched), "(needle)", ignore_case=ignore_case)}
    assert slow == found


def test_files_without_the_text_are_not_read(searched: Path) -> None:
    listed = ["tracked", "without", "inner/", "sub/below"]
    assert keep_files_with_text(searched, listed, "needle", ignore_case=False) == ["tracked", "inner/", "sub/below"]
    # What git cannot say for certain is looked at.
    assert keep_files_with_text(searched, listed, "é", ignore_case=True) == listed
    assert keep_files_with_text(searched / "nowhere", listed, "needle", ignore_case=False) == listed
