"""The questions behind a number in DuckDB, over what `chiso bench --export DIR` wrote.

    python bench/why.py DIR [THREADS]

The peer of `chiso bench --only why`: the numerator of 2.1 of the largest province's year (how many, and the
first 50 rows); the cut of two months by agency, procedure and carry-over, which a waterfall is made from; and
every number of a month anew after dossiers changed, which is what a what-if costs an engine that keeps no
tallies. The rows are in memory before the clock starts; the median of five runs after one to warm up.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

FOLDER = Path(sys.argv[1])
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
MISSING = 2**31 - 1
NULLABLE = ("closed_at", "synced_at")
MEASURES = json.loads((FOLDER / "measures.json").read_text())
PERIODS = json.loads((FOLDER / "periods.json").read_text())


def where(name, period):
    text = next(m["where"] for m in MEASURES if m["id"] == name)
    for bound in ("from", "to", "asof"):
        text = text.replace(f":{bound}", str(period[bound]))
    return text


def opened():
    con = duckdb.connect(config={"threads": THREADS})
    rows_in = {path.stem: np.load(path) for path in sorted(FOLDER.glob("*.npy"))}  # noqa: F841
    real = ", ".join(f"nullif({name}, {MISSING}) as {name}" for name in NULLABLE)
    con.execute(f"create table dossier as select * replace ({real}), row_number() over () as number from rows_in")
    con.execute(f"create table closure as select * from read_csv('{FOLDER}/closure.csv')")
    return con


def timed(question, work, facts):
    found = work()
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    line = {"figure": "why-peer", "engine": "DuckDB " + duckdb.__version__, "question": question, "threads": THREADS}
    print(json.dumps({**line, **facts(found), "us": round(median(times) * 1e6)}), flush=True)


def main():
    con = opened()
    largest = con.execute(
        "select node from dossier join closure using (agency) group by node order by count(*) desc limit 1 offset 1"
    ).fetchone()[0]
    year = next(p for p in PERIODS if len(p["period"]) == 4)
    mine = f"agency in (select agency from closure where node = {largest})"

    def drill():
        condition = f"{mine} and {where('handled_on_time', year)}"
        count = con.execute(f"select count(*) from dossier where {condition}").fetchone()[0]
        page = con.execute(f"select number from dossier where {condition} order by number limit 50").fetchall()
        return count, len(page)

    timed("drill", drill, lambda found: {"rows": found[0], "page": found[1]})
    dossiers = [m["id"] for m in MEASURES if m["kind"] == "rows"]

    def cut():
        cells = 0
        for period in (p for p in PERIODS if p["period"] in ("2026-11", "2026-12")):
            counts = ", ".join(f"count_if({where(name, period)}) as {name}" for name in dossiers)
            query = (
                f"select agency, procedure, received_at < {period['from']} as carried, {counts} from dossier "
                f"where {mine} and received_at < {period['to']} and (closed_at is null or closed_at >= {period['from']}) group by all"
            )
            cells += len(con.execute(query).fetchnumpy()["agency"])
        return cells

    timed("waterfall", cut, lambda cells: {"cells": cells})

    def again():
        period = next(p for p in PERIODS if p["period"] == "2026-12")
        counts = ", ".join(f"count_if({where(name, period)}) as {name}" for name in dossiers)
        sums = ", ".join(f"sum({name}) as {name}" for name in dossiers)
        query = (
            f"with leaf as (select agency, {counts} from dossier where received_at < {period['to']} and "
            f"(closed_at is null or closed_at >= {period['from']}) group by agency) "
            f"select node, {sums} from leaf join closure using (agency) group by node"
        )
        return len(con.execute(query).fetchnumpy()["node"])

    timed("what-if", again, lambda agencies: {"agencies": agencies})


main()
