#include <doctest/doctest.h>

#include <proflens/aggregate/collect.hpp>
#include <proflens/aggregate/pack.hpp>
#include <proflens/read/csv.hpp>
#include <proflens/workflow/cluster_operators/analysis_table.hpp>
#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/instance_name.hpp>
#include <proflens/workflow/cluster_operators/shares.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <set>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;

namespace {

duration_samples samples(std::initializer_list<double> values) {
  duration_samples result;
  for (const double value : values) result(value);
  return result;
}

const operator_key matmul{"MatMul", "\"8,128;128,64\"", "FLOAT", "\"8,64\""};
const operator_key add{"Add", "N/A", "N/A", "N/A"};

/// Two classes on three devices of two nodes.
operator_store small_store() {
  operator_store store;
  store.add(matmul, "MatMulV2", "AI_CORE", {.node = 10, .device = 0}, samples({5}));
  store.add(matmul, "MatMulV2", "AI_CORE", {.node = 2, .device = 10}, samples({1, 2, 3, 4}));
  store.add(matmul, "MatMulV2", "AI_CORE", {.node = 2, .device = 9}, samples({10, 20}));
  store.add(add, "Add", "HCCL", {.node = 2, .device = 9}, samples({0.5}));
  return store;
}

std::string csv_of(const operator_store& store, cluster_operators_options options = {}) {
  std::vector<cluster_class> classes;
  std::vector<operator_row> rows;
  for (const auto& [key, stored] : store.classes()) {
    const auto summary = class_summarizer(options.by)(classes.size(), stored);
    rows.insert(rows.end(), summary.rows.begin(), summary.rows.end());
    classes.push_back({.key = key});
  }
  std::string text;
  write_analysis_csv(classes, rows, options, [&](const std::string& line) { text += line; });
  return text;
}

const std::string heading =
    "op_name,input_shape,input_size,output_shape,node,device,count,total,mean,variance,std,min,q1,"
    "median,q3,p95,p99,max,range\n";

}  // namespace

TEST_CASE("cluster_tables: one row for each class and device, then one for all devices") {
  const std::string key = "MatMul,\"\"\"8,128;128,64\"\"\",FLOAT,\"\"\"8,64\"\"\",";
  const std::string text = csv_of(small_store());
  const std::string exact =
      heading + "Add,N/A,N/A,N/A,2,9,1,0.5,0.5,,,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0\n" +
      "Add,N/A,N/A,N/A,all,all,1,0.5,0.5,,,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0\n" + key +
      "2,9,2,30,15,50,7.0710678118654755,10,12.5,15,17.5,19.5,19.9,20,10\n" + key +
      "2,10,4,10,2.5,1.6666666666666667,1.2909944487358056,1,1.75,2.5,3.25,3.8499999999999996"
      ",3.9699999999999998,4,3\n" +
      key + "10,0,1,5,5,,,5,5,5,5,5,5,5,0\n" + key + "all,all,7,45,6.428571428571429,";
  CHECK(text.substr(0, exact.size()) == exact);
  CHECK(text.ends_with(",20,19\n"));
  CHECK(std::ranges::count(text, '\n') == 7);
}

TEST_CASE("cluster_tables: a table of many rows is the same whoever writes its parts") {
  const std::vector<cluster_class> classes{{.key = matmul}, {.key = add}};
  std::vector<operator_row> rows;
  for (std::int64_t i = 0; i < 3000; ++i) {
    rows.push_back({.of = i < 1700 ? 0u : 1u, .node = 0, .device = i});
    rows.back().time.total = static_cast<double>(i) / 7;
  }
  const auto text_by = [&](unsigned threads) {
    cluster_operators_options options;
    options.threads = threads;
    std::string text;
    write_analysis_csv(classes, rows, options, [&](std::string_view lines) { text += lines; });
    return text;
  };
  const std::string text = text_by(1);
  CHECK(std::ranges::count(text, '\n') == 3001);
  CHECK(text == heading + analysis_lines(classes, rows, {}));
  CHECK(text_by(3) == text);
}

