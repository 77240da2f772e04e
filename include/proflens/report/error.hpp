#pragma once

#include <proflens/error.hpp>

namespace proflens::report {

/// What the report room throws: a document that was put together wrongly, such as a table row of
/// the wrong length. (A file that cannot be written is a plain `proflens::error`.)
class error : public proflens::error {
 public:
  using proflens::error::error;
};

}  // namespace proflens::report
