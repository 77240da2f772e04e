#include <proflens/read/json_record.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <proflens/record/scheduler_step.hpp>

using namespace proflens;
using read::cause;

namespace {

struct request {
  std::string model;
  double ttft_ms = 0;
  std::int64_t tokens = 0;
  std::optional<std::uint8_t> priority;
};

/// Parses one line that stands at the end of its buffer, as the last line of a file does.
template <class Record>
class one_line {
 public:
  explicit one_line(const read::wanted_fields<Record>& wanted = all()) : parse_(wanted) {}

  bool operator()(std::string_view line) {
    buffer_.assign(line);
    buffer_ += '\n';
    buffer_.append(192, '}');  // what follows must not be taken for the line's end
    value = Record{};
    is_good = parse_({buffer_.data(), line.size()}, value);
    why = parse_.failure().why;
    return is_good;
  }

  /// The cause, for a line that is refused.
  std::optional<cause> cause_of(std::string_view line) {
    if ((*this)(line)) return std::nullopt;
    return why;
  }
  std::size_t capacity() const { return parse_.capacity(); }
  std::string words() const { return parse_.describe_failure(); }
  read::missing_keys keys() { return parse_.keys_of({buffer_.data(), buffer_.find('\n')}); }

  Record value{};
  bool is_good = false;
  cause why{};

 private:
  static read::wanted_fields<Record> all() {
    read::wanted_fields<Record> wanted;
    wanted.fill(true);
    return wanted;
  }
  read::json_record<Record> parse_;
  std::string buffer_;
};

std::string step(std::string_view chunks, std::string_view runtime = "12.5") {
  return "{\"chunk_sizes\": " + std::string(chunks) +
         ", \"model_run_duration_ms\": " + std::string(runtime) + "}";
}

/// What the reader of the first figure asks for.
read::wanted_fields<scheduler_step> first_three() {
  return {true, true, true, false, false, false, false, false};
}

struct narrow {
  float share = 0;
  std::int8_t level = 0;
  std::optional<std::uint16_t> port;
};

}  // namespace

template <>
inline constexpr auto proflens::record::fields<narrow> =
    std::tuple{required(&narrow::share, "share", "part"), required(&narrow::level, "level"),
               optional(&narrow::port, "port")};

template <>
inline constexpr auto proflens::record::fields<request> =
    std::tuple{required(&request::model, "model"),
               required(&request::ttft_ms, "ttft_ms", "time_to_first_token") | unit::millisecond,
               optional(&request::tokens, "tokens"), optional(&request::priority, "priority")};

TEST_CASE("json_record: the three generations of scheduler logs") {
  one_line<scheduler_step> line;
  REQUIRE(line(R"({"batch_id": 936, "timestamp": 118822.506, "total_scheduled_tokens": 9, )"
               R"("chunk_sizes": [1, 1, 7], "all_computed_tokens": [3973, 6419, 0], )"
               R"("schedule_duration_ms": 0.0776, "num_waiting_reqs": 4, "num_running_reqs": 3, )"
               R"("model_run_duration_ms": 18.865629011997953})"));
  CHECK(line.value.batch_id == 936);
  CHECK(line.value.timestamp_s == 118822.506);
  CHECK(line.value.chunks == record::chunk_tally::from_counts(9, 3, 2, 0));
  CHECK(line.value.schedule_ms == 0.0776);
  CHECK(line.value.runtime_ms == 18.865629011997953);
  CHECK(line.value.waiting == 4);
  CHECK(line.value.running == 3);
  CHECK(line.value.total_tokens == 9);

  REQUIRE(line(R"({"batch_id": 1, "timestamp": 1703123456.789, "prefill_chunk_sizes": [512], )"
               R"("decode_chunk_sizes": [1, 1], "schedule_duration_ms": 1, )"
               R"("model_run_duration_ms": 40})"));
  CHECK(line.value.chunks == record::chunk_tally::from_counts(514, 3, 2, 0));
  CHECK(line.value.runtime_ms == 40);
  CHECK_FALSE(line.value.waiting.has_value());

  REQUIRE(line(R"({"time": "12.345", "batch_id": 7, "chunk_sizes": [5], "computed_tokens": [5], )"
               R"("schedule_ms": "0.250", "model_run_ms": "31.125", "num_waiting": 1, )"
               R"("num_running": 2, "sched_tokens": 5})"));
  CHECK(line.value.timestamp_s == 12.345);
  CHECK(line.value.schedule_ms == 0.25);
  CHECK(line.value.runtime_ms == 31.125);
  CHECK(line.value.waiting == 1);
  CHECK(line.value.total_tokens == 5);
}

