"""Unlocked for a while: how long, on which machine, and what is left behind."""

import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bilantool.errors import EnvironmentFault, UsageFault
from bilantool.keys import expiry, session
from bilantool.keys.identity import Identity
from bilantool.keys.keystore import NoKeystore, SystemKeyring, within

ME = Identity(bytes(range(32)))
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOT = "0f0f0f0f-1111-4222-8333-444444444444"


class MemoryKeystore:
    """A keyring that works."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.held.get(name)

    def set(self, name: str, secret: str) -> bool:
        self.held[name] = secret
        return True

    def delete(self, name: str) -> None:
        self.held.pop(name, None)


class BrokenKeystore(MemoryKeystore):
    """A keyring that keeps nothing."""

    def set(self, name: str, secret: str) -> bool:  # noqa: ARG002 - the protocol's signature
        return False


class Desk:
    """A trousseau's folder and a runtime folder."""

    def __init__(self, root: Path, keystore: MemoryKeystore) -> None:
        self.trousseau = root / "trousseau"
        self.runtime = root / "run"
        self.keystore = keystore
        self.waits = self.in_memory = True
        self.told: tuple[Path, str] | None = None

    def unlock(self, minutes: int = 60) -> datetime:
        return session.unlock(
            ME,
            self.trousseau,
            runtime=self.runtime,
            minutes=minutes,
            now=NOW,
            boot=BOOT,
            keystore=self.keystore,
            waiter=self.waiter,
            in_memory=self.in_memory,
        )

    def waiter(self, runtime: Path, name: str) -> bool:
        self.told = (runtime, name)
        return self.waits

    def resume(self, after: int = 0, boot: str = BOOT) -> Identity | None:
        now = NOW + timedelta(minutes=after)
        return session.resume(
            self.trousseau, runtime=self.runtime, now=now, boot=boot, keystore=self.keystore
        )

    def lock(self) -> bool:
        return session.lock(self.trousseau, runtime=self.runtime, keystore=self.keystore)

    @property
    def left(self) -> list[Path]:
        return sorted(self.runtime.iterdir()) if self.runtime.exists() else []


@pytest.fixture(params=[MemoryKeystore, BrokenKeystore], ids=["keyring", "no keyring"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, request.param())


def test_unlocked_until_the_hour(desk: Desk) -> None:
    """The identity comes back without a passphrase until the expiry, and not at it."""
    assert desk.resume() is None
    assert desk.unlock(60) == NOW + timedelta(hours=1)
    assert desk.resume() == ME
    assert desk.resume(59) == ME
    assert desk.resume(60) is None


@pytest.mark.parametrize(
    ("after", "boot"), [(60, BOOT), (100_000, BOOT), (-1, BOOT), (1, "another-boot"), (1, "")]
)
def test_what_ends_it_removes_it(desk: Desk, after: int, boot: str) -> None:
    """After the hour, a restart, or a clock set back, nothing is left to steal."""
    desk.unlock()
    assert desk.resume(after, boot) is None
    assert desk.left == []
    assert not desk.keystore.held
    assert desk.resume() is None


def test_lock(desk: Desk) -> None:
    """Locking removes the seed and its key, and says whether something was open."""
    assert desk.lock() is False
    desk.unlock()
    assert desk.lock() is True
    assert desk.left == []
    assert desk.resume() is None


def test_still_open_asks_for_no_key(desk: Desk) -> None:
    """Until the hour, on this start of the machine, until `lock`; without the keyring."""

    def still(after: int = 0, boot: str = BOOT) -> bool:
        now = NOW + timedelta(minutes=after)
        return session.still_open(desk.trousseau, runtime=desk.runtime, now=now, boot=boot)

    assert not still()
    desk.unlock(minutes=60)
    assert still()
    assert still(59)
    assert not still(60)
    assert not still(boot="autre")
    assert still(), "asking changes nothing"
    desk.lock()
    assert not still()


class TestTheEnd:
    """After its hour, nothing that gives the keys is left, whether a command comes or not."""

    def wait(self, desk: Desk, *, until: float) -> tuple[bool, list[float]]:
        """Wait on a clock that moves only by sleeping; the steps that were slept."""
        assert desk.told is not None
        moment, slept = NOW.timestamp(), list[float]()

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            assert sum(slept) < until

        def clock() -> float:
            return moment + sum(slept)

        gone = expiry.wait(*desk.told, desk.keystore, clock=clock, sleep=sleep)
        return gone, slept

    def test_it_removes_what_gives_the_keys(self, desk: Desk) -> None:
        """In steps, so that a computer that slept notices the hour."""
        desk.unlock(60)
        gone, slept = self.wait(desk, until=3601)
        assert gone
        assert sum(slept) == 3600
        assert max(slept) <= 60
        assert desk.left == []
        assert not desk.keystore.held

    def test_it_ends_with_the_opening(self, desk: Desk) -> None:
        """Closed before, there is nothing to wait for."""
        desk.unlock()
        desk.lock()
        assert self.wait(desk, until=1) == (False, [])

    def test_a_longer_opening_is_not_cut_short(self, desk: Desk) -> None:
        """Who waited for the first one waits for the second."""
        desk.unlock(10)
        desk.unlock(120)
        assert sum(self.wait(desk, until=7201)[1]) == 7200

    def test_a_clock_that_goes_back_ends_it(self, desk: Desk) -> None:
        """No hour before the opening can be trusted."""
        desk.unlock()
        assert desk.told is not None
        assert expiry.wait(*desk.told, desk.keystore, clock=lambda: 0.0)
        assert desk.left == []

    def test_without_a_keyring_nothing_outlives_it(self, tmp_path: Path) -> None:
        """Where keys would stay on a disk, or nobody would remove them, they are not kept."""
        for name in ("in_memory", "waits"):
            desk = Desk(tmp_path / name, BrokenKeystore())
            setattr(desk, name, False)
            with pytest.raises(EnvironmentFault, match="resteraient lisibles"):
                desk.unlock()
            assert desk.left == []

    def test_with_a_keyring_a_disk_will_do(self, tmp_path: Path) -> None:
        """What lies there is worth nothing without the key."""
        desk = Desk(tmp_path, MemoryKeystore())
        desk.in_memory = desk.waits = False
        desk.unlock()
        assert desk.resume() == ME

    def test_a_real_process_waits(self, tmp_path: Path) -> None:
        """It is started apart, knows no secret, and ends when there is nothing to remove."""
        assert expiry.start(tmp_path, "0" * 32)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "bilantool.keys.expiry", str(tmp_path), "0" * 32],
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
        assert done.stdout == done.stderr == b""


