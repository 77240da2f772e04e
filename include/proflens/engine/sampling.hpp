#pragma once

#include <cstdint>

namespace proflens::engine {

/// How the next token is chosen from the logits.
///
/// The choice depends on nothing but the logits, these values, the sequence's place in the batch
/// and the position of the token: a run that is repeated chooses the same tokens.
struct sampling {
  double temperature = 1;  ///< logits are divided by it; 0: always the likeliest token (greedy)
  double top_p = 0.9;      ///< least probability of the nucleus that is drawn from, in (0, 1]
  std::uint64_t seed = 0;

  friend bool operator==(const sampling&, const sampling&) = default;
};

}  // namespace proflens::engine
