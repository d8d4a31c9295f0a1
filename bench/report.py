"""The table people read and the file that machines read."""

import json
import os
import platform
import sys
from datetime import datetime, timezone

from .runtime import STATE

COLUMNS = ("id", "work", "what", "ms", "cpu ms", "queries", "ratio", "must", "")


def show(value, digits=2):
    return "" if value is None else f"{value:,.{digits}f}"


def cells(row):
    verdict = {True: "ok", False: "MISSED", None: ""}[row.get("passed")]
    return (
        row["id"],
        row["work"],
        row["what"],
        row.get("text") or show(row.get("ms")),
        show(row.get("cpu")),
        show(row.get("queries")),
        show(row.get("ratio")) and f"{show(row['ratio'])} × {row['ratio_to']}",
        row.get("must", ""),
        verdict,
    )


def width(text):
    """Columns that ``text`` takes on a terminal; Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def print_table(rows):
    table = [COLUMNS, *map(cells, rows)]
    widths = [max(width(line[column]) for line in table) for column in range(len(COLUMNS))]
    previous = None
    for line in table:
        if line[:2] != previous:
            print()
        previous = line[:2]
        parts = []
        for column, text in enumerate(line):
            space = " " * (widths[column] - width(text))
            parts.append(space + text if COLUMNS[column] in ("ms", "cpu ms", "queries") else text + space)
        print("  ".join(parts).rstrip())
    print()


def save(rows, raw, options):
    """Write results.json; what was measured by an earlier run of another part stays in it."""
    path = STATE / "results.json"
    results = json.loads(path.read_text()) if path.exists() else {}
    measured = {row["id"] for row in rows}
    kept = [row for row in results.get("rows", []) if row["id"] not in measured]
    stamp = {
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "code": os.environ.get("BENCH_CODE"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "sizes": options.sizes,
        "due": options.due,
    }
    results = {
        "runs": {**results.get("runs", {}), **dict.fromkeys(sorted(measured), stamp)},
        "rows": sorted([*kept, *rows], key=lambda row: row["id"]),
        "raw": {**results.get("raw", {}), **raw},
    }
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    print(f"== written: {path.relative_to(STATE.parent.parent)}", file=sys.stderr)
