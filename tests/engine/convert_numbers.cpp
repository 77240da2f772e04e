#include <proflens/engine/convert_numbers.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

using namespace proflens::engine;

namespace {

/// Floats around every place where rounding changes, and over the whole range.
std::vector<float> many_floats() {
  std::vector<float> result;
  for (std::uint32_t i = 0; i < 1 << 16; ++i) {
    const std::uint32_t high = i << 16;
    for (const std::uint32_t low :
         {0x0000U, 0x0FFFU, 0x1000U, 0x1001U, 0x2FFFU, 0x3000U, 0x7FFFU, 0x8000U, 0x8001U, 0xFFFFU})
      result.push_back(std::bit_cast<float>(high | low));
  }
  return result;
}

/// The nearest of the numbers that 16 bits can spell, found by looking at both neighbours.
bool is_nearest(float number, std::uint16_t stored, float (*widened)(std::uint16_t), float beyond) {
  const auto distance = [&](std::uint16_t other) {
    const float value = widened(other);
    // The infinite one stands where the next finite one would be.
    const double place = std::isinf(value) ? std::copysign(double(beyond), value) : double(value);
    return std::abs(place - double(number));
  };
  const auto up = static_cast<std::uint16_t>(stored + 1);
  const auto down = static_cast<std::uint16_t>(stored - 1);
  const bool has_up = !std::isinf(widened(stored));
  const bool has_down = (stored & 0x7FFF) != 0;
  const double own = distance(stored);
  const bool is_even = stored % 2 == 0;
  return (!has_up || own < distance(up) || (own == distance(up) && is_even)) &&
         (!has_down || own < distance(down) || (own == distance(down) && is_even));
}

}  // namespace

TEST_CASE("convert_numbers: binary16 of known values") {
  CHECK(widened_f16(0x3C00) == 1.0F);
  CHECK(widened_f16(0xC000) == -2.0F);
  CHECK(widened_f16(0x7BFF) == 65504.0F);
  CHECK(widened_f16(0x0001) == 0x1p-24F);
  CHECK(widened_f16(0x0400) == 0x1p-14F);
  CHECK(std::signbit(widened_f16(0x8000)));
  CHECK(widened_f16(0xFC00) == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(widened_f16(0x7C01)));
  CHECK(rounded_to_f16(65519.99F) == 0x7BFF);
  CHECK(rounded_to_f16(65520.0F) == 0x7C00);
  CHECK(rounded_to_f16(1e10F) == 0x7C00);
  CHECK(rounded_to_f16(0x1p-25F) == 0);
  CHECK(rounded_to_f16(0x1.000002p-25F) == 1);
}

TEST_CASE("convert_numbers: every stored number survives, rounding takes the nearest") {
  for (std::uint32_t i = 0; i < 1 << 16; ++i) {
    const auto number = static_cast<std::uint16_t>(i);
    if (!std::isnan(widened_f16(number))) REQUIRE(rounded_to_f16(widened_f16(number)) == number);
    if (!std::isnan(widened_bf16(number))) REQUIRE(rounded_to_bf16(widened_bf16(number)) == number);
  }
  for (const float number : many_floats()) {
    const std::uint16_t half = rounded_to_f16(number), brain = rounded_to_bf16(number);
    CAPTURE(number);
    if (std::isnan(number)) {
      REQUIRE(std::isnan(widened_f16(half)));
      REQUIRE(std::isnan(widened_bf16(brain)));
    } else if (std::isinf(number) || std::abs(number) >= 65536) {
      REQUIRE(widened_f16(half) == std::copysign(std::numeric_limits<float>::infinity(), number));
    } else {
      REQUIRE(is_nearest(number, half, widened_f16, 65536));
    }
    // Beyond the largest bfloat16 lies 2^128, which no float can say.
    if (std::abs(number) < 0x1.FEp127F) REQUIRE(is_nearest(number, brain, widened_bf16, 0));
  }
}

TEST_CASE("convert_numbers: many at once are what they are one by one, aligned or not") {
  const std::vector<float> numbers = many_floats();
  for (const dtype type : {dtype::f16, dtype::bf16}) {
    std::vector<std::byte> stored(2 * numbers.size() + 1);
    round_numbers(numbers.data(), stored.data() + 1, type, numbers.size());
    std::vector<float> widened(numbers.size());
    widen_numbers(stored.data() + 1, type, widened.data(), numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      std::uint16_t found = 0;
      std::memcpy(&found, stored.data() + 1 + 2 * i, sizeof found);
      const bool is_f16 = type == dtype::f16;
      REQUIRE(found == (is_f16 ? rounded_to_f16(numbers[i]) : rounded_to_bf16(numbers[i])));
      const float expected = is_f16 ? widened_f16(found) : widened_bf16(found);
      REQUIRE(std::bit_cast<std::uint32_t>(widened[i]) == std::bit_cast<std::uint32_t>(expected));
    }
  }
}

TEST_CASE("convert_numbers: from type to type, for every count around a block") {
  for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 1023U, 1024U, 1025U, 3000U}) {
    std::vector<float> numbers(count);
    for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<float>(i) / 16 - 100;
    std::vector<std::byte> half(2 * count + 1), brain(2 * count + 1), back(4 * count + 1);
    const auto* floats = reinterpret_cast<const std::byte*>(numbers.data());
    convert_numbers(floats, dtype::f32, half.data() + 1, dtype::f16, count);
    convert_numbers(half.data() + 1, dtype::f16, back.data() + 1, dtype::f32, count);
    // All these numbers are binary16 numbers.
    CHECK((count == 0 || std::memcmp(back.data() + 1, floats, 4 * count) == 0));
    convert_numbers(half.data() + 1, dtype::f16, brain.data() + 1, dtype::bf16, count);
    std::vector<std::byte> direct(2 * count + 1);
    convert_numbers(floats, dtype::f32, direct.data() + 1, dtype::bf16, count);
    CHECK(direct == brain);
    convert_numbers(brain.data() + 1, dtype::bf16, direct.data() + 1, dtype::bf16, count);
    CHECK(direct == brain);
  }
}
