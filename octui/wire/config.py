"""The server's configuration: a few typed keys, the rest unchanged."""

import msgspec

from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.struct import Json


class Configuration(msgspec.Struct, frozen=True):
    """A merged configuration, whose `values` may hold secrets: they are in no repr."""

    values: Json

    def __repr__(self) -> str:
        return f"Configuration({', '.join(sorted(self.values))})"

    @property
    def model(self) -> str | None:
        """The default model as `provider/model`."""
        return self._get_text("model")

    @property
    def small_model(self) -> str | None:
        return self._get_text("small_model")

    @property
    def default_agent(self) -> str | None:
        return self._get_text("default_agent")

    @property
    def username(self) -> str | None:
        return self._get_text("username")

    @property
    def share(self) -> str | None:
        """`manual`, `auto` or `disabled`."""
        return self._get_text("share")

    def _get_text(self, key: str) -> str | None:
        value = self.values.get(key)
        return value if isinstance(value, str) else None


_json = TolerantDecoder(Json)


def decode_configuration(body: bytes) -> Configuration:
    return Configuration(_json.decode_value(body))
