"""The server of one preview: on 127.0.0.1, for the one browser that the person opened.

What the browser is started with is seen by every account of the machine (`ps`): that address
holds a word that serves once. It is exchanged for a cookie that scripts cannot read, and for
an address with another word in it, which both are asked of every later request. Whoever comes
second with the first address is told so. `Host` must be the address itself, so that no web site
can have its own name point here; a request that another site makes is refused; nothing is kept.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socketserver
import sys
import threading
import time
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import Any

from bilantool.preview import shell
from bilantool.preview.subject import Look

HOST = "127.0.0.1"
COOKIE = "bilantool"
PATIENCE = 10.0
"""Seconds that a request may take to be said."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_ABSENT = (
    "Il n’y a rien ici",
    "Cette adresse d’aperçu a déjà servi, ou n’est pas la bonne. "
    "Relancez « bilantool preview » pour en avoir une nouvelle.",
)


@dataclass
class Desk:
    """What the server may show, and to whom; `look` and `version` are replaced together.

    `touched` is when a person last asked for something (time.monotonic): the page's own
    questions do not count. `failure` is what went wrong in answering, a fault of ours.
    """

    shown: tuple[Look, int]
    entrance: str = field(default_factory=secrets.token_urlsafe)
    place: str = field(default_factory=secrets.token_urlsafe)
    cookie: str = field(default_factory=secrets.token_urlsafe)
    touched: float = field(default_factory=time.monotonic)
    failure: BaseException | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _entered: bool = False

    def show(self, look: Look) -> None:
        self.shown = (look, self.shown[1] + 1)
        self.touched = time.monotonic()

    def enter(self, word: str) -> bool:
        """Whether this is the word of the first address, for the first time."""
        with self._lock:
            if self._entered or not _same(word, self.entrance):
                return False
            self._entered = True
            return True


class Server(socketserver.ThreadingTCPServer):
    """Bound to a free port of this machine alone; `address` is what the browser is to open."""

    daemon_threads = True
    allow_reuse_address = False  # on Windows it would let another program take the port over

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        super().__init__((HOST, 0), _Handler)
        self.host = f"{HOST}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/entree/{self.desk.entrance}"

    def handle_error(self, *_: Any) -> None:
        """A browser that leaves in the middle is no news; a fault of ours ends the preview."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.desk.failure = error


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version, sys_version = "bilantool", ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = self.path.partition("?")[0].split("/")
        if not self._of_this_page() or len(parts) < 3 or parts[0]:
            self._absent()
        elif parts[1] == "entree" and len(parts) == 3:
            self._enter(parts[2])
        elif _same(parts[1], self.server.desk.place) and self._known():
            self._page("/".join(parts[2:]))
        else:
            self._absent()

    def _of_this_page(self) -> bool:
        """Whether it is asked at our own address, and by no other site."""
        hosts = self.headers.get_all("Host", [])
        sites = self.headers.get_all("Sec-Fetch-Site", ["none"])
        return hosts == [self.server.host] and set(sites) <= {"none", "same-origin"}

    def _known(self) -> bool:
        try:
            given = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return given is not None and _same(given.value, self.server.desk.cookie)

    def _enter(self, word: str) -> None:
        desk = self.server.desk
        # A HEAD would use the word up and show nothing.
        if self.command != "GET" or not desk.enter(word):
            self._absent()
            return
        place = f"/{desk.place}/"
        cookie = f"{COOKIE}={desk.cookie}; HttpOnly; SameSite=Strict; Path={place}"
        self._send(303, b"", "text/plain", _NOTHING, {"Location": place, "Set-Cookie": cookie})

    def _page(self, name: str) -> None:
        desk = self.server.desk
        look, version = desk.shown
        if name == "etat":
            body = json.dumps(shell.state(look, version), ensure_ascii=False).encode()
            self._send(200, body, "application/json", _NOTHING)
            return
        desk.touched = time.monotonic()
        kind, _, number = name.partition("/")
        if name == "":
            body, policy = shell.page(secrets.token_urlsafe(16))
            self._send(200, body, "text/html", policy)
        elif kind == "document" and number in map(str, range(len(look.pages))):
            self._send(200, look.pages[int(number)], "text/html", shell.DOCUMENT_POLICY)
        else:
            self._absent()

    def _absent(self) -> None:
        self._send(404, shell.refusal(*_ABSENT), "text/html", _NOTHING)

    def _send(
        self, code: int, body: bytes, kind: str, policy: str, more: dict[str, str] | None = None
    ) -> None:
        self.send_response_only(code)
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in {
            **headers, **_HEADERS, "Content-Security-Policy": policy, **(more or {})
        }.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Any other method, and whatever is no request: nothing of it is repeated."""
        self.command = self.command or "GET"
        code = 405 if code == 501 else code
        page = shell.refusal("Demande refusée", "Cet aperçu ne répond pas à cela.")
        more = {"Allow": "GET, HEAD"} if code == 405 else {}
        self._send(code, page, "text/html", _NOTHING, more)

    def log_message(self, *_: object) -> None:
        """Nothing is written down of what is asked."""


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
