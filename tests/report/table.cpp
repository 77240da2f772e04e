#include <proflens/report/table.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

using namespace proflens::report;

TEST_CASE("table: a row needs a cell for each column") {
  table two{{{"a", ""}, {"b", "ms"}}};
  two.add({1, 2.5});
  CHECK_THROWS_WITH_AS(two.add({1}),
                       "a row of 1 cells was added to a table of 2 columns; give one cell for "
                       "each, cell{} for none",
                       error);
  CHECK(two.rows().size() == 1);
  CHECK(two.columns()[0].heading() == "a");
  CHECK(two.columns()[1].heading() == "b (ms)");
}

TEST_CASE("table: a column is numeric when it holds numbers and nothing but empty cells beside") {
  table mixed{{{"numbers", ""}, {"texts", ""}, {"mixed", ""}, {"empty", ""}}};
  mixed.add({1, "x", "x", {}});
  mixed.add({{}, "y", 2.0, {}});
  CHECK(mixed.is_numeric(0));
  CHECK_FALSE(mixed.is_numeric(1));
  CHECK_FALSE(mixed.is_numeric(2));
  CHECK_FALSE(mixed.is_numeric(3));
}

TEST_CASE("table: a cell keeps what it was given") {
  CHECK(rounded(cell{}) == "");
  CHECK(rounded(cell{"x"}) == "x");
  CHECK(rounded(cell{std::string{"y"}}) == "y");
  CHECK(rounded(cell{1234}) == "1,234");
  CHECK(rounded(cell{std::size_t{7}}) == "7");
  CHECK(rounded(cell{2.5F}) == "2.500");
  CHECK(rounded(cell{std::numeric_limits<double>::quiet_NaN()}) == "-");
  CHECK(cell{std::numeric_limits<std::uint64_t>::max()}.number() == 0x1p64);
}
