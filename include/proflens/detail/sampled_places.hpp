#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

namespace proflens::detail {

/// At most `most` of `total` places, ascending; the same ones in every run (selection sampling,
/// Knuth's algorithm S, seeded), each as likely as any other.
inline std::vector<std::size_t> sampled_places(std::size_t total, std::size_t most) {
  std::vector<std::size_t> places;
  places.reserve(std::min(most, total));
  std::mt19937_64 random(1);
  for (std::size_t place = 0; place < total && places.size() < most; ++place) {
    // Not std::uniform_int_distribution: its numbers differ between standard libraries.
    const std::size_t left = total - place;
    if (random() % left < most - places.size()) places.push_back(place);
  }
  return places;
}

}  // namespace proflens::detail
