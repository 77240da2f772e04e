#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>  // csv.h needs it and does not include it
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// csv.h cuts long file names, and means to.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-truncation"
#endif
#include <csv.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <proflens/aggregate/of.hpp>  // not used here: what most readers are given
#include <proflens/detail/utf8.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/file_source.hpp>
#include <proflens/read/files.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/result.hpp>
#include <proflens/read/table_row.hpp>
#include <proflens/record/concepts.hpp>

// The only header that includes csv.h of fast-cpp-csv-parser. It takes lines and quotes from there,
// nothing else: its own conversions read an empty cell as 0 and end at the first N/A.

namespace proflens::read {

struct small_csv_options {
  /// Words, in any case, that stand for no value where a number is expected, as the empty cell
  /// does.
  std::vector<std::string> absent_words = {"N/A", "NA", "None", "null"};
};

/// What came out of tables, and the names of the columns of the first of them.
template <class Value>
struct table_result : result<Value> {
  std::vector<std::string> columns;
};

/// The lines of a file by csv.h, and their cells. Blanks around a cell are no part of it; quotes
/// may hold commas and doubled quotes, but no line end.
class small_csv_lines {
 public:
  static constexpr std::size_t longest_line = std::size_t{1} << 20;

  explicit small_csv_lines(const std::filesystem::path& file)
      : lines_(file.string(), std::make_unique<guarded_source>(bytes_of(file))) {}

  /// The next line; false behind the last. A line end may be \n, \r\n or \r\r\n.
  bool next() {
    line_ = lines_.next_line();
    if (line_ == nullptr) return false;
    text_ = line_;
    ++number_;
    return true;
  }

  std::uint64_t number() const { return number_; }
  bool is_blank() const { return without_blanks(text_).empty(); }

  /// Cuts the line into cells; what is wrong with a line that cannot be cut is left in `failure`.
  bool cut(std::vector<table_cell>& cells, row_failure& failure) {
    cells.clear();
    if (text_.size() >= longest_line) {
      failure = {cause::syntax, 0, "expected a line of less than 1 MiB, found a longer one"};
    } else if (!is_utf8(text_)) {
      failure = {cause::invalid_utf8, 0, "expected UTF-8 text without NUL, found other bytes"};
    } else {
      try {
        for (char* rest = line_; rest != nullptr;) cells.push_back(next_cell(rest));
        return true;
      } catch (const io::error::escaped_string_not_closed&) {
        failure = {cause::syntax, 0, "expected a closing quote, found the end of the line"};
      }
    }
    return false;
  }

 private:
  using quotes = io::double_quote_escape<',', '"'>;
  using blanks = io::trim_chars<' ', '\t', '\r'>;

  /// csv.h gives up for good at a line of 16 MiB, and a NUL would end its line unseen: lines are
  /// cut at `longest_line`, and a NUL becomes a byte that no UTF-8 text holds.
  class guarded_source : public io::ByteSourceBase {
   public:
    explicit guarded_source(byte_source source) : source_(std::move(source)) {}

    /// Fills `to`, as csv.h takes a short read for the end of the file.
    int read(char* to, int bytes) override {
      const auto wanted = static_cast<std::size_t>(bytes);
      std::size_t kept = 0;
      while (kept < wanted) {
        const std::size_t got = source_(to + kept, wanted - kept);
        if (got == 0) break;
        kept = keep(to, kept, got);
      }
      return static_cast<int>(kept);
    }

   private:
    std::size_t keep(char* bytes, std::size_t kept, std::size_t added) {
      for (std::size_t i = kept, end = kept + added; i < end; ++i) {
        const char c = bytes[i];
        length_ = c == '\n' ? 0 : length_ + 1;
        if (length_ <= longest_line) bytes[kept++] = c == '\0' ? '\xff' : c;
      }
      return kept;
    }

    byte_source source_;
    std::size_t length_ = 0;  // of the present line
  };

