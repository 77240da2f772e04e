#pragma once

#include <proflens/error.hpp>

namespace proflens::engine {

/// What stops an engine or the loading of a model. The message names the file and the tensor or
/// key, what was found and what was expected.
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::engine
