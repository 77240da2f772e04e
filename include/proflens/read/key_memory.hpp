#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace proflens::read {

/// Remembers which key stood at which place of the line before: writers keep their order, so most
/// keys are recognised by one comparison of raw bytes. A guess that fails costs a look-up.
class key_memory {
 public:
  static constexpr std::size_t places = 64;
  static constexpr std::size_t longest = 31;

  /// What is known about the key whose text starts at `raw` (32 bytes there may be read); null if
  /// it is not the one of the line before. The text includes the closing quote.
  const int* recall(std::size_t place, const char* raw) const {
    if (place >= places) return nullptr;
    const known_key& known = known_[place];
    std::uint64_t difference = known.is_empty;
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t text;
      std::memcpy(&text, raw + 8 * i, 8);
      difference |= (text ^ known.text[i]) & known.mask[i];
    }
    return difference == 0 ? &known.meaning : nullptr;
  }

  /// `key` without escapes and without quotes.
  void remember(std::size_t place, std::string_view key, int meaning) {
    if (place >= places || key.size() > longest) return;
    std::array<char, 8 * words> text{}, mask{};
    std::memcpy(text.data(), key.data(), key.size());
    text[key.size()] = '"';
    std::memset(mask.data(), 0xff, key.size() + 1);
    known_key& known = known_[place];
    std::memcpy(known.text.data(), text.data(), text.size());
    std::memcpy(known.mask.data(), mask.data(), mask.size());
    known.meaning = meaning;
    known.is_empty = 0;
  }

 private:
  static constexpr std::size_t words = 4;

  struct known_key {
    std::array<std::uint64_t, words> text{}, mask{};
    int meaning = 0;
    std::uint32_t is_empty = 1;
  };

  std::array<known_key, places> known_{};
};

}  // namespace proflens::read
