#pragma once

#include <proflens/error.hpp>

namespace proflens::read {

/// Input that cannot be read at all: a missing path, a folder without a log, a damaged archive.
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::read