TEST_CASE("json_record: any order of keys, line after line") {
  one_line<scheduler_step> line(first_three());
  const std::vector<std::string> parts{R"("chunk_sizes": [3, 4])",
                                       R"("model_run_duration_ms": 2.5)",
                                       R"("schedule_duration_ms": 0.5)", R"("x": {"a": [1, {}]})"};
  std::vector<int> order{0, 1, 2, 3};
  do {
    std::string text = "{";
    for (const int i : order)
      text += (text.size() > 1 ? ", " : "") + parts[static_cast<std::size_t>(i)];
    REQUIRE(line(text + "}"));
    CHECK(line.value.chunks.tokens == 7);
    CHECK(line.value.runtime_ms == 2.5);
    CHECK(line.value.schedule_ms == 0.5);
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("json_record: lists: nulls are skipped, text is a number, a number is a list of one") {
  one_line<scheduler_step> line;
  using tally = record::chunk_tally;
  const auto chunks = [&](std::string_view text) {
    REQUIRE(line(step(text)));
    return line.value.chunks;
  };
  CHECK(chunks("[]") == tally{});
  CHECK(chunks("[null]") == tally{});
  CHECK(chunks("[ 1 , null,2]") == tally::from_counts(3, 2, 1, 0));
  CHECK(chunks("[\"5\", 1.0, 0]") == tally::from_counts(6, 3, 1, 1));
  CHECK(chunks("512") == tally::from_counts(512, 1, 0, 0));
  CHECK(chunks("\"512\"") == tally::from_counts(512, 1, 0, 0));
  CHECK(chunks("[1e3]") == tally::from_counts(1000, 1, 0, 0));
  CHECK(chunks("[9007199254740992]").tokens == read::largest_integer);

  CHECK(line.cause_of(step("[1, 2.5]")) == cause::wrong_type);
  CHECK(line.cause_of(step("[1, \"x\"]")) == cause::wrong_type);
  CHECK(line.cause_of(step("[1, true]")) == cause::wrong_type);
  CHECK(line.cause_of(step("[1, [2]]")) == cause::wrong_type);
  CHECK(line.cause_of(step("[{}]")) == cause::wrong_type);
  CHECK(line.cause_of(step("{}")) == cause::wrong_type);
  CHECK(line.cause_of(step("[1, -1]")) == cause::out_of_range);
  CHECK(line.cause_of(step("[9007199254740993]")) == cause::out_of_range);
  CHECK(line.cause_of(step("[NaN]")) == cause::out_of_range);
  CHECK(line.cause_of(step("[1, 01]")) == cause::syntax);
  CHECK(line.cause_of(step("[1 2]")) == cause::syntax);
  CHECK(line.cause_of(step("[1,]")) == cause::syntax);
  CHECK(line.cause_of(step("[1, 2")) == cause::syntax);
}

TEST_CASE("json_record: numbers") {
  one_line<scheduler_step> line;
  const auto runtime = [&](std::string_view text) {
    REQUIRE(line(step("[1]", text)));
    return line.value.runtime_ms;
  };
  CHECK(runtime("18.865629011997953") == 18.865629011997953);
  CHECK(runtime("0") == 0);
  CHECK(runtime("1e2") == 100);
  CHECK(runtime("\"12.5\"") == 12.5);
  CHECK(runtime("\"1\\u0032.5\"") == 12.5);
  CHECK(line.cause_of(step("[1]", "null")) == cause::missing_field);
  for (const char* text : {"\"abc\"", "\"\"", "true", "false", "[1]", "{\"a\": 1}", "\"1,5\""}) {
    CAPTURE(text);
    CHECK(line.cause_of(step("[1]", text)) == cause::wrong_type);
  }
  for (const char* text :
       {"NaN", "Infinity", "-Infinity", "nan", "\"NaN\"", "\"inf\"", "-0.5", "\"-1\"", "1e999"}) {
    CAPTURE(text);
    CHECK(line.cause_of(step("[1]", text)) == cause::out_of_range);
  }
  for (const char* text : {"abc", "1.", ".5", "01", "+1", "1.2.3", "nul", "tru", "", "\"1"}) {
    CAPTURE(text);
    CHECK(line.cause_of(step("[1]", text)) == cause::syntax);
  }
}

TEST_CASE("json_record: an optional number that does not fit is counted, a label is not") {
  one_line<scheduler_step> line;
  const std::string start = R"({"chunk_sizes": [1], "model_run_duration_ms": 1, )";
  CHECK(line.cause_of(start + R"("schedule_duration_ms": "x"})") == cause::wrong_type);
  CHECK(line.cause_of(start + R"("schedule_duration_ms": NaN})") == cause::out_of_range);
  CHECK(line.cause_of(start + R"("schedule_duration_ms": -1})") == cause::out_of_range);
  REQUIRE(line(start + R"("schedule_duration_ms": null})"));
  CHECK_FALSE(line.value.schedule_ms.has_value());
  REQUIRE(line(start + R"("batch_id": "warm-up", "timestamp": NaN, "num_waiting_reqs": 1.5})"));
  CHECK_FALSE(line.value.batch_id.has_value());
  CHECK_FALSE(line.value.timestamp_s.has_value());
  CHECK_FALSE(line.value.waiting.has_value());
}

TEST_CASE("json_record: of two equal keys the first counts, of two names the preferred one") {
  one_line<scheduler_step> line;
  REQUIRE(line(R"({"chunk_sizes": [1], "chunk_sizes": [2, 2], "model_run_duration_ms": 3, )"
               R"("model_run_duration_ms": 4})"));
  CHECK(line.value.chunks.tokens == 1);
  CHECK(line.value.runtime_ms == 3);
  CHECK(line.cause_of(R"({"chunk_sizes": null, "chunk_sizes": [2], "model_run_duration_ms": 3})") ==
        cause::missing_field);

  for (const char* text :
       {R"({"chunk_sizes": [1], "model_run_ms": 3, "model_run_duration_ms": 4})",
        R"({"chunk_sizes": [1], "model_run_duration_ms": 4, "model_run_ms": 3})",
        R"({"chunk_sizes": [1], "model_run_duration_ms": 4, "model_run_ms": "damaged"})",
        R"({"chunk_sizes": [1], "model_run_ms": "damaged", "model_run_duration_ms": 4})",
        R"({"chunk_sizes": [1], "model_run_duration_ms": null, "model_run_ms": 4})"}) {
    CAPTURE(text);
    REQUIRE(line(text));
    CHECK(line.value.runtime_ms == 4);
  }
  CHECK(line.cause_of(R"({"chunk_sizes": [1], "model_run_duration_ms": "x", "model_run_ms": 4})") ==
        cause::wrong_type);
}

TEST_CASE("json_record: lists that are joined") {
  one_line<scheduler_step> line;
  using tally = record::chunk_tally;
  const std::string end = R"(, "model_run_duration_ms": 1})";
  const auto chunks = [&](const std::string& text) {
    CAPTURE(text);
    REQUIRE(line(text + end));
    return line.value.chunks;
  };
  CHECK(chunks(R"({"prefill_chunk_sizes": [512])").tokens == 512);
  CHECK(chunks(R"({"decode_chunk_sizes": [1, 1])") == tally::from_counts(2, 2, 2, 0));
  CHECK(chunks(R"({"prefill_chunk_sizes": null, "decode_chunk_sizes": [1])").tokens == 1);
  CHECK(chunks(R"({"prefill_chunk_sizes": [], "decode_chunk_sizes": [])") == tally{});
  CHECK(chunks(R"({"decode_chunk_sizes": [1], "chunk_sizes": [3], "prefill_chunk_sizes": [9])")
            .tokens == 3);
  CHECK(chunks(R"({"chunk_sizes": [3], "prefill_chunk_sizes": ["x"])").tokens == 3);
  CHECK(chunks(R"({"prefill_chunk_sizes": ["x"], "chunk_sizes": [3])").tokens == 3);
  CHECK(chunks(R"({"chunk_sizes": null, "prefill_chunk_sizes": [9])").tokens == 9);
  CHECK(chunks(R"({"prefill_chunk_sizes": [9], "prefill_chunk_sizes": [8])").tokens == 9);
  CHECK(line.cause_of(R"({"prefill_chunk_sizes": ["x"], "decode_chunk_sizes": [1])" + end) ==
        cause::wrong_type);
  CHECK(line.cause_of(R"({"decode_chunk_sizes": [1], "prefill_chunk_sizes": [-1])" + end) ==
        cause::out_of_range);
  CHECK(line.cause_of(R"({"prefill_chunk_sizes": null)" + end) == cause::missing_field);
}

TEST_CASE("json_record: keys with escapes match") {
  one_line<scheduler_step> line;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(line(R"({"chunk\u005fsizes": [1], "model_run_duration_\u006ds": 2})"));
    CHECK(line.value.runtime_ms == 2);
    REQUIRE(line(R"({"chunk_sizes": [1], "a\"": 5, "model_run_duration_ms": 2})"));
    CHECK(line.cause_of(R"({"chunk_sizes\\": [1], "model_run_duration_ms": 2})") ==
          cause::missing_field);
  }
}

TEST_CASE("json_record: an object that is not closed is never used") {
  // The wanted fields come first, so that a reader that stops there would miss the damage.
  one_line<scheduler_step> line(first_three());
  const std::string start =
      R"({"chunk_sizes": [1], "model_run_duration_ms": 1, "schedule_duration_ms": 0.5)";
  CHECK(line(start + "}"));
  CHECK(line(start + "  }  "));
  CHECK(line(start + R"(, "a": [1, 2], "b": "x"})"));
  CHECK(line(start + R"(, "a": "}"})"));
  CHECK(line(start + R"(, "a": {"b": {}}})"));
  CHECK(line(start + R"(, "a": "\"}"})"));
  for (const char* end :
       {"", ",", R"(, "a": 1)", R"(, "a": "}")", R"(, "a": {})", R"(, "a": {"b": 1})",
        R"(, "a": [1, 2)", R"(, "a": "x)", "} x", "}}", "} {}", R"(} "}")", "],", R"(, "a": "}" )",
        R"(, "a": [})", " 5}", R"(, "a": "\"})"}) {
    const std::string shown = end;
    CAPTURE(shown);
    CHECK(line.cause_of(start + end) == cause::syntax);
  }
}

