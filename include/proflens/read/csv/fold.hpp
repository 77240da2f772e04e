#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/read/csv/record_rows.hpp>
#include <proflens/read/csv/row.hpp>
#include <proflens/read/csv/row_reader.hpp>
#include <proflens/read/csv/table.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/ordered_fold.hpp>
#include <proflens/read/result.hpp>

namespace proflens::read {

/// How to read tables; the result is the same to the bit for any number of threads.
struct csv_options {
  unsigned threads = 0;  ///< 0: one per core
  /// Bytes of a file that one task reads. Accumulators are merged at these borders, so a change
  /// may change the last bits of a floating-point result; the number of threads never does.
  std::size_t piece_bytes = std::size_t{64} << 20;
  /// Grows by the bytes that were read from files, for a progress bar.
  std::atomic<std::uint64_t>* bytes_read = nullptr;
  csv_scanner scanner = widest_csv_scanner();
};

/// What came out of one table, or out of several: the names of the columns of the first.
template <class Value>
struct csv_result : result<Value> {
  std::vector<std::string> columns;
  /// Why the table could not be read, as a `read::error` would say it; empty: it was. Then nothing
  /// of it is in the value and in the ledger.
  std::string failure = {};
};

/// Books the rows of a piece and gives their records to a copy of the accumulator.
template <class Rows, class Accumulator>
class csv_sink {
 public:
  csv_sink(const Rows& rows, const std::string& file, std::size_t columns, Accumulator& value,
           ledger& booked)
      : rows_(rows), file_(file), columns_(columns), value_(value), booked_(booked) {}

  void row(const csv_cells& cells, std::uint64_t line) {
    ++booked_.lines;
    csv_failure failure;
    if (rows_(cells, record_, failure)) [[likely]]
      give(value_, std::as_const(record_), line, booked_);
    else
      add_malformed(cells, failure, line);
  }

  void blank() {
    ++booked_.lines;
    ++booked_.blank;
  }

  void bad(cause why, std::string_view row, std::size_t cells, std::uint64_t line) {
    ++booked_.lines;
    booked_.add_malformed(why);
    if (!booked_.keeps_next_place()) return;
    booked_.first_malformed.push_back({file_, line, 0, why, describe(why, row, cells)});
  }

 private:
  void add_malformed(const csv_cells& cells, const csv_failure& failure, std::uint64_t line) {
    booked_.add_malformed(failure.why);
    if (failure.why == cause::missing_field && booked_.missing.empty())
      booked_.missing = rows_.keys_of(failure);
    if (!booked_.keeps_next_place()) return;
    const std::uint64_t column = failure.column == no_offset ? 0 : cells.column(failure.column);
    booked_.first_malformed.push_back(
        {file_, line, column, failure.why, rows_.describe(failure, cells)});
  }

  std::string describe(cause why, std::string_view row, std::size_t cells) const {
    switch (why) {
      case cause::invalid_utf8: return "expected UTF-8 text, found other bytes";
      case cause::stray_quote:
        return "expected quotes around whole cells, doubled within, found a stray one";
      case cause::too_few_fields:
      case cause::too_many_fields:
        return "expected " + std::to_string(columns_) + " cells as in the header, found " +
               std::to_string(cells);
      default:
        return row.size() >= csv_longest_row
                   ? "expected a row of less than 1 MiB, found a longer one"
                   : "expected text, found a NUL byte";
    }
  }

  const Rows& rows_;
  typename Rows::row_type record_{};  // filled again for every row, which is cheaper than anew
  const std::string& file_;
  std::size_t columns_;
  Accumulator& value_;
  ledger& booked_;
};

/// An open table and how its rows are taken apart.
template <class Rows>
struct csv_opened {
  csv_table table;
  Rows rows;
};

/// One piece of a table: the rows that start in [begin, end).
template <class Rows>
struct csv_task {
  std::size_t file = 0;
  std::shared_ptr<csv_opened<Rows>> opened = {};  ///< null: it could not be opened
  std::string failure = {};
  std::uint64_t begin = 0, end = 0;
};

/// What came out of a piece.
template <class Rows, class Accumulator>
struct csv_piece {
  csv_task<Rows> task;
  Accumulator value;
  read::ledger ledger;
  std::uint64_t lines = 0;           ///< of the piece
  std::uint64_t begin = 0, end = 0;  ///< offsets of its first row and of the one behind its last
  double seconds = 0;
};

/// Adds the outcome of the next piece to a table's.
template <class Piece, class Accumulator>
void join_csv_piece(Piece& piece, std::uint64_t& lines_before, csv_result<Accumulator>& into) {
  if constexpr (requires { piece.value.shift_lines(std::uint64_t{}); })
    piece.value.shift_lines(lines_before);
  piece.ledger.shift_lines(lines_before);
  into.value += std::move(piece.value);
  into.ledger += piece.ledger;
  into.seconds += piece.seconds;
  lines_before += piece.lines;
}

/// Reads pieces into copies of an accumulator; one per thread.
template <class Rows, class Accumulator>
class csv_worker {
 public:
  using task_type = csv_task<Rows>;
  using piece_type = csv_piece<Rows, Accumulator>;

