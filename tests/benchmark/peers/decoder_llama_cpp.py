"""llama.cpp on the weights and the prompts of decoder.cpp, in F16.

usage: decoder_llama_cpp.py decode|prefill|greedy FOLDER THREADS RUNS, for each the lines that `decoder` prints; see there.
The weights are converted once into FOLDER.gguf: matrices stay F16, what is small becomes F32, as llama.cpp's converter does.
"""
import ctypes
import json
import os
import sys
import time

import gguf
import llama_cpp
import numpy as np
from decoder_prompt import PREFILL_LENGTH, PROMPT_LENGTH, STEPS, VOCABULARY, median, prompt

what, folder, threads, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
NAMES = {"wte": "token_embd", "wpe": "position_embd", "ln_f": "output_norm", "ln_1": "attn_norm", "ln_2": "ffn_norm",
         "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down"}


def convert(target):
    """Writes the GGUF file."""
    with open(folder + "/config.json", encoding="utf-8") as file:
        config = json.load(file)
    writer = gguf.GGUFWriter(target, "gpt2")
    writer.add_context_length(config["n_positions"])
    writer.add_embedding_length(config["n_embd"])
    writer.add_feed_forward_length(4 * config["n_embd"])
    writer.add_block_count(config["n_layer"])
    writer.add_head_count(config["n_head"])
    writer.add_layer_norm_eps(config["layer_norm_epsilon"])
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(VOCABULARY)
    data = np.memmap(folder + "/model.safetensors", np.uint8, "r")
    begin = 8 + int(data[:8].view(np.uint64)[0])
    for name, tensor in json.loads(bytes(data[8:begin])).items():
        first, end = tensor["data_offsets"]
        values = np.frombuffer(bytes(data[begin + first:begin + end]), np.float16).reshape(tensor["shape"])
        path, kind = name.rsplit(".", 1)
        layer = ""
        if path.startswith("h."):
            _, number, path = path.split(".", 2)
            layer = f"blk.{number}."
        if ".c_" in path and kind == "weight":
            values = values.T  # a row for each output
        if values.ndim == 1 or path == "wpe":
            values = values.astype(np.float32)
        writer.add_tensor(f"{layer}{NAMES[path]}.{kind}", np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


converted = folder + ".gguf"
if not os.path.exists(converted):
    convert(converted + ".new")
    os.rename(converted + ".new", converted)

quiet = llama_cpp.llama_log_callback(lambda *_: None)
llama_cpp.llama_log_set(quiet, ctypes.c_void_p())
llama_cpp.llama_backend_init()
model = llama_cpp.llama_model_load_from_file(converted.encode(), llama_cpp.llama_model_default_params())
assert model, f"{converted} was refused"
options = llama_cpp.llama_context_default_params()
options.n_ctx = options.n_batch = options.n_ubatch = PREFILL_LENGTH
options.n_threads = options.n_threads_batch = threads
context = llama_cpp.llama_init_from_model(model, options)


def feed(ids):
    """Computes tokens behind those that are there; the logits of the last."""
    given = (llama_cpp.llama_token * len(ids))(*ids)  # the batch only points there
    assert llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(given, len(ids))) == 0
    logits = llama_cpp.llama_get_logits_ith(context, -1)
    return np.ctypeslib.as_array(logits, (VOCABULARY,))


def forget():
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)


def generate():
    """Ids and seconds of each step."""
    forget()
    logits = feed(prompt(PROMPT_LENGTH))
    ids, seconds = [], []
    for _ in range(STEPS):
        begin = time.perf_counter()
        chosen = int(logits.argmax())
        logits = feed([chosen])
        seconds.append(time.perf_counter() - begin)
        ids.append(chosen)
    return ids, seconds


def prefill():
    forget()
    begin = time.perf_counter()
    feed(prompt(PREFILL_LENGTH))
    return time.perf_counter() - begin


if what == "greedy":
    for chosen in generate()[0]:
        print(f"id={chosen}")
elif what == "prefill":
    prefill()
    for _ in range(runs):
        print(f"seconds={prefill():.9f}")
else:
    for _ in range(runs):
        print(f"seconds={median(generate()[1]):.9f}")
