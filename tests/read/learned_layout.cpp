#include <proflens/read/learned_layout.hpp>

#include <doctest/doctest.h>
#include <simdjson.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/json_record.hpp>
#include <proflens/record/scheduler_step.hpp>

using namespace proflens;
using layout = read::learned_layout<scheduler_step>;
using selection = read::wanted_fields<scheduler_step>;

namespace {

constexpr selection three{true, true, true, false, false, false, false, false};
constexpr selection all{true, true, true, true, true, true, true, true};

/// A line as it stands in a buffer; what follows must not matter.
class placed_line {
 public:
  explicit placed_line(std::string_view line) : size_(line.size()), bytes_(line) {
    bytes_ += '\n';
    bytes_.append(192, '1');
  }
  std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  std::size_t size_;
  std::string bytes_;
};

layout learned_from(std::string_view line, const selection& fields) {
  const placed_line placed(line);
  const auto names = read::field_table::of<scheduler_step>(fields);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document = parser.iterate(
      simdjson::padded_string_view(placed.text().data(), line.size(), line.size() + 64));
  std::vector<layout::key> keys;
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    keys.push_back({names.find(key), std::string_view(field.value().raw_json_token()).data()});
  }
  layout result;
  result.learn(placed.text(), keys, names);
  return result;
}

bool same(std::optional<double> a, std::optional<double> b) {
  return a.has_value() == b.has_value() &&
         std::bit_cast<std::uint64_t>(a.value_or(0)) == std::bit_cast<std::uint64_t>(b.value_or(0));
}

bool same(const scheduler_step& a, const scheduler_step& b) {
  return a.chunks == b.chunks && same(a.runtime_ms, b.runtime_ms) &&
         same(a.schedule_ms, b.schedule_ms) && a.batch_id == b.batch_id &&
         same(a.timestamp_s, b.timestamp_s) && a.waiting == b.waiting && a.running == b.running &&
         a.total_tokens == b.total_tokens;
}

const std::vector<std::string> writers{
    R"({"batch_id": 936, "timestamp": 118822.506015243, "total_scheduled_tokens": 9, )"
    R"("chunk_sizes": [1, 512, 0, 7], "all_computed_tokens": [3973, 6419], )"
    R"("schedule_duration_ms": 0.0776449, "num_waiting_reqs": 0, "num_running_reqs": 9, )"
    R"("model_run_duration_ms": 18.865629011997953})",
    R"({"batch_id":1,"model":"llama","schedule_duration_ms":1,"model_run_duration_ms":40.5,)"
    R"("chunk_sizes":[1,1,1],"note":"a b","more":[1,null],"num_waiting_reqs":3})",
    R"({"time": "12.345", "batch_id": 7, "chunk_sizes": [5], "schedule_ms": "0.250", )"
    R"("model_run_ms": "31.125", "num_waiting": 1, "num_running": 2, "sched_tokens": 5})",
    R"({"chunk_sizes": [3, 4], "model_run_duration_ms": 2.5})",
    R"(  { "chunk_sizes" : [3, 4] , "schedule_ms": 1, "x": null, "model_run_duration_ms": 2.5}  )"};

std::string damaged(std::string text, std::mt19937_64& random) {
  constexpr std::string_view bytes = "0123456789.,-+eE[]{}\": \\\tnu\xc3\xff";
  constexpr std::string_view words[] = {
      "null", "NaN", "\"batch_id\": 1, ",   "[]", "{}", "\"\"", "1e5", "\"chunk_sizes\": [9], ",
      "}",    "-1",  "12345678901234567890"};
  const std::size_t changes = 1 + random() % 2;
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t place = random() % text.size();
    switch (random() % 7) {
      case 0: text[place] = bytes[random() % bytes.size()]; break;
      case 1: text.insert(place, 1, bytes[random() % bytes.size()]); break;
      case 2: text.erase(place, 1 + random() % 3); break;
      case 3: text.insert(place, words[random() % std::size(words)]); break;
      case 4: text.resize(place); break;
      default:  // another digit: mostly another good line
        if (const std::size_t digit = text.find_first_of("0123456789", place);
            digit != std::string::npos)
          text[digit] = static_cast<char>('0' + random() % 10);
    }
  }
  std::erase(text, '\n');
  return text;
}

}  // namespace

TEST_CASE("learned_layout: reads the lines of its writer as the parser does") {
  for (const auto& writer : writers)
    for (const selection& fields : {three, all}) {
      CAPTURE(writer);
      const layout learned = learned_from(writer, fields);
      REQUIRE(learned.is_learned());
      scheduler_step fast, proper;
      const placed_line line(writer);
      CHECK(learned(line.text(), fast));
      CHECK(read::json_record<scheduler_step>(fields).parse_properly(line.text(), proper));
      CHECK(same(fast, proper));
    }
}

TEST_CASE("learned_layout: says no to every surprise") {
  const layout learned = learned_from(writers[0], three);
  const auto accepts = [&](std::string_view from, std::string_view to) {
    std::string text = writers[0];
    text.replace(text.find(from), from.size(), to);
    scheduler_step step;
    return learned(placed_line(text).text(), step);
  };
  CHECK(accepts("936", "937"));
  CHECK(accepts("[1, 512, 0, 7]", "[]"));
  CHECK(accepts("18.865629011997953", "18"));
  CHECK_FALSE(accepts("18.865629011997953", "-18"));
  CHECK_FALSE(accepts("18.865629011997953", "1.8e1"));
  CHECK_FALSE(accepts("18.865629011997953", "null"));
  CHECK_FALSE(accepts("\"batch_id\"", "\"batch-id\""));
  CHECK_FALSE(accepts("[1, 512", "[1, null"));
  CHECK_FALSE(accepts("953}", "953"));
  CHECK_FALSE(accepts("953}", "953}}"));
  CHECK_FALSE(accepts("953}", "953, \"a\": \"\xff\"}"));
  CHECK_FALSE(accepts("936", "{}"));
}

