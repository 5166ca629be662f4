import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from support import benchmarks
from support.console import SetupError
from support.paths import ROOT


class InTurns(unittest.TestCase):
    def test_sides_alternate_and_ratios_are_by_round(self):
        order = []

        def side(name, times):
            values = iter(times)
            return lambda measurement: order.append(name) or next(values)

        rows = benchmarks.in_turns(3, ["step"], side("A", [8.0, 10.0, 9.0]), side("B", [10.0, 10.0, 12.0]))
        self.assertEqual("".join(order), "ABABAB")
        self.assertEqual(rows[0]["ratio"], [0.8, 1.0, 0.75])
        self.assertIn("9.00 (8.00–10.00)  10.00 (10.00–12.00)  0.80 (0.75–1.00)", benchmarks.comparison_table(rows))


class Records(unittest.TestCase):
    def test_json_lines_are_taken_and_others_pass(self):
        program = "print('warming up'); print('{\"name\": \"x\", \"median_ms\": 2.5}'); print(7)"
        found = benchmarks._records([sys.executable, "-c", program], None, "a trial")
        self.assertEqual(found, [{"name": "x", "median_ms": 2.5}])

    def test_a_failed_or_empty_run_is_an_error(self):
        for program in ("raise SystemExit(3)", "print('nothing')"):
            with self.assertRaisesRegex(SetupError, "a trial ended with exit code"):
                benchmarks._records([sys.executable, "-c", program], None, "a trial")

    def test_other_units_stand_below_the_times(self):
        records = [
            {"name": "step", "median_ms": 1, "min_ms": 0.5, "max_ms": 2},
            {"name": "memory", "growth_percent": 0.3},
            {"name": "sampling", "images_per_second": 27.046650334},
        ]
        text = benchmarks.records_table(records)
        self.assertRegex(text, r"step +1\.00 +0\.50 +2\.00")
        self.assertTrue(text.endswith("name memory, growth_percent 0.3\nname sampling, images_per_second 27.05"), text)


class Pairs(unittest.TestCase):
    def test_both_sides_exist(self):
        folder = ROOT / "toolkit" / "src" / "test" / "java" / "io" / "github" / "constraineddiffusion" / "bench"
        java = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*Benchmarks.java"))
        for name, pair in benchmarks.PAIRS.items():
            self.assertIn('"%s"' % pair.java, java, name)
            self.assertTrue((benchmarks.PEER / pair.script).is_file(), name)

    def test_the_peer_gets_its_script_and_arguments(self):
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "trial.py"
            script.write_text("import json, sys\nprint(json.dumps({'median_ms': 1, 'got': sys.argv[1:]}))\n", "utf-8")
            with mock.patch.object(benchmarks, "PEER", Path(folder)):
                pair = benchmarks.Pair("unet-step", "trial.py", ("unet", "--autocast"))
                said = benchmarks.peer(Path(sys.executable), pair)
        self.assertEqual(said["got"], ["unet", "--autocast"])
