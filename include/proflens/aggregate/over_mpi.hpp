#pragma once

#include <proflens/aggregate/mpi_session.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/pack.hpp>

namespace proflens::aggregate {

/// Where the result of `over_mpi` is wanted.
enum class mpi_result { on_every_rank, on_rank_0 };

/// Bytes between ranks. MPI counts with an int, so that a message goes in parts of at most
/// `part_bytes`. Without MPI there is rank 0 alone, which has nobody to talk to.
///
/// Where MPI runs in a thread of its own, `call` runs a task there (`mpi_thread::call`) and only
/// what MPI does is done there: accumulators are packed and unpacked by the thread that asks. The
/// heap of any thread but the first grows page by page in glibc, with a system call for each.
class mpi_messages {
 public:
  static constexpr std::size_t default_part_bytes = std::size_t{1} << 30;

  /// Runs a task and returns when it has ended.
  using caller = std::function<void(const std::function<void()>&)>;

  explicit mpi_messages(MPI_Comm ranks = MPI_COMM_WORLD,
                        std::size_t part_bytes = default_part_bytes, caller call = {})
      : ranks_(ranks), part_bytes_(part_bytes), call_(std::move(call)) {
    by_mpi([this] {
      if (!mpi_session::running()) return;
      MPI_Comm_rank(ranks_, &rank_);
      MPI_Comm_size(ranks_, &size_);
    });
  }

  int rank() const { return rank_; }
  int size() const { return size_; }

  /// Sends an accumulator in parts, each while the next is packed and the one before unpacked.
  template <class Accumulator>
  void send(const Accumulator& value, int to) const {
    packing_archive archive(streamed_bytes(), [&](std::span<const std::byte> part) {
      by_mpi(
          [&] { MPI_Send(part.data(), static_cast<int>(part.size()), MPI_BYTE, to, tag, ranks_); });
    });
    archive(value);
    archive.finish();
  }

  template <class Accumulator>
  Accumulator receive(int from, const Accumulator& like) const {
    std::vector<std::byte> part(streamed_bytes());
    const auto next = [&] {
      int got = 0;
      by_mpi([&] {
        MPI_Status status;
        MPI_Recv(part.data(), static_cast<int>(part.size()), MPI_BYTE, from, tag, ranks_, &status);
        MPI_Get_count(&status, MPI_BYTE, &got);
      });
      return std::span<const std::byte>(part).first(static_cast<std::size_t>(got));
    };
    return unpack(unpacking_archive(next), like);
  }

  /// Every rank has the bytes of rank 0 afterwards.
  void broadcast(std::vector<std::byte>& bytes) const {
    if (size_ == 1) return;
    auto size = static_cast<std::uint64_t>(bytes.size());
    by_mpi([&] { MPI_Bcast(&size, 1, MPI_UINT64_T, 0, ranks_); });
    bytes.resize(size);
    for_parts(std::span(bytes), [&](std::span<std::byte> part) {
      by_mpi([&] { MPI_Bcast(part.data(), static_cast<int>(part.size()), MPI_BYTE, 0, ranks_); });
    });
  }

 private:
  static constexpr int tag = 20555;

  template <class Task>
  void by_mpi(const Task& task) const {
    if (call_)
      call_(task);
    else
      task();
  }

  /// What stays in the cache of a processor.
  std::size_t streamed_bytes() const { return std::min(part_bytes_, std::size_t{1} << 20); }

  template <class Byte, class Use>
  void for_parts(std::span<Byte> bytes, Use use) const {
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), part_bytes_)))
      use(bytes.first(std::min(bytes.size(), part_bytes_)));
  }

  MPI_Comm ranks_;
  std::size_t part_bytes_;
  caller call_;
  int rank_ = 0;
  int size_ = 1;
};

/// Joins the accumulators of all ranks, in the order of the ranks: what `+=` of all of them in one
/// process gives, to the bit where merging is exact (counts, sketches, collected values), to
/// rounding else. Neighbours are joined first, then their results, so that the time grows with the
/// logarithm of the number of ranks; the same number of ranks always joins in the same way.
///
/// Every rank must call it. With `on_every_rank` all end with the same value; with `on_rank_0` what
/// the others are left with is unspecified. Without MPI (see `mpi_session`) nothing happens. Any
/// accumulator will do whose parts `pack` knows; a rank that runs out of memory or gets a message
/// it cannot read throws, and must then end the others (`mpi_session` does).
template <class Accumulator>
Accumulator& over_mpi(Accumulator& value, mpi_result wanted = mpi_result::on_every_rank,
                      const mpi_messages& messages = mpi_messages()) {
  const int rank = messages.rank(), size = messages.size();
  for (int step = 1; step < size; step *= 2) {
    if (rank % (2 * step) != 0) {
      messages.send(value, rank - step);
      break;
    }
    if (rank + step < size) value += messages.receive(rank + step, value);
  }
  if (wanted == mpi_result::on_every_rank && size > 1) {
    std::vector<std::byte> bytes;
    if (rank == 0) bytes = pack(value);
    messages.broadcast(bytes);
    if (rank != 0) {
      value = emptied(value);  // first: what it kept must not be booked beside what comes
      value = unpack(bytes, value);
    }
  }
  return value;
}

}  // namespace proflens::aggregate
