"""Creates the client for a model."""

from octui.server.agent.models.catalog import GUIDE_PROVIDER, SelectedModel
from octui.server.agent.models.chat_model import ChatModel
from octui.server.agent.models.language_model import LanguageModel


def create_model(selected: SelectedModel, directory: str) -> LanguageModel:
    """The client for a model; the offline guide resolves paths from `directory`."""
    if selected.provider.id == GUIDE_PROVIDER:
        # Its patterns are slow to compile, and many users never talk to it.
        from octui.server.agent.guide.guide import GuideModel

        return GuideModel(directory)
    return ChatModel(selected.provider, selected.model)
