#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/detail/plain_text.hpp>
#include <proflens/read/expectation.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/json_value.hpp>
#include <proflens/read/key_memory.hpp>
#include <proflens/read/learned_layout.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/concepts.hpp>
#include <proflens/record/field.hpp>

namespace proflens::read {

/// Makes a record of one line of JSON Lines. Each line is parsed alone, so that a bad one loses
/// nothing else. A key that stands twice: the first counts. null is absent. Numbers may be text, a
/// single number may stand for a list, nulls in lists are skipped. A value that is not asked for is
/// only stepped over: damage inside it may pass, and behind the last wanted value damage between
/// two others; what follows a wanted value and what closes the object is always looked at.
template <record::described Record>
class json_record {
 public:
  explicit json_record(const wanted_fields<Record>& wanted)
      : wanted_(wanted), names_(field_table::of<Record>(wanted)) {}

  /// Fills `record`, which must be a default one. The line is given without its '\n', which must
  /// stand behind it, with 64 more bytes that may be read. False: see `failure`.
  bool operator()(std::string_view line, Record& record) {
    if (layout_.is_learned()) {
      if (layout_(line, record)) {
        misses_ = 0;
        return true;
      }
      record = Record{};
      if (++misses_ == most_misses) layout_.forget();
    }
    if (!parse_properly(line, record)) return false;
    if (!layout_.is_learned() && --lines_to_learning_ == 0) learn(line);
    return true;
  }

  /// As the call, without what was learnt from the lines before: the slow way, always right.
  bool parse_properly(std::string_view line, Record& record) {
    std::size_t first = 0;
    while (first < line.size() && is_blank(line[first])) ++first;
    if (first == line.size() || line[first] != '{') return reject_other(line);
    simdjson::ondemand::document document;
    if (parse(line, document)) return reject(cause_of_failed_parse(line));
    simdjson::ondemand::object object;
    if (document.get_object().get(object)) return reject(cause::syntax);
    switch (read_fields(object, line, record)) {
      case walk::all_found: return true;
      case walk::broken:  // failure_ holds the value, if one is to blame
        failure_.why = cause::syntax;
        return false;
      case walk::to_the_end: break;
    }
    // Behind the last token there is no location: simdjson 3.0.1 has no at_end().
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      return reject(cause::syntax);
    return complete(record, std::make_index_sequence<fields>{});
  }

  /// Bytes of the longest line there is room for; grows and shrinks with the lines.
  std::size_t capacity() const { return parser_.capacity(); }

  /// Of the last line that was refused; points into it.
  const line_failure& failure() const { return failure_; }

  /// The failure in words: what was expected, what was found.
  std::string describe_failure() const {
    switch (failure_.why) {
      case cause::invalid_utf8: return "expected UTF-8 text, found other bytes";
      case cause::syntax:
        return failure_.at.empty() ? "expected one closed JSON object, found damaged or cut text"
                                   : "expected a JSON value in \"" + std::string(failure_.name) +
                                         "\", found " + excerpt(failure_.at);
      case cause::not_an_object: return "expected a JSON object, found " + excerpt(failure_.at);
      case cause::missing_field:
        return "expected the field " +
               names_.alternatives(static_cast<std::size_t>(failure_.field)) +
               ", found no value for it";
      case cause::stray_quote:
      case cause::too_few_fields:
      case cause::too_many_fields:  // of tables only
      case cause::wrong_type:
      case cause::out_of_range: break;
    }
    return "expected " + expectation_of<Record>(failure_.field, failure_.why) + " in \"" +
           std::string(failure_.name) + "\", found " + excerpt(failure_.at);
  }

  /// The keys of a line that lacks a required field, and the fields it lacks.
  missing_keys keys_of(std::string_view line) {
    missing_keys keys;
    for (std::size_t i = 0; i < fields; ++i)
      if (lacks_[i]) keys.needed.push_back(names_.alternatives(i));
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parse(line, document) || document.get_object().get(object)) return keys;
    for (auto field : object) {
      std::string_view key;
      if (field.unescaped_key().get(key) || keys.found.size() == 32) break;
      keys.found.emplace_back(beginning(key, 64));
    }
    return keys;
  }

 private:
  using json_value = simdjson::ondemand::value;
  static constexpr std::size_t fields = field_count<Record>;
  static constexpr std::size_t first_capacity = 64 * 1024, kept_capacity = 4 * 1024 * 1024;
  static constexpr std::uint8_t no_rank = 0xff;

  enum class walk : std::uint8_t { all_found, to_the_end, broken };
  using outcome = json_outcome;

  /// What became of one field in the present line.
  struct slot {
    std::uint32_t seen = 0;       // one bit per name: the first of two equal keys counts
    std::uint8_t rank = no_rank;  // of the most preferred name with a value
    bool is_bad = false;
    line_failure failure{};
  };

