#pragma once

#include <doctest/doctest.h>
#include <simdjson.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

/// Values computed elsewhere (numpy, scipy, statsmodels, 60-digit arithmetic), to be met to 1e-9
/// relative. The files are those below tests/data/reference, or those of the same names in the
/// folder that the environment variable PROFLENS_REFERENCE names: other seeds, other numbers.
/// Hence tests iterate over what a file holds and never name a number.
namespace reference {

using element = simdjson::dom::element;

/// Where the files are.
inline std::string folder() {
  const char* other = std::getenv("PROFLENS_REFERENCE");
  return other != nullptr && *other != '\0' ? other : PROFLENS_TEST_DATA "/reference";
}

/// A group of statistics.json, such as "descriptive".
inline element statistics(std::string_view group) {
  static simdjson::dom::parser parser;
  static const element all = parser.load(folder() + "/statistics.json");
  return all[group];
}

/// One entry of a group, such as "lognormal_101" of "descriptive".
struct entry {
  std::string name;
  element expected;
};

/// The entries of a group, without its tolerance.
inline std::vector<entry> entries(element group) {
  std::vector<entry> result;
  for (const auto [name, expected] : simdjson::dom::object(group)) {
    if (name != "tolerance") result.push_back({std::string(name), expected});
  }
  REQUIRE_FALSE(result.empty());
  return result;
}

/// The tolerance a group states, else 1e-9.
inline double tolerance_of(element group) {
  double stated = 0;
  return group["tolerance"].get(stated) == simdjson::SUCCESS ? stated : 1e-9;
}

/// A number; null is NaN.
inline double number(element value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : double(value);
}

/// A list of numbers; null is an empty list.
inline std::vector<double> numbers(element list) {
  std::vector<double> result;
  if (list.is_null()) return result;
  for (const element one : simdjson::dom::array(list)) result.push_back(number(one));
  return result;
}

/// Relative closeness; NaN is close to NaN alone, 0 to 0 alone.
inline bool close(double found, double expected, double tolerance = 1e-9) {
  if (std::isnan(expected)) return std::isnan(found);
  if (found == expected) return true;
  return std::abs(found - expected) <= tolerance * std::abs(expected);
}

/// Checks one number against a value of the file.
inline void check(std::string_view name, double found, element expected, double tolerance = 1e-9) {
  INFO(std::string(name), ": found ", found, ", expected ", number(expected));
  CHECK(close(found, number(expected), tolerance));
}

/// Checks a list element by element.
inline void check(std::string_view name, const std::vector<double>& found, element expected,
                  double tolerance = 1e-9) {
  const std::vector<double> wanted = numbers(expected);
  INFO(std::string(name));
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO("element ", i, ": found ", found[i], ", expected ", wanted[i]);
    CHECK(close(found[i], wanted[i], tolerance));
  }
}

}  // namespace reference
