"""A preview asked by real requests: who is answered, what changes, what ends it, what it leaves."""

from __future__ import annotations

import http.client
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import pytest

import bilantool
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.errors import UsageFault
from bilantool.keys.trousseau import Trousseau
from bilantool.preview import course, shell
from bilantool.preview.course import End, Step
from bilantool.preview.subject import Look, Subject

SECRET = "Zibeline-Crépuscule-42"
MIDDLE, COMPLETE = "2026-014", "2026-007"


def subject(terminal: Any, reference: str, document: str = "synthese") -> Subject:
    trousseau = Trousseau(Path(terminal.environ["BILANTOOL_TROUSSEAU"]))
    identity = trousseau.open(trousseau.demonstration or "six mots choisis pour ces essais")
    vault = Vault(Cabinet.at(terminal.cwd), trousseau, identity)
    return Subject(
        vault.cabinet.root, vault.cabinet.uuid, trousseau, identity, reference, document,
        date(2026, 11, 23), 1795000000,
    )  # fmt: skip


def put(path: Path, data: bytes) -> None:
    """Replace a file at once, as every writer of a cabinet does."""
    fresh = path.parents[2] / "neuf"
    fresh.write_bytes(data)
    fresh.replace(path)


class Preview:
    """A preview in a thread of its own, and a browser that remembers its cookie."""

    def __init__(self, about: Subject, idle: float, locked: Callable[[], bool]) -> None:
        self.steps: queue.Queue[Step | BaseException] = queue.Queue()
        self.closing = False
        self._thread = threading.Thread(target=self._follow, args=(about, idle, locked))
        self._thread.start()
        first = self.next()
        self.host, _, path = first.address.removeprefix("http://").partition("/")
        self.entrance, self.first = f"/{path}", first.look
        self.place = self.cookie = ""

    def _follow(self, about: Subject, idle: float, locked: Callable[[], bool]) -> None:
        try:
            for step in course.follow(about, idle=idle, locked=lambda: self.closing or locked()):
                self.steps.put(step)
        except BaseException as error:  # noqa: BLE001 (given to the thread that asks for a step)
            self.steps.put(error)

    def next(self) -> Step:
        step = self.steps.get(timeout=30)
        if isinstance(step, BaseException):
            raise step
        return step

    def close(self) -> None:
        self.closing = True
        self._thread.join(30)
        assert not self._thread.is_alive()

    def ask(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, Mapping[str, str], str]:
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.putrequest(method, path, skip_host=True)
            sent = {"Host": self.host, **({"Cookie": self.cookie} if self.cookie else {})}
            for name, value in (
                sent | {n.replace("_", "-"): v for n, v in headers.items()}
            ).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def enter(self) -> None:
        status, headers, _ = self.ask(self.entrance)
        assert status == 303
        self.place = headers["Location"]
        self.cookie = headers["Set-Cookie"].partition(";")[0]

    def state(self) -> Any:
        status, _, body = self.ask(f"{self.place}etat")
        assert status == 200
        return json.loads(body)


@contextmanager
def opened(
    about: Subject, idle: float = 3600, locked: Callable[[], bool] = lambda: False
) -> Iterator[Preview]:
    preview = Preview(about, idle, locked)
    try:
        yield preview
    finally:
        preview.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "PERIOD", 0.1)


