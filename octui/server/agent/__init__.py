"""The agent: prompts in, messages and changed files out."""

from octui.server.agent.runs import SessionRunner

__all__ = ["SessionRunner"]
