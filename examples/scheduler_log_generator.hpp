#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// Makes up the log of an LLM server that schedules prefills and decodes together, each step within
/// a budget of tokens. Not measured anywhere: figures made of it must say that it is generated.
namespace scheduler_log {

/// The order of the keys of a line.
enum class layout {
  vllm,            ///< as vLLM V1 logs have it: lists first, the run time last
  durations_first  ///< the durations before the lists, and a list and a few keys less
};

struct options {
  std::int64_t token_budget = 512;  ///< most tokens of one step
  std::uint64_t seed = 1;           ///< equal options give equal logs
  scheduler_log::layout layout = scheduler_log::layout::vllm;
  double fewest_running = 0.3;  ///< the load wanders between these mean numbers of requests
  double most_running = 60;
};

/// One step: for each request its chunk, what was computed of it before and found in the cache.
struct step {
  std::vector<std::int64_t> chunks, computed, cached;
  std::int64_t tokens = 0;
  std::int64_t decodes = 0;
  std::size_t waiting = 0, running = 0;
  double timestamp_s = 0;  ///< end of scheduling
  double schedule_ms = 0;
  double model_ms = 0;
};

/// Random numbers that are the same with every standard library.
class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : engine_{seed} {}

  /// In [0, 1).
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  /// Of mean 0 and standard deviation 1 (Box and Muller).
  double normal() {
    return std::sqrt(2 * exponential()) * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Of mean 1.
  double exponential() { return -std::log1p(-uniform()); }
  /// Of the given mean (Knuth); meant for small means.
  int poisson(double mean) {
    const double limit = std::exp(-mean);
    int count = 0;
    for (double product = uniform(); product > limit; product *= uniform()) ++count;
    return count;
  }

 private:
  std::mt19937_64 engine_;
};

/// The server: requests arrive, wait, are prefilled in chunks and then decode token by token.
class server {
 public:
  explicit server(const options& chosen)
      : options_{chosen}, random_{chosen.seed}, load_{chosen.most_running / 2} {}

  /// The next step that has work to do. The reference holds until the next call.
  const step& next() {
    do {
      arrive();
      schedule();
    } while (step_.chunks.empty());
    take_times();
    std::erase_if(running_, [](const request& r) { return r.outputs_left <= 0; });
    return step_;
  }

 private:
  struct request {
    std::int64_t prompt, computed, cached, outputs_left;
  };
  static constexpr double mean_outputs = 120;
  static constexpr std::size_t most_requests = 256;

  void arrive() {
    load_ = std::clamp(load_ * std::exp(0.05 * random_.normal()), options_.fewest_running,
                       options_.most_running);
    waiting_ += static_cast<std::size_t>(random_.poisson(load_ / mean_outputs));
  }

  void schedule() {
    step_.chunks.clear(), step_.computed.clear(), step_.cached.clear();
    step_.tokens = step_.decodes = 0;
    for (request& r : running_) run(r);
    while (waiting_ > 0 && step_.tokens < options_.token_budget &&
           running_.size() < most_requests) {
      running_.push_back(new_request());
      run(running_.back());
      --waiting_;
    }
    step_.waiting = waiting_;
    step_.running = running_.size();
  }

  request new_request() {
    const double prompt = std::clamp(600 * std::exp(random_.normal()), 2.0, 16000.0);
    // A prefix that another request had is found in the cache, in blocks of 16 tokens.
    const double shared = random_.uniform() < 0.3 ? prompt * random_.uniform() / 2 : 0;
    const auto cached = static_cast<std::int64_t>(shared) / 16 * 16;
    const auto outputs =
        20 + static_cast<std::int64_t>((mean_outputs - 20) * random_.exponential());
    return {static_cast<std::int64_t>(prompt), cached, cached, outputs};
  }

  void run(request& r) {
    const bool is_decode = r.computed >= r.prompt;
    const std::int64_t wanted = is_decode ? 1 : r.prompt - r.computed;
    const std::int64_t chunk = std::min(wanted, options_.token_budget - step_.tokens);
    if (chunk <= 0) return;
    step_.chunks.push_back(chunk);
    step_.computed.push_back(r.computed);
    step_.cached.push_back(r.cached);
    step_.tokens += chunk;
    step_.decodes += chunk == 1;
    r.computed += chunk;
    if (r.computed >= r.prompt) --r.outputs_left;
  }

