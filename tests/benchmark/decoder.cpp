// The built-in decoder on GPT-2 small, beside what limits it. Prints the seconds of each run.
//   decoder data TYPE FOLDER             makes the weights (f32, f16, bf16) for us and the peers
//   decoder decode FOLDER THREADS RUNS   a step behind 64 tokens, the median of 32 a run
//   decoder prefill FOLDER THREADS RUNS  512 tokens; the first run is not printed
//   decoder load FOLDER THREADS RUNS     from the folder to an engine, and in turn reading the file
//   decoder memory FOLDER THREADS RUNS   a step, and in turn reading as many bytes from memory
//   decoder flops FOLDER THREADS RUNS    512 tokens, and in turn the limit of multiply-adds
//   decoder greedy FOLDER THREADS        greedy ids, for peers to be held against
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/load_model.hpp>
#include <proflens/engine/transformer.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "program.hpp"

namespace {

namespace engine = proflens::engine;

constexpr int prompt_length = 64, steps = 32, prefill_length = 512;

template <class Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

void print_seconds(double seconds) { std::printf("seconds=%.9f\n", seconds); }

/// "F32", as safetensors spells it.
std::string stored_name(engine::dtype type) {
  return type == engine::dtype::f32 ? "F32" : (type == engine::dtype::f16 ? "F16" : "BF16");
}

engine::dtype type_named(const std::string& name) {
  for (const auto type : {engine::dtype::f32, engine::dtype::f16, engine::dtype::bf16})
    if (name_of(type) == name) return type;
  throw std::runtime_error("expected f32, f16 or bf16, found " + name);
}

/// Random weights of GPT-2 small as Hugging Face stores them, in a folder that must be new.
void write_weights(engine::dtype type, const std::filesystem::path& folder) {
  auto model = engine::load_model("gpt2", {.type = type, .seed = 1});
  std::string header;
  std::vector<std::pair<const char*, std::size_t>> parts;
  std::size_t end = 0;
  const auto add = [&](const std::string& name, const std::string& shape, const std::byte* data,
                       std::size_t bytes) {
    header += (header.empty() ? "{\"" : ",\"") + name + "\":{\"dtype\":\"" + stored_name(type) +
              "\",\"shape\":[" + shape + "],\"data_offsets\":[" + std::to_string(end) + ',' +
              std::to_string(end + bytes) + "]}";
    parts.emplace_back(reinterpret_cast<const char*>(data), bytes);
    end += bytes;
  };
  visit_tensors(model.config, model.weights,
                [&](const std::string& name, engine::tensor_role, const auto& view) {
                  if constexpr (requires { view.rows; })
                    add(name, std::to_string(view.rows) + ',' + std::to_string(view.columns),
                        view.data, view.bytes());
                  else
                    add(name, std::to_string(view.size), view.data, view.bytes());
                });
  header += '}';
  std::filesystem::create_directories(folder);
  std::ofstream file(folder / "model.safetensors", std::ios::binary);
  const std::uint64_t size = header.size();
  file.write(reinterpret_cast<const char*>(&size), sizeof size) << header;
  for (const auto& [data, bytes] : parts) file.write(data, static_cast<std::streamsize>(bytes));
  std::ofstream(folder / "config.json")
      << R"({"model_type":"gpt2","architectures":["GPT2LMHeadModel"],"n_layer":12,"n_head":12,)"
         R"("n_embd":768,"vocab_size":50257,"n_positions":1024,"n_ctx":1024,)"
         R"("layer_norm_epsilon":1e-05,"activation_function":"gelu_new",)"
         R"("tie_word_embeddings":true,"eos_token_id":null,"bos_token_id":null})";
  if (!file.flush()) throw std::runtime_error("cannot write to " + folder.string());
}

/// A step, the median of a run.
double step_seconds(engine::transformer& engine) {
  engine.reset(1, prompt_length + steps);
  engine.prefill(engine::generate_input_tokens(1, prompt_length, engine.info().vocabulary));
  std::vector<double> seconds;
  for (int i = 0; i < steps; ++i)
    seconds.push_back(seconds_of([&] { engine.step(engine.next_tokens({.temperature = 0})); }));
  return median(seconds);
}

double prefill_seconds(engine::transformer& engine) {
  engine.reset(1, prefill_length);
  const auto prompt = engine::generate_input_tokens(1, prefill_length, engine.info().vocabulary);
  return seconds_of([&] { engine.prefill(prompt); });
}

/// All bytes of the file through one buffer of its size, which is new, as an engine's memory is.
double read_seconds(const std::filesystem::path& path, int threads) {
  return seconds_of([&] {
    const std::size_t size = std::filesystem::file_size(path);
    const engine::large_memory memory(size);
    const int file = ::open(path.c_str(), O_RDONLY);
    engine::thread_team team(threads);
    constexpr std::size_t block = std::size_t{1} << 22;
    team.run((size + block - 1) / block, [&](std::size_t i, int) {
      const std::size_t begin = i * block;
      const std::size_t count = std::min(block, size - begin);
      if (::pread(file, memory.data() + begin, count, static_cast<off_t>(begin)) !=
          static_cast<ssize_t>(count))
        std::abort();
    });
    ::close(file);
  });
}

void load(const std::string& folder, int threads, int runs) {
  for (int i = 0; i < runs; ++i) {
    print_seconds(seconds_of([&] {
      const engine::transformer engine(engine::load_model(folder), {.threads = threads});
    }));
    print_seconds(read_seconds(std::filesystem::path(folder) / "model.safetensors", threads));
  }
}

#if defined(__x86_64__) && defined(__GNUC__)
/// Sums of 64-bit words, eight vectors at a time: nothing but reading.
[[gnu::target("avx2")]] std::uint64_t sum_words(const std::byte* from, std::size_t bytes) {
  __m256i sums[8] = {};
  for (std::size_t i = 0; i + 256 <= bytes; i += 256)
#pragma GCC unroll 8
    for (std::size_t lane = 0; lane < 8; ++lane)
      sums[lane] = _mm256_add_epi64(
          sums[lane], _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i + lane * 32)));
  for (std::size_t lane = 1; lane < 8; ++lane) sums[0] = _mm256_add_epi64(sums[0], sums[lane]);
  return static_cast<std::uint64_t>(_mm256_extract_epi64(sums[0], 0));
}

