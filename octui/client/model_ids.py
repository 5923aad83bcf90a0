"""The two ways in which callers name a model."""

from octui.wire.messages import MessageModel

ModelName = MessageModel | tuple[str, str]
"""As messages carry it, or as a pair of provider id and model id."""


def split_model_name(model: ModelName) -> tuple[str, str]:
    """The provider's id and the model's."""
    return model if isinstance(model, tuple) else (model.provider_id, model.model_id)


def get_model_variant(model: ModelName | None) -> str | None:
    return model.variant if isinstance(model, MessageModel) else None
