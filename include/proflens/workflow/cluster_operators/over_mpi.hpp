#pragma once

#include <proflens/aggregate/over_mpi.hpp>

namespace proflens::workflow {

/// The ranks that mpirun started, for `cluster_operators(options, ranks)`; one without mpirun. To
/// be made in main(), before threads.
class mpi_ranks {
 public:
  int rank() const { return session_.rank(); }
  int size() const { return session_.size(); }

  /// Joins the accumulators of all ranks on rank 0; what the others keep is unspecified.
  template <class Accumulator>
  void join(Accumulator& value) const {
    aggregate::over_mpi(value, aggregate::mpi_result::on_rank_0);
  }
  /// Joins the accumulators of all ranks on each of them.
  template <class Accumulator>
  void join_everywhere(Accumulator& value) const {
    aggregate::over_mpi(value);
  }

  /// Ends all ranks, for one that cannot go on.
  void stop(int exit_status) const { session_.stop(exit_status); }

 private:
  aggregate::mpi_session session_;
};

}  // namespace proflens::workflow
