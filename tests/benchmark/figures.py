"""The figures of speed and memory and their goals: add a row to FIGURES for a new one.

Run by run.sh, which builds the programs, makes the data and installs the peers first.
"""
import os
import shutil
import sys
from functools import partial
from pathlib import Path

import decoder
import grid_analysis
import resume_kills
import stages
from pairs import Failed, Figure, check_same, in_turn, main, records, whole_seconds

BUILD = Path(__file__).resolve().parents[2] / "build"
PROGRAMS = BUILD / "tests" / "benchmark"
DRIVERS = BUILD / "examples"
DATA = BUILD / "benchmark_data"
TESTS = Path(__file__).resolve().parents[1]
PEERS = Path(__file__).resolve().parent / "peers"
PYTHON = BUILD / "peers" / "bin" / "python"

LOG = DATA / "durations_first.jsonl"
VLLM_LOG = DATA / "vllm.jsonl"
SUMS = ("kept", "tokens", "runtime_ms")
# 16 devices of so many rows each; 200,000 are 1.1 GB, fewer do for a quick look.
CLUSTER_ROWS = int(os.environ.get("PROFLENS_CLUSTER_ROWS", "200000"))
CLUSTER_SUMS = ("rows", "groups", "total_us", "of_groups")
with open("/proc/cpuinfo", encoding="utf-8") as cpu:
    HAS_AVX512 = "avx512_vbmi2" in cpu.read()  # what the widest scanner needs
MiB = 2**20


def jsonl(ways, log=LOG, repeats=1):
    """The records of jsonl.cpp that runs the ways in turn, repeated."""
    return records([str(PROGRAMS / "jsonl"), str(log), str(repeats), *ways])


def jsonl_ways(ours, other, log=LOG):
    """Two ways in turn in one process; the first pair warms the page cache and does not count."""
    found = jsonl([ours, other], log, repeats=8)
    check_same([record for record in found if "kept" in record], SUMS)
    seconds = [float(record["seconds"]) for record in found]
    return list(zip(seconds[2::2], seconds[3::2]))


def jsonl_peer(way):
    """Ours with two threads against a peer; neither counts the start of its process."""

    def seconds(command):
        record = records(command)[0]
        found.append(record)
        return float(record["seconds"])

    found = []
    pairs = in_turn(lambda: seconds([str(PROGRAMS / "jsonl"), str(LOG), "1", "ours:2"]),
                    lambda: seconds([str(PYTHON), str(PEERS / "jsonl.py"), way, str(LOG), "2"]))
    check_same(found, SUMS)
    return pairs


def jsonl_peak(way, bytes_a_point):
    """Peak resident memory of the whole process against 32 MiB and what it has to keep."""
    found = [jsonl([way])[0] for _ in range(5)]
    return [(int(r["peak_bytes"]), 32 * MiB + bytes_a_point * int(r["kept"])) for r in found]


def op_summaries(rows=CLUSTER_ROWS):
    """The folder of op_summary files, made once."""
    folder = DATA / f"cluster_{rows}"
    if not folder.exists():
        made = folder.with_suffix(".new")
        records([str(PROGRAMS / "generate_op_summary"), str(made), str(rows)])
        os.sync()  # or the disk is busy while we measure
        made.rename(folder)
    return str(folder)


def op_summaries_again(times):
    """The same files under so many times as many nodes, by links: as much to read, and no more on the disk."""
    source = Path(op_summaries()).resolve()
    folder = DATA / f"cluster_{CLUSTER_ROWS}_x{times}"
    for file in sorted(source.glob("node*/**/*.csv")):
        node, *below = file.relative_to(source).parts
        for again in range(times):
            link = folder.joinpath(f"{node}{again}", *below)
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.exists():
                link.unlink(missing_ok=True)  # to files that went
                link.symlink_to(file)
    return str(folder)


def cluster_ways(ours, other):
    """Two ways in turn in one process; the first pair warms the page cache and does not count."""
    found = records([str(PROGRAMS / "cluster"), op_summaries(), "8", ours, other])
    check_same([record for record in found if "rows" in record], CLUSTER_SUMS)
    seconds = [float(record["seconds"]) for record in found]
    return list(zip(seconds[2::2], seconds[3::2]))


