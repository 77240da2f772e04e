#pragma once

#include <proflens/aggregate/mpi_thread.hpp>
#include <proflens/aggregate/over_mpi.hpp>

#include <functional>

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
