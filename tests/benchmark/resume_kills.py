"""The figure of --resume: 100 kills at random moments, and what is measured again because of them."""
import json
import random
import subprocess
import tempfile
import time
from pathlib import Path

from pairs import Failed, Figure

BUILD = Path(__file__).resolve().parents[2] / "build"
DRIVER = str(BUILD / "examples" / "benchmark_transformer")
CONFIGURATION = {"batch_sizes": [1, 2, 4], "input_lengths": [8, 16, 32, 64, 4000], "output_length": 8, "num_runs": 3}


def content(file):
    """What became of each point, and its runs; nothing if there is no file yet. A file that is cut is no JSON."""
    if not file.exists():
        return [], {}
    result = json.loads(file.read_text(encoding="utf-8"))
    runs = {}
    for run in result["results"]:
        runs.setdefault((run["batch_size"], run["input_length"]), []).append(run)
    return [(point["batch_size"], point["input_length"], point["status"]) for point in result["points"]], runs


def measure(folder, name, longest=None):
    """Goes on with a benchmark, for so many seconds at most; whether it came to its end."""
    command = [DRIVER, "--model", "llama-tiny", "--threads", "1", "--config-file", str(folder / "c.json"),
               "--output-file", str(folder / name), "--resume"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            said = process.communicate(timeout=longest)[1].decode()
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
    if process.returncode != 0:
        raise Failed("benchmark_transformer: " + said.strip())
    return True


def again(folder, kills, chance):
    """How many finished points were lost or measured again by so many kills. The grid has to be that of the undisturbed."""
    measure(folder, "undisturbed")
    expected = content(folder / "undisturbed.json")[0]
    found, sweep = 0, 0
    while kills > 0:
        sweep += 1
        kept, is_over = {}, False
        while not is_over:
            is_over = measure(folder, f"killed_{sweep}", chance.uniform(0, 0.3) if kills > 0 else None)
            kills -= not is_over
            grid, runs = content(folder / f"killed_{sweep}.json")
            found += sum(runs.get(shape) != before for shape, before in kept.items())
            kept = runs
        if grid != expected:
            raise Failed(f"after kills the grid is {grid}, expected {expected}")
    return found


def pairs():
    """Points measured again, against none; one more of both, so that there is a ratio."""
    chance = random.Random(time.time_ns())
    result = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "c.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
            result.append((1 + again(Path(folder), 20, chance), 1))
    return result


FIGURES = [Figure("resume_after_kills", 1, pairs, unit="points")]
