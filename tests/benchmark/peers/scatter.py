"""The picture of scatter.cpp by matplotlib: usage scatter.py FILE PICTURE WIDTH HEIGHT.

Prints the seconds without interpreter start and import.
"""
import sys
import time

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

file, picture, width, height = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
begin = time.perf_counter()
plt.rcParams.update({"axes.labelsize": 23, "xtick.labelsize": 19, "ytick.labelsize": 19, "legend.fontsize": 14})
columns = np.fromfile(file).reshape(4, 2, -1)
figure, axes = plt.subplots(figsize=(width, height))
for i, ((x, y), marker) in enumerate(zip(columns, "os^D")):
    axes.scatter(x, y, s=50, alpha=0.7, marker=marker, edgecolors="white", linewidths=0.5, label=f"Config {i}")
axes.set_xlim(left=0)
axes.set_ylim(bottom=0)
axes.set_xlabel("Total Scheduled Tokens")
axes.set_ylabel("Model Run Time (ms)")
axes.grid(True, linestyle="--", alpha=0.3)
axes.legend(loc="upper left")
figure.tight_layout()
figure.savefig(picture, dpi=300)
print(f"seconds={time.perf_counter() - begin!r}")
