import pytest

from octui.store.actions import PtysLoaded
from octui.store.store import Store
from octui.ui.panels.running_work import describe_running_work
from octui.wire.pty import Pty


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "• 1 terminal and the programs in it"), (2, "• 2 terminals and the programs in them")],
)
def test_terminals_that_would_be_stopped_are_counted(count: int, said: str) -> None:
    store = Store()
    store.dispatch_action(PtysLoaded(tuple(Pty(id=f"pty_{number}", cwd="/shop") for number in range(count)), "/shop"))
    assert describe_running_work(store.state) == said
