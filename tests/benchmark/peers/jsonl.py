"""What people do today with a scheduler log: usage jsonl.py python|duckdb FILE THREADS.

Prints the seconds without interpreter start and import, and the sums the benchmark compares.
"""
import sys
import time

way, file, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])


def with_python():
    """json.loads on every line, then numpy: one thread, there is no other."""
    import json

    import numpy as np

    begin = time.perf_counter()
    tokens, runtime, schedule = [], [], []
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            step = json.loads(line)
            tokens.append(sum(step["chunk_sizes"]))
            runtime.append(step["model_run_duration_ms"])
            schedule.append(step["schedule_duration_ms"])
    tokens, runtime = np.array(tokens), np.array(runtime)
    kept = (np.array(schedule) <= 300) & (runtime <= 200)
    found = int(kept.sum()), int(tokens[kept].sum()), float(runtime[kept].sum())
    return time.perf_counter() - begin, found


def with_duckdb():
    """The columns and their types named, so that nothing is guessed or read twice."""
    import duckdb

    begin = time.perf_counter()
    connection = duckdb.connect(":memory:", config={"threads": threads})
    found = connection.execute(
        """
        select count(*), sum(tokens)::bigint, sum(runtime)
        from (select list_sum(chunk_sizes) as tokens, model_run_duration_ms as runtime
              from read_json(?, format = 'newline_delimited', columns = {
                  schedule_duration_ms: 'DOUBLE', model_run_duration_ms: 'DOUBLE',
                  chunk_sizes: 'INTEGER[]'})
              where schedule_duration_ms <= 300 and model_run_duration_ms <= 200)
        """,
        [file],
    ).fetchone()
    return time.perf_counter() - begin, found


seconds, (kept, tokens, runtime_ms) = {"python": with_python, "duckdb": with_duckdb}[way]()
print(f"way={way} seconds={seconds!r} kept={kept} tokens={tokens} runtime_ms={runtime_ms!r}")
