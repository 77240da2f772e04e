#pragma once

#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1  // no C++ bindings of old: they need a library of their own
#endif
#include <mpi.h>

#include <cstdlib>
#include <exception>
#include <initializer_list>

namespace proflens::aggregate {

/// Takes part in an MPI run if the program was started by mpirun (or srun), else is the only rank,
/// without touching MPI: one driver serves both. Make one in main(), before threads:
///
///     aggregate::mpi_session session;
///     auto mine = read the files with number % session.size() == session.rank()
///     aggregate::over_mpi(mine);
///     if (session.rank() == 0) write it
///
/// The end of the session waits for the other ranks, which would wait for ever for messages of a
/// rank that failed. So where it ends by an exception all ranks are ended, with exit status 1; a
/// program that catches exceptions before that must call `stop`.
class mpi_session {
 public:
  mpi_session() {
    if (!running() && launched()) {
      int provided = 0;
      MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
      owns_ = true;
    }
    if (!running()) return;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  mpi_session(const mpi_session&) = delete;
  mpi_session& operator=(const mpi_session&) = delete;
  ~mpi_session() {
    if (!owns_) return;
    if (std::uncaught_exceptions() > exceptions_before_) stop(1);
    MPI_Finalize();
  }

  int rank() const { return rank_; }  ///< from 0
  int size() const { return size_; }  ///< 1 without MPI

  /// Ends all ranks at once, for a rank that cannot go on; does nothing in a run of one.
  void stop(int exit_status) const {
    if (size_ > 1) MPI_Abort(MPI_COMM_WORLD, exit_status);
  }

  /// Whether messages can be sent: from the first session (or MPI_Init) to its end.
  static bool running() {
    int initialized = 0, finalized = 0;
    MPI_Initialized(&initialized);
    MPI_Finalized(&finalized);
    return initialized != 0 && finalized == 0;
  }

  /// Whether the environment is that of a process started by Open MPI, MPICH or Slurm with PMIx.
  static bool launched() {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"})
      if (std::getenv(name) != nullptr) return true;
    return false;
  }

 private:
  int exceptions_before_ = std::uncaught_exceptions();
  int rank_ = 0;
  int size_ = 1;
  bool owns_ = false;
};

}  // namespace proflens::aggregate
