"""The runner on the real kernel. Needs the Python of .venv, as test.py starts it."""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from support.paths import ENVIRONMENT, VENV

IN_VENV = importlib.util.find_spec("nbclient") is not None

CHART = "new java.awt.image.BufferedImage(8, 4, java.awt.image.BufferedImage.TYPE_INT_RGB)"
SLEEP = 'System.out.println("asleep"); Thread.sleep(600_000);'


@unittest.skipUnless(IN_VENV, "needs nbclient: run python3 environment/test.py --only scripts")
class OnTheKernel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "out"

    def start(self, cells, *options):
        import nbformat.v4 as v4

        notebook = v4.new_notebook(metadata={"kernelspec": {"name": "java", "display_name": "Java"}})
        for name, (source, *tags) in cells.items():
            cell = v4.new_code_cell(source, metadata={"tags": tags})
            cell["id"] = name
            notebook.cells.append(cell)
        file = self.folder / "trial.ipynb"
        file.write_text(v4.writes(notebook), encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(ENVIRONMENT), "PYTHONUTF8": "1"}
        env.update(CDT_OUTPUT=str(self.out), JUPYTER_PATH=str(VENV / "share" / "jupyter"))
        return subprocess.Popen(
            [sys.executable, "-m", "support.execute", str(file), str(self.out), *options],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def run_cells(self, cells, *options):
        process = self.start(cells, *options)
        text, _ = process.communicate(timeout=120)
        return process.returncode, text

    def executed(self):
        import nbformat

        return nbformat.read(self.out / "trial.ipynb", as_version=4)

    def test_results_are_left_and_old_ones_removed(self):
        self.out.mkdir()
        (self.out / "fig-old.png").touch()
        metrics = 'java.nio.file.Files.writeString(java.nio.file.Path.of(System.getenv("CDT_OUTPUT"), "metrics.json"), "{}");'
        code, text = self.run_cells({"fig-a": (f"display({CHART}); {CHART}",), "metrics": (metrics,)})
        self.assertEqual(code, 0, text)
        left = {file.name for file in self.out.iterdir()}
        expected = {"trial.ipynb", "trial.html", "fig-a.png", "fig-a-2.png", "metrics.json", "kernel.log"}
        self.assertEqual(left, expected)
        self.assertTrue((self.out / "fig-a.png").read_bytes().startswith(b"\x89PNG"))
        self.assertIn("[1/2] display(", text)

    def test_a_failing_cell_is_shown_and_the_cells_before_it_are_saved(self):
        cells = {"good": ("1 + 1",), "bad": ("int x = 1 / 0;",), "after": ("2 + 2",)}
        code, text = self.run_cells(cells)
        self.assertEqual(code, 1, text)
        self.assertIn("cell 2 of 3 (id bad) failed", text)
        self.assertIn("ArithmeticException: / by zero", text)
        good, bad, after = self.executed().cells
        self.assertEqual(good.outputs[0].data["text/plain"], "2")
        self.assertEqual(bad.outputs[0].output_type, "error")
        self.assertEqual(after.outputs, [])

    def test_only_tagged_cells_run(self):
        cells = {"one": ("1 / 0",), "two": ("7 * 6", "main")}
        code, text = self.run_cells(cells, "--only", "main")
        self.assertEqual(code, 0, text)
        self.assertEqual([cell.id for cell in self.executed().cells], ["two"])
        code, text = self.run_cells(cells, "--only", "mian")
        self.assertEqual(code, 2, text)
        self.assertIn("no code cell carries the tag 'mian'; the tags in this notebook: main", text)

    def test_a_cell_over_the_limit_fails(self):
        code, text = self.run_cells({"slow": (SLEEP,)}, "--limit", "2")
        self.assertEqual(code, 1, text)
        self.assertIn("ran longer than --limit", text)

    @unittest.skipIf(os.name == "nt", "POSIX signals and process list")
    def test_an_interrupt_saves_and_leaves_no_kernel(self):
        process = self.start({"pid": ("System.out.println(ProcessHandle.current().pid())",), "sleep": (SLEEP,)})
        kernel = None
        for line in process.stdout:
            if line.strip().removeprefix("| ").isdigit():
                kernel = int(line.strip().removeprefix("| "))
            if "asleep" in line and "println" not in line:
                break
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, text)
        self.assertFalse(self.alive(kernel), "the kernel still runs")
        self.assertEqual(self.executed().cells[1].outputs[0].text, "asleep\n")

    @staticmethod
    def alive(pid):
        for _ in range(20):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.1)
        return True
