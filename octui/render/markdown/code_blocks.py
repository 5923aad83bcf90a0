"""The code blocks of a Markdown text."""

from octui.render.markdown.grammar import load_grammar


def find_code_blocks(text: str) -> list[tuple[str, str]]:
    """The language and the code of each code block of a Markdown text."""
    if "```" not in text and "~~~" not in text and "    " not in text and "\t" not in text:
        return []
    return [
        (token.info.split()[0] if token.info.strip() else "", token.content.removesuffix("\n"))
        for token in load_grammar().parse(text)
        if token.type in ("fence", "code_block") and token.content.strip()
    ]
