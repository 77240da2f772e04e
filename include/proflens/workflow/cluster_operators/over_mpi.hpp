#pragma once

#include <proflens/aggregate/mpi_thread.hpp>
#include <proflens/aggregate/over_mpi.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// The ranks that mpirun started, for `cluster_operators(options, ranks)`; one without mpirun. To
/// be made in main(); MPI starts while tables are read.
class mpi_ranks {
 public:
  int rank() const { return mpi_.rank(); }
  int size() const { return mpi_.size(); }

  /// Joins the accumulators of all ranks on rank 0; what the others keep is unspecified.
  template <class Accumulator>
  void join(Accumulator& value) const {
    aggregate::over_mpi(value, aggregate::mpi_result::on_rank_0, messages());
  }
  /// Joins the accumulators of all ranks on each of them.
  template <class Accumulator>
  void join_everywhere(Accumulator& value) const {
    aggregate::over_mpi(value, aggregate::mpi_result::on_every_rank, messages());
  }
  /// Each rank has a part for every rank, and gets the sum of those for it.
  template <class Accumulator>
  Accumulator join_parts(std::vector<Accumulator> parts) const {
    return aggregate::parts_over_mpi(std::move(parts), messages());
  }
  /// Tells all ranks the value of rank 0.
  template <class Value>
  void tell(Value& value) const {
    aggregate::from_rank_0(value, messages());
  }
  /// Calls `take` on rank 0 with the texts of the others, in their order and piece by piece.
  template <class Take>
  void collect(std::string_view text, Take take) const {
    const auto take_bytes = [&](std::span<const std::byte> bytes) {
      take(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    };
    aggregate::bytes_over_mpi(std::as_bytes(std::span(text)), take_bytes, messages());
  }
  /// Nothing is left to join, so that MPI may end.
  void finish() const { mpi_.finish(); }

  /// Ends all ranks, for one that cannot go on.
  void stop(int exit_status) const { mpi_.stop(exit_status); }

 private:
  aggregate::mpi_messages messages() const {
    return aggregate::mpi_messages(MPI_COMM_WORLD, aggregate::mpi_messages::default_part_bytes,
                                   [this](const std::function<void()>& task) { mpi_.call(task); });
  }

  aggregate::mpi_thread mpi_;
};

}  // namespace proflens::workflow
