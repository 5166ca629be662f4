import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from support import prerequisites
from support.console import SetupError


class Versions(unittest.TestCase):
    def test_java_version_is_read_in_all_its_forms(self):
        for text, version in {
            'openjdk version "17.0.15" 2025-04-15': 17,
            'java version "1.8.0_392"': 8,
            'openjdk version "25" 2025-09-16': 25,
            "javac 21.0.1": 21,
            "javac 1.8.0_392": 8,
            'NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1g\nopenjdk version "17.0.2" 2022': 17,
        }.items():
            self.assertEqual(prerequisites.java_version(text), version, text)
        self.assertIsNone(prerequisites.java_version("command not found"))

    def test_maven_version_is_compared_as_numbers(self):
        self.assertEqual(prerequisites.maven_version("\x1b[1mApache Maven 3.8.7\x1b[m"), (3, 8))
        self.assertGreater(prerequisites.maven_version("Apache Maven 3.10.0"), prerequisites.MAVEN)
        self.assertLess(prerequisites.maven_version("Apache Maven 3.6.3"), prerequisites.MAVEN)


class Missing(unittest.TestCase):
    def message(self, **env):
        with mock.patch.dict(os.environ, env, clear=True):
            with self.assertRaises(SetupError) as raised:
                prerequisites.check()
        return str(raised.exception)

    def test_everything_missing_is_said_at_once(self):
        with tempfile.TemporaryDirectory() as empty:
            text = self.message(PATH=empty)
        for part in ("javac is not on PATH: install a JDK", "mvn is not on PATH: install Maven"):
            self.assertIn(part, text)

    def test_java_home_without_a_compiler_is_named(self):
        with tempfile.TemporaryDirectory() as empty:
            text = self.message(PATH=empty, JAVA_HOME=empty)
        self.assertIn(f"JAVA_HOME is {empty}, but has no bin/javac", text)

    @unittest.skipIf(os.name == "nt", "stands in for java by a shell script")
    def test_an_old_jdk_is_named_with_its_version(self):
        with tempfile.TemporaryDirectory() as home:
            for name, line in {"java": 'openjdk version "11.0.2"', "javac": "javac 11.0.2"}.items():
                program = Path(home, "bin", name)
                program.parent.mkdir(exist_ok=True)
                program.write_text(f"#!/bin/sh\necho '{line}' >&2\n")
                program.chmod(0o755)
            text = self.message(PATH=os.defpath, JAVA_HOME=home)
        self.assertIn("javac is version 11, but 17 or newer is needed", text)
