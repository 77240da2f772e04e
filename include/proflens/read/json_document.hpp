#pragma once

#include <simdjson.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/read/error.hpp>

namespace proflens::read {

/// Text for a message, cut where it is long.
inline std::string shortened(std::string_view text, std::size_t longest = 100) {
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // UTF-8
  return std::string(text.substr(0, end)) + "...";
}

/// One value of a `json_document`, which has to outlive it. The functions that ask for a kind of
/// value throw read::error if it is another: "config.json: n_layer: expected an integer, found a
/// text".
class json_node {
 public:
  struct member;

  json_node(simdjson::dom::element element, const std::string& source, std::string path)
      : element_(element), source_(&source), path_(std::move(path)) {}

  /// Keys and places from the root to here, as "weight_map.a" or "sizes[2]"; empty for the root.
  const std::string& path() const { return path_; }

  bool is_null() const { return element_.is_null(); }
  bool is_object() const { return element_.is_object(); }
  bool is_text() const { return element_.is_string(); }

  std::string_view text() const {
    std::string_view result;
    if (element_.get(result) != simdjson::SUCCESS) fail_expecting("a text");
    return result;
  }
  bool flag() const {
    bool result = false;
    if (element_.get(result) != simdjson::SUCCESS) fail_expecting("true or false");
    return result;
  }
  /// A number, whole or not; always finite.
  double number() const {
    double result = 0;
    if (element_.get(result) != simdjson::SUCCESS || !std::isfinite(result))
      fail_expecting("a number");
    return result;
  }
  /// A whole number, written without fraction and exponent.
  std::int64_t integer() const {
    std::int64_t result = 0;
    if (element_.get(result) != simdjson::SUCCESS) fail_expecting("an integer");
    return result;
  }
  /// A whole number that is not negative.
  std::uint64_t count() const {
    std::uint64_t result = 0;
    if (element_.get(result) != simdjson::SUCCESS) fail_expecting("an integer of 0 or more");
    return result;
  }

  std::vector<json_node> items() const {
    simdjson::dom::array list;
    if (element_.get(list) != simdjson::SUCCESS) fail_expecting("a list");
    std::vector<json_node> result;
    for (const simdjson::dom::element item : list)
      result.emplace_back(item, *source_, path_ + '[' + std::to_string(result.size()) + ']');
    return result;
  }

  /// All members in their order; a key that stands twice is there twice.
  std::vector<member> members() const;

  /// The member of a key, the first if there are several; nothing if there is none.
  std::optional<json_node> find(std::string_view key) const {
    simdjson::dom::element value;
    if (object().at_key(key).get(value) != simdjson::SUCCESS) return std::nullopt;
    return json_node(value, *source_, path_of(key));
  }
  /// As `find`, where null counts as absent.
  std::optional<json_node> find_value(std::string_view key) const {
    auto result = find(key);
    if (result && result->is_null()) result.reset();
    return result;
  }
  /// The member of a key; throws if there is none.
  json_node at(std::string_view key) const {
    if (auto result = find(key)) return *std::move(result);
    fail("there is no " + shortened(key));
  }

  /// Throws read::error: "SOURCE: PATH: what is wrong".
  [[noreturn]] void fail(const std::string& what_is_wrong) const {
    throw error(*source_ + ": " + (path_.empty() ? "" : shortened(path_) + ": ") + what_is_wrong);
  }
  [[noreturn]] void fail_expecting(const std::string& expected) const {
    fail("expected " + expected + ", found " + described());
  }

  /// For messages: a short value as it is written in JSON, of others the kind.
  std::string described() const {
    if (element_.is_object()) return "an object";
    if (element_.is_array()) return "a list";
    std::string_view text;
    if (element_.get(text) == simdjson::SUCCESS) return "the text \"" + shortened(text) + '"';
    return simdjson::minify(element_);
  }

 private:
  simdjson::dom::object object() const {
    simdjson::dom::object result;
    if (element_.get(result) != simdjson::SUCCESS) fail_expecting("an object");
    return result;
  }
  std::string path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
  }
  simdjson::dom::element element_;
  const std::string* source_;
  std::string path_;
};

struct json_node::member {
  std::string_view key;
  json_node value;
};

inline std::vector<json_node::member> json_node::members() const {
  std::vector<member> result;
  for (const auto field : object())
    result.push_back({field.key, json_node(field.value, *source_, path_of(field.key))});
  return result;
}

/// A JSON text that is read whole, for configurations and headers; `json_lines` is for data. The
/// text has to be UTF-8 and one value. Memory: some 15 times the text.
class json_document {
 public:
  /// `source` names the text in messages. Throws read::error for what is no JSON.
  json_document(std::string_view text, std::string source)
      : content_(std::make_unique<content>()), source_(std::make_unique<std::string>(source)) {
    const auto outcome = content_->parser.parse(text.data(), text.size());
    if (const auto why = outcome.get(content_->root); why != simdjson::SUCCESS)
      throw error(*source_ + ": no JSON (" + simdjson::error_message(why) + ")");
  }

  json_node root() const { return {content_->root, *source_, ""}; }

 private:
  struct content {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
  };
  std::unique_ptr<content> content_;
  std::unique_ptr<const std::string> source_;
};

}  // namespace proflens::read
