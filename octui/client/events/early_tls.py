"""TLS for a connection that is opened in a thread, and read later on the event loop."""

import os
import socket
import ssl
from typing import Final

PIECE: Final = 65_536


class TlsSession:
    """The encryption of one connection, apart from its socket."""

    def __init__(self, host: str, *, trusts_environment: bool) -> None:
        """`trusts_environment` as httpx means it: certificates named in the environment count."""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = _create_context(trusts_environment=trusts_environment)
        context.set_alpn_protocols(["http/1.1"])
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    def complete_handshake(self, opened: socket.socket) -> None:
        """Agree on keys, over a socket that blocks. Raises OSError, for a certificate that is not trusted too."""
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                opened.sendall(self._outgoing.read())
                received = opened.recv(PIECE)
                if not received:
                    raise ConnectionError("The connection ended before it was secure.") from None
                self._incoming.write(received)
            else:
                opened.sendall(self._outgoing.read())
                return

    def write_encrypted(self, text: bytes) -> bytes:
        self._object.write(text)
        return self._outgoing.read()

    def add_received(self, received: bytes) -> None:
        """Take over what the socket received; `read_decrypted` gives the text in it."""
        self._incoming.write(received)

    def read_decrypted(self) -> bytes | None:
        """What can be decrypted so far: None where no record is complete, nothing once the other side ended it.

        Raises OSError for what is damaged.
        """
        try:
            return self._object.read(PIECE)
        except ssl.SSLWantReadError:
            return None
        except ssl.SSLZeroReturnError:
            return b""


def _create_context(*, trusts_environment: bool) -> ssl.SSLContext:
    if trusts_environment and (file := os.environ.get("SSL_CERT_FILE")):
        return ssl.create_default_context(cafile=file)
    if trusts_environment and (folder := os.environ.get("SSL_CERT_DIR")):
        return ssl.create_default_context(capath=folder)
    import certifi  # it looks for its own files

    return ssl.create_default_context(cafile=certifi.where())
