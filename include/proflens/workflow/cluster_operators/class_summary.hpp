#pragma once

#include <proflens/read/ordered_fold.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/sample_statistics.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// One class on one device, as far as devices are compared.
struct device_summary {
  cluster_device at = {};
  std::uint64_t count = 0;
  double total_us = 0;
  double mean = undefined;
  double median = undefined;
  double median_absolute_deviation = undefined;  ///< unscaled
};

/// One class: its rows of the table, the last of which is about all devices, and its devices.
struct class_summary {
  std::vector<operator_row> rows;
  std::vector<device_summary> devices;  ///< by node, then device
  duration_statistics all = {};         ///< of all its runs
  double percentile_error = 0;          ///< 0 if exact
};

/// Stands for all nodes or devices in a place; behind each of them.
inline constexpr std::int64_t all_of_them = std::numeric_limits<std::int64_t>::max();

/// Samples that are taken together, and the place this stands for.
struct sample_group {
  run_place place = {};
  std::vector<const duration_samples*> parts = {};
};

/// Makes the rows of classes, one class after the other.
class class_summarizer {
 public:
  explicit class_summarizer(operator_split by) : by_(by) {}

  /// Of the class that is the `of`th. By step each step has a row for all devices, behind its
  /// devices.
  class_summary operator()(std::size_t of, const stored_class& stored) {
    class_summary result;
    const auto devices = groups(stored, [](run_place place) {
      place.step = run_place::no_step;
      return place;
    });
    for (std::size_t i = 0; i < devices.size(); ++i) {
      const auto& device = devices[i];
      if (i + 1 < devices.size()) statistics_.expect(devices[i + 1].parts);
      const auto time = statistics_.of(device.parts);
      result.devices.push_back({device.place.at(), time.count, time.total, time.mean, time.median,
                                statistics_.median_absolute_deviation()});
      if (by_ == operator_split::device) result.rows.push_back(row(of, device.place, time));
    }
    const auto whole = groups(stored, [](const run_place&) {
      return run_place{run_place::no_step, all_of_them, all_of_them};
    });
    result.all = statistics_.of(whole.front().parts);
    for (const auto& [place, samples] : stored.places)
      result.percentile_error =
          std::max(result.percentile_error, samples.quantiles.percentile_error());
    if (by_ == operator_split::node) add_nodes(of, stored, result);
    if (by_ == operator_split::step)
      add_steps(of, stored, result);
    else
      result.rows.push_back(row(of, whole.front().place, result.all));
    return result;
  }

 private:
  /// The samples by what `place_of` makes of their places, by ascending place.
  template <class Function>
  static std::vector<sample_group> groups(const stored_class& stored, Function place_of) {
    std::vector<sample_group> result;
    for (const auto& [place, samples] : stored.places) {
      const run_place to = place_of(place);
      auto group = std::ranges::lower_bound(result, to, {}, &sample_group::place);
      if (group == result.end() || group->place != to) group = result.insert(group, {to, {}});
      group->parts.push_back(&samples);
    }
    return result;
  }

  void add_nodes(std::size_t of, const stored_class& stored, class_summary& result) {
    const auto nodes = groups(stored, [](const run_place& place) {
      return run_place{run_place::no_step, place.node, all_of_them};
    });
    for (const auto& node : nodes)
      result.rows.push_back(row(of, node.place, statistics_.of(node.parts)));
  }

  void add_steps(std::size_t of, const stored_class& stored, class_summary& result) {
    auto steps = groups(stored, [](const run_place& place) { return place; });
    for (auto& whole : groups(stored, [](const run_place& place) {
           return run_place{place.step, all_of_them, all_of_them};
         }))
      steps.push_back(std::move(whole));
    std::ranges::stable_sort(steps, {}, &sample_group::place);
    for (const auto& step : steps)
      result.rows.push_back(row(of, step.place, statistics_.of(step.parts)));
  }

  static operator_row row(std::size_t of, const run_place& place, const duration_statistics& time) {
    const auto known = [](std::int64_t number, std::int64_t none) {
      return number == none ? std::nullopt : std::optional(number);
    };
    return {.of = of,
            .step = known(place.step, run_place::no_step),
            .node = known(place.node, all_of_them),
            .device = known(place.device, all_of_them),
            .time = time};
  }

  operator_split by_;
  sample_statistics statistics_;
};

/// Calls `take(key, stored class, class_summary)` for each class, in their order and by one thread
/// at a time; the summaries are made by several.
template <class Function>
void summarize(const operator_store& store, const cluster_operators_options& options,
               Function take) {
  using entry = std::pair<const operator_key, stored_class>;
  struct task {
    std::size_t first = 0;
    std::vector<const entry*> classes;
  };
  struct outcome {
    task of;
    std::vector<class_summary> summaries;
  };
  constexpr std::size_t classes_a_task = 32;
  auto next_class = store.classes().begin();
  std::size_t place = 0;
  const auto next = [&](task& into) {
    into = {place, {}};
    for (; next_class != store.classes().end() && into.classes.size() < classes_a_task;
         ++next_class, ++place)
      into.classes.push_back(&*next_class);
    return !into.classes.empty();
  };
  const auto make_worker = [&] {
    return [summarizer = class_summarizer(options.by)](const task& of) mutable {
      outcome result{of, {}};
      for (std::size_t i = 0; i < of.classes.size(); ++i)
        result.summaries.push_back(summarizer(of.first + i, of.classes[i]->second));
      return result;
    };
  };
  const auto merge = [&](outcome&& ready) {
    for (std::size_t i = 0; i < ready.summaries.size(); ++i)
      take(ready.of.classes[i]->first, ready.of.classes[i]->second, std::move(ready.summaries[i]));
  };
  const unsigned threads =
      options.threads != 0 ? options.threads : std::max(std::thread::hardware_concurrency(), 1u);
  read::fold_in_order<task, outcome>(threads, next, make_worker, merge);
}

}  // namespace proflens::workflow
