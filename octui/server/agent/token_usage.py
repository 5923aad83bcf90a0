"""Token usage in the form messages carry it."""

from octui.server.agent.models.language_model import TokenUsage
from octui.wire.sessions import CacheTokens, Tokens
from octui.wire.struct import Json


def to_tokens(usage: TokenUsage) -> Tokens:
    return Tokens(
        input=usage.input,
        output=usage.output,
        reasoning=usage.reasoning,
        cache=CacheTokens(read=usage.cache_read, write=usage.cache_write),
    )


def usage_to_json(usage: TokenUsage) -> Json:
    total = usage.input + usage.output + usage.reasoning + usage.cache_read + usage.cache_write
    return {
        "total": total,
        "input": usage.input,
        "output": usage.output,
        "reasoning": usage.reasoning,
        "cache": {"read": usage.cache_read, "write": usage.cache_write},
    }
