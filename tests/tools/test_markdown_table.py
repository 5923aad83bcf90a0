from markdown_it import MarkdownIt

from tools.markdown_table import render_table


def test_a_bar_in_a_key_does_not_end_its_cell() -> None:
    table = render_table(("key", "what"), [("`ctrl+x |`", "Split | divide"), ("`a`", "")])
    cells = [token.children or [] for token in MarkdownIt().enable("table").parse(table) if token.type == "inline"]
    texts = ["".join(child.content for child in children) for children in cells]
    assert texts == ["key", "what", "ctrl+x |", "Split | divide", "a", ""]
