"""The figure of analyze_benchmark: a made-up grid of 99 points with 5 runs of 100 tokens each, its report and all its plots."""
import json
import math
import random
import tempfile
from pathlib import Path

from pairs import Failed, Figure, whole_seconds

BUILD = Path(__file__).resolve().parents[2] / "build"
DRIVER = str(BUILD / "examples" / "analyze_benchmark")
PLOTS = ("latency_heatmap", "throughput_heatmap", "batch_size_scaling", "input_length_scaling", "time_breakdown",
         "performance_comparison", "memory_usage", "time_vs_batched_tokens")
TOKENS = 100


def run(chance, batch, length, number):
    """A run as the result file has it; its times are those of a formula with some noise."""
    factor = math.exp(chance.gauss(0, 0.02))
    prefill = (0.004 + 1.5e-5 * batch * length + 4e-10 * batch * length * length) * factor
    steps = [(0.012 + 1e-4 * batch + 2e-8 * batch * (length + i)) * factor for i in range(TOKENS - 1)]
    decode = sum(steps)
    return {"timestamp": "2026-11-20T12:00:00Z", "model_name": "made up", "device": "cpu", "batch_size": batch,
            "input_length": length, "target_output_length": TOKENS, "actual_output_length": TOKENS,
            "total_latency": prefill + decode, "prefill_time": prefill, "decode_time": decode,
            "decode_time_per_token": decode / len(steps), "decode_tokens_count": len(steps),
            "memory_usage": {"cpu_memory_mb": 500 + batch, "cpu_peak_memory_mb": 520 + batch, "gpu_memory_mb": None},
            "run_number": number, "step_times": steps}


def result():
    chance = random.Random(7)
    grid = [(2**b, 2**l) for b in range(9) for l in range(6, 17)]
    return {"schema": "proflens.transformer_benchmark/1", "configuration": {"output_length": TOKENS}, "environment": {},
            "model": {"name": "made up", "weights": "random"},
            "results": [run(chance, batch, length, k + 1) for batch, length in grid for k in range(5)],
            "points": [{"batch_size": batch, "input_length": length, "status": "measured", "reason": None}
                       for batch, length in grid]}


def analysis(limit):
    """The whole process against a limit in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        file, output = Path(folder, "grid.json"), Path(folder, "output")
        file.write_text(json.dumps(result()), encoding="utf-8")
        pairs = [(whole_seconds([DRIVER, str(file), "--output-dir", str(output)]), limit) for _ in range(6)][1:]
        missing = [name for name in PLOTS if not (output / "analysis_plots" / f"{name}.png").exists()]
        if missing:
            raise Failed("analyze_benchmark did not draw " + ", ".join(missing))
        return pairs


FIGURES = [Figure("analyze_grid", 1, lambda: analysis(2))]