  csv_worker(const Accumulator& identity, const csv_options& chosen)
      : identity_(&identity),
        piece_bytes_(std::max<std::size_t>(chosen.piece_bytes, 1)),
        reader_(chosen.scanner) {}

  /// The first row of a piece inside a file is guessed: behind the next line end. Whether that line
  /// end stands in quotes is known when the piece before was read; who merges the pieces asks again
  /// from the right place if it does.
  piece_type operator()(task_type& task) {
    return read(task, [&](const csv_table& table) {
      return task.begin == table.begin() ? task.begin : line_behind(table, task.begin);
    });
  }

  /// The piece once more, from the place where its first row starts.
  piece_type again(task_type& task, std::uint64_t first_row) {
    return read(task, [&](const csv_table&) { return first_row; });
  }

 private:
  template <class FirstRow>
  piece_type read(task_type& task, FirstRow&& first_row) {
    const auto start = std::chrono::steady_clock::now();
    piece_type piece{task, *identity_, {}};
    if (task.opened) {
      try {
        csv_table& table = task.opened->table;
        if (table.is_plain_file())
          read_piece(first_row(table), piece);
        else
          read_stream(piece);
      } catch (const error& unreadable) {
        piece.task.failure = unreadable.what();
      }
    }
    piece.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return piece;
  }

  void read_piece(std::uint64_t first_row, piece_type& piece) {
    const csv_table& table = piece.task.opened->table;
    piece.begin = piece.end = first_row;
    if (first_row >= piece.task.end) return;
    reader_.start(table.source_from(first_row), first_row, table.columns().size());
    take_until(piece.task.end, piece);
  }

  void take_until(std::uint64_t end, piece_type& piece) {
    const csv_table& table = piece.task.opened->table;
    csv_sink sink(piece.task.opened->rows, table.name(), table.columns().size(), piece.value,
                  piece.ledger);
    piece.lines = reader_.read_until(end, sink);
    piece.end = reader_.offset();
  }

  /// A stream is one task; its pieces are those of a plain file with the same bytes.
  void read_stream(piece_type& all) {
    csv_table& table = all.task.opened->table;
    csv_result<Accumulator> joined{{*identity_, {}, {}, 0}, {}, {}};
    all.begin = table.begin();
    reader_.start(table.take_rest(), table.begin(), table.columns().size());
    for (std::uint64_t border = next_border(table.begin()); !reader_.is_at_end();
         border = next_border(border)) {
      piece_type piece{all.task, *identity_, {}};
      take_until(border, piece);
      join_csv_piece(piece, all.lines, joined);
    }
    all.value = std::move(joined.value);
    all.ledger = std::move(joined.ledger);
    all.end = all.task.end = reader_.offset();
  }

  std::uint64_t next_border(std::uint64_t at) const {
    return (at / piece_bytes_ + 1) * piece_bytes_;
  }

  /// The start of the first line that starts at or behind a place.
  static std::uint64_t line_behind(const csv_table& table, std::uint64_t place) {
    std::uint64_t at = place - 1;
    const byte_source source = table.source_from(at);
    char bytes[4096];
    for (std::size_t got; (got = source(bytes, sizeof bytes)) != 0; at += got)
      if (const auto* const found = static_cast<const char*>(std::memchr(bytes, '\n', got)))
        return at + static_cast<std::uint64_t>(found - bytes) + 1;
    return at;
  }

  const Accumulator* identity_;
  std::uint64_t piece_bytes_;
  csv_row_reader reader_;
};

/// The pieces of the tables, in order. `make_rows(table)` says how rows are taken apart.
template <class Rows, class MakeRows>
class csv_queue {
 public:
  csv_queue(const std::vector<std::filesystem::path>& files, const MakeRows& make_rows,
            const csv_options& chosen)
      : files_(&files), make_rows_(&make_rows), chosen_(chosen) {}

  bool next(csv_task<Rows>& task) {
    if (present_.opened == nullptr || present_.end >= size_) {
      if (next_file_ == files_->size()) return false;
      open(next_file_++);
    } else {
      present_.begin = std::exchange(present_.end, border_behind(present_.end));
    }
    task = present_;
    return true;
  }

