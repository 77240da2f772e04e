// How long each stage of a graph neural network computes and moves data on each processing unit.
#include <proflens/report/text.hpp>
#include <proflens/workflow/stage_profiling/analysis.hpp>
#include <proflens/workflow/stage_profiling/lookup_table.hpp>
#include <proflens/workflow/stage_profiling/measurement_account.hpp>
#include <proflens/workflow/stage_profiling/profile_report.hpp>
#include <proflens/workflow/stage_profiling/write_figures.hpp>
#include <proflens/workflow/stage_profiling/write_placements.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

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
  const bool has_new = measured.kept < measured.points.size();
  if (tells_notes && has_new &&
      std::filesystem::exists(results_folder(options) / "lookup_table.json"))
    std::cerr << "note: tables, report and figures there are of an earlier analysis; --analyze "
                 "writes them anew\n";
  workflow::require_any_measured(measured);
}

void say_written(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) say("wrote " + file.string() + '\n');
}

void tell_unused_links(const std::vector<workflow::stage_link>& links,
                       const std::vector<std::string>& units) {
  for (const workflow::stage_link& link : links) {
    for (const std::string& unit : {link.first, link.second}) {
      if (std::ranges::find(units, unit) == units.end())
        std::cerr << "note: --link: " << report::terminal_text(unit)
                  << " gave no times; no plan uses it\n";
    }
  }
}

/// Tables, report, figures and placements are written for `--analyze`; sizes that were asked for
/// are told.
void analyze(const workflow::stage_profiling_options& options,
             const driver::profile_stages_options& chosen) {
  const auto results = results_folder(options);
  const auto profile = workflow::read_profile(results, options.configuration);
  if (chosen.analyzes) {
    const auto written = workflow::write_tables(profile, results);
    const auto drawn = workflow::write_figures(profile, results);
    say(workflow::profile_report(profile));
    say_written(written);
    say_written(drawn);
  }
  for (const engine::graph_size& size : chosen.sizes.lookup_sizes())
    say('\n' + workflow::lookup_text(size, workflow::lookup(profile, size)));
  if (!chosen.analyzes && !chosen.sizes.places()) return;
  tell_unused_links(chosen.sizes.placement().links, profile.units);
  const auto placements =
      workflow::place_all(profile, chosen.sizes.place_sizes(), chosen.sizes.placement());
  if (chosen.sizes.places()) say('\n' + workflow::placement_text(placements));
  say_written(workflow::write_placements(placements, results));
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
    const bool analyzes = chosen.analyzes || chosen.sizes.is_asked();
    if (!chosen.exports && !chosen.measures && !analyzes) return;
    const auto options = chosen.workflow();
    if (chosen.takes_standard_cases() && (chosen.exports || chosen.measures))
      say("no test_cases.json here: the standard 15 cases are taken\n");
    chosen.sizes.require_sizes(options.configuration.feature_dim);
    if (chosen.exports) export_all(options);
    if (chosen.measures) measure_all(options, !chosen.analyzes);
    if (analyzes) analyze(options, chosen);
  });
}
