"""Groups op_summary files by operator class and device as people do today: usage
cluster.py polars|pyarrow|duckdb|pandas|python FOLDER THREADS.

Prints the seconds without interpreter start and import, and the sums the benchmark compares. `pandas` reads all columns,
as the tool does that our users have now; `python` is the csv module and nothing else, to check the others by.
"""
import math
import os
import sys
import time
from pathlib import Path

way, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.environ["POLARS_MAX_THREADS"] = str(threads)

KEYS = ["Op Name", "Input Shapes", "Input Data Types", "Output Shapes"]
DURATION = "Task Duration(us)"
files = sorted(str(path) for path in Path(folder).rglob("*.csv"))


def with_polars():
    """Streaming, the key columns and the duration named with their types."""
    import polars

    begin = time.perf_counter()
    schema = {name: polars.String for name in KEYS} | {DURATION: polars.Float64}
    value = polars.col(DURATION)
    groups = (
        polars.scan_csv(files, schema_overrides=schema, include_file_paths="file")
        .group_by(KEYS + ["file"])
        .agg(value.count().alias("count"), value.sum().alias("sum"), value.mean().alias("mean"), value.var().alias("var"),
             value.min().alias("min"), value.max().alias("max"))
        .collect(engine="streaming")
    )
    found = (groups["count"].sum(), groups.height, groups["sum"].sum(),
             (groups["mean"] + groups["min"] + groups["max"] + groups["var"].fill_null(0)).sum())
    return time.perf_counter() - begin, found


def with_pyarrow():
    """One file after the other, each with all threads; its hash aggregation, too."""
    import pyarrow
    from pyarrow import compute, csv

    pyarrow.set_cpu_count(threads)
    pyarrow.set_io_thread_count(threads)
    begin = time.perf_counter()
    types = {name: pyarrow.string() for name in KEYS} | {DURATION: pyarrow.float64()}
    convert = csv.ConvertOptions(include_columns=list(types), column_types=types, strings_can_be_null=False)
    rows = groups_found = 0
    total = of_groups = 0.0
    for file in files:
        table = csv.read_csv(file, read_options=csv.ReadOptions(use_threads=threads > 1), convert_options=convert)
        groups = table.group_by(KEYS, use_threads=threads > 1).aggregate(
            [(DURATION, "count"), (DURATION, "sum"), (DURATION, "mean"), (DURATION, "variance", compute.VarianceOptions(ddof=1)),
             (DURATION, "min"), (DURATION, "max")])
        rows += compute.sum(groups[DURATION + "_count"]).as_py()
        groups_found += groups.num_rows
        total += compute.sum(groups[DURATION + "_sum"]).as_py()
        for name in ("mean", "variance", "min", "max"):
            of_groups += compute.sum(groups[f"{DURATION}_{name}"]).as_py() or 0
    return time.perf_counter() - begin, (rows, groups_found, total, of_groups)


def with_duckdb():
    """Nothing but the needed columns is converted."""
    import duckdb

    begin = time.perf_counter()
    connection = duckdb.connect(":memory:", config={"threads": threads})
    keys = ", ".join(f'"{name}"' for name in KEYS)
    found = connection.execute(
        f"""
        select sum(n)::bigint, count(*), sum(total), sum(mean + coalesce(variance, 0) + least + most) from (
          select count(*) as n, sum(d) as total, avg(d) as mean, var_samp(d) as variance, min(d) as least, max(d) as most
          from (select {keys}, filename, "{DURATION}"::double as d
                from read_csv(?, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, filename = true))
          group by {keys}, filename)
        """,
        [files],
    ).fetchone()
    return time.perf_counter() - begin, found


def with_pandas():
    """All columns, then those that are kept, file by file: one thread, there is no other."""
    import pandas

    begin = time.perf_counter()
    tables = []
    for number, file in enumerate(files):
        table = pandas.read_csv(file, keep_default_na=False, low_memory=False)[KEYS + [DURATION]].copy()
        table["file"] = number
        tables.append(table)
    whole = pandas.concat(tables)
    groups = whole.groupby(KEYS + ["file"])[DURATION].agg(["count", "sum", "mean", "var", "min", "max"])
    found = (int(groups["count"].sum()), len(groups), float(groups["sum"].sum()),
             float((groups["mean"] + groups["min"] + groups["max"] + groups["var"].fillna(0)).sum()))
    return time.perf_counter() - begin, found


def with_python():
    """The csv module and exact sums."""
    import csv
    import statistics

    begin = time.perf_counter()
    groups = {}
    for file in files:
        with open(file, encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                groups.setdefault((file, *(row[name] for name in KEYS)), []).append(float(row[DURATION]))
    values = groups.values()
    found = (sum(map(len, values)), len(groups), math.fsum(map(math.fsum, values)),
             math.fsum(math.fsum(v) / len(v) + min(v) + max(v) + (statistics.variance(v) if len(v) > 1 else 0) for v in values))
    return time.perf_counter() - begin, found


ways = {"polars": with_polars, "pyarrow": with_pyarrow, "duckdb": with_duckdb, "pandas": with_pandas, "python": with_python}
try:
    seconds, (rows, groups, total_us, of_groups) = ways[way]()
except ImportError as missing:
    sys.exit(f"not available: {missing}")
print(f"way={way} seconds={seconds!r} rows={rows} groups={groups} total_us={total_us!r} of_groups={of_groups!r}")