TEST_CASE("json_record: damage outranks what is missing, what is missing a wrong type") {
  one_line<scheduler_step> line;
  CHECK(line.cause_of(R"({"chunk_sizes": ["x"], "model_run)") == cause::syntax);
  CHECK(line.cause_of(R"({"chunk_sizes": ["x"]})") == cause::missing_field);
  CHECK(line.cause_of(R"({"chunk_sizes": [-1], "model_run_duration_ms": "x"})") ==
        cause::wrong_type);
  CHECK(line.cause_of("{\"chunk_sizes\": [1], \"model_run_duration_ms\": \"\xff\"}") ==
        cause::invalid_utf8);
  CHECK(line.cause_of("{\"x\": \"\xc3\"}") == cause::invalid_utf8);
  CHECK(line.cause_of("{\"chunk_sizes\": [1], \"x\": \"\xe4\xb8") == cause::invalid_utf8);
  CHECK(line.cause_of("[\"\xe4") == cause::invalid_utf8);
}

TEST_CASE("json_record: lines that are no object") {
  one_line<scheduler_step> line;
  for (const char* text : {"[]", "[1, 2]", "5", "\"text\"", "null", "true", " [{}]"}) {
    CAPTURE(text);
    CHECK(line.cause_of(text) == cause::not_an_object);
  }
  for (const char* text : {"hello", "[1, 2", "\"x", "]", "}", "nul", "1 2", "", "[]]"}) {
    CAPTURE(text);
    CHECK(line.cause_of(text) == cause::syntax);
  }
  CHECK(line.cause_of("\xff\xfe") == cause::invalid_utf8);
  CHECK(line.cause_of("{}") == cause::missing_field);
  CHECK(line.cause_of("{") == cause::syntax);
  CHECK(line.cause_of(std::string("{\"chunk_sizes\": \0}", 18)) == cause::syntax);
}

TEST_CASE("json_record: deep nesting and a very long line") {
  one_line<scheduler_step> line;
  CHECK(line.cause_of(std::string(1'000'000, '[')) == cause::syntax);
  CHECK(line.cause_of("{\"a\":" + std::string(1'000'000, '[')) == cause::syntax);
  CHECK(line.cause_of("{\"chunk_sizes\":" + std::string(1'000'000, '[') + "}") == cause::syntax);
  std::string chunks = "[1";
  for (int i = 0; i < 1'000'000; ++i) chunks += ", 1";
  REQUIRE(line(step(chunks + "]")));
  CHECK(line.value.chunks.decodes == 1'000'001);
  REQUIRE(line(step(chunks + ", null]")));
  CHECK(line.value.chunks.decodes == 1'000'001);
}

TEST_CASE("json_record: a record of one's own, with text, narrow integers and aliases") {
  one_line<request> line;
  REQUIRE(line(R"({"model": "Llama \"3\" \u4e2d", "time_to_first_token": 5, "tokens": 3.0, )"
               R"("priority": 255})"));
  CHECK(line.value.model == "Llama \"3\" \xe4\xb8\xad");
  CHECK(line.value.ttft_ms == 5);
  CHECK(line.value.tokens == 3);
  CHECK(line.value.priority == 255);
  CHECK(line.cause_of(R"({"model": 5, "ttft_ms": 5})") == cause::wrong_type);
  CHECK(line.cause_of(R"({"model": "", "ttft_ms": 5, "priority": 256})") == cause::out_of_range);
  CHECK(line.cause_of(R"({"model": "", "ttft_ms": 5, "priority": -1})") == cause::out_of_range);
  CHECK(line.cause_of(R"({"model": null, "ttft_ms": 5})") == cause::missing_field);
}

