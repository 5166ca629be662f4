import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import checks, metrics, notebooks
from support.console import SetupError
from support.paths import ENVIRONMENT


class FindingNotebooks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        for name in ("01-constrained-gaussians", "02-digits", "12-images"):
            (self.folder / f"{name}.ipynb").touch()

    def test_by_number_name_file_name_and_path(self):
        for wanted in ("02", "2", "02-digits", "02-digits.ipynb", str(self.folder / "02-digits.ipynb")):
            self.assertEqual(notebooks.find(wanted, self.folder).name, "02-digits.ipynb", wanted)

    def test_an_unknown_one_is_named_with_what_exists(self):
        for wanted in ("03", "", "digits", "0", str(self.folder)):
            with self.assertRaises(SetupError) as raised:
                notebooks.find(wanted, self.folder)
            self.assertIn(repr(wanted), str(raised.exception))
            self.assertIn("01-constrained-gaussians, 02-digits, 12-images", str(raised.exception))


class Arguments(unittest.TestCase):
    def error(self, *arguments, script="run.py"):
        command = [sys.executable, str(ENVIRONMENT / script), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")  # no work was started
        return done.stderr

    def test_wrong_values_are_named_before_any_work(self):
        self.assertIn("no profile 'fast': choose one of smoke, quick, paper", self.error("--profile", "fast"))
        self.assertIn("no device 'tpu': choose one of cpu, gpu", self.error("--device", "tpu"))
        self.assertIn("no notebook '77'", self.error("77"))
        self.assertIn("--seed is -1", self.error("--seed", "-1"))
        for script in ("run.py", "classifiers.py"):
            self.assertIn("no such folder", self.error("--data", "no/such/folder", script=script))
        self.assertIn("--data hcp is for notebook 06, not for 01-", self.error("01", "--data", "hcp"))
        self.assertIn("goes with --data hcp", self.error("01", "--accept-terms"))

    def test_the_help_says_what_data_notebook_06_takes(self):
        command = [sys.executable, str(ENVIRONMENT / "run.py"), "--help"]
        text = " ".join(subprocess.run(command, capture_output=True, text=True).stdout.split())
        self.assertIn("a folder of CSV files (one row a scan, a column a channel) for 06", text)

    def test_seeds(self):
        self.assertEqual(notebooks.seeds("0-3"), [0, 1, 2, 3])
        self.assertEqual(notebooks.seeds("7, 0-1,1"), [7, 0, 1])
        for wrong in ("", "a", "3-1", "1-", "-1"):
            with self.assertRaisesRegex(SetupError, "give a range"):
                notebooks.seeds(wrong)


class Metrics(unittest.TestCase):
    def test_numbers_are_flattened_with_their_path(self):
        value = {"lambda": [0.5, 1], "share": {"left": 0.2}, "profile": "quick", "ok": True}
        self.assertEqual(metrics.flat(value), {"lambda[0]": 0.5, "lambda[1]": 1, "share.left": 0.2})

    def test_collect_writes_medians_and_names_seeds_without_result(self):
        with tempfile.TemporaryDirectory() as folder:
            for seed, value in {0: 1.0, 1: 5.0, 2: 2.0}.items():
                place = Path(folder, f"seed-{seed}")
                place.mkdir()
                (place / "metrics.json").write_text('{"x": %s, "seed": %d}' % (value, seed))
            text = metrics.collect(Path(folder), [0, 1, 2, 3], {"profile": "quick"})
            written = Path(folder, "seeds.json").read_text(encoding="utf-8")
        self.assertIn('"median": 2.0', written)
        self.assertRegex(text, r"(?m)^x +1 +5 +2 +2 +1 +5$")
        self.assertIn("no metrics.json from the seeds [3]", text)


class Counting(unittest.TestCase):
    def test_unittest_closing_lines(self):
        self.assertEqual(checks.unittest_counts(["Ran 12 tests in 0.1s", "", "OK"], 0), (12, 0))
        bad = ["Ran 12 tests in 0.1s", "", "FAILED (failures=1, errors=2)"]
        self.assertEqual(checks.unittest_counts(bad, 1), (9, 3))

    def test_a_run_without_tests_or_cut_short_has_failed(self):
        self.assertEqual(checks.unittest_counts(["Ran 0 tests in 0.0s", "", "OK"], 0), (0, 1))
        self.assertEqual(checks.unittest_counts([], 1), (0, 1))
        self.assertEqual(checks.unittest_counts(["Ran 3 tests in 1s", "", "OK"], 139), (0, 1))
