"""What fits.cpp computes, by the libraries that are used today: fits.py plane|line|quantiles FILE.

Prints the seconds without interpreter start, import and reading.
"""
import sys
import time

import numpy as np

what, file = sys.argv[1], sys.argv[2]
batch, tokens, stamp, runtime, rising = np.fromfile(file).reshape(5, -1)
if what == "plane":
    import statsmodels.api as statsmodels

    begin = time.perf_counter()
    fit = statsmodels.OLS(runtime, np.column_stack([np.ones(len(batch)), batch, tokens])).fit()
    found = {"b": fit.params[1], "s": fit.params[2], "error_b": fit.bse[1]}
elif what == "line":
    begin = time.perf_counter()
    columns = np.column_stack([np.ones(len(stamp)), stamp])
    found = {"slope": np.linalg.lstsq(columns, rising, rcond=None)[0][1]}
else:
    begin = time.perf_counter()
    quantiles = np.quantile(runtime, [0.5, 0.9, 0.99, 0.999])
    found = {"p50": quantiles[0], "p999": quantiles[3]}
seconds = time.perf_counter() - begin
print(f"seconds={seconds!r}", *(f"{name}={float(value)!r}" for name, value in found.items()))