TEST_CASE("cluster_tables: runs are added to a copy of a store and to one that was sent") {
  const operator_store whole = small_store();
  operator_store copy = whole;
  operator_store sent = aggregate::unpack(aggregate::pack(whole), operator_store{});
  for (operator_store* const one : {&copy, &sent}) {
    CHECK(*one == whole);
    one->add(add, "Add", "HCCL", {.node = 2, .device = 9}, samples({1.5}));
    CHECK(one->classes().at(add).places.front().samples.count() == 2);
  }
  CHECK(copy == sent);
  CHECK(whole == small_store());
}

TEST_CASE("cluster_tables: by node devices are taken together") {
  const std::string text = csv_of(small_store(), {.by = operator_split::node});
  CHECK(text.find("Add,N/A,N/A,N/A,2,all,1,0.5,") != text.npos);
  CHECK(text.find("2,all,6,40,") != text.npos);
  CHECK(text.find("10,all,1,5,") != text.npos);
  CHECK(text.find("all,all,7,45,") != text.npos);
  CHECK(text.find(",2,9,") == text.npos);
}

TEST_CASE("cluster_tables: by step each step has its devices and then all of them") {
  operator_store store;
  store.add(add, "Add", "AI_CORE", {.step = 2, .node = 0, .device = 0}, samples({1, 3}));
  store.add(add, "Add", "AI_CORE", {.step = 10, .node = 0, .device = 0}, samples({5}));
  store.add(add, "Add", "AI_CORE", {.step = 2, .node = 0, .device = 1}, samples({7}));
  const std::string text = csv_of(store, {.by = operator_split::step});
  CHECK(text.starts_with("step,op_name,"));
  const auto line = [](const char* start) { return '\n' + std::string(start) + ','; };
  std::size_t at = 0;
  for (const char* start :
       {"2,Add,N/A,N/A,N/A,0,0,2,4", "2,Add,N/A,N/A,N/A,0,1,1,7", "2,Add,N/A,N/A,N/A,all,all,3,11",
        "10,Add,N/A,N/A,N/A,0,0,1,5", "10,Add,N/A,N/A,N/A,all,all,1,5"}) {
    const std::size_t found = text.find(line(start));
    CHECK_MESSAGE(found != text.npos, start);
    CHECK_MESSAGE(found >= at, start);
    at = found;
  }
  CHECK(std::ranges::count(text, '\n') == 6);
  const auto summary = class_summarizer(operator_split::step)(0, store.classes().at(add));
  REQUIRE(summary.devices.size() == 2);  // over the steps
  CHECK(summary.devices[0].count == 3);
  CHECK(summary.devices[0].median == 3);
  CHECK(summary.all.count == 4);
}

TEST_CASE("cluster_tables: quantiles are those of type 7 of all samples") {
  std::mt19937_64 random(7);
  std::vector<double> all;
  operator_store store;
  for (std::int64_t device = 0; device < 5; ++device) {
    duration_samples some;
    for (std::uint64_t i = 0; i < 20 + 13 * static_cast<std::uint64_t>(device); ++i) {
      all.push_back(static_cast<double>(random() % 50) / 8);
      some(all.back());
    }
    store.add(add, "Add", "AI_CORE", {.device = device}, std::move(some));
  }
  const auto summary = class_summarizer(operator_split::device)(0, store.classes().at(add));
  const auto expected = aggregate::quantiles(all, {0, 0.25, 0.5, 0.75, 0.95, 0.99, 1});
  const auto& time = summary.all;
  const std::vector<double> found{time.min, time.q1,  time.median, time.q3,
                                  time.p95, time.p99, time.max};
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == doctest::Approx(expected[i]));
  CHECK(time.count == all.size());
}

TEST_CASE("cluster_tables: the deviation of few or many samples is that of all of them") {
  std::mt19937_64 random(11);
  for (const std::size_t n : {1u, 2u, 3u, 4u, 5u, 8u, 49u, 511u, 512u, 700u}) {
    for (const double offset : {0.0, 1e9}) {
      duration_samples some;
      std::vector<double> values;
      for (std::size_t i = 0; i < n; ++i) {
        values.push_back(offset + static_cast<double>(random() % 97) / 16);
        some(values.back());
      }
      sample_statistics statistics;
      const duration_samples* parts[] = {&some};
      CHECK(statistics.of(parts).median == aggregate::median(values));
      CHECK_MESSAGE(
          statistics.median_absolute_deviation() == aggregate::median_absolute_deviation(values),
          n);
    }
  }
  sample_statistics none;
  CHECK(std::isnan(none.of({}).median));
  CHECK(std::isnan(none.median_absolute_deviation()));
}

