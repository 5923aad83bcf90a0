"""Whatever the order of keys, answers and events: each text is sent once, never shown again, and never lost."""

import pytest

from tests.server.embedded import EmbeddedServer
from tests.support.fuzzing.draft_orders import run_draft_orders
from tests.support.real_opencode import Project

pytestmark = pytest.mark.slow

STEPS = 40


@pytest.mark.parametrize("seed", (4, 8, 13))
async def test_each_text_is_in_one_place(embedded: EmbeddedServer, project: Project, seed: int) -> None:
    embedded.trust_folder(project.directory)
    await run_draft_orders(embedded, project, seed, STEPS, has_slow=False)
