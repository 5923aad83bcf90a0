"""What is undone is counted below the conversation, whoever undoes it, and however often."""

from collections.abc import Callable

import pytest

from octui.store import selectors
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.waiting import ask_until
from tests.ui.panels.operator import operate_app

pytestmark = pytest.mark.real


async def test_the_number_of_undone_messages_follows_each_undo_and_redo(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    async with operate_app(shared_servers(EMBEDDED).url, project, (80, 24)) as operator:
        client = operator.client

        async def wait_for_count(count: int) -> None:
            await operator.wait_until(lambda: f"{count} messages undone" in operator.read_screen())

        session = await client.sessions.create()
        for turn in (1, 2):
            await client.prompts.send(session.id, f"say words {turn}")
            await ask_until(client.sessions.list_statuses, lambda busy: session.id not in busy)
        operator.app.controllers.sessions.open_chat(session.id)
        state = operator.app.context.store.state
        await operator.wait_until(lambda: len(list(selectors.iter_prompts(state, session.id))) == 2)
        newest, oldest = (prompt.id for prompt in selectors.iter_prompts(state, session.id))
        for prompt, count in ((newest, 2), (oldest, 4), (newest, 2)):
            await client.sessions.revert(session.id, prompt)
            await wait_for_count(count)