TEST_CASE("cluster_tables: two halves of the runs make the whole") {
  operator_store halves = small_store(), later;
  later.add(matmul, "MatMulV2", "AI_CORE", {.node = 2, .device = 9}, samples({7, 9}));
  later.add({"New", "N/A", "N/A", "N/A"}, "New", "AI_CPU", {}, samples({1}));
  operator_store whole = small_store();
  whole.add(matmul, "MatMulV2", "AI_CORE", {.node = 2, .device = 9}, samples({7, 9}));
  whole.add({"New", "N/A", "N/A", "N/A"}, "New", "AI_CPU", {}, samples({1}));
  CHECK(halves != whole);
  halves += later;
  CHECK(halves == whole);
  halves += operator_store();
  CHECK(halves == whole);
  operator_store empty;
  empty += whole;
  CHECK(empty == whole);
}

TEST_CASE("cluster_tables: each type has its own time, in whatever order classes come") {
  operator_store store;
  for (const auto* type : {"A", "B", "A", "B"}) {
    store.add(matmul, type, "AI_CORE", {.device = 0}, samples({1, 2}));
    store.add(add, "A", "AI_CORE", {.device = 1}, samples({10}));
  }
  for (int i = 0; i < 3; ++i) store.add(matmul, "B", "AI_CORE", {.device = 2}, samples({100}));
  CHECK(store.types().size() == 2);
  CHECK(store.types().at("A").time.sum() == 46);
  CHECK(store.types().at("B").time.sum() == 306);
  CHECK(store.classes().size() == 2);
  CHECK(store.classes().at(matmul).places[1].samples.count() == 3);
  CHECK(store.classes().at(matmul).op_type == "A");
}

TEST_CASE("cluster_tables: beyond the budget all become sketches, whoever was first") {
  const auto budget = std::make_shared<aggregate::sample_budget>(80);  // ten samples
  operator_store store{duration_samples(budget)};
  store.add(add, "Add", "AI_CORE", {.device = 0}, samples({1, 2, 3}));
  for (std::int64_t device = 1; device < 4; ++device) {
    duration_samples some(budget);
    for (int i = 1; i < 6; ++i) some(100.0 * i);
    store.add(add, "Add", "AI_CORE", {.device = device}, std::move(some));
  }
  store.settle();
  for (const auto& one : store.classes().at(add).places)
    CHECK_MESSAGE(!one.samples.quantiles.exact(), one.place.device);
  const auto summary = class_summarizer(operator_split::device)(0, store.classes().at(add));
  CHECK(summary.devices[1].median == doctest::Approx(300).epsilon(0.005));
  CHECK(summary.all.min == 1);
  CHECK(summary.all.max == 500);
}

TEST_CASE("cluster_tables: what a spreadsheet would compute is written as it is, or behind '") {
  operator_store store;
  store.add({"=1+2", "+a", "-b", "@c"}, "T", "AI_CORE", {}, samples({1}));
  CHECK(csv_of(store).find("\"=1+2\",\"+a\",\"-b\",\"@c\",0,0,1") != std::string::npos);
  CHECK(csv_of(store, {.spreadsheet = true}).find("'=1+2,'+a,'-b,'@c,0,0,1") != std::string::npos);
}

TEST_CASE("cluster_tables: what is written for a spreadsheet reads back as it was") {
  operator_store store;
  const std::set<operator_key> keys{{"=1+2", "\"-1,2\"", "@x,\"y\"", "+a"},
                                    {"'=1+2", "'a", "''-b", "N/A"}};
  for (const operator_key& key : keys) store.add(key, "T", "AI_CORE", {}, samples({1}));
  const tests::temporary_folder folder;
  std::vector<read::csv_column> columns;
  for (const auto name : key_columns) columns.push_back({{std::string(name)}});
  const auto key_of = [](const read::csv_row& row) {
    return row[0].text() + '|' + row[1].text() + '|' + row[2].text() + '|' + row[3].text();
  };
  for (const bool spreadsheet : {true, false}) {
    const std::string file = folder.write("t.csv", csv_of(store, {.spreadsheet = spreadsheet}));
    const auto found =
        read::csv_columns(file, columns, aggregate::of(key_of, aggregate::collect<std::string>{}));
    std::set<std::string> read, expected;
    for (const auto& key : found.value.value.values()) read.insert(key);
    for (const operator_key& key : keys)
      expected.insert(key.op_name + '|' + key.input_shape + '|' + key.input_size + '|' +
                      key.output_shape);
    CHECK((read == expected) == spreadsheet);
  }
}

