from tools.parity.__main__ import DOCUMENT, find_false_parity, read_parity_rows, render_parity


def test_every_command_key_and_test_that_the_tables_name_exists() -> None:
    assert list(find_false_parity(read_parity_rows())) == []


def test_the_document_is_that_of_the_tables() -> None:
    assert DOCUMENT.read_text() == render_parity(read_parity_rows()), "python3 run.py parity writes it again"
