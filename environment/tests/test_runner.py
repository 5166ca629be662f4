import os
import unittest
from pathlib import Path
from unittest import mock

from support import runner
from support.prerequisites import Tools
from support.setup import Ready


class KernelEnvironment(unittest.TestCase):
    def setUp(self):
        self.ready = Ready(Tools(Path("jdk", "bin", "java"), Path("mvn")), Path("python"), "java", "cpu")

    def env(self, **settings):
        return runner._env(self.ready, Path("out"), runner.Settings(**settings))

    def test_the_notebook_is_told_its_settings(self):
        env = self.env(profile="smoke", seed=7, data=Path("mine"), from_scratch=True)
        told = {name: env[name] for name in env if name.startswith("CDT_")}
        expected = {"PROFILE": "smoke", "SEED": "7", "DEVICE": "cpu", "DATA": "mine", "OUTPUT": "out"}
        expected["FROM_SCRATCH"] = "1"
        self.assertEqual(told, {f"CDT_{name}": value for name, value in expected.items()})

    def test_nothing_is_left_over_from_the_users_shell(self):
        with mock.patch.dict(os.environ, CDT_DATA="old", CDT_SEED="3", JUPYTER_PATH="theirs", PATH="p"):
            env = self.env()
        self.assertNotIn("CDT_DATA", env)
        self.assertEqual(env["CDT_SEED"], "0")
        self.assertEqual(env["CDT_FROM_SCRATCH"], "0")
        ours, theirs = env["JUPYTER_PATH"].split(os.pathsep)
        self.assertTrue(ours.endswith(os.path.join(".venv", "share", "jupyter")))
        self.assertEqual(theirs, "theirs")
        self.assertEqual(env["PATH"], os.path.join("jdk", "bin") + os.pathsep + "p")
