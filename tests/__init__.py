"""Tests, in one package, so that they can share makers of regimes and years."""

import os
import sys

# Tests start some fifty processes, each of which would compile the whole house anew where Python is
# told to keep nothing. It is kept where Python always keeps it: there that of packages is, too.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
