"""
The service in examples under load on this machine, beside one that only says hello.

Needs `wrk`. Prints a table in Markdown: requests a second, the 99th percentile and errors,
and the throughput as a part of that of the peer in the same run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHOWN = "relapse-after-hsct.second-ablative-hsct.efs"
PEER = """
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def hello() -> dict[str, str]:
    return {"hello": "world"}
"""
MATCH = """
wrk.method = "POST"
wrk.body = '{"age": 7, "relapse_number": 1, "lineage": "B-ALL"}'
wrk.headers["Content-Type"] = "application/json"
"""
ASKED = {
    "show": f"/statements/{SHOWN}",
    "list of 10": "/statements?topic=relapse-after-hsct",
    "search": "/search?text=second%20transplant",
    "match": "/match?topic=relapse-after-hsct",
}


@contextmanager
def serving(folder: Path, app: str) -> Generator[str]:
    """Run an application on a free port for as long as the block runs."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(folder), app]
    quiet = ["--port", str(port), "--log-level", "error", "--no-access-log"]
    process = subprocess.Popen([*command, *quiet])
    try:
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def load(address: str, seconds: int, connections: int, script: Path | None = None) -> list[str]:
    """Return requests a second, the 99th percentile in ms, and errors."""
    wrk = shutil.which("wrk") or sys.exit("wrk is not installed")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    scripted = ["-s", str(script)] if script else []
    said = subprocess.run(
        [*command, *scripted, address], capture_output=True, text=True, check=True
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not rate or not slow:
        sys.exit(said)
    milliseconds = float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]
    wrong = re.findall(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", said)
    return [rate[1], f"{milliseconds:.1f}", str(wrong[0]) if wrong else "0"]


def main() -> None:
    """Measure the peer and the service, and print both."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--connections", type=int, default=8)
    chosen = options.parse_args()
    print(f"{os.cpu_count()} cores, one server process, {chosen.connections} connections\n")
    print("| asked | requests/s | of the peer's | p99 ms | errors |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "peer.py").write_text(PEER, encoding="utf-8")
        script = Path(folder) / "match.lua"
        script.write_text(MATCH, encoding="utf-8")
        with serving(Path(folder), "peer:app") as address:
            rate, slow, wrong = load(address, chosen.seconds, chosen.connections)
        most = float(rate)
        print(f"| hello (peer) | {most:.0f} | 1.00 | {slow} | {wrong} |")
        with serving(ROOT / "examples", "service.app:app") as address:
            for name, path in ASKED.items():
                given = script if name == "match" else None
                rate, slow, wrong = load(address + path, chosen.seconds, chosen.connections, given)
                share = float(rate) / most
                print(f"| {name} | {float(rate):.0f} | {share:.2f} | {slow} | {wrong} |")


if __name__ == "__main__":
    main()
