#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tests {

/// Where the small models with known logits are: `transformers` in the folder that the environment
/// variable PROFLENS_REFERENCE names, if it has one, else those of the repository.
inline std::filesystem::path transformer_folder() {
  if (const char* other = std::getenv("PROFLENS_REFERENCE"); other != nullptr && *other != '\0') {
    const auto folder = std::filesystem::path(other) / "transformers";
    if (std::filesystem::exists(folder)) return folder;
  }
  return std::filesystem::path(PROFLENS_TEST_DATA) / "transformers";
}

}  // namespace tests
