"""Tokens as messages count them."""

from octui.server.agent.models.model import Usage
from octui.wire.sessions import CacheTokens, Tokens
from octui.wire.struct import Json


def tokens_of(usage: Usage) -> Tokens:
    return Tokens(
        input=usage.input,
        output=usage.output,
        reasoning=usage.reasoning,
        cache=CacheTokens(read=usage.cache_read, write=usage.cache_write),
    )


def added(left: Tokens, right: Tokens) -> Tokens:
    return Tokens(
        input=left.input + right.input,
        output=left.output + right.output,
        reasoning=left.reasoning + right.reasoning,
        cache=CacheTokens(read=left.cache.read + right.cache.read, write=left.cache.write + right.cache.write),
    )


def told_of(usage: Usage) -> Json:
    total = usage.input + usage.output + usage.reasoning + usage.cache_read + usage.cache_write
    return {
        "total": total,
        "input": usage.input,
        "output": usage.output,
        "reasoning": usage.reasoning,
        "cache": {"read": usage.cache_read, "write": usage.cache_write},
    }
