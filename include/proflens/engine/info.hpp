#pragma once

#include <string>

namespace proflens::engine {

/// What an engine is and where it runs, for results and skip rules. Text that is unknown is empty.
struct info {
  std::string name = {};         ///< of the engine: "eigen", "openvino"
  std::string version = {};      ///< of the engine or of the library it rests on
  std::string device = {};       ///< as the engine calls it: "CPU", "GPU.0"
  std::string device_name = {};  ///< the marketing name
  std::string dtype = {};        ///< of the weights: "f32", "f16", "bf16"
  std::string precision = {};    ///< of the arithmetic
  int threads = 0;               ///< 0: unknown
  int vocabulary = 0;            ///< step engines: token ids lie in [0, vocabulary)
  int positions = 0;             ///< step engines: tokens a sequence can hold; 0: no limit

  friend bool operator==(const info&, const info&) = default;
};

}  // namespace proflens::engine
