#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/read/csv/piece.hpp>
#include <proflens/read/csv/table.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/ordered_fold.hpp>

namespace proflens::read {

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
      piece.value = *identity_;  // first: what it kept must not be booked beside what comes
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
