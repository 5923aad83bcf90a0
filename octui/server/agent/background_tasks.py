"""Tasks that run alongside the code that started them."""

import asyncio
from collections.abc import Coroutine


class BackgroundTasks:
    """Holds its tasks until they are done: asyncio keeps only weak references."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start_task(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel_tasks(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    async def wait_for_tasks(self) -> None:
        """Wait until every task has ended, however it ends."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