def test_unlocking_again_replaces(desk: Desk) -> None:
    """A second unlocking counts from itself."""
    desk.unlock(5)
    desk.unlock(120)
    assert desk.resume(100) == ME


def test_each_trousseau_has_its_own(desk: Desk, tmp_path: Path) -> None:
    """Unlocking one trousseau opens no other."""
    desk.unlock()
    other = Desk(tmp_path, desk.keystore)
    other.trousseau = tmp_path / "other"
    assert other.resume() is None
    assert desk.resume() == ME


@pytest.mark.parametrize("name", ["ouverture-", "cle-"])
@pytest.mark.parametrize("text", [b"", b"x", b"\xff\xfe", b"A" * 43 + b"="])
def test_damage_closes_it(tmp_path: Path, name: str, text: bytes) -> None:
    """A damaged file asks for the passphrase again instead of failing."""
    desk = Desk(tmp_path, BrokenKeystore())
    desk.unlock()
    (path,) = [path for path in desk.left if path.name.startswith(name)]
    path.write_bytes(text)
    assert desk.resume() is None
    assert desk.left == []


def test_a_later_expiry_cannot_be_written_in(desk: Desk) -> None:
    """The hour is bound to the sealed seed."""
    desk.unlock(1)
    path = next(path for path in desk.left if path.name.startswith("ouverture-"))
    until = str(int(NOW.timestamp()) + 60).encode()
    assert until in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(until, str(int(NOW.timestamp()) + 9999).encode()))
    assert desk.resume(2) is None


def test_a_keyring_that_lost_the_key(tmp_path: Path) -> None:
    """Without the session key, the sealed seed is worth nothing."""
    keystore = MemoryKeystore()
    desk = Desk(tmp_path, keystore)
    desk.unlock()
    assert [path.name[:10] for path in desk.left] == ["ouverture-"]
    keystore.held.clear()
    assert desk.resume() is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX; Windows has access lists")
def test_the_files_are_private_and_sealed(desk: Desk) -> None:
    """What lies in the runtime folder is 0600 in 0700, and never holds the seed."""
    desk.unlock()
    assert stat.S_IMODE(desk.runtime.stat().st_mode) == 0o700
    for path in desk.left:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert ME.seed not in path.read_bytes()


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_duration_is_bounded(desk: Desk, minutes: int) -> None:
    """A session neither lasts nothing nor for ever."""
    with pytest.raises(UsageFault, match="durée"):
        desk.unlock(minutes)
    assert desk.left == []


def test_boot_id_is_stable() -> None:
    """It can be asked anywhere, and does not change while the machine runs."""
    assert session.boot_id() == session.boot_id()
    assert "\n" not in session.boot_id()


def test_no_keystore(tmp_path: Path) -> None:
    """The file that stands for a keyring keeps, replaces, forgets, and reads absence."""
    store = NoKeystore(tmp_path)
    assert store.get("a") is None
    assert store.set("a", "one") and store.set("a", "two")
    assert store.get("a") == "two"
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None
    assert not NoKeystore(tmp_path / "absent").set("a", "one")


def test_linux_without_a_session_bus_asks_nobody() -> None:
    """On a server, no keyring library is even tried."""
    keyring = SystemKeyring(platform="linux", environ={}, patience=0.0)
    assert keyring.get("a") is None
    assert keyring.set("a", "b") is False
    keyring.delete("a")


def test_a_keyring_that_fails_reads_as_absent() -> None:
    """A dead session bus or a system without a keyring raises nothing."""
    dead = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
    for keyring in (
        SystemKeyring(platform="linux", environ=dead),
        SystemKeyring(platform="beos", environ=dead),
    ):
        assert keyring.set("a", "b") is False
        assert keyring.get("a") is None


def test_a_keyring_that_hangs_is_given_up() -> None:
    """A call that never answers costs its patience and no more."""
    never = threading.Event()
    assert within(0.05, never.wait) is None
    never.set()
    assert within(5, lambda: "answer") == "answer"
    assert within(5, lambda: 1 / 0) is None
