#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/workflow/plot_csv/options.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace proflens::workflow {

/// All rows of a table with one model, batch size and sequence length.
struct benchmark_point {
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  double x = 0;             ///< sequence length, or batch size along the batch
  std::size_t values = 0;   ///< rows with a number
  std::size_t missing = 0;  ///< rows without: N/A, None, empty
  double mean = undefined, least = undefined, largest = undefined;  ///< of the numbers
  std::optional<double> bound = {};  ///< of rows with `< bound`; the largest of several

  std::size_t bounds = 0;  ///< rows with `< bound`

  std::size_t rows() const { return values + missing + bounds; }
};

/// The points of one model at one batch size (along the batch: sequence length), by ascending x.
struct benchmark_series {
  std::string model;       ///< as in the legend
  std::int64_t inner = 0;  ///< the batch size, or the sequence length
  std::vector<benchmark_point> points = {};
};

/// What became of the rows of a table that could be read.
struct benchmark_counts {
  std::size_t rows = 0, values = 0, missing = 0, bounds = 0;
  std::size_t repeated_points = 0;  ///< points of several rows
  std::size_t off_scale = 0;        ///< means and bounds that a logarithmic axis has no place for
};

struct plot_csv_result {
  plot_csv_options options;
  std::string quantity = {};             ///< the column that is drawn
  std::vector<std::string> models = {};  ///< in the order of the table, by their short names if any
  std::vector<benchmark_series> series = {};
  benchmark_counts counts = {};
  read::ledger ledger = {};
  std::vector<std::string> warnings = {};
};

/// Zero and less have no place on a logarithmic axis. False for NaN.
inline bool is_off_scale(double value, const plot_csv_options& options) {
  return !options.no_log_scale && value <= 0;
}

/// How much of a point has no place there: its mean, and its bound beside that.
inline std::size_t off_scale_of(const benchmark_point& point, const plot_csv_options& options) {
  return std::size_t{is_off_scale(point.mean, options)} +
         std::size_t{point.bound && is_off_scale(*point.bound, options)};
}

}  // namespace proflens::workflow
