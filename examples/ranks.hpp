#pragma once

#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#ifdef PROFLENS_WITH_MPI
#include <proflens/workflow/cluster_operators/over_mpi.hpp>
#endif

namespace driver {

#ifdef PROFLENS_WITH_MPI
/// The ranks that mpirun started.
using ranks = proflens::workflow::mpi_ranks;
#else
/// This process alone: the driver was built without MPI.
struct ranks : proflens::workflow::single_rank {
  void stop(int) const {}
};
#endif

}  // namespace driver
