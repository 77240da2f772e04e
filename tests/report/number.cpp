#include <proflens/report/number.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

using namespace proflens::report;

TEST_CASE("number: exact reads back to the same double") {
  for (const double value : {0.1, 1.0 / 3, 20.585705606658, 5e-324, 1.7976931348623157e308, -0.0})
    CHECK(std::strtod(exact(value).c_str(), nullptr) == value);
  CHECK(exact(0.1) == "0.1");
  CHECK(exact(512.0) == "512");
  CHECK(exact(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
}

TEST_CASE("number: rounded keeps four significant digits") {
  CHECK(rounded(17.9733144238) == "17.97");
  CHECK(rounded(2.5072530607) == "2.507");
  CHECK(rounded(0.3954580532) == "0.3955");
  CHECK(rounded(-0.0012345) == "-0.001234");
  CHECK(rounded(0.00012344) == "0.0001234");
  CHECK(rounded(2.0) == "2.000");
  CHECK(rounded(123.456, 2) == "123");
}

TEST_CASE("number: rounding up to the next power of ten keeps the count of digits") {
  CHECK(rounded(9.9996) == "10.00");
  CHECK(rounded(0.000099996) == "0.0001000");
  CHECK(rounded(999.96) == "1,000");
}

TEST_CASE("number: the integer part is never rounded away and has its thousands apart") {
  CHECK(rounded(1234567.8) == "1,234,568");
  CHECK(rounded(-123456.0) == "-123,456");
  CHECK(rounded(999) == "999");
  CHECK(rounded(-1000) == "-1,000");
  CHECK(rounded(std::int64_t{1'234'567'890}) == "1,234,567,890");
  CHECK(with_thousands("-1234.56789") == "-1,234.56789");
}

TEST_CASE("number: very small and very large numbers take an exponent") {
  CHECK(rounded(0.000012345) == "1.234e-05");
  CHECK(rounded(1.2345e15) == "1.234e+15");
  CHECK(rounded(1.7976931348623157e308) == "1.798e+308");
}

TEST_CASE("number: zero, undefined and infinite") {
  CHECK(rounded(0.0) == "0");
  CHECK(rounded(-0.0) == "0");
  CHECK(rounded(std::numeric_limits<double>::quiet_NaN()) == "-");
  CHECK(rounded(-std::numeric_limits<double>::infinity()) == "-inf");
}
