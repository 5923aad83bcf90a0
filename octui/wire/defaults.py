"""Defaults shared by clients and servers. Imports nothing slow: start-up reads it first."""

from typing import Final

DEFAULT_PORT: Final = 4096
"""Where servers listen when they can and are not given another port."""

DEFAULT_USERNAME: Final = "opencode"
