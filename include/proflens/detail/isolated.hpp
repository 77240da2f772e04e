#pragma once

#include <proflens/detail/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace proflens::detail {

inline constexpr std::string_view first_strong_isolate = "\xE2\x81\xA8";     // U+2068, FSI
inline constexpr std::string_view pop_directional_isolate = "\xE2\x81\xA9";  // U+2069, PDI

/// Characters that begin (U+2066 to U+2068) or end (U+2069) an isolated stretch of a line.
constexpr bool begins_isolate(char32_t value) { return value >= 0x2066 && value <= 0x2068; }
constexpr bool ends_isolate(char32_t value) { return value == 0x2069; }

/// True for what may order the text around it: letters written from the right, and the controls of
/// direction (UAX #9). Whole blocks, not each gap.
constexpr bool reorders(char32_t value) {
  struct range {
    char32_t first, last;
  };
  constexpr range all[] = {{0x0590, 0x08FF},   {0x200E, 0x200F},  {0x202A, 0x202E},
                           {0x2066, 0x2069},   {0xFB1D, 0xFDFF},  {0xFE70, 0xFEFF},
                           {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}};
  for (const range& r : all)
    if (r.first <= value && value <= r.last) return true;
  return false;
}

/// A name as a part of a longer text: between FSI and PDI, so that neither letters written from the
/// right nor overrides in it disorder what stands beside it (UAX #9, 2.4). Ends of isolates that
/// the name did not begin are left out, those that it did not end are ended. A name without such
/// characters stays as it is.
inline std::string isolated(std::string_view name) {
  std::string inside;
  std::size_t open = 0;
  bool needed = false;
  for_each_code_point(name, [&](const code_point& point, std::string_view bytes) {
    needed = needed || (point.valid && reorders(point.value));
    if (begins_isolate(point.value)) ++open;
    if (ends_isolate(point.value)) {
      if (open == 0) return;
      --open;
    }
    inside += bytes;
  });
  if (!needed) return std::string(name);
  for (; open > 0; --open) inside += pop_directional_isolate;
  return std::string(first_strong_isolate) + inside + std::string(pop_directional_isolate);
}

}  // namespace proflens::detail
