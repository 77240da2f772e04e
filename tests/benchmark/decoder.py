"""The figures of the built-in decoder: GPT-2 small with random weights, the same for the peers, batch 1, the same threads.

Each side runs alone for a few runs, in turn with the other; its start and its loading do not count.
"""
from functools import partial
from pathlib import Path

from pairs import Failed, Figure, in_turn, records

BUILD = Path(__file__).resolve().parents[2] / "build"
PROGRAM = str(BUILD / "tests" / "benchmark" / "decoder")
PEERS = Path(__file__).resolve().parent / "peers"
VENVS = {"torch": BUILD / "torch_peers", "ctranslate2": BUILD / "torch_peers", "llama_cpp": BUILD / "llama_peers"}


def folder(dtype):
    """The model, made once for each type."""
    path = BUILD / "benchmark_data" / f"decoder_{dtype}"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        records([PROGRAM, "data", dtype, str(unfinished)])
        unfinished.rename(path)
    return str(path)


def seconds_of(command):
    return [float(record["seconds"]) for record in records(command)]


def ours(what, threads, dtype="f32", runs=1):
    """The last of a few runs of ours."""
    return seconds_of([PROGRAM, what, folder(dtype), str(threads), str(runs)])[-1]


def peer_command(peer, what, threads, dtype):
    venv = VENVS[peer]
    if not (venv / "complete").exists():
        raise Failed(f"{peer} is not available: its script in peers/ did not succeed")
    python = str(venv / "bin" / "python")
    return [python, "-B", str(PEERS / f"decoder_{peer}.py"), what, folder(dtype), str(threads), "2"]


def check_same_tokens(peer, dtype):
    """Greedy tokens of ours and of a peer must agree."""
    found = [record["id"] for record in records([PROGRAM, "greedy", folder(dtype), "2"])]
    expected = [record["id"] for record in records(peer_command(peer, "greedy", 2, dtype))]
    if found != expected or not found:
        raise Failed(f"{peer} generates other tokens")


def against(peer, what, threads, dtype="f32"):
    """A step or a prefill of both."""
    command = peer_command(peer, what, threads, dtype)
    if (peer, what, dtype) in (("torch", "decode", "f32"), ("llama_cpp", "decode", "f16")):
        check_same_tokens(peer, dtype)
    records(command)  # converts the weights, and warms the page cache
    return in_turn(lambda: ours(what, threads, dtype, runs=2), lambda: seconds_of(command)[-1])


def against_limit(what, threads):
    """Ours and what limits it, in turn in one process; the first pair does not count."""
    seconds = seconds_of([PROGRAM, what, folder("f32"), str(threads), "6"])
    return list(zip(seconds[2::2], seconds[3::2]))


def bf16_step(threads):
    """A step with weights in bfloat16 against one with weights in float32."""
    return in_turn(lambda: ours("decode", threads, "bf16", runs=2), lambda: ours("decode", threads, runs=2))


FIGURES = [
    Figure("decode_gpt2_vs_memory/1_thread", 0.65, partial(against_limit, "memory", 1)),
    Figure("decode_gpt2_vs_memory/2_threads", 0.9, partial(against_limit, "memory", 2)),
    Figure("decode_bf16", 1.6, partial(bf16_step, 2)),
    Figure("prefill_512_vs_multiply_adds/1_thread", 0.5, partial(against_limit, "flops", 1)),
    Figure("prefill_512_vs_multiply_adds/2_threads", 0.5, partial(against_limit, "flops", 2)),
    Figure("load_gpt2_engine", 0.83, partial(against_limit, "load", 2)),
    Figure("decode_gpt2_vs_torch/1_thread", 2, partial(against, "torch", "decode", 1)),
    Figure("decode_gpt2_vs_torch/2_threads", 2, partial(against, "torch", "decode", 2)),
    Figure("decode_bf16_vs_torch_bf16", 1.7, partial(against, "torch", "decode", 2, "bf16")),
    Figure("prefill_512_vs_torch", 2, partial(against, "torch", "prefill", 2)),
    Figure("prefill_512_bf16_vs_torch_bf16", 1, partial(against, "torch", "prefill", 2, "bf16")),
    Figure("decode_gpt2_vs_ctranslate2/1_thread", 1, partial(against, "ctranslate2", "decode", 1)),
    Figure("decode_gpt2_vs_ctranslate2/2_threads", 1, partial(against, "ctranslate2", "decode", 2)),
    Figure("prefill_512_vs_ctranslate2/1_thread", 1, partial(against, "ctranslate2", "prefill", 1)),
    Figure("prefill_512_vs_ctranslate2/2_threads", 1, partial(against, "ctranslate2", "prefill", 2)),
    Figure("decode_f16_vs_llama_cpp/1_thread", 1, partial(against, "llama_cpp", "decode", 1, "f16")),
    Figure("decode_f16_vs_llama_cpp/2_threads", 1, partial(against, "llama_cpp", "decode", 2, "f16")),
    Figure("prefill_512_f16_vs_llama_cpp", 1, partial(against, "llama_cpp", "prefill", 2, "f16")),
]
