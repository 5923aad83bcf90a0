import subprocess
import sys

_DRAW_AFTER_PRELOADING = """
import sys
from octui.render.blocks import ProseBlock
from octui.render.preload import LANGUAGES, preload_drawing
from octui.render.renderer import BlockRenderer
from octui.render.theme.unthemed_palettes import DARK
preload_drawing()
loaded = set(sys.modules)
for fence in (*LANGUAGES, "py", "sh", "js", "ts"):
    text = f"A *word*, [a link](https://example.com):\\n\\n```{fence}\\na = 1\\n```\\n\\n| a |\\n|---|\\n| b |\\n"
    assert BlockRenderer(DARK).render_block(ProseBlock(fence, "m", text + 40 * (chr(0x1F469) + chr(0x200D))), 80)
print(*sorted(set(sys.modules) - loaded))
"""


def test_what_was_preloaded_is_all_that_an_answer_needs() -> None:
    run = subprocess.run([sys.executable, "-c", _DRAW_AFTER_PRELOADING], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
