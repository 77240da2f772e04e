#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <proflens/read/csv/row_reader.hpp>
#include <proflens/read/csv/sink.hpp>
#include <proflens/read/csv/table.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/ledger.hpp>
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
    // Borders within a row that was given already are left out: each would make the reader read on.
    while (!reader_.is_at_end()) {
      piece_type piece{all.task, *identity_, {}};
      take_until(next_border(reader_.offset()), piece);
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

}  // namespace proflens::read
