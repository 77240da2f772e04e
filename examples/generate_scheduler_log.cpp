// Writes a made-up log of an LLM server's scheduler, for trying things out and for benchmarks.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include <proflens/detail/atomic_file.hpp>
#include "driver.hpp"
#include "scheduler_log_generator.hpp"

namespace {

struct command_line {
  scheduler_log::options log;
  std::uint64_t steps = 20'000;
  std::uint64_t bytes = 0;
  std::string layout = "vllm";
  std::string output;
};

void add_options(CLI::App& app, command_line& line) {
  app.add_option("--budget", line.log.token_budget, "Most tokens of one step")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  auto* steps = app.add_option("--steps", line.steps, "Steps to write")->capture_default_str();
  app.add_option("--bytes", line.bytes, "Write whole lines until the file has that many bytes")
      ->excludes(steps);
  app.add_option("--seed", line.log.seed, "Equal options give equal logs")->capture_default_str();
  app.add_option("--running", line.log.most_running, "Mean number of requests at the highest load")
      ->check(CLI::Range(1.0, 250.0))
      ->capture_default_str();
  app.add_option("--running-least", line.log.fewest_running, "... at the lowest load")
      ->check(CLI::Range(0.1, 250.0))
      ->capture_default_str();
  app.add_option("--layout", line.layout, "Order of the keys of a line")
      ->check(CLI::IsMember({"vllm", "durations-first"}))
      ->capture_default_str();
  app.add_option("-o,--output", line.output, "File to write (JSON Lines)")->required();
}

void write_log(const command_line& line) {
  scheduler_log::options options = line.log;
  if (line.layout == "durations-first") options.layout = scheduler_log::layout::durations_first;
  if (options.fewest_running > options.most_running)
    throw CLI::ValidationError("--running-least is above --running; swap them");
  scheduler_log::generator log{options};
  proflens::detail::atomic_file file{line.output};
  std::uint64_t bytes = 0;
  std::string text;
  for (std::uint64_t step = 0; line.bytes ? bytes < line.bytes : step < line.steps; ++step) {
    log.append_line(text);
    bytes += text.size();
    file.write(text);
    text.clear();
  }
  file.commit();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Write a generated scheduler log of an LLM server (seeded, not measured anywhere)"};
  command_line line;
  add_options(app, line);
  return driver::run(app, argc, argv, [&] { write_log(line); });
}
