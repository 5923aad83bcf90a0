"""Who answers for a model."""

from octui.server.agent.guide.guide import Guide
from octui.server.agent.guide.words import GUIDE_PROVIDER
from octui.server.agent.models.catalogue import Chosen
from octui.server.agent.models.chat import ChatModel
from octui.server.agent.models.model import Model


def speaker(chosen: Chosen) -> Model:
    if chosen.provider.id == GUIDE_PROVIDER:
        return Guide()
    return ChatModel(chosen.provider, chosen.model)
