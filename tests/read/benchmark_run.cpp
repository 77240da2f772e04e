#include <doctest/doctest.h>

#include <proflens/read/json_lines.hpp>
#include <proflens/read/small_csv.hpp>
#include <proflens/record/benchmark_run.hpp>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;

namespace {

struct kept_runs {
  using record_type = benchmark_run;
  std::vector<benchmark_run> runs;
  void operator()(const benchmark_run& run) { runs.push_back(run); }
  kept_runs& operator+=(const kept_runs& later) {
    runs.insert(runs.end(), later.runs.begin(), later.runs.end());
    return *this;
  }
};

}  // namespace

TEST_CASE("benchmark_run: one description serves tables and JSON Lines") {
  const tests::temporary_folder folder;
  const auto of_table = read::small_csv(
      folder.write(
          "a.csv",
          "result,model,batch_size,sequence_length\n0.25,A,1,8\n< 0.001,A,2,8\nNone,B,4,16\n"),
      kept_runs{});
  const auto of_lines = read::json_lines(
      folder.write("a.jsonl",
                   R"({"model": "A", "batch_size": 1, "sequence_length": 8, "result": 0.25}
{"model": "A", "batch_size": 2, "sequence_length": 8, "result": "< 0.001"}
{"model_name": "B", "batch_size": 4, "input_length": 16, "result": null}
{"model": "A", "batch_size": 1, "sequence_length": 8, "result": "fast"}
)"),
      kept_runs{});
  for (const auto* runs : {&of_table.value.runs, &of_lines.value.runs}) {
    REQUIRE(runs->size() == 3);
    CHECK((*runs)[0].result == record::bounded_number{0.25, false});
    CHECK((*runs)[1].result == record::bounded_number{0.001, true});
    CHECK(!(*runs)[2].result);
    CHECK((*runs)[2].model == "B");
    CHECK((*runs)[2].batch_size == 4);
    CHECK((*runs)[2].sequence_length == 16);
  }
  CHECK(of_lines.ledger.count(read::cause::wrong_type) == 1);
}
