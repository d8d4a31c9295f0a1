"""Facts about the addon that the scripts need, read without importing Odoo.

depends   the modules it depends on, comma-separated
hash      a digest of its code and data, without its tests
"""
import ast
import hashlib
import os
import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / os.environ.get("ADDON", "crossbiz_addon")


def depends():
    manifest = {"depends": ["base_automation", "crm", "hr", "rating"]}
    if (ADDON / "__manifest__.py").exists():
        manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))
    return ",".join(sorted(manifest["depends"]))


def code_hash():
    digest = hashlib.sha256()
    for path in sorted(ADDON.rglob("*")):
        relative = path.relative_to(ADDON)
        if path.is_file() and relative.parts[0] != "tests" and "__pycache__" not in relative.parts:
            digest.update(f"{relative}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    print({"depends": depends, "hash": code_hash}[sys.argv[1]]())
