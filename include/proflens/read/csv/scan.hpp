#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Where the cells and rows of comma-separated values end, found 64 bytes at a time: a bit for each
/// byte says whether it is a quote, the running sum of the quotes modulo 2 whether it stands inside
/// quotes, and separators outside of quotes are turned into offsets.
namespace proflens::read {

inline constexpr std::size_t no_offset = static_cast<std::size_t>(-1);

/// What a scan found besides the offsets of the separators.
struct csv_marks {
  std::size_t separators = 0;  ///< commas and line ends outside of quotes
  std::size_t line_ends = 0;   ///< those of them that are line ends
  /// A quote does not open at the start of a cell, or does not close before a separator: what
  /// follows it must be looked at.
  bool has_stray_quotes = false;
  bool has_special_bytes = false;     ///< NUL, or a byte of 0x80 and above
  bool has_quoted_line_ends = false;  ///< then rows and lines are not the same

  friend bool operator==(const csv_marks&, const csv_marks&) = default;
};

/// A scan writes at most one offset for each byte, and some beyond that mean nothing.
inline constexpr std::size_t csv_scan_slack = 80;

/// What is to be known of the bytes before.
struct csv_quote_state {
  bool is_inside = false;  ///< inside quotes
  bool was_plain = false;  ///< behind a byte outside of quotes that is no separator
  bool was_quote = false;
};

/// Takes the next byte; true if it shows a stray quote: a plain byte stands beside a quote.
inline bool is_stray(char c, csv_quote_state& state) {
  const bool is_quote = c == '"';
  state.is_inside ^= is_quote;
  const bool is_plain = !state.is_inside && !is_quote && c != ',' && c != '\n';
  const bool is_stray = (is_quote && state.was_plain) || (is_plain && state.was_quote);
  state.was_plain = is_plain;
  state.was_quote = is_quote;
  return is_stray;
}

/// The place of the first stray quote, or of the byte behind it, in a text that starts at a row.
inline std::size_t first_stray_quote(const char* text, std::size_t bytes) {
  csv_quote_state state;
  for (std::size_t i = 0; i < bytes; ++i)
    if (is_stray(text[i], state)) return i;
  return no_offset;
}

/// Byte by byte; what the versions with vectors must agree with. The text starts at a row.
inline csv_marks scan_csv_scalar(const char* text, std::size_t bytes, std::uint32_t* separators) {
  csv_marks marks;
  csv_quote_state state;
  for (std::size_t i = 0; i < bytes; ++i) {
    const char c = text[i];
    marks.has_stray_quotes |= is_stray(c, state);
    marks.has_special_bytes |= static_cast<signed char>(c) < 1;
    if (c != ',' && c != '\n') continue;
    if (state.is_inside) {
      marks.has_quoted_line_ends |= c == '\n';
    } else {
      marks.line_ends += c == '\n';
      separators[marks.separators++] = static_cast<std::uint32_t>(i);
    }
  }
  return marks;
}

/// Which bytes of a block of 64 are what: a bit for each.
struct csv_block {
  std::uint64_t quotes, commas, line_ends;
};

/// What the versions with vectors share: everything but looking at the bytes.
class csv_scan_run {
 public:
  static constexpr std::uint64_t whole_block = ~std::uint64_t{0};

  /// The separators of the next block. `inside`: the bits between quotes, were it the first; the
  /// opening quote is inside, the closing one is not. Bits not in `valid` lie behind the text.
  [[gnu::always_inline]] std::uint64_t separate(const csv_block& block, std::uint64_t inside,
                                                std::uint64_t valid = whole_block) {
    inside ^= inside_;
    const std::uint64_t separators = (block.commas | block.line_ends) & ~inside;
    const std::uint64_t plain = ~(inside | separators | block.quotes);
    strays_ |= ((block.quotes & (plain << 1 | plain_before_)) |
                (plain & (block.quotes << 1 | quote_before_))) &
               valid;
    quoted_line_ends_ |= block.line_ends & inside;
    inside_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
    plain_before_ = plain >> 63;
    quote_before_ = block.quotes >> 63;
    line_ends_ += static_cast<std::size_t>(std::popcount(block.line_ends & ~inside));
    return separators;
  }

  csv_marks finish(std::size_t separators, bool has_special_bytes) const {
    return {separators, line_ends_, strays_ != 0, has_special_bytes, quoted_line_ends_ != 0};
  }

 private:
  std::uint64_t inside_ = 0;  // all ones inside quotes
  std::uint64_t plain_before_ = 0, quote_before_ = 0;
  std::uint64_t strays_ = 0, quoted_line_ends_ = 0;
  std::size_t line_ends_ = 0;
};

/// The bytes behind the last whole block, with spaces behind them.
struct csv_last_block {
  alignas(64) char bytes[64];
  std::uint64_t valid = 0;  ///< the bits of the text's bytes

  csv_last_block(const char* text, std::size_t left) : valid((std::uint64_t{1} << left) - 1) {
    std::memset(bytes, ' ', sizeof bytes);
    std::memcpy(bytes, text, left);
  }
};

/// Writes the offsets of a block's separators one by one and returns how many there are. Always
/// eight for one test: a loop that ends in time is foreseen less well than the others cost.
[[gnu::always_inline]] inline std::size_t write_offsets(std::uint64_t separators, std::size_t base,
                                                        std::uint32_t* to) {
  constexpr std::uint64_t highest = std::uint64_t{1} << 63;  // or zero, which has none, is a branch
  const auto count = static_cast<std::size_t>(std::popcount(separators));
  do {
    for (int i = 0; i < 8; ++i) {
      to[i] = static_cast<std::uint32_t>(base) +
              static_cast<std::uint32_t>(std::countr_zero(separators | highest));
      separators &= separators - 1;
    }
    to += 8;
  } while (separators != 0);
  return count;
}

}  // namespace proflens::read
