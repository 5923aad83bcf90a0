"""A terminal client for OpenCode, the AI coding agent."""

from typing import Final

VERSION: Final = "0.1.0"
