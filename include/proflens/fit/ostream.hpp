#pragma once

#include <ostream>

#include <proflens/fit/equation.hpp>
#include <proflens/fit/line.hpp>

namespace proflens::fit {

/// T = 17.97 + 2.507 S ms   R2 0.395   slope 95 % [1.89, 3.13]   n 101
inline std::ostream& operator<<(std::ostream& out, const line_fit& fit) {
  return out << summary(fit);
}

}  // namespace proflens::fit