class TestWhoIsAnswered:
    """One browser, by two words and a name; everyone else finds nothing."""

    def test_the_first_address_serves_once(self, demo: Any) -> None:
        """It gives a cookie that scripts do not read and an address that was in no argument."""
        with opened(subject(demo, MIDDLE)) as preview:
            assert preview.ask(preview.entrance, "HEAD")[0] == 404  # and uses nothing up
            status, headers, body = preview.ask(preview.entrance)
            assert (status, body) == (303, "")
            assert {"HttpOnly", "SameSite=Strict"} <= set(headers["Set-Cookie"].split("; "))
            assert f"Path={headers['Location']}" in headers["Set-Cookie"]
            words = {preview.entrance.split("/")[-1], headers["Location"].strip("/")}
            words.add(headers["Set-Cookie"].partition(";")[0].partition("=")[2])
            assert len(words) == 3
            assert all(len(word) >= 43 for word in words)
            status, _, body = preview.ask(preview.entrance)
            assert status == 404
            assert "a déjà servi" in body

    def test_both_words_are_needed(self, demo: Any) -> None:
        """Neither the address without the cookie nor the cookie without the address opens."""
        with opened(subject(demo, MIDDLE)) as preview:
            preview.enter()
            place, cookie = preview.place, preview.cookie
            assert preview.ask(f"{place}document/0")[0] == 200
            for path in ("/", "/entree/", "/document/0", "/x/", "//", "/[", f"{place}x",
                         f"{place}document/1", f"{place}document/-1", f"{place}../etat",
                         f"/{'A' * 43}/", preview.entrance[:-1]):  # fmt: skip
                status, _, body = preview.ask(path)
                assert (status, "rien ici" in body) == (404, True), path
            for name in ("", "etat", "document/0"):
                preview.cookie = ""
                assert preview.ask(place + name)[0] == 404
                preview.cookie = f"bilantool={'A' * 43}"
                assert preview.ask(place + name)[0] == 404
                preview.cookie = cookie
                assert preview.ask(place + name)[0] == 200

    def test_another_name_is_refused(self, demo: Any) -> None:
        """A web site whose name was made to point here is not answered, nor another site's page."""
        with opened(subject(demo, MIDDLE)) as preview:
            port = preview.host.partition(":")[2]
            for host in (f"evil.example:{port}", f"localhost:{port}", "127.0.0.1", ""):
                assert preview.ask(preview.entrance, Host=host)[0] == 404
            preview.enter()
            for site in ("cross-site", "same-site"):
                assert preview.ask(preview.place, Sec_Fetch_Site=site)[0] == 404
            assert preview.ask(preview.place, Sec_Fetch_Site="same-origin")[0] == 200

    def test_it_only_reads(self, demo: Any) -> None:
        """GET and HEAD, and nothing of the request is repeated in a refusal."""
        with opened(subject(demo, MIDDLE)) as preview:
            preview.enter()
            for method in ("POST", "PUT", "DELETE", "OPTIONS", "BREW"):
                status, headers, body = preview.ask(preview.place, method)
                assert (status, headers["Allow"]) == (405, "GET, HEAD")
                assert method not in body
            status, headers, body = preview.ask(f"{preview.place}document/0", "HEAD")
            assert (status, body) == (200, "")
            assert int(headers["Content-Length"]) > 1000

    def test_headers(self, demo: Any) -> None:
        """Nothing is stored or told to another site, and only the page's own script runs."""
        with opened(subject(demo, MIDDLE)) as preview:
            preview.enter()
            for name in ("", "etat", "document/0", "absent"):
                _, headers, _ = preview.ask(preview.place + name)
                assert headers["Cache-Control"] == "no-store"
                assert headers["Referrer-Policy"] == "no-referrer"
                assert headers["Content-Security-Policy"].startswith("default-src 'none'")
                assert not [each for each in headers if each.startswith("Access-Control")]
                assert "Server" not in headers
            _, first, page = preview.ask(preview.place)
            _, again, _ = preview.ask(preview.place)
            nonce = re.search(r"script-src 'nonce-([^']+)'", first["Content-Security-Policy"])
            assert nonce is not None
            assert page.count(f'nonce="{nonce[1]}"') == 2
            assert nonce[1] not in again["Content-Security-Policy"]
            _, headers, document = preview.ask(f"{preview.place}document/0")
            assert "sandbox allow-same-origin" in headers["Content-Security-Policy"]
            assert '<meta http-equiv="Content-Security-Policy" content="default-src' in document


