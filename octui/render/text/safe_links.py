"""Untrusted links: only `http` and `https` are ever opened, in a form that hides nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

_MAX_LENGTH = 2000
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
_PLAIN = "!#$%&'()*+,/:;=?@[]~-._"


def sanitize_link(url: str) -> str | None:
    """The address in plain ASCII, its host as it goes to DNS (`xn--…`); None for what must not be opened.

    Refused: other schemes, white space and control characters, backslashes, user names (`https://bank.com@evil.io`),
    invalid hosts, and anything longer than a terminal would transmit.
    """
    if len(url) > _MAX_LENGTH or "\\" in url or any(ch <= " " or "\x7f" <= ch <= "\x9f" for ch in url):
        return None
    return _clean_link(url)


@lru_cache(maxsize=256)
def _clean_link(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _to_ascii_host(parts.hostname or "")
        if parts.scheme not in ("http", "https") or host is None or "@" in parts.netloc:
            return None
        authority = host if port is None else f"{host}:{port}"
        tail = (quote(part, safe=_PLAIN) for part in (parts.path, parts.query, parts.fragment))
        path, query, fragment = tail
    except ValueError:
        return None
    clean = urlunsplit((parts.scheme, authority, path, query, fragment))
    return clean if len(clean) <= _MAX_LENGTH else None


def extract_host(url: str) -> str:
    """The host of a link that `sanitize_link` accepts, as DNS sees it; empty for any other."""
    link = sanitize_link(url)
    return (urlsplit(link).hostname or "") if link else ""


def _to_ascii_host(host: str) -> str | None:
    # urlsplit strips the brackets of an IPv6 address.
    text = f"[{host}]" if ":" in host else host
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    text = text.lower()
    return text if _HOST.fullmatch(text) and ".." not in text else None
