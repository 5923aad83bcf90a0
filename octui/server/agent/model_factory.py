"""Who answers for a model."""

from octui.server.agent.guide.help_text import GUIDE_PROVIDER
from octui.server.agent.models.catalog import SelectedModel
from octui.server.agent.models.chat_model import ChatModel
from octui.server.agent.models.language_model import LanguageModel


def create_model(chosen: SelectedModel, directory: str) -> LanguageModel:
    """The one that speaks of a directory: the guide's own paths start there."""
    if chosen.provider.id == GUIDE_PROVIDER:
        # What it understands takes its time to compile, and many never speak with it.
        from octui.server.agent.guide.guide import GuideModel

        return GuideModel(directory)
    return ChatModel(chosen.provider, chosen.model)
