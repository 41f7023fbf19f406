"""Unlocked once: the identity stays open until an hour, a restart of the machine, or `lock`.

The seed lies sealed in the runtime folder (0600) under a random session key; the key lies in the
system's keyring, or beside it where there is none. Together the two give the seed, whatever hour
the seal states: so a process waits for that hour and removes them (`expiry`), and the key lies
beside the seed only in memory, which a restart empties.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from bilantool.errors import DataFault, EnvironmentFault, UsageFault
from bilantool.keys.identity import Identity
from bilantool.keys.keystore import Keystore, NoKeystore, SystemKeyring
from bilantool.sealing import box, canonical, primitives
from bilantool.sealing.canonical import SALT, Form
from bilantool.sealing.primitives import KEY_SIZE
from bilantool.storage import files
from bilantool.storage.shelter import ours

__all__ = [
    "Keystore",
    "NoKeystore",
    "SystemKeyring",
    "Waiter",
    "boot_id",
    "forget",
    "lock",
    "resume",
    "still_open",
    "unlock",
    "until",
]

Waiter = Callable[[Path, str], bool]
"""What has an opening removed once it is over: told the runtime folder and the opening's name, it
returns at once whether it will."""

LONGEST = 24 * 60
"""Minutes that an identity may stay open."""

_MOMENT = re.compile(r"[0-9]{1,12}")
_FORM = Form(
    kind="session",
    subject="cette ouverture",
    noun="une ouverture de trousseau",
    comment="# Trousseau ouvert par « bilantool unlock » : « bilantool lock » le referme.",
    fields={
        "depuis": _MOMENT,
        "jusque": _MOMENT,
        "demarrage": re.compile(r"[A-Za-z0-9-]{0,64}"),
        "trousseau": re.compile(r"[0-9a-f]{32}"),
        "sel": SALT,
    },
    limit=4096,
)


def unlock(
    identity: Identity,
    trousseau_folder: Path,
    *,
    runtime: Path,
    minutes: int,
    now: datetime,
    boot: str,
    keystore: Keystore,
    waiter: Waiter,
    in_memory: bool,
) -> datetime:
    """Keep `identity` open for `minutes`; returns when that ends (same zone as `now`).

    Where the keystore does not take the session key, it lies in `runtime`, if that is `in_memory`
    and the `waiter` will empty it. Raises UsageFault on a duration that is not between a minute and
    a day, EnvironmentFault where the keys would outlive it, or on an unwritable runtime folder.
    """
    if not 1 <= minutes <= LONGEST:
        raise UsageFault(
            "la durée d’ouverture doit être comprise entre une minute et un jour",
            hint="par exemple\u00a0: bilantool unlock --minutes 480",
        )
    if not ours(files.private_folder(runtime)):
        raise EnvironmentFault(
            f"{files.quoted(runtime)} n’est pas à vous seul : les clés n’y seraient pas à l’abri",
            hint="donnez la phrase de passe à chaque commande, ou indiquez un dossier à vous dans "
            "XDG_RUNTIME_DIR",
        )
    lock(trousseau_folder, runtime=runtime, keystore=keystore)
    name = _name(trousseau_folder)
    expiry = now + timedelta(minutes=minutes)
    key, salt = primitives.random_bytes(KEY_SIZE), box.fresh_salt()
    head = canonical.head(
        _FORM,
        {
            "depuis": str(int(now.timestamp())),
            "jusque": str(int(expiry.timestamp())),
            "demarrage": boot,
            "trousseau": name,
            "sel": base64.b64encode(salt).decode(),
        },
    )
    body = box.seal(key, identity.seed, salt=salt, info=_FORM.name.encode(), aad=head)
    text = base64.b64encode(key).decode()
    kept = keystore.set(name, text)
    if not kept and not in_memory:
        raise _would_stay()
    if not kept and not NoKeystore(runtime).set(name, text):
        raise EnvironmentFault(
            "le trousseau n’a pas pu être gardé ouvert",
            hint=f"vérifiez vos droits sur {files.quoted(runtime)}",
        )
    files.write_atomically(_file(runtime, name), canonical.write(head, body))
    if not waiter(runtime, name) and not kept:
        forget(runtime, name, keystore)
        raise _would_stay()
    return expiry


def _would_stay() -> EnvironmentFault:
    return EnvironmentFault(
        "cet ordinateur n’a ni trousseau du système ni mémoire où garder les clés jusqu’à l’heure "
        "dite : elles resteraient lisibles après",
        hint="tapez la phrase de passe à chaque commande, ou indiquez --passphrase-file",
    )


def resume(
    trousseau_folder: Path, *, runtime: Path, now: datetime, boot: str, keystore: Keystore
) -> Identity | None:
    """The identity, if this trousseau is unlocked.

    None when it is not; also, and what remains is then removed, when the hour is past, the
    machine was restarted, the clock went back before the unlocking, or anything was changed.
    """
    name = _name(trousseau_folder)
    path = _file(runtime, name)
    if not path.exists():
        return None
    try:
        identity = _reopened(path, name, runtime=runtime, now=now, boot=boot, keystore=keystore)
    except (DataFault, EnvironmentFault, box.WrongKey, box.Altered, ValueError):
        identity = None
    if identity is None:
        # What cannot be removed is not believed either: the passphrase is asked for again.
        with suppress(EnvironmentFault):
            lock(trousseau_folder, runtime=runtime, keystore=keystore)
    return identity


def still_open(trousseau_folder: Path, *, runtime: Path, now: datetime, boot: str) -> bool:
    """Whether `unlock` is still in force, told from what it left in `runtime`: no key is read."""
    name = _name(trousseau_folder)
    try:
        data = files.read_bounded(_file(runtime, name), _FORM.limit)
        return _current(canonical.parse(_FORM, data).values, name, now, boot)
    except (DataFault, EnvironmentFault, ValueError):
        return False


def lock(trousseau_folder: Path, *, runtime: Path, keystore: Keystore) -> bool:
    """Close it: the sealed seed and its key are removed; whether something was open.

    Raises EnvironmentFault when the sealed seed cannot be removed.
    """
    return forget(runtime, _name(trousseau_folder), keystore)


def forget(runtime: Path, name: str, keystore: Keystore) -> bool:
    """As `lock`, of the opening of that name."""
    path = _file(runtime, name)
    was_open = path.exists()
    try:
        path.unlink(missing_ok=True)
    except OSError:
        raise EnvironmentFault(
            f"impossible de supprimer {files.quoted(path)}",
            hint="supprimez ce fichier vous-même\u00a0: il garde votre trousseau ouvert",
        ) from None
    for store in (NoKeystore(runtime), keystore) if was_open else (NoKeystore(runtime),):
        store.delete(name)
    return was_open


def until(runtime: Path, name: str) -> tuple[int, int] | None:
    """From when to when (seconds since 1970) the opening of that name says that it holds; None
    where there is none, or one that says nothing."""
    try:
        data = files.read_bounded(_file(runtime, name), _FORM.limit)
        values = canonical.parse(_FORM, data).values
        return int(values["depuis"]), int(values["jusque"])
    except (DataFault, EnvironmentFault):
        return None


def boot_id() -> str:
    """What changes when the machine restarts; "" where the system has no such mark (Windows)."""
    if sys.platform == "linux":
        with suppress(OSError):
            return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    if sys.platform == "darwin":
        with suppress(OSError, subprocess.SubprocessError):
            asked = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
            answer = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True)
            return answer.stdout.strip()
    return ""


def _reopened(
    path: Path, name: str, *, runtime: Path, now: datetime, boot: str, keystore: Keystore
) -> Identity | None:
    parsed = canonical.parse(_FORM, files.read_bounded(path, _FORM.limit))
    values = parsed.values
    if not _current(values, name, now, boot):
        return None
    text = NoKeystore(runtime).get(name) or keystore.get(name)
    if text is None:
        return None
    salt = base64.b64decode(values["sel"])
    key = base64.b64decode(text, validate=True)
    info = _FORM.name.encode()
    return Identity(box.unseal(key, parsed.body, salt=salt, info=info, aad=parsed.head))


def _current(values: Mapping[str, str], name: str, now: datetime, boot: str) -> bool:
    """Whether this opening is of this trousseau and this start of the machine, and not over."""
    ours = values["demarrage"] == boot and values["trousseau"] == name
    return ours and int(values["depuis"]) <= int(now.timestamp()) < int(values["jusque"])


def _name(trousseau_folder: Path) -> str:
    """32 hexadecimal digits: one opening for each trousseau, however its path is written."""
    path = str(trousseau_folder.resolve())
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file(runtime: Path, name: str) -> Path:
    return runtime / f"ouverture-{name}"