TEST_CASE("json_record: a line that is no object, told from one that is no JSON") {
  one_line<scheduler_step> line;
  for (const std::string text : {"[]", "[1, [2, {\"a\": 3}], \"x\"]", "\"text\"", "\"a\\\"b\"",
                                 "12", "-1.5e3", "true", "null", " [1] \r"}) {
    CAPTURE(text);
    CHECK(line.cause_of(text) == cause::not_an_object);
  }
  for (const std::string text :
       {"[", "[1", "[1, 2", "[1]]", "[1] 2", "[1 2]", "[1,]", "\"text", "12 13", "\"a\" \"b\"",
        "nul", "hello", "01", "]", "[1}", "1]", "true false"}) {
    CAPTURE(text);
    CHECK(line.cause_of(text) == cause::syntax);
  }
  CHECK(line.cause_of("[\"\xff\"]") == cause::invalid_utf8);
}

TEST_CASE("json_record: the memory of a huge line is given back") {
  one_line<scheduler_step> line;
  std::string list = "[1";
  for (int i = 0; i < 3'000'000; ++i) list += ",1";
  CHECK(line.cause_of(list + "]") == cause::not_an_object);
  CHECK(line.capacity() > 6'000'000);
  REQUIRE(line(step("[1]", "null, \"x\": {}, \"model_run_ms\": 1")));
  CHECK(line.capacity() <= 4 * 1024 * 1024);
}

