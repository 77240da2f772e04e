#include <proflens/read/csv.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include <proflens/aggregate/group_by.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/aggregate/of.hpp>
#include <proflens/record/operator_run.hpp>
#include "tests/temporary_folder.hpp"

using namespace proflens;

namespace {

struct request {
  std::string model;
  double ttft_ms = 0;
  std::int64_t tokens = 0;
};

}  // namespace

template <>
inline constexpr auto proflens::record::fields<request> =
    std::tuple{required(&request::model, "model"),
               required(&request::ttft_ms, "ttft_ms", "time_to_first_token") | unit::millisecond,
               optional(&request::tokens, "tokens") | nonnegative};

namespace {

/// Keeps every record as text.
struct spelled_requests {
  using record_type = request;
  std::string text;

  void operator()(const request& r) {
    text += r.model + '|' + std::to_string(std::lround(r.ttft_ms * 10)) + '|' +
            std::to_string(r.tokens) + ' ';
  }
  spelled_requests& operator+=(const spelled_requests& later) {
    text += later.text;
    return *this;
  }
  friend bool operator==(const spelled_requests&, const spelled_requests&) = default;
};

read::csv_result<spelled_requests> read_requests(std::string_view content,
                                                 const read::csv_options& chosen = {}) {
  const tests::temporary_folder folder;
  return read::csv(folder.write("r.csv", content), spelled_requests{}, chosen);
}

}  // namespace

TEST_CASE("csv: finds columns by any of their names, in any order, and leaves out others") {
  const auto read = read_requests(
      "tokens,other,time_to_first_token,model\n"
      "7,x,1.5,a\n"
      ",,2.5,\"b, c\"\n");
  CHECK(read.value.text == "a|15|7 b, c|25|0 ");
  CHECK(read.columns ==
        std::vector<std::string>{"tokens", "other", "time_to_first_token", "model"});
  CHECK(read.ledger.lines == 2);
  CHECK(read.ledger.used == 2);
  CHECK(read.ledger.malformed == 0);
}
