"""The one call every server answers first."""

from octui.wire.struct import Wire

SPOKEN = (1, 18, 33)
"""The version of OpenCode whose shapes the embedded server answers in."""


class Health(Wire, frozen=True):
    healthy: bool = False
    version: str = ""
    server: str = ""
    """Which make it is, where that is told: OpenCode's own do not."""

    @property
    def is_embedded(self) -> bool:
        """Whether it is the server that comes with octui."""
        return self.server == "octui"

    @property
    def version_numbers(self) -> tuple[int, ...]:
        """The version for comparing; empty for a build that is no release.

        That of octui's own server says nothing of how it speaks: as the newest OpenCode does that octui knows.
        """
        if self.is_embedded:
            return SPOKEN
        release = self.version.split(".")
        return tuple(int(number) for number in release) if all(number.isdecimal() for number in release) else ()
