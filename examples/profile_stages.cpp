// How long each stage of a graph neural network computes and moves data on each processing unit.
#include <proflens/report/text.hpp>
#include <proflens/workflow/stage_profiling/analysis.hpp>
#include <proflens/workflow/stage_profiling/measurement_account.hpp>
#include <proflens/workflow/stage_profiling/profile_report.hpp>

#include "driver.hpp"
#include "profile_stages_options.hpp"
#include "stage_progress_bar.hpp"

using namespace proflens;

namespace {

void say(const std::string& lines) { std::cout << report::terminal_lines(lines) << std::flush; }

void export_all(const workflow::stage_profiling_options& options) {
  const auto models = workflow::export_models(options.configuration, options.output_dir);
  for (const std::string& line : workflow::export_lines(models)) say(line + '\n');
}

void measure_all(workflow::stage_profiling_options options, bool tells_notes) {
  options.on_progress = driver::shown_stage_progress();
  const auto measured = workflow::measure_stage_profile(options);
  options.on_progress = {};  // takes its line away
  say(workflow::account_of(measured));
  if (tells_notes) {
    for (const std::string& remark : measured.conditions.remarks)
      std::cerr << "note: " << report::terminal_text(remark) << '\n';
  }
  say("wrote " + (results_folder(options) / workflow::raw_measurements_name).string() + '\n');
  workflow::require_any_measured(measured);
}

void analyze(const workflow::stage_profiling_options& options) {
  const auto profile = workflow::read_profile(results_folder(options), options.configuration);
  const auto written = workflow::write_tables(profile, results_folder(options));
  say(workflow::profile_report(profile));
  for (const auto& file : written) say("wrote " + file.string() + '\n');
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Times the seven stages of GraphSAGE on CPU, GPU and NPU, and says how much of each is "
      "computing and how much is moving data.",
      "profile_stages");
  driver::profile_stages_options chosen(app);
  return driver::run(app, argc, argv, [&] {
    chosen.require_something();
    if (chosen.creates_test_cases) say("wrote " + chosen.create_test_cases() + '\n');
    if (!chosen.exports && !chosen.measures && !chosen.analyzes) return;
    const auto options = chosen.workflow();
    if (chosen.takes_standard_cases() && (chosen.exports || chosen.measures))
      say("no test_cases.json here: the standard 15 cases are taken\n");
    if (chosen.exports) export_all(options);
    if (chosen.measures) measure_all(options, !chosen.analyzes);
    if (chosen.analyzes) analyze(options);
  });
}
