import pytest

from octui.server.config.jsonc import JsoncError, is_plain_json, parse_jsonc


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "x // no /* comment */"}', {"a": "x // no /* comment */"}),
        ('{\n // one\n "a": "\\"", /* two\n */ "b": [1, 2,],\n}', {"a": '"', "b": [1, 2]}),
        ('\ufeff{"a": "é"} // end', {"a": "é"}),
        ("", {}),
        (" \n", {}),
        ('{"a": 1, "a": 2} //', {"a": 2}),
    ],
)
def test_comments_and_trailing_commas_are_allowed(text: str, value: object) -> None:
    assert parse_jsonc(text) == value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": }', 1, 7),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3),
        ('{\n "a": "open\n}', 2, 7),
        ('{\n "a": [1, 2\n', 2, 7),
        ('{"a": 1} /* open', 1, 11),
        ('{"a":1,,}', 1, 8),
        ("// nothing else", 1, 1),
        ("[" * 100_000, 1, 65),
    ],
)
def test_an_error_says_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(JsoncError, match=f"at line {line}, column {column}") as caught:
        parse_jsonc(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_error_does_not_repeat_the_text() -> None:
    with pytest.raises(JsoncError) as caught:
        parse_jsonc('{"key": "sk-secret" "b": 1}')
    assert "secret" not in str(caught.value)


def test_only_plain_json_can_be_rewritten_without_loss() -> None:
    assert is_plain_json('{"a": "//"}')
    assert not is_plain_json('{"a": 1} // comment')