def cluster_peer(way):
    """Two threads against two; neither counts the start of its process."""

    def seconds(command):
        record = records(command)[0]
        found.append(record)
        return float(record["seconds"])

    found = []
    pairs = in_turn(lambda: seconds([str(PROGRAMS / "cluster"), op_summaries(), "1", "ours:2"]),
                    lambda: seconds([str(PYTHON), str(PEERS / "cluster.py"), way, op_summaries(), "2"]))
    check_same(found, CLUSTER_SUMS)
    return pairs


def cluster_peak():
    """Peak resident memory of the whole process against 32 MiB and what the groups may take."""
    found = [records([str(PROGRAMS / "cluster"), op_summaries(), "1", "ours:2"])[0] for _ in range(5)]
    return [(int(r["peak_bytes"]), 32 * MiB + 256 * int(r["groups"])) for r in found]


def cluster_driver(output, launcher=(), threads=2):
    """The command that analyses the cluster, as a user starts it."""
    results = DATA / "cluster_result"
    return [*launcher, str(DRIVERS / "analyze_cluster_operators"), "-d", op_summaries(), "-t", output, "-o", str(results),
            "-j", str(threads)]


def cluster_driver_vs_reading(output):
    """The whole driver, process start and all files it writes, against the grouping alone."""
    reading = [str(PROGRAMS / "cluster"), op_summaries(), "1", "kept:2"]
    return in_turn(lambda: whole_seconds(cluster_driver(output)), lambda: float(records(reading)[0]["seconds"]))


def mpi_ranks():
    """Two ranks against one, with one thread each."""
    if shutil.which("mpirun") is None:
        raise Failed("mpirun is not available")
    os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")

    def seconds(ranks):
        launcher = ("mpirun", "--oversubscribe", "-np", str(ranks))
        return whole_seconds(cluster_driver("csv", launcher, threads=1))

    return in_turn(lambda: seconds(2), lambda: seconds(1))


