from tools.settings_page import PAGE, render_settings_page


def test_the_page_of_settings_is_the_one_that_the_registry_makes() -> None:
    assert PAGE.read_text() == render_settings_page(), "python3 run.py settings writes it again"
