#pragma once

#include <proflens/aggregate/mpi_session.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/pack.hpp>

namespace proflens::aggregate {

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
    packing_archive archive(streamed_bytes(),
                            [&](std::vector<std::byte>& part) { send_part(part, to); });
    archive(value);
    archive.finish();
  }

  /// What is on its way; to be waited for.
  class sending {
    friend mpi_messages;
    std::vector<std::vector<std::byte>> parts_;
    std::vector<MPI_Request> requests_;
  };

  /// As `send`, but waits for nobody. What is sent to the same rank later arrives later.
  template <class Accumulator>
  void start_sending(const Accumulator& value, int to, sending& started) const {
    packing_archive archive(streamed_bytes(), [&](std::vector<std::byte>& part) {
      started.parts_.push_back(std::move(part));
      by_mpi([&, &bytes = started.parts_.back()] {
        MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, tag, ranks_,
                  &started.requests_.emplace_back());
      });
    });
    archive(value);
    archive.finish();
  }
  void wait_for(sending& started) const {
    if (started.requests_.empty()) return;
    by_mpi([&] {
      MPI_Waitall(static_cast<int>(started.requests_.size()), started.requests_.data(),
                  MPI_STATUSES_IGNORE);
    });
    started = {};
  }

  /// Sends bytes as they are.
  void send_bytes(std::span<const std::byte> bytes, int to) const {
    const std::size_t most = streamed_bytes();
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), most)))
      send_part(bytes.first(std::min(bytes.size(), most)), to);
    send_part({}, to);
  }
  /// Calls `take` with one part after the other of what `send_bytes` sends.
  template <class Take>
  void receive_bytes(int from, Take take) const {
    const auto room = make_room();
    for (auto part = receive_part(from, room); !part.empty(); part = receive_part(from, room))
      take(part);
  }

  template <class Accumulator>
  Accumulator receive(int from, const Accumulator& like) const {
    const auto room = make_room();
    const auto next = [&] { return receive_part(from, room); };
    return unpack(unpacking_archive(next), like);
  }

  /// Every rank has the bytes of rank 0 afterwards.
  void broadcast(std::vector<std::byte>& bytes) const {
    if (size_ == 1) return;
    auto size = static_cast<std::uint64_t>(bytes.size());
    by_mpi([&] { MPI_Bcast(&size, 1, MPI_UINT64_T, 0, ranks_); });
    bytes.resize(size);
    for (std::span left(bytes); !left.empty();) {
      const std::span part = left.first(std::min(left.size(), part_bytes_));
      by_mpi([&] { MPI_Bcast(part.data(), static_cast<int>(part.size()), MPI_BYTE, 0, ranks_); });
      left = left.subspan(part.size());
    }
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

  void send_part(std::span<const std::byte> part, int to) const {
    by_mpi(
        [&] { MPI_Send(part.data(), static_cast<int>(part.size()), MPI_BYTE, to, tag, ranks_); });
  }

  /// For one part. Left as it is, so that small messages touch little of it.
  using part_room = std::unique_ptr<std::byte[]>;
  part_room make_room() const {
    return std::make_unique_for_overwrite<std::byte[]>(streamed_bytes());
  }

  /// The next part, which stands until the one after it.
  std::span<const std::byte> receive_part(int from, const part_room& into) const {
    int got = 0;
    by_mpi([&] {
      MPI_Status status;
      MPI_Recv(into.get(), static_cast<int>(streamed_bytes()), MPI_BYTE, from, tag, ranks_,
               &status);
      MPI_Get_count(&status, MPI_BYTE, &got);
    });
    return {into.get(), static_cast<std::size_t>(got)};
  }

  /// What stays in the cache of a processor.
  std::size_t streamed_bytes() const { return std::min(part_bytes_, std::size_t{1} << 20); }

  MPI_Comm ranks_;
  std::size_t part_bytes_;
  caller call_;
  int rank_ = 0;
  int size_ = 1;
};

}  // namespace proflens::aggregate
