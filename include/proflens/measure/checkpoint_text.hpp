#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/measure/error.hpp>
#include <proflens/measure/fingerprint.hpp>
#include <proflens/measure/named_value.hpp>
#include <proflens/report/json.hpp>

namespace proflens::measure {

/// What a checkpoint holds: what its points belong to, and the points, a text for each key, in the
/// order they were finished.
struct checkpoint_content {
  measure::fingerprint fingerprint = {};
  std::vector<named_value> points = {};

  friend bool operator==(const checkpoint_content&, const checkpoint_content&) = default;
};

inline constexpr std::string_view checkpoint_schema = "proflens.checkpoint/1";

/// FNV-1a, 64 bits, as 16 hexadecimal digits: finds damage, not malice.
inline std::string checksum_text(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const char byte : bytes) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(sum));
  return text;
}

/// A checkpoint as JSON, a line for each value; the last member is a checksum of all before it.
inline std::string checkpoint_text(const checkpoint_content& content) {
  const auto object_of = [](const std::vector<named_value>& members) {
    std::string text = "{";
    for (const named_value& one : members) {
      text += (text.size() == 1 ? "\n" : ",\n") + report::json_string(one.name) + ": " +
              report::json_string(one.value);
    }
    return text + "\n}";
  };
  std::string text = "{\n\"schema\": " + report::json_string(checkpoint_schema) +
                     ",\n\"fingerprint\": " + object_of(content.fingerprint) +
                     ",\n\"points\": " + object_of(content.points) + ",\n";
  return text + "\"checksum\": \"" + checksum_text(text) + "\"\n}\n";
}

/// Reads what `checkpoint_text` writes: JSON objects whose values are texts, and nothing else.
/// Throws measure::error that says what is wrong at which byte.
class checkpoint_parser {
 public:
  explicit checkpoint_parser(std::string_view text) : text_(text) {}

  checkpoint_content parse() {
    checkpoint_content content;
    expect('{');
    expect_key("schema");
    const std::string schema = read_text();
    if (schema != checkpoint_schema)
      throw error("its schema is \"" + schema + "\", expected \"" + std::string(checkpoint_schema) +
                  "\"");
    expect(',');
    expect_key("fingerprint");
    content.fingerprint = read_object();
    expect(',');
    expect_key("points");
    content.points = read_object();
    expect(',');
    skip_blanks();
    const std::string expected = checksum_text(text_.substr(0, place_));
    expect_key("checksum");
    if (read_text() != expected) throw error("it is not what was written: the checksum differs");
    expect('}');
    skip_blanks();
    if (place_ != text_.size()) fail("the end of the file");
    return content;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found = place_ < text_.size() ? report::json_string(text_.substr(place_, 20))
                                                    : "the end of the file";
    throw error("byte " + std::to_string(place_) + ": expected " + expected + ", found " + found);
  }

  void skip_blanks() {
    place_ = std::min(text_.find_first_not_of(" \t\r\n", place_), text_.size());
  }

  bool take(char wanted) {
    skip_blanks();
    if (place_ == text_.size() || text_[place_] != wanted) return false;
    ++place_;
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) fail(std::string("'") + wanted + "'");
  }

  void expect_key(std::string_view key) {
    skip_blanks();
    const std::size_t start = place_;
    if (read_text() != key) {
      place_ = start;
      fail(report::json_string(key));
    }
    expect(':');
  }

  std::vector<named_value> read_object() {
    std::vector<named_value> members;
    expect('{');
    if (take('}')) return members;
    do {
      std::string name = read_text();
      expect(':');
      members.push_back({std::move(name), read_text()});
    } while (take(','));
    expect('}');
    return members;
  }

  std::string read_text() {
    skip_blanks();
    if (place_ == text_.size() || text_[place_] != '"') fail("a text in quotes");
    std::string text;
    for (++place_; place_ < text_.size() && text_[place_] != '"'; ++place_) {
      if (static_cast<unsigned char>(text_[place_]) < 0x20) fail("no line end within a text");
      text += text_[place_] == '\\' ? read_escape() : text_[place_];
    }
    if (place_ == text_.size()) fail("the quote that ends a text");
    ++place_;
    return text;
  }

  /// Ends on the last character of the escape.
  char read_escape() {
    constexpr std::string_view letters = "\"\\nrt", meanings = "\"\\\n\r\t";
    const char letter = ++place_ < text_.size() ? text_[place_] : '\0';
    if (const std::size_t which = letters.find(letter); which != letters.npos)
      return meanings[which];
    // Only control characters are written as numbers.
    const std::string_view digits = text_.substr(std::min(place_ + 1, text_.size()), 4);
    const char* const end = digits.data() + digits.size();
    unsigned code = 0;
    const auto read = std::from_chars(digits.data(), end, code, 16);
    if (letter != 'u' || digits.size() != 4 || read.ptr != end || code > 0x7f)
      fail("the rest of an escape");
    place_ += 4;
    return static_cast<char>(code);
  }

  std::string_view text_;
  std::size_t place_ = 0;
};

}  // namespace proflens::measure