  /// A fixed cost; the time to read the weights, or to compute with them once there are tokens
  /// enough; attention to what was computed before; noise, and rarely a spike.
  void take_times() {
    double keys_read = 0, attention = 0;
    for (std::size_t i = 0; i < step_.chunks.size(); ++i) {
      keys_read += static_cast<double>(step_.computed[i]);
      attention += static_cast<double>(step_.chunks[i] * step_.computed[i]);
    }
    const double memory_bound = 15, compute_bound = 0.045 * static_cast<double>(step_.tokens);
    const double both = std::hypot(memory_bound * memory_bound, compute_bound * compute_bound);
    step_.model_ms = 2.5 + std::sqrt(both) + 4e-5 * keys_read + 1e-6 * attention;
    step_.model_ms *= 1 + 0.015 * random_.normal();
    step_.model_ms += 0.3 * std::abs(random_.normal());
    if (random_.uniform() < 0.001) step_.model_ms += 200 + 100 * random_.exponential();
    step_.schedule_ms =
        0.05 + 0.002 * static_cast<double>(step_.chunks.size()) + 0.03 * std::abs(random_.normal());
    if (random_.uniform() < 0.0005) step_.schedule_ms += 300 + 100 * random_.exponential();
    const double host_gap_ms = 0.1 + 0.4 * random_.uniform();
    clock_s_ += (host_gap_ms + step_.schedule_ms) / 1000;
    step_.timestamp_s = std::round(clock_s_ * 1e9) / 1e9;
    clock_s_ += step_.model_ms / 1000;
  }

  options options_;
  random_numbers random_;
  double load_;
  std::vector<request> running_;
  std::size_t waiting_ = 0;
  double clock_s_ = 118822.5;  ///< a monotonic clock begins anywhere
  step step_;
};

/// The lines of the log, one for each step.
class generator {
 public:
  explicit generator(const options& chosen) : layout_{chosen.layout}, server_{chosen} {}

  /// Appends the next line, with its line end.
  void append_line(std::string& text) {
    const step& now = server_.next();
    begin_ = '{';
    member(text, "batch_id", batch_id_++);
    member(text, "timestamp", now.timestamp_s);
    layout_ == layout::vllm ? vllm(text, now) : durations_first(text, now);
    text += "}\n";
  }

 private:
  void vllm(std::string& text, const step& now) {
    member(text, "total_scheduled_tokens", now.tokens);
    member(text, "chunk_sizes", now.chunks);
    member(text, "all_computed_tokens", now.computed);
    member(text, "all_cached_tokens", now.cached);
    member(text, "schedule_duration_ms", now.schedule_ms);
    member(text, "num_waiting_reqs", now.waiting);
    member(text, "num_running_reqs", now.running);
    member(text, "model_run_duration_ms", now.model_ms);
  }

  void durations_first(std::string& text, const step& now) {
    member(text, "schedule_duration_ms", now.schedule_ms);
    member(text, "model_run_duration_ms", now.model_ms);
    member(text, "total_step_duration_ms", now.schedule_ms + now.model_ms + 0.3);
    member(text, "num_prefill_reqs", static_cast<std::int64_t>(now.chunks.size()) - now.decodes);
    member(text, "num_decode_reqs", now.decodes);
    member(text, "total_scheduled_tokens", now.tokens);
    member(text, "chunk_sizes", now.chunks);
    member(text, "computed_tokens", now.computed);
    member(text, "num_waiting_reqs", now.waiting);
    member(text, "num_running_reqs", now.running);
  }

  template <class Value>
  void member(std::string& text, std::string_view key, const Value& value) {
    text += begin_;
    if (begin_ == ',') text += ' ';
    begin_ = ',';
    ((text += '"') += key) += "\": ";
    append(text, value);
  }

  template <class Number>
  static void append(std::string& text, Number value) {
    char digits[32];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }

  static void append(std::string& text, const std::vector<std::int64_t>& list) {
    text += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i) text += ", ";
      append(text, list[i]);
    }
    text += ']';
  }

  scheduler_log::layout layout_;
  server server_;
  std::int64_t batch_id_ = 0;
  char begin_ = '{';
};

}  // namespace scheduler_log
