#include <proflens/workflow/stage_profiling/configuration_json.hpp>

#include <doctest/doctest.h>
#include <proflens/workflow/stage_profiling/conditions_json.hpp>
#include <proflens/workflow/stage_profiling/read_configuration.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using engine::graph_size;

namespace {

stage_configuration read_text(const std::string& text) {
  const read::json_document document(text, "t.json");
  return read_stage_configuration(document.root());
}

/// What is said of a configuration that is wrong.
std::string refusal_of(const std::string& text) {
  try {
    read_text(text);
  } catch (const read::error& wrong) {
    return wrong.what();
  }
  return "it was read";
}

std::string refusal_of_config(const std::string& members) {
  return refusal_of(R"({"config": {)" + members + "}}");
}

std::string refusal_of_case(const std::string& members) {
  return refusal_of(R"({"test_cases": [{"nodes": 1, "edges": 1}, {)" + members + "}]}");
}

}  // namespace

TEST_CASE("stage_configuration: the standard one has the 15 cases of the document") {
  const stage_configuration standard = default_stage_configuration();
  CHECK(standard.feature_dim == 500);
  CHECK(standard.num_warmup == 10);
  CHECK(standard.num_iterations == 50);
  CHECK(standard.test_cases.size() == 15);
  CHECK(standard.test_cases.front() == graph_size{1000, 1000});
  CHECK(standard.test_cases.back() == graph_size{10000, 10000});
  for (const graph_size& size : standard.test_cases) CHECK(size.edges >= size.nodes);
  CHECK(read_text("{}") == standard);
  CHECK(read_text(R"({"config": {}})") == standard);
}

TEST_CASE("stage_configuration: what is written reads back the same") {
  CHECK(read_text(configuration_json(default_stage_configuration())) ==
        default_stage_configuration());
  stage_configuration other;
  other.node_sizes = {7};
  other.edge_sizes = {9, 5};
  other.feature_dim = 3;
  other.num_warmup = 0;
  other.num_iterations = 1;
  other.test_cases = {{7, 9}, {1, 100000000000}};
  CHECK(read_text(configuration_json(other)) == other);
}

TEST_CASE("stage_configuration: cases decide, sizes describe; without cases all pairs are cases") {
  const stage_configuration both = read_text(
      R"({"config": {"node_sizes": [5], "edge_sizes": [6]}, "test_cases": [{"edges": 2, "nodes": 3}]})");
  CHECK(both.test_cases == std::vector<graph_size>{{3, 2}});  // fewer edges than nodes: asked for
  CHECK(both.node_sizes == std::vector<std::int64_t>{5});
  const stage_configuration pairs =
      read_text(R"({"config": {"node_sizes": [5, 2], "edge_sizes": [2, 5, 9]}})");
  CHECK(pairs.test_cases == std::vector<graph_size>{{5, 5}, {5, 9}, {2, 2}, {2, 5}, {2, 9}});
}

TEST_CASE("stage_configuration: what stands twice counts once, in the order it first stands") {
  const stage_configuration cases = read_text(
      R"({"test_cases": [{"nodes": 2, "edges": 3}, {"nodes": 1, "edges": 3},
                         {"edges": 3, "nodes": 2, "scenario": "again"}]})");
  CHECK(cases.test_cases == std::vector<graph_size>{{2, 3}, {1, 3}});
  const stage_configuration sizes =
      read_text(R"({"config": {"node_sizes": [4, 4], "edge_sizes": [4, 5, 4]}})");
  CHECK(sizes.node_sizes == std::vector<std::int64_t>{4});
  CHECK(sizes.test_cases == std::vector<graph_size>{{4, 4}, {4, 5}});
}

TEST_CASE("stage_configuration: what only describes is ignored, of whatever kind it is") {
  const stage_configuration read = read_text(
      R"({"description": "mine", "comments": {"a": [1]},
          "config": {"comments": ["x"], "num_iterations": 7},
          "test_cases": [{"nodes": 2, "edges": 3, "ratio": 1.5, "scenario": "sparse",
                          "description": null}]})");
  CHECK(read.num_iterations == 7);
  CHECK(read.test_cases == std::vector<graph_size>{{2, 3}});
}

TEST_CASE("stage_configuration: what is wrong is said with its path and what is allowed") {
  CHECK(refusal_of(R"({"cases": []})") ==
        "t.json: cases: there is no such key; allowed are config, test_cases, description, "
        "comments");
  CHECK(refusal_of_config(R"("features": 4)") ==
        "t.json: config.features: there is no such key; allowed are node_sizes, edge_sizes, "
        "feature_dim, num_warmup, num_iterations");
  CHECK(refusal_of_config(R"("ratio": 4)").find("config.ratio: there is no such key") !=
        std::string::npos);
  CHECK(refusal_of_case(R"("nodes": 1, "edges": 1, "weight": 2)") ==
        "t.json: test_cases[1].weight: there is no such key; allowed are nodes, edges, ratio, "
        "scenario");
  CHECK(refusal_of_config(R"("feature_dim": "500")") ==
        "t.json: config.feature_dim: expected an integer, found the text \"500\"");
  CHECK(refusal_of_config(R"("feature_dim": 0)") ==
        "t.json: config.feature_dim: expected an integer from 1 to 2,147,483,647, found 0");
  CHECK(refusal_of_config(R"("num_iterations": 0)") ==
        "t.json: config.num_iterations: expected an integer from 1 to 1,000,000,000, found 0");
  CHECK(refusal_of_config(R"("num_warmup": -1)") ==
        "t.json: config.num_warmup: expected an integer from 0 to 1,000,000,000, found -1");
  CHECK(refusal_of_config(R"("num_warmup": 1.5)") ==
        "t.json: config.num_warmup: expected an integer, found 1.5");
  CHECK(refusal_of_config(R"("node_sizes": 1000)") ==
        "t.json: config.node_sizes: expected a list, found 1000");
  CHECK(refusal_of_config(R"("edge_sizes": [1, 0])") ==
        "t.json: config.edge_sizes[1]: expected an integer from 1 to 9,223,372,036,854,775,807, "
        "found 0");
  CHECK(refusal_of(R"({"config": []})") == "t.json: config: expected an object, found a list");
  CHECK(refusal_of(R"({"config": {}, "config": {}})") ==
        "t.json: config: stands twice; give it one value");
  CHECK(refusal_of("[]") == "t.json: expected an object, found a list");
  CHECK(refusal_of("{").starts_with("t.json: no JSON ("));
}

