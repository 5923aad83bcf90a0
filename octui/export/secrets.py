"""Finds and masks the secrets in an exported session: keys, tokens and passwords that files and output had in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from octui.wire.struct import Json

SHOWN: Final = 4
"""Characters of a masked secret that stay, so that its owner knows which it is."""
CHUNK: Final = 200_000
OVERLAP: Final = 4_000


class _Kind(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    """What is masked is its group `secret`."""


_KINDS: Final = (
    _Kind(
        "private key",
        re.compile(r"(?P<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{1,8000}?-----END [A-Z ]*PRIVATE KEY-----)"),
    ),
    _Kind("AWS key", re.compile(r"\b(?P<secret>(?:AKIA|ASIA)[0-9A-Z]{16})\b")),
    _Kind("GitHub token", re.compile(r"\b(?P<secret>(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,}))\b")),
    _Kind("GitLab token", re.compile(r"\b(?P<secret>glpat-[A-Za-z0-9_-]{20,})")),
    _Kind("Slack token", re.compile(r"\b(?P<secret>xox[abeoprs]-[A-Za-z0-9-]{10,})")),
    _Kind("Stripe key", re.compile(r"\b(?P<secret>[rs]k_(?:live|test)_[A-Za-z0-9]{16,})")),
    _Kind("Google key", re.compile(r"\b(?P<secret>AIza[0-9A-Za-z_-]{35})")),
    _Kind("API key", re.compile(r"\b(?P<secret>sk-[A-Za-z0-9_-]{20,})")),
    _Kind("npm token", re.compile(r"\b(?P<secret>npm_[A-Za-z0-9]{36})\b")),
    _Kind(
        "JSON Web Token",
        re.compile(r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})"),
    ),
    _Kind("authorization", re.compile(r"(?i)\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9+/._~-]{16,}=*)")),
    _Kind(
        "password in an address", re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,80}:(?P<secret>[^\s/@]{3,200})@")
    ),
    _Kind(
        "password or key",
        re.compile(
            r"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)"
            r"[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?P<secret>[^\s\"',;{}()<>\[\]$]{8,200})"
        ),
    ),
)


class MaskedSecret(NamedTuple):
    """`shown` is what is left of it."""

    kind: str
    shown: str


@dataclass(slots=True)
class SecretMask:
    """Masks the secrets of a document, and keeps what it found, each secret once, with how often it occurred."""

    found: dict[MaskedSecret, int] = field(default_factory=dict)

    def mask_document(self, document: Json) -> Json:
        """The same session with every secret masked in every text; slow for a long session."""
        masked = self._mask_value(document)
        return masked if isinstance(masked, dict) else document

    def mask_text(self, text: str) -> str:
        spans = sorted(find_secrets(text))
        pieces: list[str] = []
        at = 0
        for start, end, kind in spans:
            if start < at:
                continue
            shown = shorten_secret(text[start:end])
            secret = MaskedSecret(kind, shown)
            self.found[secret] = self.found.get(secret, 0) + 1
            pieces += [text[at:start], shown]
            at = end
        return "".join((*pieces, text[at:])) if pieces else text

    def _mask_value(self, value: Any) -> Any:
        match value:
            case dict():
                return {key: self._mask_value(inner) for key, inner in value.items()}
            case list():
                return [self._mask_value(inner) for inner in value]
            case str() if len(value) >= SHOWN:
                return self.mask_text(value)
        return value


def find_secrets(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a secret begins and ends, and of which kind it is."""
    for begin in range(0, len(text), CHUNK):
        piece_end = min(len(text), begin + CHUNK + OVERLAP)
        for kind in _KINDS:
            for match in kind.pattern.finditer(text, begin, piece_end):
                start, end = match.span("secret")
                if start < begin + CHUNK and not _is_placeholder(match["secret"]):
                    yield start, end, kind.name


def shorten_secret(secret: str) -> str:
    """Its first characters and stars: a short secret keeps none of them."""
    kept = secret[:SHOWN] if len(secret) > 3 * SHOWN and not secret.startswith("-----") else ""
    return f"{kept}********"


def _is_placeholder(secret: str) -> bool:
    """What stands in examples and code for a secret: a name, stars, or the same character again and again."""
    return len(set(secret)) <= 2 or bool(
        re.fullmatch(r"(?i)(?:your|my|the|some|example|process\.env|os\.environ|env)[\w.\-]*", secret)
    )
