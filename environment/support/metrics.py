"""Many seeds' metrics.json as one table."""

import json
import statistics
from collections.abc import Mapping
from pathlib import Path


def flat(value, name: str = "") -> dict[str, float]:
    """All numbers in a JSON value, named by their path: `lambda[0]`, `share.left`."""
    if isinstance(value, bool):
        return {}
    if isinstance(value, (int, float)):
        return {name: value}
    if isinstance(value, dict):
        parts = [(f"{name}.{key}" if name else key, item) for key, item in value.items()]
    elif isinstance(value, list):
        parts = [(f"{name}[{index}]", item) for index, item in enumerate(value)]
    else:
        return {}
    return {key: number for part, item in parts for key, number in flat(item, part).items()}


def summary(by_seed: Mapping[int, dict]) -> dict[str, dict]:
    """For each number: its values by seed, median, minimum and maximum."""
    numbers = {seed: flat(metrics) for seed, metrics in by_seed.items()}
    names = list(dict.fromkeys(name for row in numbers.values() for name in row))
    result = {}
    for name in names:
        values = {seed: row[name] for seed, row in numbers.items() if name in row}
        result[name] = {
            "values": values,
            "median": statistics.median(values.values()),
            "min": min(values.values()),
            "max": max(values.values()),
        }
    return result


def table(rows: list[list[str]]) -> str:
    """Columns aligned: the first to the left, the rest to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def short(number: float | None) -> str:
    """Four significant digits, integers as they are."""
    if number is None:
        return "-"
    return str(number) if isinstance(number, int) else f"{number:.4g}"


def seeds_table(numbers: Mapping[str, dict], seeds: list[int]) -> str:
    head = ["seed", *map(str, seeds), "median", "min", "max"]
    rows = [
        [name]
        + [short(row["values"].get(seed)) for seed in seeds]
        + [short(row[key]) for key in ("median", "min", "max")]
        for name, row in numbers.items()
        if name != "seed"
    ]
    return table([head, *rows])


def collect(folder: Path, seeds: list[int], about: dict) -> str:
    """Writes seeds.json from the folders seed-N and gives the table."""
    found = {}
    for seed in seeds:
        file = folder / f"seed-{seed}" / "metrics.json"
        if file.is_file():
            found[seed] = json.loads(file.read_text(encoding="utf-8"))
    numbers = summary(found)
    missing = [seed for seed in seeds if seed not in found]
    content = {**about, "seeds": list(found), "without_metrics": missing, "metrics": numbers}
    (folder / "seeds.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    text = seeds_table(numbers, list(found)) if found else "no metrics.json from any seed"
    return text + (f"\nno metrics.json from the seeds {missing}" if missing and found else "")
