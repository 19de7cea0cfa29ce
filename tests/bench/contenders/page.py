"""The board's own page, over the generated scenarios in the folder named after `--` instead of the shipped ones."""

import functools
import runpy
import sys
from pathlib import Path

from geo import store
from tests.bench.assets import ROOT

if not isinstance(store.FolderStore, functools.partial):
    store.FolderStore = functools.partial(store.FolderStore, root=Path(sys.argv[1]))  # type: ignore[assignment,misc]
runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
