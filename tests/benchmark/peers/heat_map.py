"""The picture of heat_map.cpp by matplotlib: usage heat_map.py PICTURE."""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

plt.rcParams["font.family"] = ["DejaVu Sans", "WenQuanYi Micro Hei"]
at = np.arange(256.0)
figure, axes = plt.subplots(figsize=(10, 7.5))
image = axes.imshow(np.outer(np.sin(0.05 * at), np.cos(0.0005 * at**2)), cmap="viridis", aspect="auto")
figure.colorbar(image, ax=axes, label="score")
axes.set_xlabel("key")
axes.set_ylabel("query")
figure.suptitle("Attention 热力图")
figure.tight_layout()
figure.savefig(sys.argv[1], dpi=300)
