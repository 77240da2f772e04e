"""The figures of GraphSAGE's stages in Eigen, at 10,000 nodes, 10,000 edges and 500 features; see stages.cpp."""
from functools import partial
from pathlib import Path

from pairs import Figure, records

PROGRAM = str(Path(__file__).resolve().parents[2] / "build" / "tests" / "benchmark" / "stages")


def pairs(*words):
    """Ours and the other in turn in one process; the first pair does not count."""
    seconds = [float(record["seconds"]) for record in records([PROGRAM, *words, "6"])]
    return list(zip(seconds[2::2], seconds[3::2]))


def harness():
    """By how much a measured stage of 10 us is longer than a bare one, against 1 %."""
    return [(float(records([PROGRAM, "harness", "200"])[0]["percent"]), 1) for _ in range(5)]


FIGURES = [
    Figure("stage_gather_vs_memcpy/1_thread", 0.6, partial(pairs, "gather", "1")),
    Figure("stage_gather_vs_memcpy/2_threads", 0.6, partial(pairs, "gather", "2")),
    Figure("stage_reduce_vs_openvino/1_thread", 1, partial(pairs, "openvino", "reduce_sum", "1")),
    Figure("stage_reduce_vs_openvino/2_threads", 1, partial(pairs, "openvino", "reduce_sum", "2")),
    Figure("layer_vs_openvino/1_thread", 1, partial(pairs, "openvino", "layer", "1")),
    Figure("layer_vs_openvino/2_threads", 1, partial(pairs, "openvino", "layer", "2")),
    Figure("stage_harness_overhead_10us", 1, harness, unit="%"),
]
