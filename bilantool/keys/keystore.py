"""Where a session key waits: the system's keyring, or a file where there is none.

The home of the package keyring. A keyring is asked from a thread that is given up after a
while: some wait for ever for a window that nobody sees.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from bilantool.errors import DataFault, EnvironmentFault
from bilantool.storage import files

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "bilantool"
PATIENCE = 10.0
"""Seconds: enough to answer the window in which a system asks to open its keyring."""

# The systems' own keyrings, by module, and no other: those that a configuration or an
# installed package adds may be a clear file in a synchronised folder.
_BACKENDS = {
    "linux": ("SecretService.Keyring", "kwallet.DBusKeyring"),
    "darwin": ("macOS.Keyring",),
    "win32": ("Windows.WinVaultKeyring",),
}


class Keystore(Protocol):
    """Keeps short secret texts by name. No failure is raised: it reads as absence."""

    def get(self, name: str) -> str | None:
        """The secret, or None."""

    def set(self, name: str, secret: str) -> bool:
        """Keep it; whether that worked."""

    def delete(self, name: str) -> None:
        """Forget it, if it is known."""


class SystemKeyring:
    """The keyring of the system."""

    def __init__(
        self,
        *,
        platform: str = sys.platform,
        environ: Mapping[str, str] = os.environ,
        patience: float = PATIENCE,
    ) -> None:
        self._platform = platform
        self._environ = environ
        self._patience = patience

    def get(self, name: str) -> str | None:
        return self._ask(lambda backend: backend.get_password(SERVICE, name))

    def set(self, name: str, secret: str) -> bool:
        def keep(backend: KeyringBackend) -> bool:
            backend.set_password(SERVICE, name, secret)
            return backend.get_password(SERVICE, name) == secret

        return self._ask(keep) or False

    def delete(self, name: str) -> None:
        self._ask(lambda backend: backend.delete_password(SERVICE, name))

    def _ask(self, question: Callable[[KeyringBackend], T]) -> T | None:
        if not self._reachable():
            return None
        return within(self._patience, lambda: self._answer(question))

    def _reachable(self) -> bool:
        """On Linux, only where a session bus is: without one the libraries try to start it."""
        if self._platform != "linux":
            return self._platform in _BACKENDS
        if self._environ.get("DBUS_SESSION_BUS_ADDRESS"):
            return True
        folder = self._environ.get("XDG_RUNTIME_DIR", "")
        return bool(folder) and (Path(folder) / "bus").exists()

    def _answer(self, question: Callable[[KeyringBackend], T]) -> T | None:
        for name in _BACKENDS[self._platform]:
            module, _, kind = name.rpartition(".")
            backend_class = getattr(importlib.import_module(f"keyring.backends.{module}"), kind)
            if backend_class.viable:
                return question(backend_class())
        return None


class NoKeystore:
    """A file (0600) in the runtime folder: what is left where no keyring answers."""

    def __init__(self, runtime: Path) -> None:
        self._runtime = runtime

    def get(self, name: str) -> str | None:
        path = self._path(name)
        try:
            return files.read_bounded(path, 256).decode("ascii") if path.exists() else None
        except (DataFault, EnvironmentFault, UnicodeDecodeError):
            return None

    def set(self, name: str, secret: str) -> bool:
        try:
            files.write_atomically(self._path(name), secret.encode("ascii"))
        except EnvironmentFault:
            return False
        return True

    def delete(self, name: str) -> None:
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._runtime / f"cle-{name}"


def within(seconds: float, call: Callable[[], T]) -> T | None:
    """The answer of `call`, or None when it fails or has not come after `seconds`.

    A call that never ends is left to its thread, which does not keep the process alive.
    """
    answers: list[T] = []

    def run() -> None:
        # Backends raise what their system bindings raise (D-Bus, Keychain, Win32 errors): to the
        # caller each of them means that this keyring keeps nothing.
        with suppress(Exception):
            answers.append(call())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None
