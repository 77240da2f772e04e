#include <proflens/aggregate/over_mpi.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <proflens/aggregate/all.hpp>
#include <proflens/aggregate/bounded_quantiles.hpp>
#include <proflens/aggregate/collect.hpp>
#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/group_by.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/aggregate/quantile_sketch.hpp>
#include <proflens/read/pack_ledger.hpp>

// Run by mpirun with 2 and with 3 ranks. Every rank knows all values, takes a stretch of them, and
// compares what comes back with all of them in one process.

using namespace proflens;
using namespace proflens::aggregate;

namespace {

const mpi_session& session() {
  static const mpi_session one;
  return one;
}

struct sample {
  std::string name;
  double value = 0;
};

std::vector<sample> samples(std::size_t count) {
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> lognormal(3, 0.5);
  std::vector<sample> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back({"op " + std::to_string(random() % 40), lognormal(random)});
  return all;
}

/// Those of `all` that belong to a rank: neighbouring stretches in the order of the ranks.
template <class Accumulator>
Accumulator of_rank(Accumulator into, const std::vector<sample>& all, int rank) {
  const auto place = [&](int end) {
    return all.size() * static_cast<std::size_t>(end) / static_cast<std::size_t>(session().size());
  };
  for (std::size_t i = place(rank); i < place(rank + 1); ++i) into(all[i]);
  return into;
}

template <class Accumulator>
Accumulator in_one_process(Accumulator into, const std::vector<sample>& all) {
  for (const sample& one : all) into(one);
  return into;
}

/// Whether every rank holds the same.
template <class Accumulator>
bool same_everywhere(const Accumulator& value) {
  if (session().size() == 1) return true;
  std::vector<std::byte> of_rank_0 = pack(value);
  mpi_messages().broadcast(of_rank_0);
  int same = unpack(of_rank_0, value) == value ? 1 : 0, all = 0;
  MPI_Allreduce(&same, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return all == 1;
}

}  // namespace

TEST_CASE("over_mpi: as many ranks as mpirun was told") {
  const char* told = std::getenv("OMPI_COMM_WORLD_SIZE");
  CHECK(session().size() == (told != nullptr ? std::atoi(told) : 1));
  CHECK(session().rank() < session().size());
}

TEST_CASE("over_mpi: counts, extrema, collected values and sketches are the same to the bit") {
  const auto values = samples(5000);
  const auto empty = of(&sample::value, all(count{}, extrema{}, collect<double>{},
                                            quantile_sketch{.relative_error = 0.01}));
  auto found = of_rank(empty, values, session().rank());
  over_mpi(found);
  CHECK(found == in_one_process(empty, values));
}

TEST_CASE("over_mpi: moments agree to 1e-12, and to the bit between ranks") {
  const auto values = samples(7001);
  const auto empty = of(&sample::value, moments{});
  auto found = of_rank(empty, values, session().rank());
  over_mpi(found);
  const moments whole = in_one_process(empty, values).value;
  CHECK(found.value.count() == whole.count());
  CHECK(std::abs(found.value.mean() / whole.mean() - 1) < 1e-12);
  CHECK(std::abs(found.value.variance() / whole.variance() - 1) < 1e-12);
  CHECK(std::abs(found.value.excess_kurtosis() / whole.excess_kurtosis() - 1) < 1e-11);
  CHECK(same_everywhere(found));
}

TEST_CASE("over_mpi: samples within the budget of all stay exact, one more makes sketches of all") {
  const auto values = samples(900);
  for (const std::size_t allowed : {899u, 900u}) {
    const auto budget = std::make_shared<sample_budget>(allowed * sizeof(double));
    const auto alone = std::make_shared<sample_budget>(allowed * sizeof(double));
    const auto empty = of(&sample::value, bounded_quantiles(budget));
    auto found = of_rank(empty, values, session().rank());
    over_mpi(found);
    found.value.book();
    found.value.settle();
    auto whole = in_one_process(of(&sample::value, bounded_quantiles(alone)), values);
    whole.value.book();
    whole.value.settle();
    CHECK(found.value.exact() == (allowed == 900));
    CHECK(found == whole);
  }
}

TEST_CASE("over_mpi: groups stand in the order in which one process would see them") {
  const auto values = samples(3000);
  const auto empty = group_by(&sample::name, of(&sample::value, all(count{}, quantile_sketch{})));
  auto found = of_rank(empty, values, session().rank());
  over_mpi(found);
  CHECK(found.size() == 40);
  CHECK(found == in_one_process(empty, values));
  found(sample{"new", 1});  // it still knows its projections
  CHECK(found.size() == 41);
}

TEST_CASE("over_mpi: ranks without values, and no values at all") {
  const auto values = samples(1);
  const auto empty = group_by(&sample::name, of(&sample::value, quantile_sketch{}));
  auto one = of_rank(empty, values, session().rank());
  CHECK(over_mpi(one) == in_one_process(empty, values));
  auto none = empty;
  CHECK(over_mpi(none).empty());
}

TEST_CASE("over_mpi: on rank 0 alone") {
  const auto values = samples(400);
  const auto empty = of(&sample::value, quantile_sketch{});
  auto found = of_rank(empty, values, session().rank());
  over_mpi(found, mpi_result::on_rank_0);
  if (session().rank() == 0) CHECK(found == in_one_process(empty, values));
}

namespace {

/// The stretch of this rank.
std::vector<sample> own_stretch(const std::vector<sample>& all) {
  const auto kept = of_rank(collect<sample>{}, all, session().rank());
  return {kept.values().begin(), kept.values().end()};
}

/// A part for every rank: the name of a sample says for which.
template <class Accumulator>
std::vector<Accumulator> parts_of(const Accumulator& empty, const std::vector<sample>& mine) {
  std::vector<Accumulator> parts(static_cast<std::size_t>(session().size()), empty);
  for (const sample& one : mine)
    parts[static_cast<std::size_t>(one.name.back()) % parts.size()](one);
  return parts;
}

template <class Accumulator>
Accumulator part_in_one_process(const Accumulator& empty, const std::vector<sample>& all) {
  return parts_of(empty, all)[static_cast<std::size_t>(session().rank())];
}

}  // namespace

TEST_CASE("parts_over_mpi: every rank gets what all have for it, in the order of the ranks") {
  const auto values = samples(9000);
  const auto mine = own_stretch(values);
  const auto empty = group_by(&sample::name, of(&sample::value, all(count{}, collect<double>{})));
  const auto whole = part_in_one_process(empty, values);
  CHECK(parts_over_mpi(parts_of(empty, mine)) == whole);
  for (const std::size_t part : {1000u, 1u << 14})
    CHECK(parts_over_mpi(parts_of(empty, mine), mpi_messages(MPI_COMM_WORLD, part)) == whole);
}

TEST_CASE("parts_over_mpi: parts without values, and ranks that have nothing for others") {
  const auto empty = group_by(&sample::name, of(&sample::value, quantile_sketch{}));
  CHECK(parts_over_mpi(parts_of(empty, {})).empty());
  std::vector<sample> mine;
  if (session().rank() == session().size() - 1) mine = samples(300);
  CHECK(parts_over_mpi(parts_of(empty, mine)) == part_in_one_process(empty, samples(300)));
}

TEST_CASE("parts_over_mpi: what comes from others is booked once, and what goes no more") {
  const auto values = samples(4000);
  const auto mine = own_stretch(values);
  const auto budget = std::make_shared<sample_budget>(values.size() * sizeof(double));
  const auto empty = group_by(&sample::name, of(&sample::value, bounded_quantiles(budget)));
  auto found = parts_over_mpi(parts_of(empty, mine));
  const auto whole =
      part_in_one_process(group_by(&sample::name, of(&sample::value, bounded_quantiles())), values);
  CHECK(found == whole);
  auto groups = std::move(found).take();
  for (auto& [name, group] : groups) group.value.book();
  std::uint64_t kept = 0;
  for (const auto& [name, group] : whole) kept += group.value.count();
  CHECK(budget->taken() == kept);
  CHECK_FALSE(budget->spent());
  budget->spend();  // which all of them know then
  for (const auto& [name, group] : groups) CHECK_FALSE(group.value.exact());
}

TEST_CASE("from_rank_0: all know what it knows") {
  std::vector<std::string> names{"of rank " + std::to_string(session().rank())};
  from_rank_0(names);
  CHECK(names == std::vector<std::string>{"of rank 0"});
}

TEST_CASE("bytes_over_mpi: rank 0 gets the bytes of the others in their order") {
  const auto text_of = [](int rank) {
    return std::string(static_cast<std::size_t>(3000 * (rank % 2 + rank)),
                       static_cast<char>('a' + rank));
  };
  std::string expected, found;
  for (int rank = 1; rank < session().size(); ++rank) expected += text_of(rank);
  const std::string mine = text_of(session().rank());
  const auto take = [&](std::span<const std::byte> bytes) {
    CHECK(bytes.size() <= 1024);
    found.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  bytes_over_mpi(std::as_bytes(std::span(mine)), take, mpi_messages(MPI_COMM_WORLD, 1024));
  CHECK(found == (session().rank() == 0 ? expected : ""));
  found.clear();
  bytes_over_mpi({}, take);
  CHECK(found.empty());
}

TEST_CASE("over_mpi: ledgers keep the order of the ranks") {
  read::ledger mine;
  mine.lines = mine.malformed = 1;
  mine.malformed_by_cause[0] = 1;
  mine.add_filtered("rank " + std::to_string(session().rank()));
  mine.first_malformed.resize(1);
  mine.first_malformed[0].file = "file of rank " + std::to_string(session().rank());
  over_mpi(mine);
  CHECK(mine.lines == static_cast<std::uint64_t>(session().size()));
  CHECK(mine.filtered.size() == static_cast<std::size_t>(session().size()));
  REQUIRE(mine.first_malformed.size() == static_cast<std::size_t>(std::min(3, session().size())));
  for (std::size_t i = 0; i < mine.first_malformed.size(); ++i)
    CHECK(mine.first_malformed[i].file == "file of rank " + std::to_string(i));
}

TEST_CASE("over_mpi: messages longer than a part arrive whole") {
  const auto values = samples(1000);
  const auto empty = of(&sample::value, collect<double>{});
  for (const std::size_t part : {1u, 7u, 8000u, 8008u, 1u << 20}) {
    auto found = of_rank(empty, values, session().rank());
    over_mpi(found, mpi_result::on_every_rank, mpi_messages(MPI_COMM_WORLD, part));
    CHECK(found == in_one_process(empty, values));
  }
}