class TestWhatIsShown:
    def test_the_document_is_the_one_that_build_makes(self, demo: Any) -> None:
        """Ready, it is shown to the byte as it would be delivered."""
        about = subject(demo, COMPLETE)
        assert demo("build", COMPLETE, "synthese", "-f", "html").code == 0
        built = (demo.cwd / "documents" / COMPLETE / "synthese.html").read_text("utf-8")
        with opened(about) as preview:
            preview.enter()
            assert preview.ask(f"{preview.place}document/0")[2] == built
            assert preview.state()["etat"] == "prêt à remettre"

    def test_several_copies(self, demo: Any) -> None:
        """A document made for each project has each of its copies."""
        with opened(subject(demo, COMPLETE, "fiche-projet")) as preview:
            preview.enter()
            copies = preview.state()["copies"]
            assert copies == len(preview.first.pages) >= 2
            shown = {preview.ask(f"{preview.place}document/{n}")[2] for n in range(copies)}
            assert len(shown) == copies

    def test_an_incomplete_document_is_a_draft_with_its_points(self, demo: Any) -> None:
        """BROUILLON is on it, and each point has its note and its line."""
        with opened(subject(demo, MIDDLE)) as preview:
            preview.enter()
            state = preview.state()
            assert state["etat"] == "brouillon"
            assert len(state["constats"]) == len(preview.first.findings) > 0
            assert re.fullmatch(r"[a-z]+/[a-z-]+, ligne \d+", state["constats"][0]["ou"])
            assert 'class="bandeau"' in preview.ask(f"{preview.place}document/0")[2]

    def test_it_is_made_again_when_a_note_changes(self, demo: Any, plain: Any) -> None:
        """A note sealed by another command is in the page a moment later."""
        with opened(subject(demo, COMPLETE)) as preview:
            preview.enter()
            before = preview.state()
            text = plain(COMPLETE, "cadre/beneficiaire").replace("prenom: ", "prenom: Zaza-")
            (demo.cwd.parent / "b.yaml").write_text(text, "utf-8")
            assert demo("edit", COMPLETE, "benef", "--from", "../b.yaml").code == 0
            assert preview.next().look.fault is None
            assert preview.state()["version"] > before["version"]
            assert "Zaza-" in preview.ask(f"{preview.place}document/0")[2]

    def test_what_breaks_is_said_and_mended(self, demo: Any) -> None:
        """A damaged note, a broken template, wrong settings: a sentence, then the page."""
        with opened(subject(demo, COMPLETE)) as preview:
            preview.enter()
            note = demo.cwd / "dossiers" / COMPLETE / "conclusions" / "synthese.yaml"
            whole = note.read_bytes()
            put(note, b"format: autre\n")
            self._fault(preview, "conclusions/synthese")
            put(note, whole)
            assert preview.next().look.fault is None
            template = demo.cwd / "templates" / "documents" / "synthese.md.j2"
            put(template, b"{% if %}\n")
            self._fault(preview, "sans être accepté")
            put(template, b"{{ inconnue }}\n")
            self._fault(preview, "sans être accepté")
            assert demo("templates", "accept").code == 0
            self._fault(preview, "ligne 1")
            template.unlink()
            assert preview.next().look.fault is None
            settings = demo.cwd / "cabinet.yaml"
            kept = settings.read_bytes()
            put(settings, kept + b"inconnu: [3\n")
            self._fault(preview, "cabinet.yaml, ligne")
            put(settings, kept)
            assert preview.next().look.fault is None
            assert preview.state()["faute"] is None

    @staticmethod
    def _fault(preview: Preview, said: str) -> None:
        look: Look = preview.next().look
        assert look.fault is not None
        state = preview.state()
        assert said in state["faute"]["message"]
        assert state["faute"]["conseil"]
        assert state["copies"] == 0
        assert preview.ask(f"{preview.place}document/0")[0] == 404

    def test_a_dossier_that_is_not_there_is_refused_at_once(self, demo: Any) -> None:
        """Nothing is served for a slip of the fingers."""
        with pytest.raises(UsageFault):
            next(course.follow(subject(demo, "2026-999"), idle=60, locked=lambda: False))


