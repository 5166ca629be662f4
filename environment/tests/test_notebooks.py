"""The rules of CONTRIBUTING.md for notebooks, as stored."""

import json
import re
import unittest

from support.notebooks import all_notebooks

MOST_LINES = 14
DEFINITION = re.compile(r"^\s*((public|final|abstract|static|sealed)\s+)*(class|record|interface|enum)\s+\w", re.M)


def stored():
    for file in all_notebooks():
        notebook = json.loads(file.read_text(encoding="utf-8"))
        yield file.stem, notebook, [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def lines(cell):
    return "".join(cell["source"]).splitlines()


class Stored(unittest.TestCase):
    def test_without_outputs_and_for_the_java_kernel(self):
        for name, notebook, cells in stored():
            with self.subTest(notebook=name):
                self.assertEqual(notebook["metadata"]["kernelspec"]["name"], "java")
                kept = [c["id"] for c in cells if c["outputs"] or c["execution_count"] is not None]
                self.assertEqual(kept, [], "cells stored with outputs")

    def test_short_cells_that_define_no_class(self):
        for name, _, cells in stored():
            with self.subTest(notebook=name):
                long = {c["id"]: len(lines(c)) for c in cells if len(lines(c)) > MOST_LINES}
                self.assertEqual(long, {}, f"cells of more than {MOST_LINES} lines")
                defining = [c["id"] for c in cells if DEFINITION.search("\n".join(lines(c)))]
                self.assertEqual(defining, [], "cells that define a class")

    def test_cell_ids_are_file_names(self):
        for name, notebook, _ in stored():
            with self.subTest(notebook=name):
                ids = [cell["id"] for cell in notebook["cells"]]
                self.assertEqual(len(set(ids)), len(ids))
                self.assertEqual([i for i in ids if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", i)], [])
