"""The embedded server as a process, started and stopped like the real ones."""

import os
import subprocess
import sys

from tests.server.folder_trust import trust_folder_now
from tests.support.real_opencode import RealServer, make_environment, mark_leftovers


class EmbeddedServer(RealServer):
    """`python -m octui.server` with its own port and HOME; its version is octui's."""

    def launch(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "octui.server", "--port", str(self.port), "--anywhere"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.directory,
                env=make_environment(self.home, self.password)
                | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
                | mark_leftovers(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def trust_folder(self, directory: str) -> None:
        trust_folder_now(self.url, directory, self.password)
