#pragma once

#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#ifdef PROFLENS_WITH_MPI
#include <proflens/detail/undelayed_sockets.hpp>
#include <proflens/workflow/cluster_operators/over_mpi.hpp>
#endif

#include <stdlib.h>  // setenv
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace driver {

#ifdef PROFLENS_WITH_MPI
/// Open MPI sends in the plain way, which is there on every machine, unless the user chooses
/// another one (`--mca pml ucx`): to look for what else there is takes 0.2 s, and little is sent.
struct plain_messages {
  plain_messages() { ::setenv("OMPI_MCA_pml", "ob1", 0); }
};

/// Under mpirun glibc takes large blocks from the heap as well, and keeps it: what a rank has read
/// and sent away leaves room there, and to fill new pages of the system costs more than to make
/// what is written on them. Before MPI has a thread.
struct kept_heap {
  kept_heap() {
#ifdef __GLIBC__
    if (!proflens::aggregate::mpi_session::launched()) return;
    ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  }
};

/// The ranks that mpirun started.
struct ranks : private plain_messages, private kept_heap, public proflens::workflow::mpi_ranks {
  /// What Open MPI tells mpirun in the end are small messages, and this program has no other
  /// connections.
  void finish() const {
    proflens::detail::undelay_sockets_to_this_machine();
    mpi_ranks::finish();
  }
};
#else
/// This process alone: the driver was built without MPI.
struct ranks : proflens::workflow::single_rank {
  void stop(int) const {}
};
#endif

}  // namespace driver
