#include <proflens/aggregate/over_mpi.hpp>

#include <cstdio>
#include <stdexcept>

#include <proflens/aggregate/count.hpp>

// One rank fails while the other waits for it: the run must end, not hang.

namespace {

void take_part() {
  const proflens::aggregate::mpi_session session;
  if (session.rank() == 1) throw std::runtime_error("a disk was full");
  proflens::aggregate::count rows;
  proflens::aggregate::over_mpi(rows);
}

}  // namespace

int main() {
  try {
    take_part();
  } catch (const std::exception& failure) {
    std::puts(failure.what());
  }
}
