#pragma once

#include <stdexcept>

namespace proflens {

/// What every room throws when it cannot go on. The message says where, what was found, what was
/// expected and what to do. Partly bad input does not throw: it is counted in a `read::ledger`.
/// Each room has a child of its own (`read::error`, `fit::error`, ...), so that one can be caught.
class error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace proflens
