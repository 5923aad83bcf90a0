"""Whatever the order of keys, answers and events: each text is sent once, never shown again, and never lost."""

import pytest

from tests.server.embedded import EmbeddedServer
from tests.support.fuzzing.draft_orders import open_draft_orders, run_draft_orders
from tests.support.real_opencode import Project

pytestmark = pytest.mark.slow

STEPS = 40


@pytest.mark.parametrize("seed", (4, 8, 13))
async def test_each_text_is_in_one_place(embedded: EmbeddedServer, project: Project, seed: int) -> None:
    embedded.trust_folder(project.directory)
    await run_draft_orders(embedded, project, seed, STEPS, has_slow=False)


@pytest.mark.parametrize(("fate", "is_left"), (("late", True), ("late and refused", False)))
async def test_a_session_opened_before_its_creation_is_answered_sends_from_there(
    embedded: EmbeddedServer, project: Project, fate: str, is_left: bool
) -> None:
    """Two prompts are on their way from one place then, and each answer is for its own."""
    embedded.trust_folder(project.directory)
    async with open_draft_orders(embedded, project, 0, has_slow=False) as orders:
        sessions = orders.app.context.store.state.sessions
        earlier = set(sessions)
        await orders.open_new_session()
        orders.proxy.choose_fate("late")
        await orders.type_word()
        await orders.press_enter()
        await orders.wait_until(lambda: bool(sessions.keys() - earlier), "a session in the list")
        await orders.open_session(*(sessions.keys() - earlier))
        orders.proxy.choose_fate(fate)
        await orders.type_word()
        count = orders.proxy.sending_count
        await orders.press_enter()
        await orders.wait_until(lambda: orders.proxy.sending_count > count, "the second prompt on its way")
        if is_left:
            await orders.show_overview()
        orders.proxy.release_answers()
