import io
import unittest

from support.terminal_log import TerminalLog, first_line


class Log(unittest.TestCase):
    def setUp(self):
        self.now = 0.0
        self.stream = io.StringIO()
        self.log = TerminalLog(12, self.stream, clock=lambda: self.now)

    def lines(self):
        return self.stream.getvalue().splitlines()

    def test_a_silent_cell_is_one_line(self):
        self.log.cell_started("\n  // train\nvar run = 1;")
        self.now = 12.34
        self.log.cell_ended()
        self.assertEqual(self.lines(), [f"[ 1/12] {'// train':<60}   12.3 s"])

    def test_output_comes_line_by_line_also_in_pieces(self):
        self.log.cell_started("x")
        for piece in ("one\ntw", "o\r", "\nthree"):
            self.log.text(piece)
        self.log.cell_ended()
        self.assertEqual(self.lines()[1:4], ["    | one", "    | two", "    | three"])
        self.assertEqual(len(self.lines()[0].rstrip()), len("[ 1/12] x"))

    def test_progress_is_repeated_seldom_in_a_log(self):
        self.log.cell_started("x")
        for step in range(100):
            self.now = step
            self.log.text(f"\rstep {step}")
        self.log.text("\n")
        shown = [line for line in self.lines() if "step" in line]
        self.assertEqual(len(shown), 5)
        self.assertEqual(shown[-1], "    | step 99")

    def test_a_run_cut_short_says_so_once(self):
        self.log.cell_started("x")
        self.log.cut_short("stopped")
        self.log.cut_short("stopped")
        self.assertEqual(self.stream.getvalue().count("stopped"), 1)

    def test_a_long_first_line_is_cut(self):
        self.assertEqual(len(first_line("x" * 99)), 60)
        self.assertEqual(first_line(" \n"), "")
