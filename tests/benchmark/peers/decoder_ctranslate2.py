"""CTranslate2 on the weights and the prompts of decoder.cpp, in F32.

usage: decoder_ctranslate2.py decode|prefill FOLDER THREADS RUNS, for each the lines that `decoder` prints; see there.
The weights are converted once into FOLDER.ctranslate2. It has no function for one step: a step is the difference of two
generations, divided by their steps.
"""
import os
import shutil
import sys
import time

from decoder_prompt import PREFILL_LENGTH, PROMPT_LENGTH, STEPS, VOCABULARY, prompt

import ctranslate2

what, folder, threads, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])


def convert(target):
    """As its converter does, which insists on a tokenizer, though nothing here needs one."""
    from torch_cpu import torch  # noqa: F401

    import transformers
    from ctranslate2.converters.transformers import GPT2Loader

    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="float32")
    spec = GPT2Loader().get_model_spec(model)
    spec.register_vocabulary([str(i) for i in range(VOCABULARY)])
    spec.config.bos_token = spec.config.eos_token = spec.config.unk_token = "0"
    spec.validate()
    spec.optimize(quantization="float32")
    os.makedirs(target)
    spec.save(target)


converted = folder + ".ctranslate2"
if not os.path.exists(converted):
    convert(converted + ".new")
    shutil.move(converted + ".new", converted)
generator = ctranslate2.Generator(converted, device="cpu", compute_type="float32", intra_threads=threads, inter_threads=1)


def seconds(length, tokens):
    """Of exactly so many tokens behind a prompt; the end of a sequence is left out."""
    words = [str(i) for i in prompt(length)]
    begin = time.perf_counter()
    found = generator.generate_batch([words], max_length=tokens, min_length=tokens, sampling_topk=1,
                                     include_prompt_in_result=False, end_token="0")
    taken = time.perf_counter() - begin
    assert len(found[0].sequences_ids[0]) == tokens
    return taken


if what == "prefill":
    seconds(PREFILL_LENGTH, 1)
    for _ in range(runs):
        print(f"seconds={seconds(PREFILL_LENGTH, 1):.9f}")
else:
    seconds(PROMPT_LENGTH, 1)
    for _ in range(runs):
        one = seconds(PROMPT_LENGTH, 1)
        print(f"seconds={(seconds(PROMPT_LENGTH, 1 + STEPS) - one) / STEPS:.9f}")
