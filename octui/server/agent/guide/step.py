"""What a procedure does next."""

from octui.server.agent.guide.sentences.intents import ToolIntent

Step = tuple[str, list[ToolIntent]]
"""What to say, and the tools to call next; without calls the procedure is over."""
