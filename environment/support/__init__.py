"""What run.py, test.py, lab.py and bench.py share. Standard library only.

This file alone must stay readable for old Pythons, so that they are told what is missing.
"""
import sys

if sys.version_info < (3, 10):
    sys.exit(
        "error: this is Python %d.%d, but Python 3.10 or newer is needed.\n"
        "  Install it (python.org, your package manager or conda) and start the script with it,\n"
        "  for example: python3.12 %s" % (sys.version_info[0], sys.version_info[1], sys.argv[0])
    )