 private:
  void open(std::size_t file) {
    present_ = {.file = file};
    try {
      csv_table table((*files_)[file], chosen_.bytes_read);
      Rows rows = (*make_rows_)(table);
      present_.begin = table.begin();
      size_ = table.is_plain_file() ? table.size() : 0;
      present_.opened =
          std::make_shared<csv_opened<Rows>>(csv_opened<Rows>{std::move(table), std::move(rows)});
      present_.end = border_behind(present_.begin);
    } catch (const error& unreadable) {
      present_.failure = unreadable.what();
    }
  }

  std::uint64_t border_behind(std::uint64_t at) const {
    const std::uint64_t bytes = std::max<std::size_t>(chosen_.piece_bytes, 1);
    return std::min((at / bytes + 1) * bytes, std::max(size_, at));
  }

  const std::vector<std::filesystem::path>* files_;
  const MakeRows* make_rows_;
  csv_options chosen_;
  std::size_t next_file_ = 0;
  csv_task<Rows> present_;
  std::uint64_t size_ = 0;
};

/// Joins the pieces as they come, in order, and hands every table on when it is whole.
template <class Rows, class Accumulator, class Done>
class csv_joiner {
 public:
  csv_joiner(const std::vector<std::filesystem::path>& files, const Accumulator& identity,
             const csv_options& chosen, Done& done)
      : files_(&files), identity_(&identity), chosen_(chosen), done_(&done) {}

  void operator()(csv_piece<Rows, Accumulator>&& piece) {
    if (!present_ || piece.task.file != file_) begin(piece.task);
    if (!present_->failure.empty()) return;
    if (piece.task.failure.empty() && piece.begin != next_row_) {
      if (next_row_ >= piece.task.end) return;  // a row before covers the whole piece
      csv_worker<Rows, Accumulator> worker(*identity_, chosen_);
      piece = worker.again(piece.task, next_row_);
    }
    if (!piece.task.failure.empty()) return fail(piece.task.failure);
    next_row_ = piece.end;
    join_csv_piece(piece, lines_, *present_);
  }

  /// Hands the last table on.
  void finish() {
    if (present_) (*done_)(file_, std::move(*present_));
    present_.reset();
  }

 private:
  void begin(const csv_task<Rows>& task) {
    finish();
    file_ = task.file;
    present_.emplace(csv_result<Accumulator>{{*identity_, {}, {(*files_)[file_]}, 0}, {}, {}});
    if (!task.opened) return;
    present_->columns = task.opened->table.columns();
    next_row_ = task.opened->table.begin();
    lines_ = task.opened->table.header_lines();
  }

  void fail(std::string why) {
    present_->failure = std::move(why);
    present_->value = *identity_;
    present_->ledger = {};
  }

  const std::vector<std::filesystem::path>* files_;
  const Accumulator* identity_;
  csv_options chosen_;
  Done* done_;
  std::size_t file_ = 0;
  std::optional<csv_result<Accumulator>> present_;
  std::uint64_t next_row_ = 0, lines_ = 0;
};

/// No more threads than there are pieces, where that is known.
inline unsigned useful_csv_threads(const std::vector<std::filesystem::path>& files,
                                   const csv_options& chosen) {
  const unsigned wanted =
      chosen.threads != 0 ? chosen.threads : std::max(std::thread::hardware_concurrency(), 1u);
  std::uintmax_t pieces = 0;
  for (const auto& file : files) {
    std::error_code unknown;
    const auto bytes = std::filesystem::file_size(file, unknown);
    pieces += 1 + (unknown ? 0 : bytes / std::max<std::size_t>(chosen.piece_bytes, 1));
  }
  return static_cast<unsigned>(
      std::min<std::uintmax_t>(wanted, std::max<std::uintmax_t>(pieces, 1)));
}

/// Reads tables into an accumulator each and calls `done(file, csv_result)` in the order of the
/// files, as soon as a table is whole, in any thread but one at a time.
template <class Accumulator, class MakeRows, class Done>
void fold_csv(const std::vector<std::filesystem::path>& files, const MakeRows& make_rows,
              const Accumulator& identity, const csv_options& chosen, Done&& done) {
  using rows = std::remove_cvref_t<decltype(make_rows(std::declval<const csv_table&>()))>;
  using task = csv_task<rows>;
  using piece = csv_piece<rows, Accumulator>;
  csv_queue<rows, MakeRows> queue(files, make_rows, chosen);
  csv_joiner<rows, Accumulator, std::remove_reference_t<Done>> join(files, identity, chosen, done);
  fold_in_order<task, piece>(
      useful_csv_threads(files, chosen), [&](task& next) { return queue.next(next); },
      [&] { return csv_worker<rows, Accumulator>(identity, chosen); },
      [&](piece&& ready) { join(std::move(ready)); });
  join.finish();
}

}  // namespace proflens::read