  /// `rest` moves behind the cell's comma, and is null behind the last cell.
  table_cell next_cell(char*& rest) const {
    char* begin = rest;
    char* end = begin + (quotes::find_next_column_end(begin) - begin);
    rest = *end == '\0' ? nullptr : end + 1;
    blanks::trim(begin, end);
    const auto column = static_cast<std::size_t>(begin - line_) + 1;
    quotes::unescape(begin, end);
    return {{begin, static_cast<std::size_t>(end - begin)}, column};
  }

  static bool is_utf8(std::string_view text) {
    bool valid = true;
    detail::for_each_code_point(
        text, [&](const detail::code_point& point, std::string_view) { valid &= point.valid; });
    return valid;
  }

  io::LineReader lines_;
  char* line_ = nullptr;
  std::string_view text_;
  std::uint64_t number_ = 0;
};

/// Reads one table into `into`; see `small_csv`.
template <record::described Record, accumulates<Record> Accumulator>
void read_small_csv(const std::filesystem::path& file, const small_csv_options& chosen,
                    table_result<Accumulator>& into) {
  small_csv_lines lines(file);
  const auto place = [&] { return file.string() + ':' + std::to_string(lines.number()); };
  std::vector<table_cell> cells;
  row_failure failure;
  bool has_header = false;
  while (!has_header && lines.next()) has_header = !lines.is_blank();
  if (!has_header)
    throw error(file.string() + ": the file is empty; expected a table with a header");
  if (!lines.cut(cells, failure)) throw error(place() + ": " + failure.message + " in the header");
  table_row<Record> row(fields_wanted_by<Record>(into.value), cells, chosen.absent_words, place());
  if (into.columns.empty()) into.columns = row.header();

  ledger booked;
  while (lines.next()) {
    ++booked.lines;
    if (lines.is_blank()) {
      ++booked.blank;
      continue;
    }
    Record record{};
    if (lines.cut(cells, failure) && row(cells, record, failure)) {
      give(into.value, record, lines.number(), booked);
      continue;
    }
    booked.add_malformed(failure.why);
    if (failure.why == cause::missing_field && booked.missing.empty())
      booked.missing = row.keys_of(failure);
    if (booked.keeps_next_place())
      booked.first_malformed.push_back(
          {file.string(), lines.number(), failure.column, failure.why, failure.message});
  }
  into.ledger += booked;
}

/// Reads small tables of comma-separated values with a header into one accumulator, file after
/// file, in the calling thread. Columns are found by their names and may stand in any order; others
/// are ignored. Cells are converted as text: whole numbers exactly, others correctly rounded.
///
///     auto runs = read::small_csv<benchmark_run>("results.csv", accumulator);
///
/// A row that cannot be used, such as one with another number of cells than the header, is booked
/// in the ledger with its place and loses nothing else. The ledger does not count the header and
/// blank lines before it; places count every line. Of folders the files *.csv, *.csv.gz and
/// *.csv.zst are taken. Throws `read::error` for a file that cannot be read, has no header or lacks
/// a required column; exceptions of the accumulator reach the caller. Meant for tables of some
/// megabytes: quoted cells cannot hold line ends, and lines of 1 MiB count as malformed.
template <record::described Record, accumulates<Record> Accumulator>
table_result<Accumulator> small_csv(const files& input, const Accumulator& accumulator,
                                    const small_csv_options& chosen = {}) {
  const auto start = std::chrono::steady_clock::now();
  table_result<Accumulator> all{{accumulator, {}, {}, 0}, {}};
  all.files = input.list({"*.csv", "*.csv.gz", "*.csv.zst"});
  for (const auto& file : all.files) read_small_csv<Record>(file, chosen, all);
  all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return all;
}

/// As `small_csv`, for an accumulator that names its record.
template <record::names_its_record Accumulator>
auto small_csv(const files& input, const Accumulator& accumulator,
               const small_csv_options& chosen = {}) {
  return small_csv<typename Accumulator::record_type>(input, accumulator, chosen);
}

}  // namespace proflens::read
