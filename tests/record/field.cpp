#include <proflens/record/field.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <tuple>

#include <proflens/record/concepts.hpp>
#include <proflens/unit.hpp>

namespace {
struct request {
  std::string model;
  double ttft_ms = 0;
  std::int64_t tokens = 0;
};
struct unknown {};
}  // namespace

template <>
inline constexpr auto proflens::record::fields<request> = std::tuple{
    required(&request::model, "model"),
    required(&request::ttft_ms, "ttft_ms", "time_to_first_token") | unit::millisecond | nonnegative,
    optional(&request::tokens, "tokens") | lenient | joined("a", "b")};

namespace record = proflens::record;

TEST_CASE("field: a description holds members, names in order, unit and demands") {
  constexpr const auto& fields = record::fields<request>;
  static_assert(std::get<0>(fields).member == &request::model);
  static_assert(std::get<0>(fields).names.size() == 1);
  CHECK(std::get<0>(fields).is_required);
  CHECK(std::get<0>(fields).measured_in == proflens::unit::none);

  CHECK(std::get<1>(fields).names[0] == "ttft_ms");
  CHECK(std::get<1>(fields).names[1] == "time_to_first_token");
  CHECK(std::get<1>(fields).measured_in == proflens::unit::millisecond);
  CHECK(std::get<1>(fields).is_nonnegative);
  CHECK_FALSE(std::get<1>(fields).is_lenient);
  CHECK_FALSE(std::get<1>(fields).is_joined());

  CHECK_FALSE(std::get<2>(fields).is_required);
  CHECK(std::get<2>(fields).is_lenient);
  CHECK(std::get<2>(fields).is_joined());
  CHECK(std::get<2>(fields).joined_names[1] == "b");
}

TEST_CASE("field: a struct without a description is no record") {
  CHECK(record::described<request>);
  CHECK_FALSE(record::described<unknown>);
  CHECK_FALSE(record::described<int>);
}
