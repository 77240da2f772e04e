#include <proflens/read/pack_ledger.hpp>

#include <doctest/doctest.h>

#include <proflens/aggregate/pack.hpp>

using namespace proflens;

TEST_CASE("pack_ledger: a ledger comes back as it was") {
  read::ledger full;
  CHECK(aggregate::unpack(aggregate::pack(full), full) == full);
  full.lines = 10;
  full.used = 4;
  full.trimmed = 2;
  full.blank = 1;
  full.add_malformed(read::cause::syntax);
  full.add_malformed(read::cause::wrong_type);
  full.add_filtered("too slow");
  full.first_malformed = {{"a.csv", 3, 1, read::cause::syntax, "expected a number"},
                          {"b.csv", 5, 0, read::cause::wrong_type, ""}};
  full.missing = {{"found", "keys"}, {"needed"}};
  CHECK(aggregate::unpack(aggregate::pack(full), read::ledger{}) == full);
}
