#pragma once

#include <proflens/interval.hpp>
#include <proflens/record/scheduler_step.hpp>
#include <proflens/workflow/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::workflow {

/// One serving configuration to show: its name in the legend, and a log file or a folder of them.
struct configuration {
  std::string name;
  std::filesystem::path path;
};

/// The regime of a selection of steps; `all` takes every step, empty batches too.
enum class step_selection { all, decode, prefill, mixed, empty };

inline constexpr step_selection all_step_selections[] = {
    step_selection::all, step_selection::decode, step_selection::prefill, step_selection::mixed,
    step_selection::empty};

/// The word for it in options, tables and the summary.
constexpr std::string_view name_of(step_selection selection) {
  switch (selection) {
    case step_selection::all: return "all";
    case step_selection::decode: return "decode";
    case step_selection::prefill: return "prefill";
    case step_selection::mixed: return "mixed";
    case step_selection::empty: return "empty";
  }
  return "";
}

/// The selection of that name. Throws workflow::error that lists the names if there is none.
inline step_selection step_selection_from(std::string_view name) {
  std::string names;
  for (const step_selection selection : all_step_selections) {
    if (name == name_of(selection)) return selection;
    names += (names.empty() ? "" : ", ") + std::string(name_of(selection));
  }
  throw error("there is no regime \"" + std::string(name) + "\"; there are " + names);
}

/// Whether a step of this regime belongs to the selection.
constexpr bool selects(step_selection selection, record::regime regime) {
  switch (selection) {
    case step_selection::all: return true;
    case step_selection::decode: return regime == record::regime::decode;
    case step_selection::prefill: return regime == record::regime::prefill;
    case step_selection::mixed: return regime == record::regime::mixed;
    case step_selection::empty: return regime == record::regime::empty;
  }
  return false;
}

/// The cost model fitted to the steps of each regime; T in ms, S tokens, B batch size.
enum class runtime_fit {
  none,
  line,        ///< T = a + b S
  plane,       ///< T = a + b B + c S
  hinge,       ///< T = a + b S + c max(S - knee, 0)
  ridge,       ///< over B, S, B^2, B S, S^2
  saturation,  ///< work over a throughput that saturates
  best         ///< all of these, and the one that the data favour
};

inline constexpr runtime_fit all_runtime_models[] = {runtime_fit::line, runtime_fit::plane,
                                                     runtime_fit::hinge, runtime_fit::ridge,
                                                     runtime_fit::saturation};

/// The word for it in options, tables and the summary.
constexpr std::string_view name_of(runtime_fit fit) {
  switch (fit) {
    case runtime_fit::none: return "none";
    case runtime_fit::line: return "line";
    case runtime_fit::plane: return "plane";
    case runtime_fit::hinge: return "hinge";
    case runtime_fit::ridge: return "ridge";
    case runtime_fit::saturation: return "saturation";
    case runtime_fit::best: return "best";
  }
  return "";
}

/// The fit of that name. Throws workflow::error that lists the names if there is none.
inline runtime_fit runtime_fit_from(std::string_view name) {
  std::string names;
  for (int i = 0; i <= static_cast<int>(runtime_fit::best); ++i) {
    const auto fit = static_cast<runtime_fit>(i);
    if (name == name_of(fit)) return fit;
    names += (names.empty() ? "" : ", ") + std::string(name_of(fit));
  }
  throw error("there is no fit \"" + std::string(name) + "\"; there are " + names);
}

/// What to read, how to clean it, what to fit and how the figure looks. The defaults are the rules
/// of the document this workflow comes from.
struct runtime_vs_tokens_options {
  std::vector<configuration> configurations;

  std::size_t trim = 10;                        ///< lines dropped at each end of every file
  std::optional<double> max_schedule_ms = 300;  ///< steps above it are left out; none: all stay
  std::optional<double> max_runtime_ms = 200;   ///< likewise for the model's run time
  unsigned threads = 0;                         ///< 0: all cores

  runtime_fit fit = runtime_fit::none;
  std::optional<double> sla_ms = {};            ///< run time to stay below; needs a fit
  step_selection regime = step_selection::all;  ///< of the figure; summaries hold every regime

  std::string title = {};
  bool color_by_batch = false;                 ///< only with one configuration
  std::optional<interval> x_range = {};        ///< tokens
  std::optional<interval> y_range = {};        ///< ms
  double alpha = 0.7;                          ///< of the points
  double point_size = 50;                      ///< pt^2
  bool edges = true;                           ///< white rims of the points
  bool rasterized = false;                     ///< points as an image in .svg and .pdf, however few
  std::optional<std::size_t> max_points = {};  ///< drawn of a configuration: a seeded sample
  double dpi = 300;
};

}  // namespace proflens::workflow