/// 24 independent chains of multiply-adds, as the widest kernel has.
[[gnu::target("avx512f")]] float multiply_adds_avx512(std::size_t times) {
  __m512 sums[24];
#pragma GCC unroll 24
  for (int i = 0; i < 24; ++i) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  const __m512 a = _mm512_set1_ps(0.999F), b = _mm512_set1_ps(1e-3F);
  for (std::size_t time = 0; time < times; ++time)
#pragma GCC unroll 24
    for (int i = 0; i < 24; ++i) sums[i] = _mm512_fmadd_ps(sums[i], a, b);
  __m512 sum = sums[0];
  for (int i = 1; i < 24; ++i) sum = _mm512_add_ps(sum, sums[i]);
  return _mm512_cvtss_f32(sum);
}

[[gnu::target("avx2,fma")]] float multiply_adds_avx2(std::size_t times) {
  __m256 sums[12];
#pragma GCC unroll 12
  for (int i = 0; i < 12; ++i) sums[i] = _mm256_set1_ps(static_cast<float>(i));
  const __m256 a = _mm256_set1_ps(0.999F), b = _mm256_set1_ps(1e-3F);
  for (std::size_t time = 0; time < times; ++time)
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) sums[i] = _mm256_fmadd_ps(sums[i], a, b);
  __m256 sum = sums[0];
  for (int i = 1; i < 12; ++i) sum = _mm256_add_ps(sum, sums[i]);
  return _mm256_cvtss_f32(sum);
}

/// Seconds of so many multiply-adds at the highest rate of the widest kernels.
double limit_seconds(double multiply_adds, int threads) {
  const bool is_wide =
      engine::kernel::widest_instruction_set() == engine::kernel::instruction_set::avx512;
  const double each = is_wide ? 24 * 16 : 12 * 8;
  engine::thread_team team(threads);
  const auto times = static_cast<std::size_t>(multiply_adds / each / static_cast<double>(threads));
  volatile float kept = 0;
  return seconds_of([&] {
    team.run(static_cast<std::size_t>(threads), [&](std::size_t, int) {
      kept = is_wide ? multiply_adds_avx512(times) : multiply_adds_avx2(times);
    });
  });
}

