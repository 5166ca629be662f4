"""Writes the kernel specs: environment/kernels/ filled in with this machine's JDK and class path."""

import json
from pathlib import Path

from .console import SetupError
from .maven import Build
from .paths import ENVIRONMENT, VENV
from .prerequisites import Tools

# `java` is the name that notebooks carry and that IJava and JJava use too.
NAMES = {"cpu": "java", "gpu": "java-gpu"}


def install(tools: Tools, build: Build, device: str = "cpu", prefix: Path = VENV) -> str:
    """Installs the kernel of a device under a Python prefix and gives its name.

    The kernel is JJava's jar itself, not its launcher: one JVM, the JDK that was checked whatever
    `java` comes first on PATH, and one process to stop.
    """
    kernels = prefix / "share" / "jupyter" / "kernels"
    jjava = kernels / "java" / "jjava.jar"
    if not jjava.is_file():
        raise SetupError(f"{jjava} is missing: install jjava there (environment/requirements.txt pins it)")
    template = (ENVIRONMENT / "kernels" / device / "kernel.json").read_text(encoding="utf-8")
    values = {"@JAVA@": str(tools.java), "@JJAVA@": str(jjava), "@CLASSPATH@": build.joined()}
    text = json.dumps(_filled(json.loads(template), values), indent=2) + "\n"
    spec = kernels / NAMES[device] / "kernel.json"
    if not spec.is_file() or spec.read_text(encoding="utf-8") != text:
        spec.parent.mkdir(exist_ok=True)
        spec.write_text(text, encoding="utf-8")
    return NAMES[device]


def _filled(value, values: dict[str, str]):
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, values) for item in value]
    return values.get(value, value)