TEST_CASE("learned_layout: does not learn what the parser would look at more closely") {
  const std::string end = R"(, "model_run_duration_ms": 1, "schedule_duration_ms": 1})";
  CHECK(learned_from(R"({"chunk_sizes": [1])" + end, three).is_learned());
  // A less preferred name first: the parser reads its value too.
  CHECK_FALSE(learned_from(R"({"model_run_ms": 1, "chunk_sizes": [1])" + end, three).is_learned());
  CHECK_FALSE(learned_from(R"({"prefill_chunk_sizes": [1])" + end, three).is_learned());
  CHECK_FALSE(learned_from(R"({"a": {}, "chunk_sizes": [1])" + end, three).is_learned());
  CHECK_FALSE(learned_from(R"({"\u0061": 1, "chunk_sizes": [1])" + end, three).is_learned());
  CHECK_FALSE(learned_from("{\"\xc3\xa4\": 1, \"chunk_sizes\": [1]" + end, three).is_learned());
  CHECK_FALSE(learned_from("{}", three).is_learned());
}

TEST_CASE("learned_layout: what it accepts, the parser accepts too, with the same record") {
  std::mt19937_64 random(1234);
  std::size_t accepted = 0, wrong = 0;
  for (const auto& writer : writers)
    for (const selection& fields : {three, all}) {
      const layout learned = learned_from(writer, fields);
      read::json_record<scheduler_step> parse(fields);
      for (int i = 0; i < 60'000; ++i) {
        const placed_line line(damaged(writer, random));
        scheduler_step fast, proper;
        if (!learned(line.text(), fast)) continue;
        ++accepted;
        if (parse.parse_properly(line.text(), proper) && same(fast, proper)) continue;
        if (++wrong == 1) MESSAGE("first difference: " << line.text());
      }
    }
  CHECK(wrong == 0);
  CHECK(accepted > 50'000);
}

TEST_CASE("learned_layout: agrees with the parser whichever fields are wanted") {
  std::mt19937_64 random(4321);
  std::size_t wrong = 0, accepted = 0;
  for (int round = 0; round < 400; ++round) {
    selection fields{};  // of the first rounds: none
    if (round >= 10)
      for (bool& is_wanted : fields) is_wanted = random() % 2 == 0;
    const auto& writer = writers[static_cast<std::size_t>(round) % writers.size()];
    const layout learned = learned_from(writer, fields);
    if (!learned.is_learned()) continue;
    read::json_record<scheduler_step> parse(fields);
    for (int i = 0; i < 500; ++i) {
      const placed_line line(damaged(writer, random));
      scheduler_step fast, proper;
      if (!learned(line.text(), fast)) continue;
      ++accepted;
      if (parse.parse_properly(line.text(), proper) && same(fast, proper)) continue;
      if (++wrong == 1) MESSAGE("first difference: " << line.text());
    }
  }
  CHECK(wrong == 0);
  CHECK(accepted > 10'000);
}

TEST_CASE("learned_layout: damage behind the last wanted value is refused on every way") {
  const std::string good = R"({"chunk_sizes": [1], "model_run_duration_ms": 5, "a": 1})";
  constexpr selection two{true, true};
  const layout learned = learned_from(good, two);
  for (const std::string rest :
       {",}", ",,,}", ", garbage }", " garbage }", ", , \"a\": 1}", ", \"a\": 1,}", ", \"a\":}",
        ", \"a\": 1, : }", ", 7: 1}", "}}", "", ", {}}", "]}"}) {
    CAPTURE(rest);
    const placed_line line(R"({"chunk_sizes": [1], "model_run_duration_ms": 5)" + rest);
    scheduler_step step;
    CHECK_FALSE(learned(line.text(), step));
    read::json_record<scheduler_step> parse(two);
    CHECK_FALSE(parse.parse_properly(line.text(), step = {}));
    CHECK(parse.failure().why == read::cause::syntax);
    // All fields wanted: no end before the end of the line.
    CHECK_FALSE(read::json_record<scheduler_step>(all).parse_properly(line.text(), step = {}));
  }
}

TEST_CASE("learned_layout: without a wanted field every value is looked at") {
  const std::string good = R"({"a": 1, "b": 2, "c": 3})", bad = R"({"a": 1, "b": 2 2, "c": 3})";
  const layout learned = learned_from(good, selection{});
  REQUIRE(learned.is_learned());
  scheduler_step step;
  CHECK(learned(placed_line(good).text(), step));
  CHECK_FALSE(learned(placed_line(bad).text(), step));
}

TEST_CASE("learned_layout: a reader that learns gives what one gives that does not") {
  std::mt19937_64 random(77);
  read::json_record<scheduler_step> learns(all);
  std::size_t wrong = 0, good = 0;
  for (int i = 0; i < 200'000; ++i) {
    // Writers change in runs, and now and then from line to line.
    const std::string& writer =
        writers[(static_cast<std::size_t>(i) / 500 + random() % 20 / 19) % writers.size()];
    const placed_line line(random() % 4 == 0 ? damaged(writer, random) : writer);
    read::json_record<scheduler_step>* const reader = &learns;
    scheduler_step fast, proper;
    const bool is_good = (*reader)(line.text(), fast);
    const auto why = reader->failure().why;
    const bool is_properly_good = reader->parse_properly(line.text(), proper);
    good += is_good;
    if (is_good != is_properly_good || (is_good && !same(fast, proper)) ||
        (!is_good && why != reader->failure().why))
      ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(good > 150'000);
}
