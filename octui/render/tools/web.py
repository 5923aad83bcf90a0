"""Pages fetched from the web, and searches of it."""

from octui.render.blocks import ToolBlock
from octui.render.text.spoofing import check_address
from octui.render.tools.base import LookupToolView, ToolHeading, make_count_note
from octui.render.tools.json_values import get_text
from octui.render.tools.permission_fields import PreviewSection, RequestFields


class WebFetchView(LookupToolView):
    names = ("webfetch",)
    permissions = ("webfetch",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("%", "Fetch", get_text(block.part.state.input, "url"))

    def build_preview_sections(self, fields: RequestFields) -> list[PreviewSection]:
        addresses = fields.take_sections("url")
        addresses += fields.list_other_patterns("", addresses)
        fields.warnings += [warning for section in addresses if (warning := check_address(section.text))]
        return addresses


class WebSearchView(LookupToolView):
    names = ("websearch", "codesearch")

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        state = block.part.state
        return ToolHeading(
            "◈", "Search", get_text(state.input, "query"), make_count_note(state.metadata, "numResults", "result")
        )
