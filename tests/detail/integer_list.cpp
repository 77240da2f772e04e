#include <proflens/detail/integer_list.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace proflens::detail;

namespace {

/// The text behind `[`, at an address of its own alignment, as it stands in a line.
class placed_text {
 public:
  integer_list operator()(std::string_view text, std::size_t alignment,
                          integer_list (*read)(const char*)) {
    bytes_.assign(alignment + text.size() + 192, '7');
    char* const at = bytes_.data() + alignment;
    std::memcpy(at, text.data(), text.size());
    at[text.size()] = '\n';
    integer_list list = read(at);
    if (list.end != nullptr) length = static_cast<std::size_t>(list.end - at);
    list.end = list.end != nullptr ? text.data() + length : nullptr;
    return list;
  }
  std::size_t length = 0;

 private:
  std::vector<char> bytes_;
};

/// The grammar once more, by other means: a list of numbers, or nothing.
integer_list slow(const std::string& text) {
  integer_list list;
  const std::size_t close = text.find(']');
  if (close == std::string::npos) return {};
  if (close != 0) {
    std::size_t at = 0;
    for (bool is_first = true; at <= close; is_first = false) {
      std::size_t comma = std::min(text.find(',', at), close);
      std::string number = text.substr(at, comma - at);
      if (!is_first && number.starts_with(' ')) number.erase(0, 1);
      if (number.empty() || number.size() > 9 || (number.size() > 1 && number[0] == '0') ||
          number.find_first_not_of("0123456789") != std::string::npos)
        return {};
      const long value = std::stol(number);
      list.sum += value;
      ++list.size;
      list.ones += value == 1;
      list.zeros += value == 0;
      at = comma + 1;
    }
  }
  list.end = text.data() + close + 1;
  return list;
}

std::vector<integer_list (*)(const char*)> versions() {
  std::vector<integer_list (*)(const char*)> all{read_integer_list_scalar, read_integer_list};
#if defined(__x86_64__) && defined(__GNUC__)
  if (widest_vectors() >= vector_width::avx2) all.push_back(read_integer_list_avx2);
  if (widest_vectors() >= vector_width::avx512) all.push_back(read_integer_list_avx512);
#endif
  return all;
}

std::string random_list(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const std::uint64_t size = below(4) == 0 ? below(4) : below(60), style = below(4);
  const std::uint64_t most = below(2) == 0 ? 10 : below(3) == 0 ? 1'000'000'000 : 3000;
  std::string text;
  for (std::uint64_t i = 0; i < size; ++i) {
    if (i != 0) text += style == 0 || (style == 1 && below(2) == 0) ? "," : ", ";
    text += std::to_string(below(most));
  }
  text += ']';
  if (below(2) == 0) return text;
  // Half are damaged: one byte changed, put in, or taken out.
  constexpr std::string_view bytes = "0123456789,, ]][-.e\"x\t{}n";
  const std::size_t place = below(text.size() + 1);
  const char byte = bytes[below(bytes.size())];
  switch (below(3)) {
    case 0: text.insert(place, 1, byte); break;
    case 1:
      if (place < text.size()) text[place] = byte;
      break;
    default:
      if (place < text.size()) text.erase(place, 1);
  }
  return text;
}

}  // namespace

TEST_CASE("integer_list: plain lists") {
  placed_text place;
  for (const auto read : versions()) {
    CHECK(place("]", 0, read).size == 0);
    CHECK(place.length == 1);
    const integer_list list = place("1, 512,0, 1]", 0, read);
    CHECK(list.sum == 514);
    CHECK(list.size == 4);
    CHECK(list.ones == 2);
    CHECK(list.zeros == 1);
    CHECK(place.length == 12);
  }
}

TEST_CASE("integer_list: everything unusual is left to the checked parser") {
  placed_text place;
  for (const auto read : versions())
    for (const std::string_view text :
         {"",       " 1]", "1 ]",  "1,]",  ",1]",   "1,,2]",  "1,  2]", "01]",
          "1, 00]", "-1]", "1.0]", "1e3]", "null]", "\"1\"]", "[1]]",   "1234567890]",
          "1",      "1,",  "1, ",  "1\t]", "1 2]",  ",]",     ", ]"}) {
      CAPTURE(text);
      CHECK(place(text, 0, read).end == nullptr);
    }
}

TEST_CASE("integer_list: every version agrees with the slow way on a million lists") {
  placed_text place;
  std::mt19937_64 random(20231);
  const auto all = versions();
  std::size_t wrong = 0, accepted = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string text = random_list(random);
    const integer_list expected = slow(text);
    accepted += expected.end != nullptr;
    for (const auto read : all) {
      const integer_list found = place(text, static_cast<std::size_t>(i) % 67, read);
      if (found == expected) continue;
      if (++wrong == 1) MESSAGE("first difference: [" << text);
    }
  }
  CHECK(wrong == 0);
  CHECK(accepted > 400'000);
  CHECK(accepted < 900'000);
}

TEST_CASE("integer_list: every border of a block") {
  placed_text place;
  for (std::size_t size = 1; size < 400; ++size)
    for (const std::string_view number : {"1, ", "0,", "12, ", "512,", "123456789, "}) {
      std::string text;
      for (std::size_t i = 0; i < size; ++i) text += number;
      text.resize(text.find_last_of(','));
      text += ']';
      const integer_list expected = slow(text);
      CHECK(expected.size == size);
      for (const auto read : versions()) CHECK(place(text, size % 64, read) == expected);
    }
}
