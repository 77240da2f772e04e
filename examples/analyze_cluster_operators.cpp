// Operators of a cluster's devices, from the op_summary tables of Ascend profiles: which operators
// take the time, and which devices are slow on which. Under mpirun ranks share the tables.
#include <proflens/report/text.hpp>
#include <proflens/workflow/cluster_operators.hpp>

#include "cluster_operators_options.hpp"
#include "driver.hpp"
#include "progress_bar.hpp"
#include "ranks.hpp"

using namespace proflens;

/// What was read and what was not, file by file, for --verbose.
void print_files(const workflow::cluster_operators_result& result) {
  for (const auto& file : result.files)
    std::cerr << report::terminal_text(file.path) << ": "
              << workflow::counted(workflow::rows_of(file.ledger), "row", "rows") << ", "
              << report::rounded(file.ledger.used) << " used\n";
  for (const auto& one : result.set_aside)
    std::cerr << report::terminal_text(one.file + " " + one.reason) << '\n';
  for (const auto& folder : result.folders_without_table)
    std::cerr << report::terminal_text(folder) << ": no op_summary\n";
}

void print(const workflow::cluster_operators_result& result, bool verbose) {
  if (verbose) print_files(result);
  for (const auto& warning : result.warnings)
    std::cerr << "warning: " << report::terminal_lines(warning) << '\n';
  std::cout << report::terminal_text(workflow::account_of(result)) << '\n'
            << report::terminal_text(workflow::headline(result)) << '\n';
}

int main(int argc, char** argv) {
  const driver::ranks ranks;
  CLI::App app("Compares operators across the devices of a cluster.", "analyze_cluster_operators");
  driver::cluster_operators_options chosen(app);
  const auto work = [&] {
    auto options = chosen.workflow();
    if (ranks.rank() == 0) workflow::check_output_folder(chosen.output_folder());
    if (ranks.rank() == 0) options.progress = driver::terminal_progress();
    // Never freed but by the end of the process, which is soon and does it faster.
    static const auto* const result = new workflow::cluster_operators_result(
        workflow::cluster_operators(std::move(options), ranks));
    if (ranks.rank() == 0) print(*result, chosen.verbose);
    const auto written = workflow::write(*result, chosen.output_folder(), ranks);
    if (ranks.rank() != 0) return;
    for (const auto& file : written)
      std::cout << "wrote " << report::terminal_text(file) << std::endl;
    for (const auto& file : workflow::files_of_earlier_runs(chosen.output_folder(), written))
      std::cerr << "of an earlier run: " << report::terminal_text(file) << '\n';
  };
  const int status = driver::run(app, argc, argv, work, ranks.rank() == 0);
  // A wrong command line is wrong for all of them, and they end by themselves.
  if (status == 1) ranks.stop(status);
  return status;
}