TEST_CASE("stage_configuration: a case without nodes or edges is refused") {
  CHECK(refusal_of_case(R"("nodes": 1)") == "t.json: test_cases[1]: there is no edges");
  CHECK(refusal_of_case("") == "t.json: test_cases[1]: there is no nodes");
  CHECK(refusal_of_case(R"("nodes": 0, "edges": 1)") ==
        "t.json: test_cases[1].nodes: expected an integer from 1 to 9,223,372,036,854,775,807, "
        "found 0");
  CHECK(refusal_of_case(R"("nodes": 1, "edges": -4)").starts_with("t.json: test_cases[1].edges: "));
  CHECK(refusal_of_case(R"("nodes": 1, "edges": null)") ==
        "t.json: test_cases[1].edges: expected an integer, found null");
  CHECK(refusal_of(R"({"test_cases": [3]})") ==
        "t.json: test_cases[0]: expected an object, found 3");
  CHECK(refusal_of(R"({"test_cases": {}})") ==
        "t.json: test_cases: expected a list, found an object");
}

TEST_CASE("stage_configuration: no case at all is refused") {
  CHECK(refusal_of(R"({"test_cases": []})") ==
        "t.json: test_cases: expected at least one case, found an empty list");
  const std::string none =
      "t.json: no pair of node_sizes and edge_sizes has edges >= nodes; name test_cases";
  CHECK(refusal_of_config(R"("node_sizes": [10], "edge_sizes": [9])") == none);
  CHECK(refusal_of_config(R"("node_sizes": [])") == none);
}

TEST_CASE("stage_configuration: sizes whose bytes cannot be counted are refused") {
  const std::string most = "4611686018427387904";  // 2^62
  CHECK(refusal_of_case(R"("nodes": )" + most + R"(, "edges": 1)") ==
        "t.json: test_cases[1]: 4,611,686,018,427,387,904 x feature_dim (500) are more numbers "
        "than have bytes that can be counted; name a smaller size");
  CHECK(refusal_of_case(R"("nodes": 1, "edges": )" + most).starts_with("t.json: test_cases[1]: "));
  CHECK(refusal_of_config(R"("node_sizes": [1], "edge_sizes": [)" + most + "]")
            .starts_with("t.json: 4,611,"));
  CHECK(refusal_of_case(R"("nodes": 1, "edges": 18446744073709551616)").starts_with("t.json"));
  CHECK(refusal_of(R"({"config": {"feature_dim": 1}, "test_cases":
                       [{"nodes": 288230376151711743, "edges": 1}]})") == "it was read");
}

TEST_CASE("stage_configuration: a file that cannot be read is named") {
  const tests::temporary_folder folder;
  const std::string absent = folder / "none.json";
  CHECK_THROWS_WITH_AS(read_stage_configuration_file(absent),
                       ("cannot read " + absent + ": No such file or directory").c_str(),
                       read::error);
  CHECK(read_stage_configuration_file(folder.write("t.json", "{}")) ==
        default_stage_configuration());
}

TEST_CASE("conditions: what is written reads back the same") {
  const tests::temporary_folder folder;
  stage_conditions written;
  written.configuration = default_stage_configuration();
  written.environment = measure::read_environment({}, {{"openvino", "1.2"}});
  written.environment.cpu.cpu_limit = 1.5;
  written.environment.remarks = {"a remark"};
  written.engines = {{.name = "fake", .version = "1", .device = "GPU.0", .precision = "f16"}};
  written.engines.back().threads = 3;
  written.absent = {{"NPU", "it is not there"}};
  written.remarks = {"one", "two"};
  const std::string text = conditions_json(written);
  const stage_conditions back = read_conditions_file(folder.write("c.json", text));
  CHECK(back.configuration == written.configuration);
  CHECK(back.engines == written.engines);
  CHECK(back.absent == written.absent);
  CHECK(back.remarks == written.remarks);
  CHECK(conditions_json(back) == text);
  CHECK(conditions_json(stage_conditions{}).find("nan") == std::string::npos);
}

TEST_CASE("conditions: a file of another kind is refused") {
  const tests::temporary_folder folder;
  CHECK_THROWS_AS(read_conditions_file(folder.write("c.json", "{}")), read::error);
  CHECK_THROWS_AS(read_conditions_file(folder.write("c.json", R"({"schema": "other/1"})")),
                  read::error);
  CHECK_THROWS_AS(
      read_conditions_file(folder.write("c.json", R"({"schema": "proflens.stage_conditions/1"})")),
      read::error);
}
