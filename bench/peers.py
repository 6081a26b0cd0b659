"""The dossier measures of 766-2024 in DuckDB and Polars, over what `chiso bench --export DIR` wrote.

    python bench/peers.py DIR [THREADS]

Every engine has the rows in memory in its own form before the clock starts. Each is asked in the spellings
below; the best one counts. What is timed: every measure of every agency, with everything below it, in 12
months, 4 quarters and the year. The totals must equal those of chiso exactly, or nothing is printed.
"""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

FOLDER = Path(sys.argv[1])
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

RUNS = 3
MISSING = 2**31 - 1
NULLABLE = ("closed_at", "synced_at")
MEASURES = json.loads((FOLDER / "measures.json").read_text())
PERIODS = json.loads((FOLDER / "periods.json").read_text())
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
COUNTED = [m for m in MEASURES if m["kind"] != "procedures"]
DISTINCT = [m for m in MEASURES if m["kind"] == "procedures"]


def where(measure, period):
    """The condition with the bounds of a period in it."""
    text = measure["where"]
    for name in ("from", "to", "asof"):
        text = text.replace(f":{name}", str(period[name]))
    return text


def used():
    """Columns that some measure reads; the others need not be loaded."""
    text = " ".join(m["where"] + " " + (m["sum"] or "") for m in MEASURES)
    files = sorted(path.stem for path in FOLDER.glob("*.npy"))
    return ["agency", "procedure"] + [name for name in files if name in text]


def frame(columns):
    """The dossiers as a Polars frame with real nulls."""
    gone = [pl.when(pl.col(c) == MISSING).then(None).otherwise(pl.col(c)).alias(c) for c in NULLABLE if c in columns]
    return pl.DataFrame(columns).with_columns(gone)


def timed(name, spelling, work, totals):
    """Median seconds of a spelling, after a run that warms up and is checked."""
    found = {key: int(value) for key, value in totals(work()).items()}
    wrong = {key: (found.get(key), value) for key, value in EXPECTED["totals"].items() if found.get(key) != value}
    if wrong:
        sys.exit(f"{name}, {spelling}: other totals: {wrong}")
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    line = {
        "figure": "peer",
        "engine": name,
        "spelling": spelling,
        "threads": THREADS,
        "dossiers": EXPECTED["dossiers"],
        "us": round(median(times) * 1e6),
    }
    print(json.dumps(line), flush=True)


# ---- DuckDB ------------------------------------------------------------------------------------


def sql_counts(period):
    def one(measure):
        what = "count_if" if measure["kind"] == "rows" else "sum"
        condition = where(measure, period)
        if what == "count_if":
            return f"count_if({condition}) as {measure['id']}"
        return f"coalesce(sum(case when {condition} then {measure['sum']} end), 0) as {measure['id']}"

    return ", ".join(one(m) for m in COUNTED)


def sql_any(period):
    return ", ".join(f"bool_or({where(m, period)}) as {m['id']}" for m in DISTINCT)


def duck_by_agency(con):
    """Per period: counts by agency, then the tree; procedures by agency and procedure, then the tree."""
    sums = ", ".join(f"sum({m['id']}) as {m['id']}" for m in COUNTED)
    distinct = ", ".join(f"count(distinct procedure) filter (where {m['id']}) as {m['id']}" for m in DISTINCT)
    parts = []
    for period in PERIODS:
        inside = f"received_at < {period['to']} and (closed_at is null or closed_at >= {period['from']} or received_at >= {period['from']})"
        counts = con.execute(
            f"with leaf as (select agency, {sql_counts(period)} from dossier where {inside} group by agency) "
            f"select node, {sums} from leaf join closure using (agency) group by node"
        ).fetchnumpy()
        procedures = con.execute(
            f"with leaf as (select agency, procedure, {sql_any(period)} from dossier where {inside} group by agency, procedure) "
            f"select node, {distinct} from leaf join closure using (agency) group by node"
        ).fetchnumpy()
        parts.append((counts, procedures))
    return parts


def duck_at_once(con):
    """Per period one pass by agency and procedure, then the tree for both kinds of measures."""
    sums = ", ".join(f"sum({m['id']}) as {m['id']}" for m in COUNTED)
    distinct = ", ".join(f"count(distinct procedure) filter (where {m['id']}) as {m['id']}" for m in DISTINCT)
    parts = []
    for period in PERIODS:
        inside = f"received_at < {period['to']} and (closed_at is null or closed_at >= {period['from']} or received_at >= {period['from']})"
        both = con.execute(
            f"with leaf as (select agency, procedure, {sql_counts(period)}, {sql_any(period)} from dossier where {inside} group by agency, procedure) "
            f"select node, {sums}, {distinct} from leaf join closure using (agency) group by node"
        ).fetchnumpy()
        parts.append((both,))
    return parts


def duck_one_query(con):
    """All periods in one query: rows joined with the periods they lie in."""

    def general(measure):
        return measure["where"].replace(":from", "p_from").replace(":to", "p_to").replace(":asof", "p_asof")

    def one(measure):
        if measure["kind"] == "rows":
            return f"count_if({general(measure)}) as {measure['id']}"
        return f"coalesce(sum(case when {general(measure)} then {measure['sum']} end), 0) as {measure['id']}"

    counts = ", ".join(one(m) for m in COUNTED)
    anys = ", ".join(f"bool_or({general(m)}) as {m['id']}" for m in DISTINCT)
    sums = ", ".join(f"sum({m['id']}) as {m['id']}" for m in COUNTED)
    distinct = ", ".join(f"count(distinct procedure) filter (where {m['id']}) as {m['id']}" for m in DISTINCT)
    query = (
        f"with leaf as (select period, agency, procedure, {counts}, {anys} from dossier join period on received_at < p_to "
        f"and (closed_at is null or closed_at >= p_from or received_at >= p_from) group by period, agency, procedure) "
        f"select period, node, {sums}, {distinct} from leaf join closure using (agency) group by period, node"
    )
    (FOLDER / "query.sql").write_text(query + "\n")
    return [(con.execute(query).fetchnumpy(),)]


