"""The health check, the first call every server answers."""

import re
from typing import Final

from octui.wire.struct import Wire

_NUMBER: Final = re.compile(r"[0-9]{1,9}")

SPOKEN = (1, 18, 33)
"""The version of OpenCode whose response shapes the embedded server uses."""

EMBEDDED_SERVER = "octui"
"""The name of the embedded server."""

SERVER_HEADER: Final = "x-octui-server"
"""Response header that identifies the embedded server: OpenCode's clients refuse an unknown field in the body."""


class Health(Wire, frozen=True):
    healthy: bool = False
    version: str = ""
    server: str = ""
    """The kind of server, by its header, or in the body of older embedded servers; OpenCode's report neither."""

    @property
    def is_embedded(self) -> bool:
        """Whether it is octui's embedded server."""
        return self.server == EMBEDDED_SERVER

    @property
    def version_numbers(self) -> tuple[int, ...]:
        """The version for comparisons; empty for a build that is not a release.

        The embedded server's own version says nothing about its protocol, which is that of the newest OpenCode known.
        """
        if self.is_embedded:
            return SPOKEN
        release = self.version.split(".")
        return tuple(map(int, release)) if all(_NUMBER.fullmatch(number) for number in release) else ()