  template <std::size_t I>
  static constexpr const auto& field_at() {
    return std::get<I>(record::fields<Record>);
  }
  template <std::size_t I>
  using member_at = typename std::remove_cvref_t<decltype(field_at<I>())>::value_type;

  /// Two lists that are one field in some logs.
  template <class Value>
  struct joined_parts {
    std::array<Value, 2> lists{};
    bool is_there = false;
  };
  struct no_parts {};
  template <std::size_t... I>
  static auto parts_of(std::index_sequence<I...>)
      -> std::tuple<std::conditional_t<std::get<I>(record::fields<Record>).is_joined(),
                                       joined_parts<member_at<I>>, no_parts>...>;

  // ---- one line -------------------------------------------------------------------------------

  simdjson::error_code parse(std::string_view line, simdjson::ondemand::document& document) {
    // What a huge line took, six times its size, is not kept for the lines behind it.
    if (parser_.capacity() > kept_capacity && line.size() <= kept_capacity)
      parser_ = simdjson::ondemand::parser{};
    // Grows in doubling steps, not with every longer line.
    if (parser_.capacity() < line.size() || parser_.capacity() == 0) {
      const std::size_t doubled = std::min(2 * parser_.capacity(), kept_capacity);
      const std::size_t wanted = std::max({first_capacity, line.size(), doubled});
      if (const auto failed = parser_.allocate(wanted)) return failed;
    }
    const simdjson::padded_string_view padded(line.data(), line.size(),
                                              line.size() + simdjson::SIMDJSON_PADDING);
    return parser_.iterate(padded).get(document);
  }

  void learn(std::string_view line) {
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    misses_ = 0;
    // A writer without a layout must not pay for lessons: the next one comes later and later.
    lines_between_lessons_ = std::min<std::size_t>(2 * lines_between_lessons_, 4096);
    lines_to_learning_ = lines_between_lessons_;
    if (parse(line, document) || document.get_object().get(object)) return;
    std::vector<typename learned_layout<Record>::key> keys;
    std::size_t place = 0;
    for (auto field : object) {
      const int name = name_of(field, place++);
      json_value value;
      if (name == unreadable_key || field.value().get(value)) return;
      keys.push_back({name, value.raw_json_token().data()});
    }
    layout_.learn(line, keys, names_);
  }

  walk read_fields(simdjson::ondemand::object& object, std::string_view line, Record& record) {
    slots_.fill({});
    parts_ = {};
    left_ = names_.wanted();
    std::size_t place = 0;
    for (auto field : object) {
      const int name = name_of(field, place++);
      failure_ = {};
      if (name == unreadable_key) return walk::broken;
      if (name == field_table::unknown) continue;
      json_value value;
      if (field.value().get(value)) return walk::broken;
      if (take(names_[name], value, record) == outcome::broken) return walk::broken;
      if (left_ == 0 && is_closed_behind(line)) return walk::all_found;
    }
    return walk::to_the_end;
  }

  /// True if all behind the value that was just read surely ends the line's object.
  bool is_closed_behind(std::string_view line) {
    const char* rest = values_.rest();
    const char* const end = line.data() + line.size();
    left_ = fields + 1;  // asked once only: a second answer would be the same
    if (rest == nullptr) return false;
    while (rest < end && is_blank(*rest)) ++rest;
    return rest < end && (*rest == ',' || *rest == '}') && detail::surely_closes_object(rest, end);
  }

  static constexpr int unreadable_key = -2;

  template <class Field>
  int name_of(Field& field, std::size_t place) {
    simdjson::ondemand::raw_json_string key;
    if (field.key().get(key)) return unreadable_key;
    if (const int* const known = memory_.recall(place, key.raw())) return *known;
    std::size_t size = 0;
    while (key.raw()[size] != '"' && key.raw()[size] != '\\') ++size;
    const bool has_escape = key.raw()[size] == '\\';
    std::string_view text(key.raw(), size);
    if (has_escape && field.unescaped_key().get(text)) return unreadable_key;
    const int name = names_.find(text);
    if (!has_escape) memory_.remember(place, text, name);
    return name;
  }

  /// Books the value of one key, unless the same or a more preferred one came before.
  outcome take(const field_name& name, json_value& value, Record& record) {
    slot& of = slots_[name.field];
    const std::uint32_t bit = std::uint32_t{1} << (name.rank + (name.part == 2 ? 1 : 0));
    if ((of.seen & bit) != 0 || of.rank < name.rank) return outcome::absent;
    of.seen |= bit;
    const outcome result = store(name, value, record, std::make_index_sequence<fields>{});
    if (result == outcome::bad || result == outcome::broken) {
      failure_ = values_.failure();
      failure_.field = name.field;
      failure_.name = name.text;
    }
    if (result == outcome::absent || result == outcome::broken) return result;
    const bool is_second_part = of.rank == name.rank;
    of.rank = name.rank;
    if (result == outcome::bad && !(is_second_part && of.is_bad)) of.failure = failure_;
    of.is_bad = result == outcome::bad || (is_second_part && of.is_bad);
    if (name.rank == 0 && !of.is_bad) --left_;
    return result;
  }

