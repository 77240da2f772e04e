#pragma once

#include <string>

namespace proflens::measure {

/// A name and a value as text: a library and its version, a setting and what it was.
struct named_value {
  std::string name = {};
  std::string value = {};

  friend bool operator==(const named_value&, const named_value&) = default;
};

}  // namespace proflens::measure