def numpy_totals(parts):
    totals = {}
    for tables in parts:
        for table in tables:
            for m in MEASURES:
                if m["id"] in table:
                    totals[m["id"]] = totals.get(m["id"], 0) + int(np.sum(table[m["id"]].astype(np.int64)))
    return totals


def duck(columns, closure):
    con = duckdb.connect(config={"threads": THREADS})
    rows_in, tree_in = columns, {name: closure[name].to_numpy() for name in closure.columns}  # noqa: F841
    real = ", ".join(f"nullif({name}, {MISSING}) as {name}" for name in NULLABLE if name in columns)
    con.execute(f"create table dossier as select * replace ({real}) from rows_in")
    con.execute("create table closure as select * from tree_in")
    values = ", ".join(f"('{p['period']}', {p['from']}, {p['to']}, {p['asof']})" for p in PERIODS)
    con.execute(f"create table period as select * from (values {values}) t (period, p_from, p_to, p_asof)")
    for name, spelling in (("by agency, then the tree", duck_by_agency), ("by procedure at once", duck_at_once), ("one query", duck_one_query)):
        timed("DuckDB " + duckdb.__version__, name, lambda: spelling(con), numpy_totals)


# ---- Polars ------------------------------------------------------------------------------------


def pl_counts(period):
    def one(measure):
        condition = pl.sql_expr(where(measure, period))
        if measure["kind"] == "rows":
            return condition.fill_null(False).sum().cast(pl.Int64).alias(measure["id"])
        value = pl.sql_expr(measure["sum"]).cast(pl.Int64)
        return pl.when(condition.fill_null(False)).then(value).otherwise(0).sum().alias(measure["id"])

    return [one(m) for m in COUNTED]


def pl_columns(period):
    """The same as columns before the grouping: conditions are then evaluated over whole columns."""

    def one(measure):
        condition = pl.sql_expr(where(measure, period)).fill_null(False)
        if measure["kind"] == "sum":
            return pl.when(condition).then(pl.sql_expr(measure["sum"]).cast(pl.Int64)).otherwise(0).alias(measure["id"])
        return condition.alias(measure["id"])

    return [one(m) for m in MEASURES]


def inside(period):
    before = pl.col("received_at") < period["to"]
    after = pl.col("closed_at").is_null() | (pl.col("closed_at") >= period["from"]) | (pl.col("received_at") >= period["from"])
    return before & after


def polars_columns(rows, closure, period):
    """Conditions as columns; counts by agency, then the tree; procedures likewise."""
    base = rows.lazy().filter(inside(period)).select("agency", "procedure", *pl_columns(period))
    sums = [pl.col(m["id"]).cast(pl.Int64).sum() if m["kind"] == "sum" else pl.col(m["id"]).sum().cast(pl.Int64).alias(m["id"]) for m in COUNTED]
    leaf = base.group_by("agency").agg(sums)
    counts = leaf.join(closure.lazy(), on="agency").group_by("node").agg([pl.col(m["id"]).sum() for m in COUNTED])
    return [counts, *polars_procedures(base, closure)]


def polars_in_groups(rows, closure, period):
    """Conditions inside the grouping."""
    base = rows.lazy().filter(inside(period))
    leaf = base.group_by("agency").agg(pl_counts(period))
    counts = leaf.join(closure.lazy(), on="agency").group_by("node").agg([pl.col(m["id"]).sum() for m in COUNTED])
    flagged = base.select("agency", "procedure", *[c for c, m in zip(pl_columns(period), MEASURES) if m["kind"] == "procedures"])
    return [counts, *polars_procedures(flagged, closure)]


def polars_procedures(base, closure):
    def one(measure):
        pairs = base.filter(pl.col(measure["id"])).select("agency", "procedure").unique()
        nodes = pairs.join(closure.lazy(), on="agency").select("node", "procedure").unique()
        return nodes.group_by("node").agg(pl.len().cast(pl.Int64).alias(measure["id"]))

    return [one(m) for m in DISTINCT]


def polars(rows, closure):
    for name, spelling in (("columns, then groups", polars_columns), ("inside the groups", polars_in_groups)):

        def work(spelling=spelling):
            return [frame for period in PERIODS for frame in pl.collect_all(spelling(rows, closure, period))]

        timed("Polars " + pl.__version__, name, work, frame_totals)


def frame_totals(frames):
    totals = {}
    for found in frames:
        for m in MEASURES:
            if m["id"] in found.columns:
                totals[m["id"]] = totals.get(m["id"], 0) + (found[m["id"]].sum() or 0)
    return totals


def main():
    columns = {name: np.load(FOLDER / f"{name}.npy") for name in used()}
    closure = pl.read_csv(FOLDER / "closure.csv", schema={"agency": pl.Int32, "node": pl.Int32})
    duck(columns, closure)
    polars(frame(columns), closure)


main()