def cluster_scale(key, share):
    """What the whole data takes, or a share of it, against data of a tenth of the size. Files of that are smaller than
    the pieces that are read at a time, so it takes a little less memory."""

    def found(rows):
        return float(records([str(PROGRAMS / "cluster"), op_summaries(rows), "2", "ours:2"])[-1][key])

    return in_turn(lambda: found(CLUSTER_ROWS) * share, lambda: found(CLUSTER_ROWS // 10))


def cluster_of_4_gb():
    """A quarter of what four times the data takes against the data once."""

    def seconds(folder):
        return float(records([str(PROGRAMS / "cluster"), folder, "2", "ours:2"])[-1]["seconds"])

    return in_turn(lambda: seconds(op_summaries_again(4)) / 4, lambda: seconds(op_summaries()))


def cluster_peak_of_4_gb():
    """Four times the data with no more groups, because nodes are not told apart, against the limit that does not know how
    much was read: 32 MiB, 256 bytes a group and the 600 of a sketch."""
    command = [str(PROGRAMS / "cluster"), op_summaries_again(4), "1", "sketched:2"]
    found = [records(command)[0] for _ in range(5)]
    return [(int(r["peak_bytes"]), 32 * MiB + (256 + 600) * int(r["groups"])) for r in found]


def picture(points):
    """The data of so many points, made once, and a picture to draw them into, as words for scatter and its peer."""
    data = DATA / f"points_{points}.bin"
    if not data.exists():
        records([str(PROGRAMS / "scatter"), "data", str(points), str(data)])
    return [str(data), str(DATA / "scatter.png")]


def scatter(points, peers=5):
    """From the start of our process to its PNG of 3000 x 1800 pixels, against matplotlib without interpreter start and
    import; matplotlib so many times only."""
    words = [*picture(points), "10", "6"]
    ours, other = [], []
    for i in range(5):
        ours.append(whole_seconds([str(PROGRAMS / "scatter"), "draw", *words]))
        if i < peers:
            other.append(float(records([str(PYTHON), str(PEERS / "scatter.py"), *words])[0]["seconds"]))
    return list(zip(ours, other * (5 // peers)))


def small_figure():
    """Both from the start of their process to the PNG of a hundred points."""
    words = [*picture(100), "7", "6"]
    return in_turn(lambda: whole_seconds([str(PROGRAMS / "scatter"), "draw", *words]),
                   lambda: whole_seconds([str(PYTHON), str(PEERS / "scatter.py"), *words]))


def drawing(name):
    """The same figure by us and by matplotlib, both from the start of their process to the PNG."""
    picture_file = str(DATA / f"{name}.png")
    return in_turn(lambda: whole_seconds([str(PROGRAMS / name), picture_file]),
                   lambda: whole_seconds([str(PYTHON), str(PEERS / f"{name}.py"), picture_file]))


def line_command(points):
    """The words that draw a line of so many points, whose data are made once."""
    data = DATA / f"line_{points}.bin"
    if not data.exists():
        records([str(PROGRAMS / "line"), "data", str(points), str(data)])
    return [str(PROGRAMS / "line"), "draw", str(data), str(DATA / "line.png")]


def line_seconds(points, limit):
    """From the start of the process to the PNG against so many seconds; the first run reads the data into memory."""
    command = line_command(points)
    whole_seconds(command)
    return [(whole_seconds(command), limit) for _ in range(5)]


def line_peak(points):
    """Peak resident memory of the whole process against 64 MiB and the coordinates."""
    command = line_command(points)
    return [(int(records(command)[0]["peak_bytes"]), 64 * MiB + 16 * points) for _ in range(5)]


def million_page():
    """The interactive page of a million points."""
    page = DATA / "scatter.html"
    records([str(PROGRAMS / "scatter"), "draw", picture(1_000_000)[0], str(page), "10", "6"])
    return page


def box_page(devices):
    """The page of box plots of 30 operators on so many devices."""
    page = DATA / f"boxes_30x{devices}.html"
    records([str(PROGRAMS / "box_page"), "30", str(devices), str(page)])
    return page


def page_ready(page, limit):
    """From the start of its loading until Chromium has drawn it, against a limit in seconds."""
    found = records(["/usr/bin/python3", "-B", str(TESTS / "browser" / "ready.py"), str(page()), "5"])
    if len(found) < 5:
        raise Failed("no Chromium: apt-get install chromium chromium-driver python3-selenium")
    return [(float(record["seconds"]), limit) for record in found]


def page_size(page, limit):
    """Its bytes, against a limit."""
    return [(page().stat().st_size, limit)]


def scatter_pixels():
    """Pixels of 20,000 points off by more than 8/255 from exact Cairo, against the limit of 0.5 %."""
    record = records([str(PROGRAMS / "scatter"), "pixels", "20000"])[0]
    return [(float(record["percent"]), 0.5)]


def rows_file(rows=10_000_000):
    """The columns of so many rows, made once."""
    data = DATA / f"fits_{rows}.bin"
    if not data.exists():
        records([str(PROGRAMS / "fits"), "data", str(rows), str(data)])
    return str(data)


def fits(what, same=()):
    """A fit of 10 million rows in memory by us and by its peer, neither counting the start of its process; what is
    named in `same` must agree."""
    commands = [[str(PROGRAMS / "fits"), what, rows_file()],
                [str(PYTHON), str(PEERS / "fits.py"), what.split(":")[0], rows_file()]]
    found = []

    def seconds(command):
        found.append(records(command)[0])
        return float(found[-1]["seconds"])

    pairs = in_turn(lambda: seconds(commands[0]), lambda: seconds(commands[1]))
    check_same(found, same)
    return pairs, found


def line_fit():
    """The slope 2 over time stamps of 1.7e9, which lstsq loses, must be right to 1e-6."""
    pairs, found = fits("line")
    if abs(float(found[0]["slope"]) - 2) > 1e-6:
        raise Failed(f"the slope is {found[0]['slope']} instead of 2")
    return pairs


def moments():
    """The moments of a line against the sums of the same columns, in turn in one process; the first pair does not
    count."""
    seconds = [float(record["seconds"]) for record in records([str(PROGRAMS / "fits"), "moments", rows_file()])]
    return list(zip(seconds[2::2], seconds[3::2]))


def harness():
    """By how much a measured step of 10 us is longer than a bare one, against 1 %."""
    return [(float(records([str(PROGRAMS / "harness"), "500"])[0]["percent"]), 1) for _ in range(5)]


def saturation():
    """The bounded saturation of 300 points, from several starts, against scipy from one; at no more than 1 + 1e-6 times its
    sum of squares."""
    data = DATA / "saturation.bin"
    if not data.exists():
        records([str(PROGRAMS / "saturation"), "data", str(data)])

    def seconds(command):
        found.append(records([*command, str(data), "20"])[0])
        return float(found[-1]["seconds"])

    found = []
    pairs = in_turn(lambda: seconds([str(PROGRAMS / "saturation"), "fit"]),
                    lambda: seconds([str(PYTHON), str(PEERS / "saturation.py")]))
    ours, other = (float(found[side]["sse"]) for side in (0, 1))
    if ours > other * (1 + 1e-6):
        raise Failed(f"the sum of squares is {ours}, that of scipy {other}")
    return pairs


def load_gpt2():
    """A folder of GPT-2's size, until a byte of each page of its weights was looked at, against reading its file."""
    program, folder = str(PROGRAMS / "load_model"), DATA / "gpt2_f32"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        records([program, "write", "gpt2", str(unfinished)])
        unfinished.rename(folder)

    def seconds(way):
        return float(records([program, way, str(folder)])[0]["seconds"])

    seconds("read")  # into the page cache
    return in_turn(lambda: seconds("load"), lambda: seconds("read"))


FIGURES = [
    Figure("jsonl_vs_read_bound/1_thread", 0.16, partial(jsonl_ways, "ours:1", "bound:1")),
    Figure("jsonl_vs_read_bound/2_threads", 0.14, partial(jsonl_ways, "ours:2", "bound:2")),
    Figure("jsonl_vs_simdjson_per_line/1_thread", 0.95, partial(jsonl_ways, "ours:1", "simdjson:1")),
    Figure("jsonl_vs_simdjson_per_line/2_threads", 0.95, partial(jsonl_ways, "ours:2", "simdjson:2")),
    Figure("jsonl_vs_simdjson_per_line/vllm_keys", 0.95,
           partial(jsonl_ways, "ours:1", "simdjson_lists_first:1", VLLM_LOG)),
    Figure("jsonl_vs_python", 40, partial(jsonl_peer, "python")),
    Figure("jsonl_vs_duckdb", 4, partial(jsonl_peer, "duckdb")),
    Figure("jsonl_two_threads", 1.7, partial(jsonl_ways, "ours:2", "ours:1")),
    Figure("jsonl_peak_memory/sums", 1, partial(jsonl_peak, "ours:2", 0), unit="MiB"),
    Figure("jsonl_peak_memory/points", 1, partial(jsonl_peak, "points:2", 16), unit="MiB"),
    Figure("cluster_csv_vs_read_bound/1_thread", 0.24 if HAS_AVX512 else 0.16, partial(cluster_ways, "ours:1", "bound:1")),
    Figure("cluster_csv_vs_read_bound/2_threads", 0.25 if HAS_AVX512 else 0.22, partial(cluster_ways, "ours:2", "bound:2")),
    Figure("cluster_csv_vs_read_bound/avx2", 0.16, partial(cluster_ways, "ours_avx2:1", "bound:1")),
    Figure("cluster_vs_polars", 4, partial(cluster_peer, "polars")),
    Figure("cluster_vs_pyarrow", 5, partial(cluster_peer, "pyarrow")),
    Figure("cluster_vs_duckdb", 8, partial(cluster_peer, "duckdb")),
    Figure("cluster_vs_pandas", 18, partial(cluster_peer, "pandas")),
    Figure("cluster_vs_csv_h", 3.5, partial(cluster_ways, "ours:2", "csv_h:2")),
    Figure("cluster_vs_csv_h/sse2", 2.5, partial(cluster_ways, "ours_sse2:2", "csv_h:2")),
    Figure("cluster_two_threads", 1.7, partial(cluster_ways, "ours:2", "ours:1")),
    Figure("cluster_peak_memory", 1, cluster_peak, unit="MiB"),
    Figure("cluster_linear/from_100_mb", 0.9, partial(cluster_scale, "seconds", 0.1)),
    Figure("cluster_linear/to_4_gb", 0.9, cluster_of_4_gb),
    Figure("cluster_flat_memory/from_100_mb", 0.8, partial(cluster_scale, "peak_bytes", 1), unit="MiB"),
    Figure("cluster_flat_memory/to_4_gb", 1, cluster_peak_of_4_gb, unit="MiB"),
    Figure("driver_csv_vs_reading", 0.77, partial(cluster_driver_vs_reading, "csv")),
    Figure("driver_all_vs_reading", 0.435, partial(cluster_driver_vs_reading, "all")),
    Figure("mpi_two_ranks", 1.7, mpi_ranks),
    Figure("scatter_1m_vs_matplotlib", 15, partial(scatter, 1_000_000)),
    Figure("scatter_10m_vs_matplotlib", 50, partial(scatter, 10_000_000, peers=1)),
    Figure("scatter_pixels", 1, scatter_pixels, unit="%"),
    Figure("html_scatter_1m/ready", 1, partial(page_ready, million_page, 1)),
    Figure("html_scatter_1m/page", 1, partial(page_size, million_page, 6_000_000), unit="MiB"),
    Figure("html_boxes_30x64/ready", 1, partial(page_ready, partial(box_page, 64), 0.3)),
    Figure("html_boxes_30x64/page", 1, partial(page_size, partial(box_page, 64), 400_000), unit="MiB"),
    Figure("html_boxes_30x1024/ready", 1, partial(page_ready, partial(box_page, 1024), 0.5)),
    Figure("html_boxes_30x1024/page", 1, partial(page_size, partial(box_page, 1024), 4_000_000), unit="MiB"),
    Figure("figure_start_to_png_vs_matplotlib", 4, small_figure),
    Figure("figure_2x2_vs_matplotlib", 4, partial(drawing, "four_panels")),
    Figure("heatmap_256x256_vs_matplotlib", 10, partial(drawing, "heat_map")),
    Figure("plane_10m_vs_statsmodels", 30, lambda: fits("plane", ("b", "s", "error_b"))[0]),
    Figure("line_10m_vs_numpy_lstsq", 20, line_fit),
    Figure("quantiles_10m_vs_numpy/1_thread", 4, lambda: fits("quantiles", ("p50", "p999"))[0]),
    Figure("quantiles_10m_vs_numpy/2_threads", 6, lambda: fits("quantiles:2", ("p50", "p999"))[0]),
    Figure("moments_10m_vs_read_bound", 0.6, moments),
    Figure("harness_overhead_10us", 1, harness, unit="%"),
    Figure("load_gpt2", 0.83, load_gpt2),
    Figure("saturation_300_vs_scipy", 10, saturation),
    *decoder.FIGURES,
    *grid_analysis.FIGURES,
    *resume_kills.FIGURES,
    *stages.FIGURES,
    Figure("line_10m_points", 1, partial(line_seconds, 10_000_000, 1.5)),
    Figure("line_peak_memory/1m", 1, partial(line_peak, 1_000_000), unit="MiB"),
    Figure("line_peak_memory/10m", 1, partial(line_peak, 10_000_000), unit="MiB"),
]

DATA_TEXT = (
    "data: jsonl figures on durations_first.jsonl (1 GB, the durations before the lists, 100 and more requests a line),\n"
    "      vllm_keys on vllm.jsonl (1 GB, keys in the order of vLLM V1, the run time behind the lists)\n"
    f"      cluster figures on op_summary files of 16 devices with {CLUSTER_ROWS} rows each, 48 columns, 1825 operator classes"
)

if __name__ == "__main__":
    sys.exit(main(FIGURES, sys.argv[1:], DATA_TEXT))
