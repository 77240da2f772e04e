#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <proflens/measure/named_value.hpp>

namespace proflens::measure {

/// What measurements belong to: configuration, model, machine, as named values. Measurements may
/// only be continued where all of it is the same.
using fingerprint = std::vector<named_value>;

/// One value that is not the same. Nothing found or expected: `none`.
struct difference {
  static constexpr std::string_view none = "(none)";

  std::string name = {};
  std::string found = {};
  std::string expected = {};

  friend bool operator==(const difference&, const difference&) = default;
};

/// The value of a name, the first of equal names; null if there is none. Valid as long as `values`.
inline const std::string* find_value(const fingerprint& values, std::string_view name) {
  for (const named_value& one : values) {
    if (one.name == name) return &one.value;
  }
  return nullptr;
}

/// What differs between a fingerprint that was found and the one that is expected; order does not
/// matter.
inline std::vector<difference> differences(const fingerprint& found, const fingerprint& expected) {
  const std::string none(difference::none);
  std::vector<difference> all;
  for (const named_value& one : expected) {
    const std::string* was = find_value(found, one.name);
    if (was == nullptr || *was != one.value)
      all.push_back({one.name, was != nullptr ? *was : none, one.value});
  }
  for (const named_value& one : found) {
    if (find_value(expected, one.name) == nullptr) all.push_back({one.name, one.value, none});
  }
  return all;
}

/// The differences as a sentence would name them: "num_runs was 3, now 5; dtype was f32, now bf16".
inline std::string text_of(const std::vector<difference>& all) {
  std::string text;
  for (const difference& one : all) {
    text += (text.empty() ? "" : "; ") + one.name + " was " + one.found + ", now " + one.expected;
  }
  return text;
}

}  // namespace proflens::measure
