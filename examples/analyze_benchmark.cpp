// Report, figures and comparison of the results of transformer benchmarks.
#include <proflens/report/text.hpp>
#include <proflens/workflow/benchmark_analysis.hpp>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "driver.hpp"

using namespace proflens;

int main(int argc, char** argv) {
  CLI::App app(
      "Analyses results of benchmark_transformer, of the suite it replaces, or of llama-bench: a "
      "report, figures, and of several files a comparison with the first.",
      "analyze_benchmark");
  workflow::benchmark_analysis_options options;
  std::vector<std::string> files;
  std::string output = "analysis_output";
  app.add_option("results", files, "results: .json, .jsonl or .csv")
      ->type_name("FILE ...")
      ->required();
  app.add_option("-o,--output-dir,--output_dir", output,
                 "where report and figures go; made if missing")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_flag("--report-only,--report_only", options.report_only, "no figures");
  app.add_option("--dpi", options.dpi, "pixels per inch of the figures")
      ->check(CLI::Range(30.0, 1200.0))
      ->capture_default_str();
  return driver::run(app, argc, argv, [&] {
    options.files.assign(files.begin(), files.end());
    options.output_dir = output;
    const auto result = workflow::analyze_benchmark(options);
    for (const auto& benchmark : result.benchmarks)
      for (const std::string& note : benchmark.notes)
        std::cerr << "warning: " << report::terminal_lines(note) << '\n';
    for (const auto& file : workflow::write(result))
      std::cout << "wrote " << report::terminal_text(file.string()) << '\n';
  });
}
