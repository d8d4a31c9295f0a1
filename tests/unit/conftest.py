"""Unit tests of `crossbiz_addon/lib`: plain pytest and hypothesis, no Odoo, no database."""

import sys
import types
from pathlib import Path

from hypothesis import settings

ADDON = Path(__file__).resolve().parents[2] / "crossbiz_addon"

# A bare package in the addon's place: its own `__init__` imports Odoo and must not run.
package = types.ModuleType("crossbiz_addon")
package.__path__ = [str(ADDON)]
sys.modules.setdefault("crossbiz_addon", package)
sys.path.insert(0, str(Path(__file__).parent))  # for brute_force and strategies

# Examples stay random; a failure prints the blob that repeats it with @reproduce_failure.
settings.register_profile("unit", deadline=None, print_blob=True)
settings.load_profile("unit")
