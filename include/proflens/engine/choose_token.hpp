#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/sampling.hpp>

namespace proflens::engine {

/// Throws engine::error for a temperature below 0 or a top_p outside of (0, 1].
inline void check(const sampling& how) {
  if (!(how.temperature >= 0) || !std::isfinite(how.temperature))
    throw error("sampling: temperature is " + std::to_string(how.temperature) +
                "; expected 0 (greedy) or more");
  if (!(how.top_p > 0 && how.top_p <= 1))
    throw error("sampling: top_p is " + std::to_string(how.top_p) +
                "; expected more than 0 and at most 1");
}

/// Chooses tokens by temperature and nucleus (Holtzman and others 2020, The curious case of neural
/// text degeneration): of the likeliest tokens, as few as make up top_p of all probability, one is
/// drawn by its probability. Keeps its memory from call to call.
class token_chooser {
 public:
  /// An id below `logits.size()`, which is 1 at least. `sequence` and `position` with the seed
  /// decide what is drawn. Of equal logits the first counts as the likelier. Throws engine::error
  /// where a logit is no number or infinite, and for what `check` refuses.
  // Inlined where the number of logits is known and below a packet's, GCC 12 warns at -O3 of
  // reading beyond them in the packets that Eigen then leaves out.
  [[gnu::noinline]] std::int64_t operator()(std::span<const float> logits, const sampling& how,
                                            std::uint64_t sequence, std::uint64_t position) {
    check(how);
    const auto likeliest = std::ranges::max_element(logits);
    if (!kernel::array_of(logits.data(), logits.size()).isFinite().all())
      throw error("the logits of sequence " + std::to_string(sequence) + " at position " +
                  std::to_string(position) + " are not finite; nothing can be chosen from them");
    if (how.temperature == 0) return likeliest - logits.begin();
    // Within what a float holds, or 0 times infinity makes shares that are no numbers.
    const auto inverse = static_cast<float>(std::clamp(1 / how.temperature, 1e-37, 1e38));
    shares_.resize(logits.size());
    kernel::array_of(shares_.data(), shares_.size()) =
        ((kernel::array_of(logits.data(), logits.size()) - *likeliest) * inverse).exp();
    return draw(how.top_p, uniform(how.seed, sequence, position));
  }

 private:
  // Shares lie in [0, 1]; their upper bits, exponent and 4 bits of the fraction, are a histogram in
  // their own order, so that the nucleus is found without sorting them all.
  static constexpr int dropped_bits = 19;
  static constexpr std::size_t buckets = (0x3F800000 >> dropped_bits) + 1;

  static double uniform(std::uint64_t seed, std::uint64_t sequence, std::uint64_t position) {
    const std::uint64_t bits = scrambled(scrambled(scrambled(seed) + sequence) + position);
    return static_cast<double>(bits >> 11) * 0x1p-53;
  }

  static std::size_t bucket_of(float share) {
    return std::min<std::size_t>(std::bit_cast<std::uint32_t>(share) >> dropped_bits, buckets - 1);
  }

  struct nucleus {
    float least = 0;              // a share above it is in
    std::size_t equal_taken = 0;  // of those equal to it, so many from the first
    double sum = 0;
  };

  std::int64_t draw(double top_p, double uniform) const {
    const nucleus inside = find_nucleus(top_p);
    double left = uniform * inside.sum;
    std::size_t equal_left = inside.equal_taken;
    std::int64_t last = 0;
    for (std::size_t id = 0; id < shares_.size(); ++id) {
      const float share = shares_[id];
      if (share < inside.least || (share == inside.least && equal_left == 0)) continue;
      if (share == inside.least) --equal_left;
      last = static_cast<std::int64_t>(id);
      left -= static_cast<double>(share);
      if (left < 0) break;
    }
    return last;
  }

  nucleus find_nucleus(double top_p) const {
    std::array<double, buckets> sums{};
    for (const float share : shares_) sums[bucket_of(share)] += static_cast<double>(share);
    double total = 0;
    for (const double sum : sums) total += sum;
    if (top_p == 1) return {.least = 0, .equal_taken = shares_.size(), .sum = total};
    const double wanted = top_p * total;
    std::size_t bucket = buckets - 1;
    double sum = 0;
    for (; bucket > 0 && sum + sums[bucket] < wanted; --bucket) sum += sums[bucket];
    return cut_bucket(bucket, sum, wanted);
  }

  nucleus cut_bucket(std::size_t bucket, double sum, double wanted) const {
    std::vector<float> inside;
    for (const float share : shares_)
      if (bucket_of(share) == bucket) inside.push_back(share);
    std::ranges::sort(inside, std::greater<>());
    nucleus result{.sum = sum};
    for (const float share : inside) {
      result.equal_taken = share == result.least ? result.equal_taken + 1 : 1;
      result.least = share;
      result.sum += static_cast<double>(share);
      if (result.sum >= wanted) break;
    }
    return result;
  }

  std::vector<float> shares_;
};

}  // namespace proflens::engine
