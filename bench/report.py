"""One report of what scripts/bench measured: `python bench/report.py target/bench`."""

import json
import sys
from pathlib import Path

HOME = Path(sys.argv[1])
ABOUT = ("what", "figure", "checksum")


def lines():
    found = json.loads((HOME / "chiso.json").read_text())
    found.append(json.loads((HOME / "bound.json").read_text()))
    others = [HOME / "peers.jsonl", HOME / "documents.jsonl"]
    return found + [json.loads(line) for file in others if file.exists() for line in file.read_text().splitlines()]


def ratios(all_lines):
    """The full index beside the best spelling of each peer, and beside the scan by hand."""
    peers = {}
    for line in all_lines:
        if line["figure"] == "peer":
            peers[line["engine"]] = min(line["us"], peers.get(line["engine"], line["us"]))
    bound = next(line for line in all_lines if line["figure"] == "bound")
    by_hand = {1: bound["one_thread_us"], 2: bound["two_threads_us"]}
    for scan in (line for line in all_lines if line["figure"] == "scan"):
        threads = scan["threads"]
        for what in ("tallies_us", "together_us"):
            yield f"{what}, {threads} threads: times the scan by hand", scan[what] / by_hand[threads]
            for engine, us in peers.items():
                yield f"{what}, {threads} threads: faster than {engine} with 2", us / scan[what]


def documents(all_lines):
    """Reading and linting, or making a whole pack, beside what other programs do with the same documents."""
    of = {line["figure"]: line for line in all_lines}
    for line in all_lines:
        if line["figure"] == "documents":
            ours = ("lint", "together_us") if line["file"] == "dai.docx" else ("pack", "pack_us")
            if ours[0] in of:
                yield f"{' '.join(ours)}: faster than {line['program']} on {line['file']}", line["us"] / of[ours[0]][ours[1]]


def main():
    all_lines = lines()
    compared = {name: round(value, 2) for name, value in [*ratios(all_lines), *documents(all_lines)]}
    (HOME / "report.json").write_text(json.dumps({"figures": all_lines, "ratios": compared}, indent=2) + "\n")
    for line in all_lines:
        print(line["figure"])
        for name, value in line.items():
            if name not in ABOUT:
                print(f"  {name:34} {value:>16,}" if isinstance(value, int) else f"  {name:34} {value}")
    print("ratios")
    for name, value in compared.items():
        print(f"  {name:60} {value:>8}")


main()