class TestTheEnd:
    def test_idle(self, demo: Any) -> None:
        """Nobody looks for a while: it ends, though an open page keeps asking for news."""
        with opened(subject(demo, MIDDLE), idle=1.0) as preview:
            preview.enter()
            end = time.monotonic() + 20
            while preview.steps.empty() and time.monotonic() < end:
                preview.state()
                time.sleep(0.05)
            assert preview.next().end is End.IDLE

    def test_locked(self, demo: Any) -> None:
        """Locked keys end it, and nobody answers any more."""
        locked = threading.Event()
        with opened(subject(demo, MIDDLE), locked=locked.is_set) as preview:
            locked.set()
            assert preview.next().end is End.LOCKED
            preview.close()
            with pytest.raises(OSError):
                preview.ask(preview.entrance)

    def test_a_fault_of_ours(self, demo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """What goes wrong in answering is not passed over: the preview ends with it."""

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        with opened(subject(demo, MIDDLE)) as preview:
            preview.enter()
            monkeypatch.setattr(shell, "state", broken)
            with pytest.raises(http.client.RemoteDisconnected):
                preview.ask(f"{preview.place}etat")
            with pytest.raises(ZeroDivisionError):
                preview.next()


@contextmanager
def command(
    terminal: Any, *argv: str, **environ: str
) -> Iterator[tuple[Any, Callable[[str], str]]]:
    """`bilantool preview` in a process of its own; wait for a line that matches."""
    kept = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    kept["PYTHONPATH"] = str(Path(bilantool.__file__).parent.parent)
    child = subprocess.Popen(
        [sys.executable, "-m", "bilantool", "preview", *argv],
        cwd=terminal.cwd,
        env={**kept, **terminal.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    lines: queue.Queue[str] = queue.Queue()
    assert child.stdout is not None

    def read(stream: IO[str]) -> None:
        for line in stream:
            lines.put(line)
        lines.put("")

    reader = threading.Thread(target=read, args=(child.stdout,))
    reader.start()

    def wait(pattern: str) -> str:
        while True:
            line = lines.get(timeout=30)
            assert line, f"it ended without saying {pattern}"
            if re.search(pattern, line):
                return line.strip()

    try:
        yield child, wait
    finally:
        if child.poll() is None:
            child.kill()
        child.wait(30)
        reader.join(30)


posix = pytest.mark.skipif(os.name != "posix", reason="signals and scripts of POSIX")


@posix
class TestCommand:
    def test_ctrl_c_ends_it_well(self, demo: Any) -> None:
        """It says so, and the code is 0."""
        with command(demo, MIDDLE, "synthese", "--no-browser") as (child, wait):
            wait(r"http://127\.0\.0\.1:\d+/entree/")
            child.send_signal(signal.SIGINT)
            wait("Aperçu terminé")
            assert child.wait(30) == 0

    def test_lock_ends_it(self, cabinet: Any) -> None:
        """« bilantool lock » in another terminal ends a preview of unlocked keys."""
        cabinet.now = datetime.now().astimezone()  # as the other process will read it
        assert cabinet("unlock", "--minutes", "5").code == 0
        with command(cabinet, "2026-001", "synthese", "--no-browser") as (child, wait):
            wait("http://")
            assert cabinet("lock").code == 0
            assert "les clés ont été refermées" in wait("Aperçu terminé")
            assert child.wait(30) == 0

    def test_the_browser_is_given_only_the_address_that_serves_once(
        self, demo: Any, tmp_path: Path
    ) -> None:
        """What `ps` shows of the browser opens nothing once the browser has come."""
        seen, script = tmp_path / "vu", tmp_path / "navigateur"
        script.write_text(f'#!/bin/sh\nprintf %s "$1" > {seen}.tmp; mv {seen}.tmp {seen}\n')
        script.chmod(0o700)
        with command(demo, MIDDLE, "synthese", BROWSER=str(script)) as (child, wait):
            wait("s’ouvre dans votre navigateur")
            assert "http" not in wait("manquant")
            address = seen.read_text()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/entree/[\w-]{43}", address)
            child.send_signal(signal.SIGINT)
            assert child.wait(30) == 0

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a desktop")
    def test_without_a_desktop(self, demo: Any) -> None:
        """No browser of the terminal takes the place over: the address is given."""
        bare = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"), "")
        with command(demo, MIDDLE, "synthese", **bare) as (child, wait):
            wait(r"http://127\.0\.0\.1:\d+/entree/")
            child.send_signal(signal.SIGINT)
            assert child.wait(30) == 0

    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            (("2026-999", "synthese"), 2),
            ((MIDDLE, "roman"), 2),
            ((MIDDLE, "synthese", "--minutes", "0"), 2),
        ],
    )
    def test_refusals(self, demo: Any, argv: tuple[str, ...], code: int) -> None:
        assert demo("preview", *argv).code == code

    def test_canary(self, cabinet: Any, tmp_path: Path) -> None:
        """While it runs and after, no word of a note is on the disk, in an argument or printed."""
        (tmp_path / "tmp").mkdir()
        cabinet.environ["TMPDIR"] = str(tmp_path / "tmp")
        source = tmp_path / "source.yaml"
        source.write_text(f"civilite: mme\nnom: {SECRET}\nprenom: Ana\n", "utf-8")
        assert cabinet("edit", "2026-001", "benef", "--from", str(source)).code == 0
        source.unlink()
        with command(cabinet, "2026-001", "synthese", "--no-browser") as (child, wait):
            host, _, path = wait("http://").removeprefix("http://").partition("/")
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            place, cookie = answer.headers["Location"], answer.headers["Set-Cookie"]
            answer.read()
            connection.request(
                "GET", f"{place}document/0", headers={"Cookie": cookie.partition(";")[0]}
            )
            assert SECRET in connection.getresponse().read().decode()
            self._clean(tmp_path)
            if Path("/proc").is_dir():
                for each in Path("/proc").glob("[0-9]*/cmdline"):
                    try:
                        assert SECRET.encode() not in each.read_bytes()
                    except OSError:
                        continue
            child.send_signal(signal.SIGTERM)
            assert child.wait(30) == 128 + signal.SIGTERM
        self._clean(tmp_path)
        assert not list((tmp_path / "tmp").iterdir())
        assert not list(Path(tempfile.gettempdir()).glob("bilantool-apercu*"))

    @staticmethod
    def _clean(root: Path) -> None:
        searched = 0
        for path in root.rglob("*"):
            if path.is_file() and not path.is_symlink():
                searched += 1
                assert SECRET.encode() not in path.read_bytes(), path
        assert searched > 30


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser")
def test_in_a_real_browser(demo: Any, tmp_path: Path) -> None:
    """The page's script runs under its policy, shows the document, its state and its points."""
    with opened(subject(demo, MIDDLE)) as preview:
        shown = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-breakpad",
             f"--user-data-dir={tmp_path / 'profil'}", "--virtual-time-budget=6000", "--dump-dom",
             f"http://{preview.host}{preview.entrance}"],
            capture_output=True, encoding="utf-8", timeout=120, check=True,
        ).stdout  # fmt: skip
    assert "Document de synthèse" in shown
    assert "brouillon" in shown
    assert '<span class="ou">conclusions/synthese, ligne' in shown
