"""An MCP server that is to be signed in to: OAuth with registration, PKCE and tokens, whose page agrees at once."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.support.mcp_server import answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    tokens: set[str]
    codes: set[str]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if "oauth-protected-resource" in path:
            self._reply(200, {"resource": f"{self._address}/mcp", "authorization_servers": [self._address]})
        elif "oauth-authorization-server" in path:
            self._reply(200, self._describe_authorization())
        elif path == "/authorize":
            code = secrets.token_hex(8)
            self.codes.add(code)
            place = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
            self._reply(302, {}, location=place)
        else:
            self._reply(405 if path == "/mcp" else 404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        match self.path:
            case "/register":
                self._reply(201, {**json.loads(body), "client_id": "octui"})
            case "/token":
                self._give_token(dict(parse_qsl(body.decode())))
            case _ if self.headers.get("authorization", "").removeprefix("Bearer ") in self.tokens:
                self._answer_call(json.loads(body))
            case _:
                where = f"{self._address}/.well-known/oauth-protected-resource"
                self._reply(401, {}, **{"www-authenticate": f'Bearer resource_metadata="{where}"'})

    @property
    def _address(self) -> str:
        return f"http://{self.headers['host']}"

    def _describe_authorization(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "registration": "register"}
        return {
            "issuer": self._address,
            **{f"{name}_endpoint": f"{self._address}/{path}" for name, path in places.items()},
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
        }

    def _give_token(self, asked: dict[str, str]) -> None:
        if asked.get("code") not in self.codes:
            self._reply(400, {"error": "invalid_grant"})
            return
        token = secrets.token_hex(8)
        self.tokens.add(token)
        self._reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _answer_call(self, call: dict[str, Any]) -> None:
        if "id" not in call:
            self._reply(202, None)
            return
        result = answer(call["method"], call.get("params", {}))
        reply = {"result": result} if result is not None else {"error": {"code": -32601, "message": "unknown method"}}
        self._reply(200, {"jsonrpc": "2.0", "id": call["id"], **reply})

    def _reply(self, status: int, value: Any, **headers: str) -> None:
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def run_oauth_mcp_server() -> Iterator[str]:
    """Its address, while it runs."""
    handler = type("Handler", (_Handler,), {"tokens": set(), "codes": set()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/mcp"
        server.shutdown()
