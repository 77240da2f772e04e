// The driver as its users run it: exit status, what it says, what it leaves on the disk.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using tests::content_of;
using tests::finished;
using tests::has;
using tests::quoted;
using tests::temporary_folder;

namespace {

const std::string results = std::string(PROFLENS_TEST_DATA) + "/results/";
const std::string made_up = quoted(results + "made_up.json");
const std::string hip = quoted(results + "llamabench_llama32-1b_default-hip.jsonl");
const std::string rocwmma = quoted(results + "llamabench_llama32-1b_default-rocwmma.jsonl");

/// Runs the driver with these arguments in `folder`.
finished analyze(const temporary_folder& folder, const std::string& arguments) {
  return tests::shell("analyze_benchmark",
                      "cd " + quoted(folder.path().string()) + " && {} " + arguments);
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("analyze_benchmark: a report and all figures") {
  const temporary_folder folder;
  const finished run = analyze(folder, made_up);
  INFO(run.said);
  REQUIRE(run.status == 0);
  const std::string report = content_of(folder / "analysis_output/analysis_report.md");
  for (const char* title :
       {"## Summary", "## Best points", "## Points", "## Steps of decoding",
        "## Effect of the batch size", "## Effect of the input length", "## Cost models",
        "## Points that were not measured", "## Environment", "## Recommendations", "## Files"})
    CHECK(has(report, title));
  CHECK(has(report, "max_batch_input_product = 1024"));  // why 4 x 512 was skipped
  CHECK_FALSE(has(report, "nan"));
  for (const char* name :
       {"latency_heatmap", "throughput_heatmap", "batch_size_scaling", "input_length_scaling",
        "time_breakdown", "performance_comparison", "memory_usage", "time_vs_batched_tokens"}) {
    const std::string file = "analysis_plots/" + std::string(name) + ".png";
    CHECK(has(report, file));
    CHECK(content_of(folder / ("analysis_output/" + file)).substr(0, 8) == "\x89PNG\r\n\x1a\n");
  }
}

TEST_CASE("analyze_benchmark: a report only") {
  const temporary_folder folder;
  REQUIRE(analyze(folder, "--report-only --output-dir a/b " + made_up).status == 0);
  CHECK(has(content_of(folder / "a/b/analysis_report.md"), "## Best points"));
  CHECK_FALSE(std::filesystem::exists(folder / "a/b/analysis_plots"));
}

TEST_CASE("analyze_benchmark: one sample a point makes every verdict unclear") {
  const temporary_folder folder;
  const finished run = analyze(folder, hip + " " + rocwmma);
  INFO(run.said);
  REQUIRE(run.status == 0);
  const std::string table = content_of(folder / "analysis_output/comparison.csv");
  CHECK(occurrences(table, "\n") == 11);  // with the header
  CHECK(occurrences(table, ",unclear\n") == 10);
  CHECK(has(content_of(folder / "analysis_output/comparison.md"), "unclear: 10"));
  CHECK(content_of(folder / "analysis_output/comparison.png").size() > 1000);
  CHECK(occurrences(content_of(folder / "analysis_output/analysis_report.md"), "# Analysis of") ==
        2);
}

TEST_CASE("analyze_benchmark: a third slower is slower, and itself the same") {
  const temporary_folder folder;
  const auto verdicts = [&](const std::string& other, const std::string& output) {
    const finished run =
        analyze(folder, "--report-only -o " + output + " " + made_up + " " + other);
    INFO(run.said);
    REQUIRE(run.status == 0);
    return content_of(folder / (output + "/comparison.csv"));
  };
  const std::string slower = verdicts(quoted(results + "made_up_slower.json"), "s");
  CHECK(occurrences(slower, ",slower\n") == occurrences(slower, "\n") - 1);
  const std::string itself = verdicts(made_up, "i");
  CHECK(occurrences(itself, ",slower\n") + occurrences(itself, ",faster\n") == 0);
  CHECK(occurrences(itself, "total_latency") == 14);
}

TEST_CASE("analyze_benchmark: beside the original's list only prefill is judged") {
  const temporary_folder folder;
  const finished run =
      analyze(folder, "--report-only " + made_up + " " + quoted(results + "original_list.json"));
  REQUIRE(run.status == 0);
  CHECK(has(run.said, "second prefill"));
  CHECK_FALSE(has(content_of(folder / "analysis_output/comparison.csv"), "decode_time_per_token"));
  CHECK(has(content_of(folder / "analysis_output/comparison.md"), "no point that both"));
}

TEST_CASE("analyze_benchmark: what is wrong is said, and the exit status tells it") {
  const temporary_folder folder;
  CHECK(analyze(folder, "").status == 2);
  CHECK(analyze(folder, "--no-such-option x.json").status == 2);
  const finished missing = analyze(folder, "none.json");
  CHECK(missing.status == 1);
  CHECK(has(missing.said, "none.json"));
  folder.write("file", "");
  const finished blocked = analyze(folder, "-o file/x " + made_up);
  CHECK(blocked.status == 1);
  CHECK(has(blocked.said, "cannot make the folder file/x"));
}
