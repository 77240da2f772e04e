#pragma once

#include <concepts>
#include <ostream>
#include <string>

#include <proflens/fit/equation.hpp>
#include <proflens/fit/line.hpp>

namespace proflens::fit {

/// Any model that has a `summary`:
/// T = 17.97 + 2.507 S ms   R2 0.395   slope 95 % [1.89, 3.13]   n 101
template <class Fit>
requires requires(const Fit& fit) {
  { summary(fit) } -> std::same_as<std::string>;
}
std::ostream& operator<<(std::ostream& out, const Fit& fit) { return out << summary(fit); }

}  // namespace proflens::fit
