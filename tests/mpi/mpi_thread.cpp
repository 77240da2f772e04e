#include <proflens/aggregate/mpi_thread.hpp>

#include <cstdio>
#include <stdexcept>
#include <string_view>

#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/over_mpi.hpp>

// `mpi_thread join` joins counts over the ranks in a thread that MPI is started in, and in another
// that has only messages sent there, goes on after that was ended, and prints what is wrong.
// `mpi_thread fail`: one rank fails while the other waits for it; the run must end, not hang.
// `mpi_thread late`: one fails when nothing is left to join.

namespace {

using proflens::aggregate::count;
using proflens::aggregate::mpi_messages;
using proflens::aggregate::mpi_thread;

void check(bool is_right, const char* what) {
  if (!is_right) throw std::runtime_error(what);
}

void take_part(std::string_view what) {
  const mpi_thread mpi;
  check(mpi.size() == 2, "the launcher was asked for 2 ranks");
  if (what == "fail" && mpi.rank() == 1) throw std::runtime_error("a disk was full");
  count rows;
  for (int i = 0; i <= mpi.rank(); ++i) rows(0);
  mpi.call([&] { proflens::aggregate::over_mpi(rows); });
  check(rows.value() == 3, "1 and 2 rows are 3");
  int tasks = 0;
  proflens::aggregate::over_mpi(
      rows, proflens::aggregate::mpi_result::on_every_rank,
      mpi_messages(MPI_COMM_WORLD, mpi_messages::default_part_bytes, [&](const auto& task) {
        ++tasks;
        mpi.call(task);
      }));
  check(rows.value() == 6, "3 rows of either are 6");
  // Its rank; a part and the end of what is joined; size and bytes of what all get.
  check(tasks == 5, "MPI was asked for something elsewhere than in its thread");
  int rank = -1;
  mpi.call([&] { MPI_Comm_rank(MPI_COMM_WORLD, &rank); });
  check(rank == mpi.rank(), "the rank is another one than MPI says");
  bool has_thrown = false;
  try {
    mpi.call([] { throw std::out_of_range("of no rank"); });
  } catch (const std::out_of_range&) {
    has_thrown = true;
  }
  check(has_thrown, "an exception did not reach the caller");
  mpi.finish();
  if (what == "late" && mpi.rank() == 1) throw std::runtime_error("no space for the results");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    take_part(argc > 1 ? argv[1] : "join");
    return 0;
  } catch (const std::exception& failure) {
    std::puts(failure.what());
    return 1;
  }
}
