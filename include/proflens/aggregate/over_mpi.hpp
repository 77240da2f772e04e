#pragma once

#include <proflens/aggregate/mpi_messages.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/emptied.hpp>
#include <proflens/aggregate/pack.hpp>

namespace proflens::aggregate {

/// Where the result of `over_mpi` is wanted.
enum class mpi_result { on_every_rank, on_rank_0 };

/// Every rank has the value of rank 0 afterwards. Every rank must call it.
template <class Value>
void from_rank_0(Value& value, const mpi_messages& messages = mpi_messages()) {
  if (messages.size() == 1) return;
  std::vector<std::byte> bytes;
  if (messages.rank() == 0) bytes = pack(value);
  messages.broadcast(bytes);
  if (messages.rank() == 0) return;
  value = emptied(value);  // first: what it kept must not be booked beside what comes
  value = unpack(bytes, value);
}

/// Joins the accumulators of all ranks, in the order of the ranks: what `+=` of all of them in one
/// process gives, to the bit where merging is exact (counts, sketches, collected values), to
/// rounding else. Neighbours are joined first, then their results, so that the time grows with the
/// logarithm of the number of ranks; the same number of ranks always joins in the same way.
///
/// Every rank must call it. With `on_every_rank` all end with the same value; with `on_rank_0` what
/// the others are left with is unspecified. Without MPI (see `mpi_session`) nothing happens. Any
/// accumulator will do whose parts `pack` knows; a rank that runs out of memory or gets a message
/// it cannot read throws, and must then end the others (`mpi_session` does).
template <class Accumulator>
Accumulator& over_mpi(Accumulator& value, mpi_result wanted = mpi_result::on_every_rank,
                      const mpi_messages& messages = mpi_messages()) {
  const int rank = messages.rank(), size = messages.size();
  for (int step = 1; step < size; step *= 2) {
    if (rank % (2 * step) != 0) {
      messages.send(value, rank - step);
      break;
    }
    if (rank + step < size) value += messages.receive(rank + step, value);
  }
  if (wanted == mpi_result::on_every_rank) from_rank_0(value, messages);
  return value;
}

/// Gives every rank its part: each has made one for every rank, and gets the sum, in the order of
/// the ranks, of those that were made for it. Together the sums are what `over_mpi` makes of the
/// wholes, but no rank has to hold or to work on all of it. Parts travel in both directions at
/// once; a rank that comes first has sent its own before the others arrive.
///
/// Every rank must call it, with as many parts as there are ranks; without MPI the only part comes
/// back. A rank that throws, as for want of memory, must end the others, as of `over_mpi`: parts
/// may still be on their way.
template <class Accumulator>
Accumulator parts_over_mpi(std::vector<Accumulator> parts,
                           const mpi_messages& messages = mpi_messages()) {
  const int rank = messages.rank(), size = messages.size();
  mpi_messages::sending started;
  for (int to = 0; to < size; ++to) {
    if (to == rank) continue;
    Accumulator& part = parts[static_cast<std::size_t>(to)];
    messages.start_sending(part, to, started);
    part = emptied(part);  // what it kept must not be booked beside what comes
  }
  Accumulator& own = parts[static_cast<std::size_t>(rank)];
  // Not begun with what is unpacked, which may know no budget.
  Accumulator sum = rank == 0 ? std::move(own) : emptied(own);
  for (int from = 0; from < size; ++from) {
    if (from != rank)
      sum += messages.receive(from, sum);
    else if (rank != 0)
      sum += std::move(own);
  }
  messages.wait_for(started);
  return sum;
}

/// Calls `take` on rank 0 with the bytes of every other rank, in the order of the ranks and part by
/// part, so that rank 0 never holds all of them. Every rank must call it.
template <class Take>
void bytes_over_mpi(std::span<const std::byte> bytes, Take take,
                    const mpi_messages& messages = mpi_messages()) {
  if (messages.rank() != 0) return messages.send_bytes(bytes, 0);
  for (int from = 1; from < messages.size(); ++from) messages.receive_bytes(from, take);
}

}  // namespace proflens::aggregate
