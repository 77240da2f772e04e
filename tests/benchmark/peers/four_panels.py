"""The picture of four_panels.cpp by matplotlib: usage four_panels.py PICTURE."""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

plt.rcParams["font.family"] = ["DejaVu Sans", "WenQuanYi Micro Hei"]
random = np.random.default_rng(3)
figure, ((latencies, cells), (stages, devices)) = plt.subplots(2, 2, figsize=(10, 7.5))

lengths = 2.0 ** np.arange(5, 17)
for batch, marker in zip((1, 4, 16, 64), "os^D"):
    latencies.loglog(lengths, 0.3 * batch**0.7 * lengths**1.1 / 100 + 5, marker=marker, ms=5, label=f"bs={batch}")
latencies.set_xlabel("Sequence length")
latencies.set_ylabel("Latency (ms)")
latencies.legend()
latencies.grid(True)
latencies.set_title("Prefill 延迟")

values = np.outer(2.0 ** np.arange(6), np.arange(1, 8)) * 1.37
image = cells.imshow(values, cmap="viridis", aspect="auto")
figure.colorbar(image, ax=cells, label="ms")
for (row, column), value in np.ndenumerate(values):
    dark = value < values.max() / 2
    cells.text(column, row, f"{value:.1f}", ha="center", va="center", color="w" if dark else "k")
cells.set_xticks(range(7), [32 << i for i in range(7)])
cells.set_yticks(range(6), [1 << i for i in range(6)])
cells.set_xlabel("input length")
cells.set_ylabel("batch size")
cells.set_title("Heat map 热力图")

bottom = np.zeros(5)
for name in ("compute", "comm", "idle"):
    heights = random.uniform(2, 8, 5)
    errors = heights * 0.08 if name == "idle" else None
    stages.bar(range(5), heights, bottom=bottom, label=name, yerr=errors, capsize=3)
    bottom += heights
stages.set_xticks(range(5), [f"stage {i}" for i in range(5)])
stages.legend()
stages.set_ylabel("ms")
stages.set_title("Stacked + error bars")

devices.boxplot([random.lognormal(1 + 0.1 * i, 0.3, 200) for i in range(8)], showmeans=True)
devices.set_xlabel("device")
devices.set_title("Box 箱线图")
figure.tight_layout()
figure.savefig(sys.argv[1], dpi=300)
