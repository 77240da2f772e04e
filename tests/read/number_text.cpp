#include <proflens/read/number_text.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

using namespace proflens::read;

TEST_CASE("number_text: finite numbers out of text") {
  CHECK(number_in_text("12.5").value == 12.5);
  CHECK(number_in_text(" 12.5 ").value == 12.5);
  CHECK(number_in_text("+3").value == 3);
  CHECK(number_in_text("-1e-3").value == -1e-3);
  CHECK(number_in_text("0.1").value == 0.1);
  CHECK(number_in_text("17.973314423811111").value == 17.973314423811111);
  for (const std::string_view text : {"", " ", "abc", "1.5x", "0x10", "1,5", "+-3", "--3", "1 2"}) {
    CAPTURE(text);
    CHECK(number_in_text(text).bad == cause::wrong_type);
  }
  for (const std::string_view text : {"NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "+Inf",
                                      "1e999", "nan(ind)", "-nan(ind)", "nan(snan)"}) {
    CAPTURE(text);
    CHECK(number_in_text(text).bad == cause::out_of_range);
  }
}

TEST_CASE("number_text: what is too small for a double is zero, what is too large is no number") {
  const std::string zeros(400, '0');
  for (const std::string& text : {std::string("1e-400"), std::string("-1E-400"), "0." + zeros + "1",
                                  "0." + zeros + "1e+9", std::string("1e-99999999999999999999")}) {
    CAPTURE(text);
    CHECK_FALSE(number_in_text(text).bad.has_value());
    CHECK(number_in_text(text).value == 0);
  }
  for (const std::string& text : {std::string("1e400"), std::string("-1e+400"), "1" + zeros,
                                  "1" + zeros + ".5e-9", std::string("1e99999999999999999999")}) {
    CAPTURE(text);
    CHECK(number_in_text(text).bad == cause::out_of_range);
  }
}

TEST_CASE("number_text: whole numbers") {
  CHECK(whole_number_in_text("17").value == 17);
  CHECK(whole_number_in_text("17.0").value == 17);
  CHECK(whole_number_in_text("1e3").value == 1000);
  CHECK(whole_number_in_text("-3").value == -3);
  CHECK(whole_number_in_text("9007199254740992").value == largest_integer);
  CHECK(whole_number_in_text("9007199254740993").bad == cause::out_of_range);
  CHECK(whole_number_in_text("123456789012345678901234").bad == cause::out_of_range);
  CHECK(whole_number_in_text("2.5").bad == cause::wrong_type);
  CHECK(whole_number_in_text("two").bad == cause::wrong_type);
  CHECK(whole_number_in_text("nan").bad == cause::out_of_range);
  CHECK(whole_number(std::int64_t{1} << 60).bad == cause::out_of_range);
}

TEST_CASE("number_text: the numbers of JSON") {
  for (const std::string_view text : {"0", "-0", "10", "1.5", "1e5", "1E+05", "-1.25e-3"}) {
    CAPTURE(text);
    CHECK(is_json_number(text));
  }
  for (const std::string_view text : {"", "-", "01", "+1", ".5", "1.", "1e", "1e+", "abc", "1 "}) {
    CAPTURE(text);
    CHECK_FALSE(is_json_number(text));
  }
}
