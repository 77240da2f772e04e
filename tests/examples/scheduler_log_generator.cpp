// Figures and benchmarks are made of this log; so it must be the same every time and hold all that
// a real one holds: three regimes, both durations' outliers, and sums that agree.
#include "examples/scheduler_log_generator.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>

namespace {

std::string first_lines(const scheduler_log::options& options, int count) {
  scheduler_log::generator log{options};
  std::string text;
  for (int i = 0; i < count; ++i) log.append_line(text);
  return text;
}

std::size_t place_of_key(const std::string& line, const std::string& key) {
  return line.find('"' + key + "\": ");
}

}  // namespace

TEST_CASE("scheduler_log_generator: equal options give equal logs, another seed another log") {
  CHECK(first_lines({.seed = 7}, 200) == first_lines({.seed = 7}, 200));
  CHECK(first_lines({.seed = 7}, 200) != first_lines({.seed = 8}, 200));
}

TEST_CASE("scheduler_log_generator: a step is consistent and within its budget") {
  for (const std::int64_t budget : {1, 256, 2048}) {
    scheduler_log::server server{{.token_budget = budget}};
    double last_timestamp = 0;
    for (int i = 0; i < 2000; ++i) {
      const scheduler_log::step& now = server.next();
      REQUIRE(now.tokens == std::reduce(now.chunks.begin(), now.chunks.end()));
      REQUIRE(now.tokens > 0);
      REQUIRE(now.tokens <= budget);
      REQUIRE(now.computed.size() == now.chunks.size());
      REQUIRE(now.cached.size() == now.chunks.size());
      REQUIRE(now.running >= now.chunks.size());
      REQUIRE(now.model_ms > 0);
      REQUIRE(now.schedule_ms > 0);
      REQUIRE(now.timestamp_s > last_timestamp);
      last_timestamp = now.timestamp_s;
    }
  }
}

TEST_CASE("scheduler_log_generator: prefill, decode, mixed steps and rare outliers occur") {
  scheduler_log::server server{{.token_budget = 512}};
  int prefills = 0, decodes = 0, mixed = 0, slow_models = 0, slow_schedules = 0;
  for (int i = 0; i < 20'000; ++i) {
    const scheduler_log::step& now = server.next();
    const auto chunks = static_cast<std::int64_t>(now.chunks.size());
    ++(now.decodes == 0 ? prefills : now.decodes == chunks ? decodes : mixed);
    slow_models += now.model_ms > 200;
    slow_schedules += now.schedule_ms > 300;
  }
  CHECK(prefills > 20);
  CHECK(decodes > 2000);
  CHECK(mixed > 2000);
  CHECK(slow_models > 0);
  CHECK(slow_models < 100);
  CHECK(slow_schedules > 0);
  CHECK(slow_schedules < 100);
}

TEST_CASE("scheduler_log_generator: the layouts have the keys in their order") {
  const std::string vllm = first_lines({}, 1);
  CHECK(vllm.starts_with("{\"batch_id\": 0, \"timestamp\": 118822.5"));
  CHECK(vllm.ends_with("}\n"));
  std::size_t before = 0;
  for (const char* key : {"timestamp", "total_scheduled_tokens", "chunk_sizes",
                          "all_computed_tokens", "all_cached_tokens", "schedule_duration_ms",
                          "num_waiting_reqs", "num_running_reqs", "model_run_duration_ms"}) {
    const std::size_t place = place_of_key(vllm, key);
    REQUIRE(place != vllm.npos);
    CHECK(place > before);
    before = place;
  }
  const std::string other = first_lines({.layout = scheduler_log::layout::durations_first}, 1);
  CHECK(place_of_key(other, "model_run_duration_ms") < place_of_key(other, "chunk_sizes"));
  CHECK(place_of_key(other, "schedule_duration_ms") < place_of_key(other, "model_run_duration_ms"));
}
