"""Measures a piece of code in fresh processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

TEMPLATE = """
import sys, time
{before}
start = time.perf_counter()
{code}
took = time.perf_counter() - start
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(took, peak / 1024)
"""


def measure(
    code: str, before: str = "", repeat: int = 15, *, uncounted: int = 1
) -> tuple[float, float]:
    """
    Return the median seconds and peak MiB of a piece of code, in fresh processes.

    Args:
        code: What is measured.
        before: What comes before it and is not.
        repeat: How many processes count.
        uncounted: How many run before those.
    """
    script = TEMPLATE.format(before=before, code=code)
    command = [sys.executable, "-c", script]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    runs: list[list[float]] = []
    for _ in range(repeat + uncounted):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, cwd=HERE
        )
        runs.append([float(x) for x in done.stdout.split()[-2:]])
    seconds, peaks = zip(*runs[uncounted:], strict=True)
    return statistics.median(seconds), statistics.median(peaks)
