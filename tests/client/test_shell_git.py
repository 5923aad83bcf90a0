"""Git in the server's shell: what it reads, and how little is sent for it."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.client.shell_git import ShellGit
from tests.support.real_opencode import EMBEDDED, Project, RealServer

pytestmark = pytest.mark.slow


class RecordedShell(ShellGit):
    """Keeps what its commands print; with another name for it, the server's machine has no gzip."""

    printed: tuple[str, ...] = ()
    packer = "gzip"

    async def _run_in_shell(self, command: str, directory: str | None) -> str:
        output = await super()._run_in_shell(command.replace("gzip", self.packer), directory)
        self.printed = (*self.printed, output)
        return output


@pytest.mark.parametrize(("packer", "most_printed", "runs"), [("gzip", 20_000, 1), ("no-such-program", 40_000, 2)])
async def test_a_diff_is_compressed_on_its_way_where_that_can_be(
    shared_servers: Callable[[str], RealServer], project: Project, packer: str, most_printed: int, runs: int
) -> None:
    (project.path / "big.txt").write_text("".join(f"the same line but for its number, {n}\n" for n in range(500)))
    (project.path / "latin.txt").write_bytes(b"caf\xe9\n")
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        shell = RecordedShell(client.sessions, client.prompts, agent="build")
        shell.packer = packer
        diffs = await shell.get_diff(directory=project.directory)
        patches = "".join(diff.patch or "" for diff in diffs)
        assert "number, 499\n" in patches and "+caf\ufffd\n" in patches
        assert len(shell.printed) == runs and len(shell.printed[-1]) < most_printed
        tracked, left_out = await shell.get_tracked_diff(directory=project.directory)
        assert (tracked, left_out) == ((), 2)
        (project.path / "README.md").write_text("changed\n")
        ((change,), left_out) = await shell.get_tracked_diff(directory=project.directory)
        assert left_out == 2 and "+changed\n" in (change.patch or "")
        assert not any(session.title == "octui: git" for session in await client.sessions.list())
