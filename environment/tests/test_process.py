import sys
import unittest

from support import process


class Telling(unittest.TestCase):
    def test_mavens_errors_without_its_advice(self):
        lines = ["[INFO] x", "[ERROR] A.java:[6,49] cannot find symbol", "[INFO] y", "[ERROR] ", "[ERROR] Failed"]
        lines += ["[ERROR] To see the full stack trace of the errors, …", "[ERROR] For more information …"]
        self.assertEqual(process.telling(lines), [lines[1], lines[4]])

    def test_the_end_of_other_output(self):
        self.assertEqual(process.telling([str(n) for n in range(99)])[-1], "98")


class Attached(unittest.TestCase):
    def test_exit_code_and_lines_of_both_streams(self):
        lines = []
        program = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(7)"
        self.assertEqual(process.attached([sys.executable, "-c", program], each_line=lines.append), 7)
        self.assertEqual(lines, ["out", "err"])
