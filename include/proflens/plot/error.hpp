#pragma once

#include <proflens/error.hpp>

namespace proflens::plot {

/// A figure that cannot be described, laid out or saved; the message says what would have been
/// right.
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::plot