TEST_CASE("cluster_tables: the JSON has the same names, and null for what is undefined") {
  std::vector<cluster_class> classes{{.key = add}};
  const auto stored = small_store().classes().at(add);
  const auto text =
      analysis_json(classes, class_summarizer(operator_split::device)(0, stored).rows, {});
  CHECK(text.find("\"op_name\": \"Add\"") != text.npos);
  CHECK(text.find("\"variance\": null") != text.npos);
  CHECK(text.find("\"device\": 9") != text.npos);
  CHECK(text.find("\"device\": \"all\"") != text.npos);
}

TEST_CASE("cluster_tables: instance numbers are taken off names, versions stay") {
  CHECK(without_instance("ZerosLike46") == "ZerosLike");
  CHECK(without_instance("hcom_allReduce__123_4_1") == "hcom_allReduce_");
  CHECK(without_instance("aclnnMatmul_MatMulCommon_MatMulV2") ==
        "aclnnMatmul_MatMulCommon_MatMulV2");
  CHECK(without_instance("GatherV282") == "GatherV2");
  CHECK(without_instance("MatMulV2_17") == "MatMulV2");
  CHECK(without_instance("RealDiv132") == "RealDiv");
  CHECK(without_instance("top_v12") == "top_v12");
  CHECK(without_instance("Conv2D") == "Conv2D");
  CHECK(without_instance("123") == "123");
  CHECK(without_instance("_7") == "_");
  CHECK(without_instance("").empty());
}

TEST_CASE("cluster_tables: imbalance is the largest device mean over the mean of all") {
  const std::vector<device_summary> devices{
      {.at = {0, 0}, .mean = 1}, {.at = {0, 1}, .mean = 4}, {.at = {1, 0}, .mean = 1}};
  const auto found = imbalance_of(3, devices);
  REQUIRE(found);
  CHECK(found->of == 3);
  CHECK(found->ratio == 2);
  CHECK(found->node == 0);
  CHECK(found->device == 1);
  CHECK(!imbalance_of(0, {devices[0]}));
  CHECK(!imbalance_of(0, {{.mean = 0}, {.mean = 0}}));
}

TEST_CASE("cluster_tables: time by type adds up to the whole, the largest first") {
  const auto types = time_by_type(small_store().types());
  REQUIRE(types.size() == 2);
  CHECK(types[0].type == "MatMulV2");
  CHECK(types[0].count == 7);
  CHECK(types[0].total_us == 45);
  CHECK(types[0].share + types[1].share == doctest::Approx(1));
  CHECK(time_by_type({}).empty());
}

TEST_CASE("cluster_tables: the top operators by any rank; no less than one, no more than all") {
  const std::vector<double> values{1, 5, 3, 5};
  CHECK(largest(values, 2) == std::vector<std::size_t>{1, 3});
  CHECK(largest(values, 0) == std::vector<std::size_t>{1});
  CHECK(largest(values, -7) == std::vector<std::size_t>{1});
  CHECK(largest(values, 99) == std::vector<std::size_t>{1, 3, 2, 0});
  CHECK(largest({}, 3).empty());
  const duration_statistics one{.count = 1, .total = 7, .mean = 7, .p99 = 8};
  CHECK(rank_value(operator_rank::total, one, {}) == 7);
  CHECK(rank_value(operator_rank::p99, one, {}) == 8);
  CHECK(rank_value(operator_rank::variance, one, {}) == -INFINITY);
  CHECK(rank_value(operator_rank::imbalance, one, imbalanced_operator{0, 1.5}) == 1.5);
}

TEST_CASE("cluster_tables: words for options, or an error that lists them") {
  CHECK(value_named<cluster_output>("csv", cluster_output_names) == cluster_output::csv);
  CHECK(value_named<operator_rank>("imbalance", operator_rank_names) == operator_rank::imbalance);
  CHECK_THROWS_WITH_AS(value_named<cluster_output>("pdf", cluster_output_names),
                       "\"pdf\" is none of the valid values: html, csv, all", workflow::error);
}
