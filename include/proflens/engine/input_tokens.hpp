#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <proflens/engine/tokens.hpp>
#include <proflens/error.hpp>

namespace proflens::engine {

/// A number that looks random, made from another: the finaliser of SplitMix64 (Steele, Lea and
/// Flood 2014, Fast splittable pseudorandom number generators).
constexpr std::uint64_t scrambled(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
  number = (number ^ number >> 27) * 0x94d049bb133111eb;
  return number ^ number >> 31;
}

/// Prompts without a tokenizer: exactly `length` ids in [0, vocabulary) for each of `batch`
/// sequences, the same for the same arguments. All sequences differ, unless there are fewer
/// different ones than `batch`. Throws proflens::error where a number is not positive.
inline tokens generate_input_tokens(int batch, int length, int vocabulary, std::uint64_t seed = 0) {
  if (batch <= 0 || length <= 0 || vocabulary <= 0)
    throw error("generate_input_tokens: batch " + std::to_string(batch) + ", length " +
                std::to_string(length) + ", vocabulary " + std::to_string(vocabulary) +
                "; each has to be 1 at least");
  tokens result{batch, length, {}};
  result.ids.reserve(static_cast<std::size_t>(batch) * static_cast<std::size_t>(length));
  const auto ids = static_cast<std::uint64_t>(vocabulary);
  for (int sequence = 0; sequence < batch; ++sequence) {
    auto number = static_cast<std::uint64_t>(sequence);
    auto last = static_cast<std::uint64_t>(batch) - 1;
    for (int place = 0; place < length; ++place, number /= ids, last /= ids) {
      // The first ids spell the number of the sequence, so that no two are equal by chance.
      const std::uint64_t row = last > 0 ? 0 : static_cast<std::uint64_t>(sequence) + 1;
      const std::uint64_t drawn =
          scrambled(scrambled(scrambled(seed) + row) + static_cast<std::uint64_t>(place));
      result.ids.push_back(static_cast<std::int64_t>((drawn % ids + number % ids) % ids));
    }
  }
  return result;
}

}  // namespace proflens::engine
