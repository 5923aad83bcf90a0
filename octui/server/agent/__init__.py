"""The agent: prompts in, messages and changed files out."""

from octui.server.agent.session_runner import SessionRunner

__all__ = ["SessionRunner"]
