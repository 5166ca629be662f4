"""Builds the jar with Maven when its sources changed, and finds what belongs on its class path."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import process
from .paths import ROOT, STATE
from .prerequisites import Tools

POMS = ("pom.xml", "toolkit/pom.xml")
MAIN = (*POMS, "toolkit/src/main")
ALL = (*POMS, "toolkit/src")
RESOLVED = STATE / "resolved.txt"

# A build for a notebook leaves out what only a release or a test run needs.
QUICK = (
    "-Dmaven.test.skip=true",
    "-Dmaven.javadoc.skip=true",
    "-Dmaven.source.skip=true",
    "-Dspotless.check.skip=true",
)


@dataclass(frozen=True)
class Build:
    """The toolkit's own classes in front, then everything they need."""

    classpath: tuple[Path, ...]

    def joined(self) -> str:
        return os.pathsep.join(str(entry) for entry in self.classpath)


def fingerprint(parts: Iterable[str], root: Path = ROOT) -> str:
    """A hash over names and contents of the files under the given parts of the repository."""
    digest = hashlib.sha256()
    for part in parts:
        top = root / part
        files = [top] if top.is_file() else sorted(f for f in top.rglob("*") if f.is_file())
        for file in files:
            name = file.relative_to(root).as_posix().encode()
            content = file.read_bytes()
            digest.update(b"%d %s %d\n" % (len(name), name, len(content)))
            digest.update(content)
    return digest.hexdigest()


def jar(tools: Tools, device: str = "cpu") -> Build:
    """The toolkit's jar with its run-time class path, built anew only when something changed."""
    if "PYTORCH_LIBRARY_PATH" in os.environ:
        device = "cpu"  # the user brings a libtorch, so Maven need not find one for the GPU
    return _built(
        tools,
        name=f"jar-{device}",
        label="Toolkit jar",
        parts=MAIN,
        scope="runtime",
        goals=("package", *QUICK, *(("-Pgpu",) if device == "gpu" else ())),
        own=lambda: [only_jar(ROOT / "toolkit" / "target")],
        # Two libtorch jars on one class path, and DJL takes the first that runs: the CPU's.
        unwanted="pytorch-native-cpu-" if device == "gpu" else None,
    )


def test_classes(tools: Tools) -> Build:
    """Main and test classes with the test class path, for the benchmarks."""
    target = ROOT / "toolkit" / "target"
    return _built(
        tools,
        name="test-classes",
        label="Toolkit and benchmark classes",
        parts=ALL,
        scope="test",
        goals=("test-compile", "-Dspotless.check.skip=true"),
        own=lambda: [target / "test-classes", target / "classes"],
    )


def verify(tools: Tools, each_line: Callable[[str], None]) -> int:
    """The whole build with all its checks and tests, without the network; its exit code."""
    command = [tools.maven, "-B", "verify"]
    cut_off = False

    def look(line: str) -> None:
        nonlocal cut_off
        cut_off = cut_off or "offline mode" in line
        each_line(line)

    try:
        resolve_everything(tools)
        code = process.attached([*command, "-o"], tools.env(), look)
        if not (code and cut_off):
            return code
        RESOLVED.unlink()  # the local repository was emptied since
    except process.CommandFailed:
        pass  # its cause, perhaps code that does not compile, is for the build itself to show
    return process.attached([*command, "-ntp"], tools.env(), each_line)


def resolve_everything(tools: Tools) -> None:
    """One online pass over the whole build, so that the tests need no network afterwards."""
    state = fingerprint(POMS)
    if RESOLVED.is_file() and RESOLVED.read_text(encoding="utf-8") == state:
        return
    # Surefire fetches what runs JUnit only when there is something to run: a second's worth of tests.
    few = ("-Dtest=**/schedule/*Test", "-Dsurefire.failIfNoSpecifiedTests=false")
    command = [tools.maven, "-B", "verify", "-Dmaven.javadoc.skip=true", *few]
    process.logged(command, "Maven plug-ins and test libraries", "resolve.log", Downloads(), tools.env())
    RESOLVED.write_text(state, encoding="utf-8")


def only_jar(folder: Path) -> Path:
    """The main jar among those that a build leaves."""
    names = [
        file
        for file in folder.glob("constrained-diffusion-toolkit-*.jar")
        if not file.stem.endswith(("-sources", "-javadoc", "-tests"))
    ]
    return max(names, key=lambda file: file.stat().st_mtime)


class Downloads:
    """Turns Maven's output into 'N files, NAME', or the phase it is in."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, line: str) -> str | None:
        found = re.search(r"(Downloading|Downloaded) from \S+: \S*/([^/\s]+)", line)
        if found:
            self.count += found[1] == "Downloaded"
            return f"{self.count} files downloaded, {found[2]}"
        found = re.match(r"\[INFO\] --- (\S+)", line)
        return found[1] if found else None


def _built(
    tools: Tools, name: str, label: str, parts: Sequence[str], scope: str, goals, own, unwanted=None
) -> Build:
    stamp = STATE / f"{name}.json"
    state = fingerprint(parts)
    known = _read(stamp)
    if known and known["fingerprint"] == state and all(Path(p).exists() for p in known["classpath"]):
        return Build(tuple(Path(p) for p in known["classpath"]))
    STATE.mkdir(parents=True, exist_ok=True)
    listing = STATE / f"{name}.classpath"
    command = [tools.maven, "-B", "-pl", "toolkit", *goals, "dependency:build-classpath"]
    command += [f"-DincludeScope={scope}", f"-Dmdep.outputFile={listing}"]
    _run(tools, command, label, f"{name}.log", offline=bool(known) and known["poms"] == fingerprint(POMS))
    libraries = [Path(p) for p in listing.read_text(encoding="utf-8").strip().split(os.pathsep)]
    kept = [p for p in libraries if not (unwanted and p.name.startswith(unwanted))]
    classpath = [str(p) for p in (*own(), *kept)]
    stamp.write_text(
        json.dumps({"fingerprint": state, "poms": fingerprint(POMS), "classpath": classpath}, indent=1),
        encoding="utf-8",
    )
    return Build(tuple(Path(p) for p in classpath))


def _run(tools: Tools, command: list, label: str, log: str, offline: bool) -> None:
    """Without the network where everything was resolved before; with it where that does not do."""
    if offline:
        try:
            return process.logged([*command, "-o"], label, log, Downloads(), tools.env())
        except process.CommandFailed as problem:
            if "offline" not in problem.output:
                raise
    process.logged(command, label, log, Downloads(), tools.env())


def _read(stamp: Path) -> dict | None:
    try:
        return json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

