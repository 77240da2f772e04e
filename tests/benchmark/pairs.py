"""Measures figures in pairs run in turn (A B A B) and prints one line for each.

A program that is measured prints lines of `key=value` words, `seconds=0.123` among them, or is timed
as a whole. What is measured against what stands in figures.py.
"""
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Failed(Exception):
    """A figure could not be measured."""


@dataclass(frozen=True)
class Figure:
    """One line. `measure` gives at least 5 pairs (ours, other), less being better in both; what is
    compared with the goal is median(other) / median(ours). Where the goal is a time or a size,
    `other` is that limit and the goal is 1."""

    name: str  # "figure" or "figure/variant": asked for by either
    goal: float
    measure: Callable[[], Sequence[tuple[float, float]]]
    unit: str = "s"

    def is_asked_for(self, names):
        return not names or self.name in names or self.name.split("/")[0] in names


def records(command):
    """The lines a program prints, each as a dict of its `key=value` words."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as problem:
        raise Failed(f"cannot run {command[0]}: {problem.strerror}") from problem
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
        raise Failed(f"{' '.join(command)}: exit status {done.returncode}: {last}")
    return [dict(word.split("=", 1) for word in line.split()) for line in done.stdout.splitlines()]


def whole_seconds(command):
    """The seconds from the start of a process to its end."""
    begin = time.perf_counter()
    try:
        subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise Failed(str(problem)) from problem
    return time.perf_counter() - begin


def in_turn(ours, other, pairs=5):
    """Calls the two functions in turn."""
    return [(ours(), other()) for _ in range(pairs)]


def check_same(found, keys):
    """All records must hold the same: whole numbers exactly, others to 1e-9."""
    for key in keys:
        first = found[0][key]
        for record in found[1:]:
            if record[key] != first and not math.isclose(float(record[key]), float(first), rel_tol=1e-9):
                raise Failed(f"{key} is {first} and {record[key]}: the results differ")
            if first.isdigit() and record[key] != first:
                raise Failed(f"{key} is {first} and {record[key]}: the results differ")


UNITS = {"s": lambda v: f"{v:.4g} s", "MiB": lambda v: f"{v / 2**20:.1f} MiB", "%": lambda v: f"{v:.3g} %",
         "points": lambda v: f"{v:g} points"}
LINE = "{:<38} {:>11} {:>11} {:>8} {:>6}  {}"


def machine():
    """What the figures were measured on."""
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    load = float(os.environ.get("PROFLENS_LOAD_AT_START", os.getloadavg()[0]))
    text = f"machine: {model}, {len(os.sched_getaffinity(0))} cores, load {load:.2f} at start"
    return text + ("; machine was not idle, figures of two threads mean little" if load > 0.5 else "")


def print_line(figure):
    """Measures and prints; True if the goal is reached."""
    pairs = figure.measure()
    ours, other = (statistics.median(side) for side in zip(*pairs))
    ratio = other / ours if ours > 0 else math.inf
    reached = ratio >= figure.goal
    shown = UNITS[figure.unit]
    print(LINE.format(figure.name, shown(ours), shown(other), f"{ratio:.3g}", f"{figure.goal:g}",
                      "ok" if reached else "missed"), flush=True)
    return reached


def main(figures, arguments, data):
    """Prints what `data` says and the figures named in the arguments, or all. Exit status: 0 measured (missed goals
    included, unless --strict), 1 something could not be measured, 2 unknown name."""
    strict = "--strict" in arguments
    names = [name for name in arguments if name != "--strict"]
    known = {figure.name for figure in figures} | {figure.name.split("/")[0] for figure in figures}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"error: no figure {', '.join(unknown)}; there are: {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    print(machine())
    print(data)
    print(LINE.format("name", "ours", "other", "ratio", "goal", ""))
    missed = failed = 0
    for figure in figures:
        if not figure.is_asked_for(names):
            continue
        try:
            missed += not print_line(figure)
        except Failed as problem:
            if "not available" in str(problem):  # a peer that could not be installed
                print(f"{figure.name:<38} not available", flush=True)
                continue
            failed += 1
            print(f"{figure.name:<38} failed: {problem}", flush=True)
    return 1 if failed or (strict and missed) else 0
