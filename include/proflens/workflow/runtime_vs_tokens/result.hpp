#pragma once

#include <proflens/fit/choice.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/workflow/runtime_vs_tokens/fitted_model.hpp>
#include <proflens/workflow/runtime_vs_tokens/options.hpp>
#include <proflens/workflow/runtime_vs_tokens/service_level.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace proflens::workflow {

inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Five numbers about tokens or batch sizes; NaN where there are no steps.
struct size_statistics {
  double min = undefined, max = undefined, mean = undefined, median = undefined;
};

/// About model run times in ms; the standard deviation divides by n - 1, quantiles are of type 7.
/// NaN where undefined: everything without steps, the deviation of a single one.
struct runtime_statistics {
  double min = undefined, max = undefined, mean = undefined, standard_deviation = undefined;
  double median = undefined, p90 = undefined, p95 = undefined, p99 = undefined;
};

/// A straight line T = a + b S (ms, tokens) through the steps of a regime, and how far it is off:
/// the mean absolute error, and that of T in percent over the steps whose T is not 0.
struct fitted_line {
  fit::line_fit line;
  double mean_absolute_error_ms = undefined;
  double mean_absolute_percentage_error = undefined;
};

/// What is known of the steps of one regime.
struct regime_summary {
  std::size_t n = 0;
  size_statistics tokens = {}, batch_size = {};
  runtime_statistics runtime_ms = {};
  std::optional<fitted_line> line = {};   ///< if one was asked for and could be fitted
  std::string line_reason = {};           ///< why it could not, if it could not
  std::vector<fitted_model> models = {};  ///< those that were asked for, the line among them
  std::optional<fit::choice> best = {};   ///< of `runtime_fit::best`
  std::optional<service_level> sla = {};  ///< if one was asked for and a model could be fitted

  /// The model of a kind; nullptr if it was not asked for or could not be fitted.
  const fitted_model* model(runtime_fit kind) const {
    for (const fitted_model& one : models)
      if (one.kind == kind && one.fitted()) return &one;
    return nullptr;
  }
  /// The model that figures and `sla` use: the one that was asked for; of several the best, or the
  /// line where none may be chosen. nullptr if it could not be fitted.
  const fitted_model* shown() const {
    for (const fitted_model& one : models)
      if (best && !best->name.empty() && one.name() == best->name) return &one;
    if (models.empty() || !models.front().fitted()) return nullptr;
    return &models.front();
  }
};

/// The steps that passed the cleaning rules, in the order of the files; columns of one length,
/// shared with every figure made of them.
struct step_columns {
  using numbers = std::shared_ptr<const std::vector<double>>;
  numbers tokens, runtime_ms, batch_size;
  std::vector<record::regime> regime;
  std::vector<std::int64_t> batch_id;  ///< shifted file by file, so that none stands twice

  std::size_t size() const { return regime.size(); }
};

/// What one file held, for `--verbose`.
struct file_account {
  std::string path;
  read::ledger ledger;
  interval tokens, runtime_ms;  ///< ranges of the steps that are drawn; NaN without one
  double seconds = 0;           ///< of reading it, over all threads
};

struct configuration_result {
  std::string name;
  std::vector<file_account> files = {};
  read::ledger ledger = {};                                   ///< of all files
  interval filtered_runtime_tokens = {undefined, undefined};  ///< of steps above the limit; or NaN
  std::size_t host_gaps = 0;            ///< how many there are: see `workflow::host_gaps`
  runtime_statistics host_gap_ms = {};  ///< of them
  step_columns steps = {};
  std::array<regime_summary, std::size(all_step_selections)> regimes = {};
  std::vector<std::string> warnings = {};

  const regime_summary& regime(step_selection selection) const {
    return regimes[static_cast<std::size_t>(selection)];
  }
};

struct runtime_vs_tokens_result {
  runtime_vs_tokens_options options;
  std::vector<configuration_result> configurations = {};
};

}  // namespace proflens::workflow
