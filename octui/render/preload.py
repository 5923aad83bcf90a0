"""Loads what draws Markdown and code before the first answer needs it, which would stall the keys of that moment."""

from typing import Final

from octui.render.code.lexers import load_lexers
from octui.render.markdown.grammar import load_grammar
from octui.render.text.cell_width import measure_width
from octui.render.text.clusters import load_cluster_rules

LANGUAGES: Final = (
    *("bash", "json", "python", "javascript", "typescript", "tsx", "diff", "yaml"),
    *("html", "css", "go", "rust", "java", "toml"),
)
"""Those that answers have most often; Pygments needs up to a tenth of a second to make ready for one."""


def preload_drawing() -> None:
    """To be called in a thread, before the first answer is drawn."""
    load_grammar()
    load_lexers(LANGUAGES)
    # Rich reads its table of widths with the first character that is not ASCII.
    measure_width("\u4e00")
    load_cluster_rules()
