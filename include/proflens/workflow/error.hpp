#pragma once

#include <proflens/error.hpp>

namespace proflens::workflow {

/// What a workflow throws when its input holds nothing to work on, or when what was asked for is
/// not there.
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::workflow
