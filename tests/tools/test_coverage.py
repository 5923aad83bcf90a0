from tools.coverage.__main__ import DOCUMENT, find_false_claims, read_rows, render_document


def test_every_method_place_and_test_that_the_table_names_exists() -> None:
    assert list(find_false_claims(read_rows())) == []


def test_the_document_is_that_of_the_table() -> None:
    assert DOCUMENT.read_text() == render_document(read_rows()), "python3 run.py coverage writes it again"
