#pragma once

#include <proflens/error.hpp>

namespace proflens::fit {

/// Why a model cannot be fitted, in words that a report can print as they stand:
/// "x is 512 in all 48 points; a slope needs two different values".
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::fit
