"""Questions the agent asks, and the answers it got."""

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.text.counts import format_count
from octui.render.tools.base import ToolHeading, ToolView, format_unknown_call
from octui.render.tools.entries import MAX_ENTRIES, render_marked_entry
from octui.render.tools.json_values import get_objects, get_text, get_texts, is_list
from octui.wire.parts import ToolPart


class QuestionView(ToolView):
    names = ("question",)
    text_is_markdown = True
    wraps_heading = True
    heading_stays_long = True
    waiting_note = "△ needs an answer"

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        """One question is its own heading; of several, how many."""
        questions = get_objects(block.part.state.input, "questions")
        if len(questions) == 1:
            return ToolHeading("?", "", get_text(questions[0], "question", "header"))
        return ToolHeading("?", "Asked", format_count(len(questions), "question") if questions else "")

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        """The questions with their answers; a single question is in the heading already."""
        state, palette, width = block.part.state, options.palette, options.width
        questions = get_objects(state.input, "questions")[:MAX_ENTRIES]
        strips: list[Strip] = []
        for number, question in enumerate(questions):
            if len(questions) > 1:
                text = get_text(question, "question", "header")
                strips.extend(render_marked_entry(text, "", palette.muted, palette.muted, width))
            if state.status == "completed":
                answer = _format_answer(block, number)
                tone = palette.text if answer else palette.muted
                mark_style = palette.primary if answer else tone
                strips.extend(render_marked_entry(answer or "no answer", "→ ", mark_style, tone, width))
        return strips

    def can_expand_call(self, _block: ToolBlock) -> bool:
        return False

    def call_to_text(self, block: ToolBlock) -> str:
        questions = get_objects(block.part.state.input, "questions")
        lines = [
            "\n→ ".join(text for text in (get_text(question, "question"), _format_answer(block, number)) if text)
            for number, question in enumerate(questions)
        ]
        return "\n".join(lines) if questions else format_unknown_call(block)

    def estimate_rows(self, _part: ToolPart) -> int:
        return 6


def _format_answer(block: ToolBlock, number: int) -> str:
    """What was answered to the question with this number; `""` for no answer."""
    answers = block.part.state.metadata.get("answers")
    answer = answers[number] if is_list(answers) and number < len(answers) else None
    return ", ".join(get_texts({"answer": answer}, "answer"))
