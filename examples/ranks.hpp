#pragma once

#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#ifdef PROFLENS_WITH_MPI
#include <proflens/workflow/cluster_operators/over_mpi.hpp>
#endif

#include <stdlib.h>  // setenv

namespace driver {

#ifdef PROFLENS_WITH_MPI
/// Open MPI sends in the plain way, which is there on every machine, unless the user chooses
/// another one (`--mca pml ucx`): to look for what else there is takes 0.2 s, and little is sent.
struct plain_messages {
  plain_messages() { ::setenv("OMPI_MCA_pml", "ob1", 0); }
};

/// The ranks that mpirun started.
struct ranks : private plain_messages, public proflens::workflow::mpi_ranks {};
#else
/// This process alone: the driver was built without MPI.
struct ranks : proflens::workflow::single_rank {
  void stop(int) const {}
};
#endif

}  // namespace driver
