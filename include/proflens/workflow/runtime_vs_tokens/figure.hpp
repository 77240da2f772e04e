#pragma once

#include <proflens/detail/isolated.hpp>
#include <proflens/detail/sampled_places.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/runtime_vs_tokens/regime_summaries.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Whether points carry what .html tells of them on hover, which costs memory: batch ids and sizes.
enum class hover_details { none, batches };

/// The points of one configuration as they are drawn, and how many of how many they are.
struct drawn_points {
  plot::column tokens, runtime_ms, batch_size;
  std::vector<plot::hover_column> told = {};
  std::size_t total = 0;

  std::size_t size() const { return tokens.size(); }
};

/// Which steps are drawn: those of the figure's regime, or a sample of them.
struct chosen_steps {
  std::vector<std::size_t> places;
  bool all = false;  ///< every step; then `places` is empty
  std::size_t total = 0;

  chosen_steps(const step_columns& steps, const runtime_vs_tokens_options& options)
      : all(options.regime == step_selection::all), total(steps.size()) {
    for (std::size_t i = 0; i < steps.size() && !all; ++i)
      if (selects(options.regime, steps.regime[i])) places.push_back(i);
    if (!all) total = places.size();
    if (!options.max_points || total <= *options.max_points) return;
    std::vector<std::size_t> sample = detail::sampled_places(total, *options.max_points);
    if (!all)
      for (std::size_t& place : sample) place = places[place];
    places = std::move(sample);
    all = false;
  }

  /// The chosen ones of a column of every step.
  template <class Values>
  plot::column of(const Values& every) const {
    std::vector<double> some;
    some.reserve(places.size());
    for (const std::size_t place : places) some.push_back(static_cast<double>(every[place]));
    return some;
  }
};

/// The steps of the figure's regime, or a sample of them. Without selection and sample the columns
/// are shared, not copied.
inline drawn_points points_to_draw(const step_columns& steps,
                                   const runtime_vs_tokens_options& options,
                                   hover_details details = hover_details::none) {
  const chosen_steps chosen(steps, options);
  const auto taken = [&](const std::shared_ptr<const std::vector<double>>& every) {
    return chosen.all ? plot::column(every) : chosen.of(*every);
  };
  drawn_points drawn{.tokens = taken(steps.tokens),
                     .runtime_ms = taken(steps.runtime_ms),
                     .batch_size = taken(steps.batch_size),
                     .total = chosen.total};
  if (details == hover_details::none) return drawn;
  drawn.told.push_back(
      {"batch id", chosen.all ? plot::column(steps.batch_id) : chosen.of(steps.batch_id)});
  if (!options.color_by_batch) drawn.told.push_back({"batch size", drawn.batch_size});
  return drawn;
}

/// The configuration's name, and the share of its points that is shown if not all are.
inline std::string legend_label(const configuration_result& shown, const drawn_points& drawn) {
  const std::string name = detail::isolated(shown.name);
  if (drawn.size() == drawn.total) return name;
  return name + " (" + report::rounded(drawn.size()) + " of " + report::rounded(drawn.total) +
         " steps)";
}

inline plot::style figure_style(const runtime_vs_tokens_options& options) {
  plot::style style = plot::paper_style();
  style.marker.size = options.point_size;
  style.marker.alpha = options.alpha;
  if (!options.edges) style.marker.edge_width = 0;
  return style;
}

/// An axis from 0 to what the data need, or over the range asked for.
inline plot::axis axis_from_zero(std::string label, const std::optional<interval>& range) {
  if (range) return {.label = std::move(label), .low = range->low, .high = range->high};
  return {.label = std::move(label), .low = 0.0, .high = {}};
}

/// A cost model as a curve over tokens, at a batch size.
struct model_of_tokens {
  fitted_model model;  // a copy: a figure may outlive the result it shows
  double batch_size;

  double operator()(double tokens) const { return model.predict(batch_size, tokens); }
  interval mean_interval(double tokens, double level) const {
    return model.mean_interval(batch_size, tokens, level);
  }
  std::string label() const { return model.legend(batch_size); }
};

/// Equations longer than fits into the axes are written smaller, down to 7 pt.
inline void shrink_legend(plot::style& style, const std::string& equation) {
  constexpr double letters_at_14 = 40;
  const auto letters = static_cast<double>(
      std::ranges::count_if(equation, [](char byte) { return (byte & 0xC0) != 0x80; }));
  style.legend_size =
      std::min(style.legend_size, std::max(7.0, std::floor(14 * letters_at_14 / letters)));
}

/// Run time against scheduled tokens, a series for each configuration, with the models fitted to
/// the shown regime and the 95 % bands of their means. Models that use the batch size are drawn at
/// the regime's median.
inline plot::figure figure(const runtime_vs_tokens_result& result,
                           hover_details details = hover_details::none) {
  const runtime_vs_tokens_options& options = result.options;
  plot::figure drawing{
      .title = options.title, .size = plot::inches(7, 6), .style = figure_style(options)};
  plot::axis tokens = axis_from_zero("Total Scheduled Tokens", options.x_range);
  tokens.integer = true;
  auto& axes = drawing.axes({.x = std::move(tokens),
                             .y = axis_from_zero("Model Run Time (ms)", options.y_range),
                             .legend = plot::legend_place::upper_left_unless_hiding});
  for (const auto& shown : result.configurations) {
    drawn_points drawn = points_to_draw(shown.steps, options, details);
    plot::points_options look{.label = legend_label(shown, drawn)};
    look.hover = drawn.told;
    if (options.color_by_batch) {
      look.values = drawn.batch_size;
      look.value_label = "Batch Size";
      look.integer_values = true;
      if (drawn.size() == drawn.total)
        look.label.clear();  // the bar says all; a sample must be told
    }
    axes.points(std::move(drawn.tokens), std::move(drawn.runtime_ms), std::move(look));
  }
  for (std::size_t i = 0; i < result.configurations.size(); ++i) {
    const auto& shown = result.configurations[i];
    const regime_summary& of = shown.regime(options.regime);
    if (of.shown() == nullptr) continue;
    const std::string name = result.configurations.size() > 1 ? shown.name + ": " : std::string();
    const model_of_tokens model{*of.shown(), of.batch_size.median};
    shrink_legend(drawing.style, model.label());
    axes.line(model,
              {.label = name + model.label(),
               .paint = plot::darker(plot::series_color(i)),  // of its points, after a gap too
               .band = plot::confidence(0.95),
               .over = interval{of.tokens.min, of.tokens.max}});
  }
  return drawing;
}

}  // namespace proflens::workflow
