// Model run time against scheduled tokens, from the step logs of an LLM server, as a figure.
#include <proflens/plot/save.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include "driver.hpp"
#include "runtime_vs_tokens_options.hpp"

using namespace proflens;

/// What was read, file by file, for --verbose.
void print_files(const workflow::configuration_result& read_in) {
  for (const auto& file : read_in.files)
    std::cerr << report::terminal_text(file.path) << ": " << workflow::account_of(file.ledger)
              << "; tokens " << workflow::range_of(file.tokens) << ", run time "
              << workflow::range_of(file.runtime_ms) << " ms; " << report::rounded(file.seconds)
              << " s\n";
}

void print(const workflow::runtime_vs_tokens_result& result, bool verbose) {
  for (const auto& read_in : result.configurations) {
    if (verbose) print_files(read_in);
    std::cout << report::terminal_text(read_in.name) << ": " << workflow::account_of(read_in.ledger)
              << '\n';
    for (const auto& warning : read_in.warnings)
      std::cerr << "warning: " << report::terminal_text(read_in.name) << ": "
                << report::terminal_lines(warning) << '\n';
  }
  if (result.options.fit == workflow::runtime_fit::none) return;
  std::cout << '\n' << report::text(workflow::fit_table(result), {.max_cell_columns = 120}) << '\n';
  for (const auto& sentence : workflow::sentences_of_fits(result))
    std::cout << report::terminal_text(sentence) << '\n';
}

int main(int argc, char** argv) {
  CLI::App app("Draws model run time against scheduled tokens.", "draw_runtime_vs_tokens");
  driver::runtime_vs_tokens_options chosen(app);
  return driver::run(app, argc, argv, [&] {
    const auto options = chosen.workflow();
    plot::require_savable_at(chosen.output);
    const auto result = workflow::runtime_vs_tokens(options);
    print(result, chosen.verbose);
    workflow::write(result, chosen.files());
    for (const auto& file : {chosen.output, chosen.residuals, chosen.summary})
      if (!file.empty()) std::cout << "wrote " << file << '\n';
  });
}
