// Time or memory of models over sequence lengths or batch sizes, from a table of benchmark results.
#include <proflens/plot/save.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/plot_csv.hpp>

#include "desktop_viewer.hpp"
#include "driver.hpp"
#include "plot_csv_options.hpp"

using namespace proflens;

/// Writes the figure to a temporary file and opens that on the desktop, where there is one.
void show(const workflow::plot_csv_result& result) {
  const std::string ending =
      plot::savable_endings().find(".png") == std::string::npos ? ".svg" : ".png";
  const std::string file = driver::temporary_file("plot_csv", ending);
  if (file.empty()) throw error("no temporary file can be made; name one by --figure_png_file");
  workflow::write(result, file);
  std::cout << "wrote " << file << std::endl;
  if (!driver::has_display())
    std::cout << "there is no display to show it on\n";
  else if (!driver::open_in_viewer(file))
    std::cerr << "warning: xdg-open could not show it\n";
}

int main(int argc, char** argv) {
  CLI::App app("Draws time or memory of models from a table of benchmark results.", "plot_csv");
  driver::plot_csv_options chosen(app);
  return driver::run(app, argc, argv, [&] {
    if (!chosen.figure_file.empty()) plot::require_savable_at(chosen.figure_file);
    const auto result = workflow::plot_csv(chosen.workflow());
    std::cout << report::terminal_text(result.options.csv_file.string()) << ": "
              << workflow::account_of(result) << '\n';
    for (const auto& warning : result.warnings) std::cerr << "warning: " << warning << '\n';
    if (chosen.figure_file.empty()) return show(result);
    workflow::write(result, chosen.figure_file);
    std::cout << "wrote " << chosen.figure_file << '\n';
  });
}
