"""Which view shows which tool, and which one previews which permission. A new tool is one more line here."""

from typing import Final

from octui.render.blocks import ToolBlock
from octui.render.tools.base import ToolView
from octui.render.tools.bash import BashView
from octui.render.tools.edit import EditView, PatchView
from octui.render.tools.generic import GenericView, InvalidCallView, UnreadableView
from octui.render.tools.question import QuestionView
from octui.render.tools.read import ReadView
from octui.render.tools.search import GlobView, GrepView, ListView
from octui.render.tools.skill import SkillView
from octui.render.tools.task import TaskView
from octui.render.tools.todos import TodosView
from octui.render.tools.web import WebFetchView, WebSearchView
from octui.render.tools.write import WriteView

TOOL_VIEWS: Final[tuple[ToolView, ...]] = (
    BashView(),
    EditView(),
    PatchView(),
    WriteView(),
    ReadView(),
    GlobView(),
    GrepView(),
    ListView(),
    WebFetchView(),
    WebSearchView(),
    TodosView(),
    TaskView(),
    QuestionView(),
    SkillView(),
    InvalidCallView(),
    UnreadableView(),
)
GENERIC_VIEW: Final = GenericView()
"""For unknown tools, including those of MCP servers."""

_BY_NAME: Final = {name: view for view in TOOL_VIEWS for name in view.names}
_BY_PERMISSION: Final = {name: view for view in TOOL_VIEWS for name in view.permissions}


def find_tool_view(tool: str) -> ToolView:
    return _BY_NAME.get(tool, GENERIC_VIEW)


def find_permission_view(permission: str) -> ToolView | None:
    """The view that previews this permission, or None where no tool is known to ask for it."""
    return _BY_PERMISSION.get(permission)


def summarize_tool_call(block: ToolBlock) -> str:
    """A call in one phrase, where there is no room for more."""
    return find_tool_view(block.part.tool).describe_call(block).summarize_heading()
