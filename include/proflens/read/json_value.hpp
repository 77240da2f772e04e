#pragma once

#include <simdjson.h>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <proflens/detail/integer_list.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/bounded_number.hpp>
#include <proflens/record/concepts.hpp>

// Only this header and json_document.hpp include simdjson; 3.0.1 and later.

namespace proflens::read {

/// Why a line gave no record.
struct line_failure {
  cause why = cause::syntax;
  std::string_view at{};    ///< the value in the line; empty if the line as a whole is meant
  int field = -1;           ///< the field concerned; -1: none
  std::string_view name{};  ///< its key in the line
};

/// What came of a value. `broken`: it is no JSON, so the whole line is not.
enum class json_outcome : std::uint8_t { good, absent, bad, broken };

/// Turns JSON values into members of records: numbers also out of text, lists of integers also out
/// of one number; null is absent.
class json_converter {
 public:
  using json_value = simdjson::ondemand::value;
  using outcome = json_outcome;

  /// Of the value that was converted last: where it stands, and why it does not fit.
  const line_failure& failure() const { return failure_; }

  /// The first token behind that value, if it is known; else null.
  const char* rest() const { return rest_; }

  /// Sets `target` if the outcome is good, and only then.
  template <bool IsNonnegative, class Value>
  outcome convert(json_value& value, std::optional<Value>& target) {
    Value inner{};
    const outcome result = convert<IsNonnegative>(value, inner);
    if (result == outcome::good) target = std::move(inner);
    return result;
  }

  template <bool IsNonnegative, std::floating_point Value>
  outcome convert(json_value& value, Value& target) {
    number_result<double> number;
    const outcome result = number_of(value, number);
    if (result != outcome::good) return result;
    // What a double holds may be too large for a float.
    if (std::abs(number.value) > std::numeric_limits<Value>::max() ||
        (IsNonnegative && number.value < 0))
      return bad(cause::out_of_range);
    target = static_cast<Value>(number.value);
    return outcome::good;
  }

  template <bool IsNonnegative, std::integral Value>
  requires(!std::same_as<Value, bool>) outcome convert(json_value& value, Value& target) {
    number_result<std::int64_t> number;
    const outcome result = number_of(value, number);
    if (result != outcome::good) return result;
    if ((IsNonnegative && number.value < 0) || !std::in_range<Value>(number.value))
      return bad(cause::out_of_range);
    target = static_cast<Value>(number.value);
    return outcome::good;
  }

  template <bool IsNonnegative>
  outcome convert(json_value& value, record::bounded_number& target) {
    number_result<record::bounded_number> number;
    const outcome result = number_of(value, number);
    if (result != outcome::good) return result;
    if (IsNonnegative && number.value.value < 0) return bad(cause::out_of_range);
    target = number.value;
    return outcome::good;
  }

  template <bool IsNonnegative>
  outcome convert(json_value& value, std::string& target) {
    const std::string_view token = token_of(value);
    if (token == "null") return outcome::absent;
    std::string_view text;
    if (!token.starts_with('"')) return bad(cause::wrong_type);
    if (value.get_string().get(text)) return outcome::broken;
    target.assign(text);
    return outcome::good;
  }

  /// A list, or one number in place of a list of one.
  template <bool IsNonnegative, record::integer_accumulator Value>
  requires(!std::is_arithmetic_v<Value>) outcome convert(json_value& value, Value& target) {
    const std::string_view token = token_of(value);
    if (token == "null") return outcome::absent;
    Value list{};
    outcome result = outcome::good;
    if (token.starts_with('['))
      result = convert_list<IsNonnegative>(value, token.data() + 1, list);
    else
      result = add_element<IsNonnegative>(value, list);
    if (result == outcome::good) target = std::move(list);
    return result;
  }

 private:
  template <bool IsNonnegative, class Value>
  outcome convert_list(json_value& value, const char* inside, Value& list) {
    if constexpr (record::made_from_counts<Value>) {
      const detail::integer_list counts = detail::read_integer_list(inside);
      if (counts.end != nullptr) {
        list = Value::from_counts(counts.sum, counts.size, counts.ones, counts.zeros);
        rest_ = counts.end;
        return outcome::good;
      }
    }
    simdjson::ondemand::array elements;
    if (value.get_array().get(elements)) return outcome::broken;
    outcome of_all = outcome::good;
    for (auto element : elements) {
      json_value number;
      if (element.get(number)) return outcome::broken;
      const outcome result = add_element<IsNonnegative>(number, list);
      if (result == outcome::broken) return result;
      if (result == outcome::bad && of_all != outcome::bad) {
        of_all = result;
        first_bad_element_ = failure_;
      }
    }
    if (of_all == outcome::bad) failure_ = first_bad_element_;
    rest_ = nullptr;  // rare: the walk goes on to the end
    return of_all;
  }

  template <bool IsNonnegative, class Value>
  outcome add_element(json_value& value, Value& list) {
    std::int64_t element = 0;
    const outcome result = convert<IsNonnegative>(value, element);
    if (result == outcome::good) list(element);
    return result;
  }

  /// Text of the value up to the next token; sets the place where that one starts.
  std::string_view token_of(json_value& value) {
    const std::string_view token = value.raw_json_token();
    rest_ = token.data() + token.size();
    failure_.at = without_blanks(token);
    return failure_.at;
  }

  outcome number_of(json_value& value, number_result<double>& number) {
    const std::string_view token = value.raw_json_token();
    rest_ = token.data() + token.size();
    if (!value.get_double().get(number.value)) {
      failure_.at = token;
      return outcome::good;
    }
    return unusual_number(value, token, number,
                          [](std::string_view text) { return number_in_text(text); });
  }

  outcome number_of(json_value& value, number_result<std::int64_t>& number) {
    const std::string_view token = value.raw_json_token();
    rest_ = token.data() + token.size();
    failure_.at = token;
    if (!value.get_int64().get(number.value)) {
      number = whole_number(number.value);
      return number.bad ? bad(*number.bad) : outcome::good;
    }
    return unusual_number(value, token, number,
                          [](std::string_view text) { return whole_number_in_text(text); });
  }

  outcome number_of(json_value& value, number_result<record::bounded_number>& number) {
    const std::string_view token = value.raw_json_token();
    rest_ = token.data() + token.size();
    if (!value.get_double().get(number.value.value)) {
      failure_.at = token;
      return outcome::good;
    }
    return unusual_number(value, token, number,
                          [](std::string_view text) { return bounded_number_in_text(text); });
  }

  /// All that is not simply a number: null, text, NaN, the wrong kind of value, damage.
  template <class Number, class FromText>
  outcome unusual_number(json_value& value, std::string_view token, Number& number,
                         FromText&& from_text) {
    token = without_blanks(token);
    failure_.at = token;
    if (token == "null") return outcome::absent;
    if (token == "true" || token == "false") return bad(cause::wrong_type);
    if (token.starts_with('[') || token.starts_with('{')) return bad(cause::wrong_type);
    if (token.starts_with('"')) {
      std::string_view text = token.substr(1, token.size() - 2);
      if (text.find('\\') != std::string_view::npos && value.get_string().get(text))
        return outcome::broken;
      number = from_text(text);
    } else if (is_not_finite(token)) {
      return bad(cause::out_of_range);
    } else if (is_json_number(token)) {
      number = from_text(token);
    } else {
      return outcome::broken;
    }
    return number.bad ? bad(*number.bad) : outcome::good;
  }

  outcome bad(cause why) {
    failure_.why = why;
    return outcome::bad;
  }

  const char* rest_ = nullptr;
  line_failure failure_, first_bad_element_;
};

}  // namespace proflens::read
