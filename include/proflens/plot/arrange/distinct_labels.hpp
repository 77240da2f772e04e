#pragma once

#include <proflens/detail/bidi.hpp>
#include <proflens/detail/utf8.hpp>
#include <proflens/plot/arrange/text_fit.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::plot::arrange {

using label_group = std::vector<std::size_t>;  ///< places among the labels

/// The groups of labels that are alike though they stand for different names.
inline std::vector<label_group> groups_alike(const std::vector<std::string>& labels,
                                             const std::vector<std::string>& names) {
  std::map<std::string_view, label_group> by_label;
  for (std::size_t i = 0; i < labels.size(); ++i) by_label[labels[i]].push_back(i);
  std::vector<label_group> alike;
  for (const auto& [label, places] : by_label) {
    const std::string& first = names[places.front()];
    const auto is_other = [&](std::size_t i) { return names[i] != first; };
    if (std::any_of(places.begin(), places.end(), is_other)) alike.push_back(places);
  }
  return alike;
}

/// Bytes of the beginning that all names of a group share, in whole characters and numbers.
inline std::size_t shared_beginning(const std::vector<std::string>& names,
                                    const label_group& group) {
  const std::string_view first = names[group.front()];
  std::size_t shared = first.size();
  for (const std::size_t i : group) {
    const auto end = std::mismatch(first.begin(), first.end(), names[i].begin(), names[i].end());
    shared = std::min(shared, static_cast<std::size_t>(end.first - first.begin()));
  }
  std::size_t whole = 0;
  while (whole < shared) {
    const std::size_t next = whole + detail::first_code_point(first.substr(whole)).length;
    if (next > shared) break;
    whole = next;
  }
  while (whole > 0 && first[whole - 1] >= '0' && first[whole - 1] <= '9') --whole;
  return whole;
}

/// The name without the end of its first `shared` bytes: its beginning, "…", and as much as fits of
/// what comes behind them.
inline std::string shortened_before(std::string_view name, std::size_t shared, double size,
                                    double width, const text_measure& measure) {
  const std::size_t head = std::min(shared, fitting_bytes(name, size, 0.3 * width, measure));
  std::string text(name.substr(0, head));
  text += detail::bidi_controls(name.substr(head, shared - head));
  text += "\u2026";
  const double room = width - measure(text, size).width;
  return text + shortened(name.substr(shared), size, room, measure);
}

/// Makes shortened labels differ where their names do: where several are alike the names are cut
/// before the place where they begin to differ; what is alike even then has its place among all
/// labels behind it: "name… (17)". `labels` stand for the `names` of the same places.
inline void make_distinct(std::vector<std::string>& labels, const std::vector<std::string>& names,
                          double size, double width, const text_measure& measure) {
  for (const label_group& group : groups_alike(labels, names)) {
    const std::size_t shared = shared_beginning(names, group);
    for (const std::size_t i : group)
      labels[i] = shortened_before(names[i], shared, size, width, measure);
  }
  for (const label_group& group : groups_alike(labels, names)) {
    for (const std::size_t i : group) {
      const std::string number = " (" + std::to_string(i + 1) + ')';
      const double room = width - measure(number, size).width;
      labels[i] = shortened_inside(names[i], size, room, measure) + number;
    }
  }
}

}  // namespace proflens::plot::arrange