TEST_CASE("json_record: a number too large for its member is out of range, learned or not") {
  one_line<narrow> line;
  const auto text = [](const std::string& share, const std::string& level,
                       const std::string& port) {
    return R"({"share": )" + share + R"(, "level": )" + level + R"(, "port": )" + port + "}";
  };
  for (int round = 0; round < 3; ++round) {  // the layout is learned from the first good line
    CHECK(line.cause_of(text("1e300", "1", "1")) == cause::out_of_range);
    CHECK(line.cause_of(text("\"-1e300\"", "1", "1")) == cause::out_of_range);
    CHECK(line.cause_of(text("1e-300", "1", "1")) == std::nullopt);
    CHECK(line.cause_of(text("1", "128", "1")) == cause::out_of_range);
    CHECK(line.cause_of(text("1", "1", "65536")) == cause::out_of_range);
    CHECK(line.cause_of(text("1", "1", "-1")) == cause::out_of_range);
    REQUIRE(line(text("9999999999999999999", "127", "65535")));
    CHECK(line.value.share == 1e19f);
    CHECK(line.value.level == 127);
    CHECK(line.value.port == 65535);
  }
}

TEST_CASE("json_record: the preferred of two names counts, however few fields are wanted") {
  for (const std::string_view text :
       {R"({"share": 1, "part": 2, "level": 3})", R"({"part": 2, "share": 1, "level": 3})",
        R"({"level": 3, "part": 2, "x": 0, "share": 1})"}) {
    CAPTURE(text);
    for (const read::wanted_fields<narrow>& wanted :
         {read::wanted_fields<narrow>{true, false, false},
          read::wanted_fields<narrow>{true, true, false}}) {
      one_line<narrow> line(wanted);
      for (int round = 0; round < 3; ++round) {
        REQUIRE(line(text));
        CHECK(line.value.share == 1);
      }
    }
  }
}

