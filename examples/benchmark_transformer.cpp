// Prefill, decode and latency of a transformer over batch sizes and input lengths.
#include <proflens/report/text.hpp>
#include <proflens/workflow/transformer_benchmark/account.hpp>
#include <proflens/workflow/transformer_benchmark/built_in_engine.hpp>

#include "benchmark_transformer_options.hpp"
#include "driver.hpp"
#include "point_progress.hpp"

using namespace proflens;

int main(int argc, char** argv) {
  CLI::App app(
      "Measures how long a transformer takes to generate: time to first token, time per "
      "output token, throughput, memory, over batch sizes and input lengths.",
      "benchmark_transformer");
  driver::benchmark_transformer_options chosen(app);
  return driver::run(app, argc, argv, [&] {
    auto options = chosen.workflow();
    options.on_progress = driver::shown_progress();
    if (chosen.chose_cpu_itself)
      std::cout << "device: cpu, which is where the engine eigen computes\n";
    const auto result =
        workflow::benchmark_built_in_engine(chosen.model, chosen.loading(), options);
    options.on_progress = {};  // takes its line away
    std::cout << report::terminal_lines(workflow::account_of(result));
    std::cout << report::text(workflow::point_table(result), {.max_cell_columns = 100});
    for (const auto& warning : workflow::warnings_of(result))
      std::cerr << "warning: " << report::terminal_text(warning) << '\n';
    std::cout << "wrote " << report::terminal_text(json_file(options).string()) << " and "
              << report::terminal_text(csv_file(options).string()) << '\n';
    workflow::require_any_measured(result);
  });
}