/// Seconds of reading as many bytes from memory as a step reads weights.
double memory_seconds(const engine::large_memory& memory, std::size_t bytes, int threads) {
  engine::thread_team team(threads);
  constexpr std::size_t block = std::size_t{1} << 18;
  std::atomic<std::uint64_t> sum = 0;
  return seconds_of([&] {
    team.run(bytes / block,
             [&](std::size_t i, int) { sum += sum_words(memory.data() + i * block, block); });
  });
}
#else
double limit_seconds(double, int) { throw std::runtime_error("not available here"); }
double memory_seconds(const engine::large_memory&, std::size_t, int) {
  throw std::runtime_error("not available here");
}
#endif

/// Bytes of weights that a step reads: all but the position embedding.
std::uint64_t bytes_of_step(const engine::transformer_model& model) {
  return model.weight_bytes - model.weights.position_embedding.bytes();
}

void memory(const std::string& folder, int threads, int runs) {
  auto model = engine::load_model(folder);
  const auto bytes = static_cast<std::size_t>(bytes_of_step(model));
  engine::transformer engine(std::move(model), {.threads = threads});
  const engine::large_memory other(bytes);
  std::fill_n(other.data(), bytes, std::byte{1});
  for (int i = 0; i < runs; ++i) {
    print_seconds(step_seconds(engine));
    std::vector<double> seconds;
    for (int again = 0; again < 9; ++again)
      seconds.push_back(memory_seconds(other, bytes, threads));
    print_seconds(median(seconds));
  }
}

void flops(const std::string& folder, int threads, int runs) {
  auto model = engine::load_model(folder);
  const auto& layers = model.weights.layers;
  double each = 0;  // multiply-adds of a token in the matrices of the layers
  for (const auto& layer : layers)
    for (const auto* linear :
         {&layer.query_key_value, &layer.attention_output, &layer.up, &layer.down})
      each += static_cast<double>(linear->matrix.rows * linear->matrix.columns);
  // Causal attention: scores and sums over half of the positions.
  each += static_cast<double>(layers.size()) * model.config.hidden * prefill_length;
  engine::transformer engine(std::move(model), {.threads = threads});
  prefill_seconds(engine);
  for (int i = 0; i < runs; ++i) {
    print_seconds(prefill_seconds(engine));
    print_seconds(limit_seconds(each * prefill_length, threads));
  }
}

void greedy(const std::string& folder, int threads) {
  engine::transformer engine(engine::load_model(folder), {.threads = threads});
  engine.reset(1, prompt_length + steps);
  engine.prefill(engine::generate_input_tokens(1, prompt_length, engine.info().vocabulary));
  for (int i = 0; i < steps; ++i) {
    const auto chosen = engine.next_tokens({.temperature = 0});
    std::printf("id=%lld\n", static_cast<long long>(chosen.ids.front()));
    engine.step(chosen);
  }
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "data") {
    write_weights(type_named(words[1]), words[2]);
    return true;
  }
  if (words.size() < 3) return false;
  const std::string& folder = words[1];
  const int threads = std::stoi(words[2]);
  const int runs = words.size() > 3 ? std::stoi(words[3]) : 1;
  if (words[0] == "greedy") {
    greedy(folder, threads);
  } else if (words[0] == "load") {
    load(folder, threads, runs);
  } else if (words[0] == "memory") {
    memory(folder, threads, runs);
  } else if (words[0] == "flops") {
    flops(folder, threads, runs);
  } else if (words[0] == "decode" || words[0] == "prefill") {
    engine::transformer engine(engine::load_model(folder), {.threads = threads});
    const bool is_prefill = words[0] == "prefill";
    if (is_prefill) prefill_seconds(engine);
    for (int i = 0; i < runs; ++i)
      print_seconds(is_prefill ? prefill_seconds(engine) : step_seconds(engine));
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words,
                            "decoder data TYPE FOLDER | "
                            "decode|prefill|load|memory|flops|greedy FOLDER THREADS [RUNS]",
                            run);
}