TEST_CASE("json_record: of several bad elements of a list the first is named") {
  one_line<scheduler_step> line;
  CHECK(line.cause_of(step("[1, \"x\", 2, -3, \"y\"]")) == cause::wrong_type);
  CHECK(line.words() == "expected a list of whole numbers in \"chunk_sizes\", found \"x\"");
  CHECK(line.cause_of(step("[1, -3, \"x\"]")) == cause::out_of_range);
  CHECK(line.words().ends_with("found -3"));
}

TEST_CASE("json_record: the keys of a line without a field are few and short") {
  one_line<scheduler_step> line;
  std::string text =
      "{\"" + std::string(63, 'k') + "\xc3\xa4\": 1";  // the 64th byte is half a letter
  for (int i = 0; i < 40; ++i) text += ", \"key" + std::to_string(i) + "\": 1";
  CHECK(line.cause_of(text + "}") == cause::missing_field);
  const auto keys = line.keys();
  REQUIRE(keys.found.size() == 32);
  CHECK(keys.found[0] == std::string(63, 'k'));
  CHECK(keys.found[31] == "key30");
}

TEST_CASE("json_record: a number too small for a double is zero, as text too") {
  one_line<scheduler_step> line;
  for (const std::string_view number : {"1e-400", "\"1e-400\""}) {
    REQUIRE(line(step("[1]", number)));
    CHECK(line.value.runtime_ms == 0);
  }
}

TEST_CASE("json_record: says what was expected and what was found") {
  one_line<scheduler_step> line;
  const auto words = [&](const std::string& text) {
    CHECK_FALSE(line(text));
    return line.words();
  };
  CHECK(words(step("[1]", "\"abc\"")) ==
        "expected a number in \"model_run_duration_ms\", found \"abc\"");
  CHECK(words(step("[1, 2.5]")) ==
        "expected a list of whole numbers in \"chunk_sizes\", found 2.5");
  CHECK(words(step("[1]", "-1")) ==
        "expected a finite number of at least 0 in \"model_run_duration_ms\", found -1");
  CHECK(words(step("[1]", "abc")) ==
        "expected a JSON value in \"model_run_duration_ms\", found abc");
  CHECK(words("[5]") == "expected a JSON object, found [5]");
  CHECK(words("{\"a\": 1") == "expected one closed JSON object, found damaged or cut text");
  CHECK(words("{\"chunk_sizes\": [1]}") ==
        "expected the field model_run_duration_ms or model_run_ms, found no value for it");
  CHECK(words(step("[1]", "\"" + std::string(100, 'x') + "\"")).ends_with("xxx..."));

  CHECK_FALSE(line(R"({"chunks": [1], "model_run_ms": 2, "other\u0031": {}})"));
  CHECK(line.keys().found == std::vector<std::string>{"chunks", "model_run_ms", "other1"});
  CHECK(line.keys().needed ==
        std::vector<std::string>{"chunk_sizes or prefill_chunk_sizes with decode_chunk_sizes"});
}
