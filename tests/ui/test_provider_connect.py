from octui.ui.screens.provider_connect import key_method, provider_rows, wanted
from octui.wire.catalog import Provider
from octui.wire.providers import AllProviders, AuthCondition, AuthMethod, AuthPrompt

KEY = AuthMethod(type="api", label="API key")
BROWSER = AuthMethod(type="oauth", label="Sign in")


def test_the_well_known_come_first_and_the_connected_say_so() -> None:
    names = ("zeta", "openai", "alpha", "anthropic")
    offered = AllProviders(
        all=tuple(Provider(id=name, name=name.title(), env=("KEY",)) for name in names), connected=("openai",)
    )
    rows = provider_rows(offered, {})
    assert [row.id for row in rows] == ["anthropic", "openai", "alpha", "zeta"]
    assert [row.group for row in rows] == ["Well known", "Well known", "More", "More"]
    assert [(row.glyph, row.detail) for row in rows[:2]] == [(" ", ""), ("✓", "connected")]


def test_who_needs_no_key_is_not_offered_and_who_takes_none_is_told_of() -> None:
    offered = AllProviders(all=(Provider(id="octui", name="octui"), Provider(id="copilot", name="Copilot")))
    (row,) = provider_rows(offered, {"copilot": (BROWSER,)})
    assert (row.id, row.detail) == ("copilot", "signs in with the browser")


def test_a_provider_of_which_nothing_is_told_takes_a_key() -> None:
    assert key_method({}, "any") == AuthMethod(type="api")
    assert key_method({"one": (BROWSER, KEY)}, "one") == KEY
    assert key_method({"one": (BROWSER,)}, "one") is None


def test_a_question_may_depend_on_an_earlier_answer() -> None:
    asked = AuthPrompt(type="text", key="url", when=AuthCondition(key="kind", op="eq", value="own"))
    assert wanted(asked, {"kind": "own"})
    assert not wanted(asked, {"kind": "cloud"})
    other = AuthPrompt(type="text", key="url", when=AuthCondition(key="kind", op="neq", value="own"))
    assert wanted(other, {"kind": "cloud"})
    assert wanted(AuthPrompt(type="text", key="url"), {})
