#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// A decoder ready to be run: `load_model` makes one of a folder or of the name of a shape.
struct transformer_model {
  std::string name = {};  ///< as it was asked for: a path or the name of a shape
  transformer_config config = {};
  transformer_weights weights = {};
  bool has_random_weights = false;  ///< of a known shape; otherwise they come from files
  dtype type = dtype::f32;          ///< of the matrices of the layers
  std::uint64_t parameters = 0;     ///< numbers in all tensors; a tied head counts once
  std::uint64_t weight_bytes = 0;   ///< bytes of those numbers
  /// Names of tensors that the files hold and this decoder has no use for; worth a warning.
  std::vector<std::string> unused_tensors = {};
};

}  // namespace proflens::engine
