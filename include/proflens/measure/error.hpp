#pragma once

#include <proflens/error.hpp>

namespace proflens::measure {

/// Why something cannot be measured, or a checkpoint not be continued.
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::measure
