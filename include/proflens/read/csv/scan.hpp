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

/// What a scan found besides the offsets.
struct csv_marks {
  std::size_t separators = 0;  ///< commas and line ends outside of quotes
  std::size_t line_ends = 0;
  /// The first place that breaks the rule that a quote opens at the start of a cell and closes
  /// before a separator: rows that end before it are cut right, what follows must be looked at.
  std::size_t first_stray = no_offset;
  bool has_special_bytes = false;     ///< NUL, or a byte of 0x80 and above
  bool has_quoted_line_ends = false;  ///< then rows and lines are not the same

  friend bool operator==(const csv_marks&, const csv_marks&) = default;
};

/// Where a scan writes: the offset of every separator, and for every line end its number among the
/// separators. Both need room for as many entries as there are bytes, and `csv_scan_slack` more.
struct csv_offsets {
  std::uint32_t* separators = nullptr;
  std::uint32_t* line_ends = nullptr;
};
inline constexpr std::size_t csv_scan_slack = 64;

/// Byte by byte; what the versions with vectors must agree with. The text starts at a row.
inline csv_marks scan_csv_scalar(const char* text, std::size_t bytes, csv_offsets to) {
  csv_marks marks;
  bool is_inside = false, may_open = true, must_separate = false;
  for (std::size_t i = 0; i < bytes; ++i) {
    const char c = text[i];
    const bool is_quote = c == '"';
    const bool opens = is_quote && !is_inside;
    if (is_quote) is_inside = !is_inside;
    const bool separates = !is_inside && (c == ',' || c == '\n');
    const bool is_stray = (opens && !may_open) || (must_separate && !separates && !is_quote);
    if (is_stray && marks.first_stray == no_offset) marks.first_stray = i;
    if (separates) {
      if (c == '\n') to.line_ends[marks.line_ends++] = static_cast<std::uint32_t>(marks.separators);
      to.separators[marks.separators++] = static_cast<std::uint32_t>(i);
    }
    marks.has_quoted_line_ends |= is_inside && c == '\n';
    marks.has_special_bytes |= static_cast<signed char>(c) < 1;
    may_open = separates || is_quote;
    must_separate = is_quote && !opens;
  }
  return marks;
}

/// Which bytes of a block of 64 are what: a bit for each.
struct csv_block {
  std::uint64_t quotes, commas, line_ends;
};

/// The separators of a block.
struct csv_separators {
  std::uint64_t all, line_ends;
};

/// What the versions with vectors share: everything but looking at the bytes.
class csv_scan_run {
 public:
  explicit csv_scan_run(csv_offsets to) : to_(to) {}

  /// The 64 bytes at `base`; behind the last byte of the text stand spaces.
  [[gnu::always_inline]] const char* block_at(const char* text, std::size_t bytes,
                                              std::size_t base) {
    if (bytes - base >= 64) [[likely]]
      return text + base;
    std::memset(rest_, ' ', sizeof rest_);
    std::memcpy(rest_, text + base, bytes - base);
    return rest_;
  }

  /// `inside`: the bits between quotes, were the block the first; the opening quote is inside, the
  /// closing one is not.
  [[gnu::always_inline]] csv_separators separate(const csv_block& block, std::uint64_t inside,
                                                 std::size_t base) {
    inside ^= inside_;
    const std::uint64_t line_ends = block.line_ends & ~inside;
    const std::uint64_t all = (block.commas & ~inside) | line_ends;
    const std::uint64_t around = all | block.quotes;  // may stand before and behind a quoted cell
    const std::uint64_t closing = block.quotes & ~inside;
    const std::uint64_t stray = (block.quotes & inside & ~(around << 1 | may_open_)) |
                                ((closing << 1 | must_separate_) & ~around);
    if (stray != 0 && marks_.first_stray == no_offset) [[unlikely]]
      marks_.first_stray = base + static_cast<std::size_t>(std::countr_zero(stray));
    quoted_line_ends_ |= block.line_ends & inside;
    inside_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
    may_open_ = around >> 63;
    must_separate_ = closing >> 63;
    return {all, line_ends};
  }

  /// Where the offsets of the next block's separators go.
  [[gnu::always_inline]] std::uint32_t* next() const { return to_.separators + marks_.separators; }

  /// Writes the numbers of a block's line ends, mostly none or one, which is told without a branch;
  /// and counts its separators.
  [[gnu::always_inline]] void count(const csv_separators& found) {
    std::uint64_t left = found.line_ends;
    do {
      const std::uint64_t before = found.all & ((left & (~left + 1)) - 1);
      to_.line_ends[marks_.line_ends] = static_cast<std::uint32_t>(marks_.separators) +
                                        static_cast<std::uint32_t>(std::popcount(before));
      marks_.line_ends += left != 0;
      left &= left - 1;
    } while (left != 0);
    marks_.separators += static_cast<std::size_t>(std::popcount(found.all));
  }

  csv_marks finish(std::size_t bytes, bool has_special_bytes) {
    if (marks_.first_stray != no_offset && marks_.first_stray >= bytes)
      marks_.first_stray = no_offset;
    marks_.has_special_bytes = has_special_bytes;
    marks_.has_quoted_line_ends = quoted_line_ends_ != 0;
    return marks_;
  }

 private:
  csv_offsets to_;
  csv_marks marks_;
  std::uint64_t inside_ = 0;         // all ones inside quotes
  std::uint64_t may_open_ = 1;       // the byte before was a separator or a quote
  std::uint64_t must_separate_ = 0;  // the byte before closed a quoted cell
  std::uint64_t quoted_line_ends_ = 0;
  char rest_[64];
};

/// Writes the offsets of a block's separators one by one, eight for one test.
[[gnu::always_inline]] inline void write_offsets(std::uint64_t bits, std::size_t base,
                                                 std::uint32_t* to) {
  while (bits != 0) {
    for (int i = 0; i < 8; ++i) {
      to[i] = static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
    to += 8;
  }
}

}  // namespace proflens::read
