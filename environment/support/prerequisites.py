"""Looks for the JDK and Maven before anything else is done, and says what is missing."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .console import SetupError, say
from .paths import WINDOWS

JDK = 17
MAVEN = (3, 8)

GET_JDK = (
    "install a JDK, version 17 or newer (Debian/Ubuntu: apt install openjdk-17-jdk; "
    "macOS: brew install openjdk@17; Windows: winget install EclipseAdoptium.Temurin.17.JDK), "
    "and put its bin folder on PATH or its home into JAVA_HOME"
)
GET_MAVEN = (
    "install Maven 3.8 or newer (Debian/Ubuntu: apt install maven; macOS: brew install maven; "
    "Windows: scoop install maven) and put its bin folder on PATH"
)
GET_VENV = "install it (Debian/Ubuntu: apt install python3-venv), or use a Python that has it"

# The systems for which libtorch can be resolved: the profiles in toolkit/pom.xml.
LIBTORCH = {("Linux", "x86_64"), ("Darwin", "arm64"), ("Windows", "AMD64")}


@dataclass(frozen=True)
class Tools:
    """The programs found."""

    java: Path
    maven: Path

    def env(self) -> dict[str, str]:
        """This process's environment, with the JDK that was checked in front."""
        env = dict(os.environ)
        env["PATH"] = str(self.java.parent) + os.pathsep + env.get("PATH", "")
        return env


def java_version(text: str) -> int | None:
    """The feature release in what `java -version` or `javac -version` prints: 8, 17, 25."""
    found = re.search(r'(?:version "|javac )(\d+)(?:\.(\d+))?', text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2] or 0)
    return second if first == 1 else first


def maven_version(text: str) -> tuple[int, int] | None:
    """Major and minor in what `mvn --version` prints."""
    found = re.search(r"Apache Maven (\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def find_jdk_program(name: str, env: Mapping[str, str]) -> Path | None:
    """A program of the JDK: from JAVA_HOME where that is set, as Maven does it, else from PATH."""
    home = env.get("JAVA_HOME")
    if home:
        program = Path(home) / "bin" / (name + (".exe" if WINDOWS else ""))
        return program if program.is_file() else None
    found = shutil.which(name, path=env.get("PATH"))
    return Path(found) if found else None


def check() -> Tools:
    """All prerequisites, all faults in one message."""
    faults: list[str] = []
    for name in ("javac", "java"):  # one remedy for both: the first fault is enough
        faults = faults or _jdk_fault(name)
    java = find_jdk_program("java", os.environ)
    maven = shutil.which("mvn")
    if not (faults and maven):  # Maven cannot say its version without a JDK
        faults += _maven_fault(maven)
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            faults.append(f"this Python has no module {module}: {GET_VENV}")
    if faults:
        raise SetupError("something is missing.\n" + "\n".join(f"  - {fault}" for fault in faults))
    _warn_without_libtorch()
    return Tools(java, Path(maven))


def _jdk_fault(name: str) -> list[str]:
    program = find_jdk_program(name, os.environ)
    home = os.environ.get("JAVA_HOME")
    if program is None:
        where = f"JAVA_HOME is {home}, but has no bin/{name}" if home else f"{name} is not on PATH"
        return [f"{where}: {GET_JDK}"]
    version = java_version(_output(program, "-version"))
    if version is None:
        return [f"{program} does not say its version (is it broken?): {GET_JDK}"]
    if version < JDK:
        return [f"{program} is version {version}, but {JDK} or newer is needed: {GET_JDK}"]
    return []


def _maven_fault(maven: str | None) -> list[str]:
    if not maven:
        return [f"mvn is not on PATH: {GET_MAVEN}"]
    version = maven_version(_output(Path(maven), "--version"))
    if version is None:
        return [f"{maven} does not say its version (is it broken?): {GET_MAVEN}"]
    if version < MAVEN:
        return [f"{maven} is version {version[0]}.{version[1]}, but 3.8 or newer is needed: {GET_MAVEN}"]
    return []


def _output(program: Path, option: str) -> str:
    try:
        done = subprocess.run(
            [str(program), option], capture_output=True, text=True, errors="replace", timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def _warn_without_libtorch() -> None:
    machine = (platform.system(), platform.machine())
    if machine not in LIBTORCH and "PYTORCH_LIBRARY_PATH" not in os.environ:
        say(
            f"warning: no libtorch is published for {machine[0]} on {machine[1]} (there is one for Linux "
            "x86_64, macOS arm64 and Windows AMD64); CONTRIBUTING.md says how to use one of your own"
        )
