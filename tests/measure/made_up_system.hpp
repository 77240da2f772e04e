#pragma once

#include <string>
#include <string_view>

#include "tests/temporary_folder.hpp"

namespace tests {

/// A folder with files as below /proc and /sys of some machine.
class made_up_system {
 public:
  made_up_system& with(std::string_view path, std::string_view content) {
    folder_.write(path, content);
    return *this;
  }
  std::string root() const { return folder_.path().string(); }

 private:
  temporary_folder folder_;
};

}  // namespace tests
