import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from support import kernel_spec, maven, python_env
from support.console import SetupError
from support.paths import ENVIRONMENT
from support.prerequisites import Tools


class Fingerprint(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "src" / "deep").mkdir(parents=True)
        (self.root / "pom.xml").write_text("<project/>")
        (self.root / "src" / "deep" / "A.java").write_text("class A {}")

    def of(self):
        return maven.fingerprint(("pom.xml", "src"), self.root)

    def test_content_name_and_new_files_change_it_but_time_does_not(self):
        first, file = self.of(), self.root / "src" / "deep" / "A.java"
        os.utime(file, (1, 1))
        self.assertEqual(self.of(), first)
        file.write_text("class A { }")
        changed = self.of()
        file.rename(file.with_name("B.java"))
        renamed = self.of()
        (self.root / "src" / "C.java").write_text("")
        self.assertEqual(len({first, changed, renamed, self.of()}), 4)

    def test_the_border_between_two_files_counts(self):
        a, b = self.root / "src" / "a", self.root / "src" / "b"
        a.write_text("xy"), b.write_text("z")
        first = self.of()
        a.write_text("x"), b.write_text("yz")
        self.assertNotEqual(self.of(), first)


class MavenOutput(unittest.TestCase):
    def test_downloads_are_counted_and_named_without_their_host(self):
        look = maven.Downloads()
        self.assertEqual(look("Downloading from central: scheme://host/a/b/x-1.jar"), "0 files downloaded, x-1.jar")
        line = "Downloaded from central: scheme://host/a/b/x-1.jar (111 MB at 9 MB/s)"
        self.assertEqual(look(line), "1 files downloaded, x-1.jar")
        self.assertEqual(look("[INFO] --- compiler:3.13.0:compile (default) @ x ---"), "compiler:3.13.0:compile")
        self.assertIsNone(look("[INFO] BUILD SUCCESS"))

    def test_the_main_jar_is_told_from_its_companions(self):
        with tempfile.TemporaryDirectory() as folder:
            for end in ("", "-sources", "-javadoc"):
                Path(folder, f"constrained-diffusion-toolkit-0.1.0{end}.jar").touch()
            self.assertEqual(maven.only_jar(Path(folder)).name, "constrained-diffusion-toolkit-0.1.0.jar")


class KernelSpec(unittest.TestCase):
    def installed(self, device):
        with tempfile.TemporaryDirectory() as folder:
            kernels = Path(folder, "share", "jupyter", "kernels")
            (kernels / "java").mkdir(parents=True)
            (kernels / "java" / "jjava.jar").touch()
            build = maven.Build((Path("a b", "toolkit.jar"), Path("djl.jar")))
            tools = Tools(java=Path("jdk", "bin", "java"), maven=Path("mvn"))
            name = kernel_spec.install(tools, build, device, Path(folder))
            return name, json.loads((kernels / name / "kernel.json").read_text(encoding="utf-8"))

    def test_the_templates_are_filled_in_for_both_devices(self):
        for device in ("cpu", "gpu"):
            name, spec = self.installed(device)
            self.assertEqual(name, kernel_spec.NAMES[device])
            self.assertNotIn("@", json.dumps(spec))
            self.assertEqual(spec["argv"][0], str(Path("jdk", "bin", "java")))
            self.assertEqual(spec["argv"][-1], "{connection_file}")
            entries = spec["env"]["JJAVA_CLASSPATH"].split(os.pathsep)
            self.assertEqual(entries, [str(Path("a b", "toolkit.jar")), "djl.jar"])
            self.assertIn("-DOPT_OUT_TRACKING=true", spec["argv"])

    def test_a_prefix_without_jjava_is_an_error_that_says_so(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(SetupError, "install jjava"):
            kernel_spec.install(Tools(Path("java"), Path("mvn")), maven.Build(()), "cpu", Path(folder))


class Requirements(unittest.TestCase):
    def test_every_line_is_pinned_and_hashed_and_names_no_index(self):
        for name in ("requirements.txt", "requirements-peer.txt"):
            text = (ENVIRONMENT / name).read_text(encoding="utf-8").replace("\\\n", " ")
            lines = [line for line in text.splitlines() if line and not line.startswith("#")]
            self.assertGreater(len(lines), 30)
            for line in lines:
                self.assertRegex(line, r"^[a-z0-9._-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}")
            self.assertNotIn("://", text)


class Writable(unittest.TestCase):
    def test_a_folder_that_cannot_be_written_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "file").touch()
            with self.assertRaisesRegex(SetupError, "cannot write in .*file.*write access"):
                python_env.check_writable(Path(folder, "file", "below"))

    def test_no_permission_is_named(self):
        denied = PermissionError(13, "Permission denied")
        with tempfile.TemporaryDirectory() as folder:
            with mock.patch("tempfile.TemporaryFile", side_effect=denied):
                with self.assertRaisesRegex(SetupError, "Permission denied"):
                    python_env.check_writable(Path(folder))