  template <std::size_t... I>
  outcome store(const field_name& name, json_value& value, Record& record,
                std::index_sequence<I...>) {
    outcome result = outcome::absent;
    static_cast<void>(
        ((I == name.field && (result = store_field<I>(name, value, record), true)) || ...));
    return result;
  }

  template <std::size_t I>
  outcome store_field(const field_name& name, json_value& value, Record& record) {
    constexpr const auto& field = field_at<I>();
    member_at<I>* target = &(record.*field.member);
    if constexpr (field.is_joined()) {
      if (name.part != 0) {
        target = &std::get<I>(parts_).lists[name.part - 1u];
      }
    }
    outcome result = values_.template convert<field.is_nonnegative>(value, *target);
    if constexpr (field.is_joined()) {
      if (name.part != 0 && result == outcome::good) std::get<I>(parts_).is_there = true;
    }
    if (field.is_lenient && result == outcome::bad) result = outcome::absent;
    return result;
  }

  // ---- the end of a line ----------------------------------------------------------------------

  /// After a walk over the whole object: joins lists, looks for what is missing or bad.
  template <std::size_t... I>
  bool complete(Record& record, std::index_sequence<I...>) {
    (join<I>(record), ...);
    lacks_.fill(false);
    bool is_complete = true;
    const auto look_for = [&](std::size_t index, bool is_required) {
      if (!wanted_[index] || !is_required || slots_[index].rank != no_rank) return;
      lacks_[index] = true;
      if (is_complete) failure_ = {.why = cause::missing_field, .field = static_cast<int>(index)};
      is_complete = false;
    };
    (look_for(I, field_at<I>().is_required), ...);
    return is_complete && !find_bad(cause::wrong_type) && !find_bad(cause::out_of_range);
  }

  template <std::size_t I>
  void join(Record& record) {
    if constexpr (field_at<I>().is_joined()) {
      const auto& parts = std::get<I>(parts_);
      if (!parts.is_there || slots_[I].is_bad || field_at<I>().names.size() > slots_[I].rank)
        return;
      auto& target = record.*field_at<I>().member;
      target = parts.lists[0];
      target += parts.lists[1];
    }
  }

  bool find_bad(cause why) {
    for (const slot& of : slots_) {
      if (!of.is_bad || of.failure.why != why) continue;
      failure_ = of.failure;
      return true;
    }
    return false;
  }

  bool reject(cause why) {
    failure_ = {.why = why};
    return false;
  }

  /// Why the first pass over a line failed; it may complain of a cut string before it sees the
  /// bytes that are no UTF-8.
  static cause cause_of_failed_parse(std::string_view line) {
    return simdjson::validate_utf8(line.data(), line.size()) ? cause::syntax : cause::invalid_utf8;
  }

  /// A line that does not begin like an object: other JSON, or none.
  bool reject_other(std::string_view line) {
    simdjson::ondemand::document document;
    if (parse(line, document)) return reject(cause_of_failed_parse(line));
    const std::string_view text = without_blanks(line);
    if (!is_other_value(text, document)) return reject(cause::syntax);
    failure_ = {.why = cause::not_an_object, .at = text};
    return false;
  }

  /// True for one list, text, number or word. Elements of a list are only stepped over.
  static bool is_other_value(std::string_view text, simdjson::ondemand::document& document) {
    if (text == "true" || text == "false" || text == "null" || is_json_number(text)) return true;
    if (text.starts_with('"')) {
      std::string_view inside;
      if (document.get_string().get(inside)) return false;
    } else if (text.starts_with('[')) {
      simdjson::ondemand::array elements;
      if (document.get_array().get(elements)) return false;
      for (auto element : elements)
        if (element.error()) return false;
    } else {
      return false;
    }
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  wanted_fields<Record> wanted_;
  field_table names_;
  key_memory memory_;
  simdjson::ondemand::parser parser_;
  static constexpr std::size_t most_misses = 16;
  learned_layout<Record> layout_;
  std::size_t misses_ = 0;  // in a row
  std::size_t lines_to_learning_ = 1, lines_between_lessons_ = 1;

  std::array<slot, fields> slots_{};
  std::array<bool, fields> lacks_{};
  decltype(parts_of(std::make_index_sequence<fields>{})) parts_{};
  std::size_t left_ = 0;  // wanted fields without a value under their first name
  line_failure failure_;
  json_converter values_;
};

}  // namespace proflens::read
