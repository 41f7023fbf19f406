"""Completion in PowerShell: written into the profile, without touching what the account allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilantool.cli import powershell
from bilantool.errors import EnvironmentFault

SCRIPT = "Register-ArgumentCompleter -Native -CommandName bilantool"


class Shell:
    """A PowerShell that tells its profile and its policy, and what it was asked."""

    def __init__(self, profile: Path, policy: str) -> None:
        self.answer = f"{profile}\r\n{policy}\r\n".encode()
        self.asked: list[str] = []

    def __call__(self, command: list[str]) -> bytes:
        self.asked += command
        return self.answer


@pytest.mark.parametrize(("policy", "read"), [("RemoteSigned", True), ("Restricted", False)])
def test_the_profile_is_written_once(tmp_path: Path, policy: str, read: bool) -> None:
    """What stands in it stays; a second time adds nothing; the execution policy is only read."""
    profile = tmp_path / "Documents" / "WindowsPowerShell" / "profile.ps1"
    shell = Shell(profile, policy)
    for _ in range(2):
        assert powershell.install("powershell", SCRIPT, shell) == (profile, read)
    assert profile.read_text(encoding="ascii").count(SCRIPT) == 1
    assert not any("Set-" in word for word in shell.asked)
    assert "-NoProfile" in shell.asked


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_profile_keeps_its_encoding(tmp_path: Path, encoding: str) -> None:
    """A profile that Notepad saved reads afterwards as before, with the script behind."""
    profile = tmp_path / "profile.ps1"
    profile.write_bytes("Set-Alias été dir".encode(encoding))
    powershell.install("pwsh", SCRIPT, Shell(profile, "Bypass"))
    lines = profile.read_bytes().decode(encoding).split("\r\n")
    assert lines == ["Set-Alias été dir", SCRIPT, ""]


def test_a_powershell_that_does_not_answer() -> None:
    """It is said, with the other way."""
    with pytest.raises(EnvironmentFault) as caught:
        powershell.install("pwsh", SCRIPT, lambda _: b"")
    assert "--show-completion" in caught.value.hint
