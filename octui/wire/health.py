"""The one call every server answers first."""

from octui.wire.struct import Wire


class Health(Wire, frozen=True):
    healthy: bool = False
    version: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version for comparing; empty for a build that is no release."""
        release = self.version.split(".")
        return tuple(int(number) for number in release) if all(number.isdecimal() for number in release) else ()
