"""PyTorch with Hugging Face transformers and its own cache, on the weights and the prompts of decoder.cpp.

usage: decoder_torch.py decode|prefill|greedy FOLDER THREADS RUNS, for each the lines that `decoder` prints; see there.
"""
import sys
import time

from decoder_prompt import PREFILL_LENGTH, PROMPT_LENGTH, STEPS, median, prompt
from torch_cpu import torch

import transformers

transformers.logging.set_verbosity_error()
what, folder, threads, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto").eval()


@torch.inference_mode()
def generate(length):
    """Ids and seconds of each step."""
    found = model(torch.tensor([prompt(PROMPT_LENGTH)]), use_cache=True, logits_to_keep=1)
    ids, seconds = [], []
    for _ in range(length):
        begin = time.perf_counter()
        chosen = found.logits[:, -1:].argmax(-1)
        found = model(chosen, past_key_values=found.past_key_values, use_cache=True)
        seconds.append(time.perf_counter() - begin)
        ids.append(int(chosen))
    return ids, seconds


@torch.inference_mode()
def prefill():
    ids = torch.tensor([prompt(PREFILL_LENGTH)])
    begin = time.perf_counter()
    model(ids, use_cache=True, logits_to_keep=1)
    return time.perf_counter() - begin


if what == "greedy":
    for chosen in generate(STEPS)[0]:
        print(f"id={chosen}")
elif what == "prefill":
    prefill()
    for _ in range(runs):
        print(f"seconds={prefill():.9f}")
else:
    for _ in range(runs):
        print(f"seconds={median(generate(STEPS)[1]):.9f}")
