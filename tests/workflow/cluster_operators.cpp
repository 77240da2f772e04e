#include <doctest/doctest.h>

#include <proflens/workflow/cluster_operators.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <map>
#include <random>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using workflow::cluster_operators;
using workflow::cluster_operators_result;
using workflow::cluster_output;

namespace {

const std::string data = PROFLENS_TEST_DATA;
const std::string header =
    "Device_id,Op Name,OP Type,Task Type,Task Start Time(us),Task Duration(us),Input Shapes,"
    "Input Data Types,Output Shapes,aicore_time(us),aic_mac_ratio\n";

std::string row(const std::string& device, const std::string& name, const std::string& duration,
                const std::string& task_type = "AI_CORE", const std::string& shape = "N/A") {
  return device + ',' + name + ',' + name + "Type," + task_type + ",1775117018248892.752\t," +
         duration + ',' + shape + ",FLOAT," + shape + ",1.5,0.25\n";
}

std::string number_text(double value) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// The sum of a column of a table without commas in cells but for quoted ones, by the bytes alone.
double sum_of_column(const std::string& text, const std::string& name) {
  const auto cells = [](const std::string& line) {
    std::vector<std::string> all(1);
    bool quoted = false;
    for (const char c : line) {
      quoted ^= c == '"';
      if (c == ',' && !quoted)
        all.emplace_back();
      else
        all.back() += c;
    }
    return all;
  };
  double sum = 0;
  std::size_t column = 0;
  bool is_first = true;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const auto line = cells(text.substr(at, text.find('\n', at) - at));
    if (is_first)
      column = static_cast<std::size_t>(std::ranges::find(line, name) - line.begin());
    else
      sum += std::stod(line.at(column));
    is_first = false;
  }
  return sum;
}

double total_of(const cluster_operators_result& result) {
  double sum = 0;
  for (const auto& one : result.rows)
    if (one.device) sum += one.time.total;
  return sum;
}

/// 12 devices that run some operators, each duration with normal noise; `factor` of one device on
/// the first operator.
void write_cluster(const tests::temporary_folder& folder, std::uint64_t seed, double factor) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (int device = 0; device < 12; ++device) {
    std::string text = header;
    for (int op = 0; op < 8; ++op) {
      for (int i = 0; i < 25; ++i) {
        const double slow = op == 0 && device == 7 ? factor : 1;
        const double us = (20 + 10 * op) * slow * (1 + 0.05 * normal(random));
        text += row("N/A", "Op" + std::string(1, static_cast<char>('A' + op)), number_text(us));
      }
    }
    folder.write("node" + std::to_string(device / 8) + "/PROF_1/device_" +
                     std::to_string(device % 8) + "/summary/op_summary_" +
                     std::to_string(device % 8) + "_1.csv",
                 text);
  }
}

const workflow::operator_row* row_of(const cluster_operators_result& result,
                                     const std::string& name, std::int64_t device) {
  for (const auto& one : result.rows)
    if (one.device == device && result.classes[one.of].key.op_name == name) return &one;
  return nullptr;
}

bool any_has(const std::vector<std::string>& texts, const std::string& part) {
  for (const auto& text : texts)
    if (text.find(part) != text.npos) return true;
  return false;
}

std::string failure_of(const workflow::cluster_operators_options& options) {
  try {
    cluster_operators(options);
  } catch (const proflens::error& failed) {
    return failed.what();
  }
  return {};
}

}  // namespace

TEST_CASE("cluster_operators: of a real table nothing is lost") {
  for (const char* name : {"op_summary_20260402160352.csv", "op_summary_20260511093035.csv"}) {
    const tests::temporary_folder folder;
    const std::string text = tests::content_of(data + "/op_summary/" + name);
    folder.write(std::string("node0/PROF_1/mindstudio_profiler_output/") + name, text);
    const auto result = cluster_operators({.root = folder.path()});
    const auto rows = static_cast<std::uint64_t>(std::ranges::count(text, '\n')) - 1;
    CHECK(result.ledger.used == rows);
    CHECK(result.ledger.malformed == 0);
    CHECK(total_of(result) ==
          doctest::Approx(sum_of_column(text, "Task Duration(us)")).epsilon(1e-13));
    CHECK(result.warnings.empty());
    CHECK(result.set_aside.empty());
    CHECK(result.files.size() == 1);
  }
}

TEST_CASE("cluster_operators: kernel_details have other names; communication counts as N/A") {
  const tests::temporary_folder folder;
  const std::string text = tests::content_of(data + "/kernel_details/rank_1_kernel_details.csv");
  folder.write("node0/r_ascend_pt/ASCEND_PROFILER_OUTPUT/kernel_details.csv", text);
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(total_of(result) == doctest::Approx(sum_of_column(text, "Duration(us)")).epsilon(1e-13));
  bool any = false;
  for (const auto& one : result.classes) {
    if (one.key.op_name != "hcom_broadcast__483_0") continue;
    any = true;
    CHECK(one.is_communication);
    CHECK(one.key.input_shape == "N/A");
    CHECK(one.key.output_shape == "N/A");
  }
  CHECK(any);
}

TEST_CASE("cluster_operators: a short row of a real table is counted with its place") {
  const tests::temporary_folder folder;
  const auto file = folder.write("node0/PROF_1/op_summary_0_1.csv",
                                 tests::content_of(data + "/op_summary/malformed_row_16.csv"));
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(result.ledger.malformed == 1);
  CHECK(result.ledger.count(read::cause::too_few_fields) == 1);
  REQUIRE(result.ledger.first_malformed.size() == 1);
  CHECK(result.ledger.first_malformed[0].file == file);
  CHECK(result.ledger.first_malformed[0].line == 17);
  CHECK(any_has(result.warnings, "1 malformed row was left out (1 too_few_fields)"));
}

TEST_CASE("cluster_operators: rows damaged in eight ways are counted exactly, by cause") {
  const tests::temporary_folder folder;
  const std::string good = row("0", "Add", "2");
  const std::pair<std::string, const char*> damages[] = {
      {row("0", "Add", ""), "missing_duration"},
      {row("0", "Add", "N/A"), "missing_duration"},
      {row("0", "Add", "abc"), "wrong_type"},
      {row("0", "Add", "-3"), "out_of_range"},
      {"0,Add,AddType\n", "too_few_fields"},
      {good.substr(0, good.size() - 1) + ",more\n", "too_many_fields"},
      {row("0", "A\"dd", "2"), "stray_quote"},
      {row("0",
           "A\xff"
           "dd",
           "2"),
       "invalid_utf8"}};
  std::map<std::string, std::uint64_t> expected;
  std::string text = header;
  std::uint64_t used = 0, malformed = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    if (i % 10 != 3) {
      text += good;
      ++used;
      continue;
    }
    const auto& [line, cause] = damages[(i / 10) * 5 % 8];
    text += line;
    ++expected[cause];
    ++malformed;
  }
  folder.write("node0/PROF_1/op_summary_0_1.csv", text);
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(result.ledger.used == used);
  CHECK(result.ledger.malformed == malformed);
  CHECK(total_of(result) == 2.0 * static_cast<double>(used));
  std::map<std::string, std::uint64_t> found;
  for (std::size_t i = 0; i < result.ledger.malformed_by_cause.size(); ++i)
    if (const auto count = result.ledger.malformed_by_cause[i]; count > 0)
      found[std::string(workflow::cluster_cause_name(static_cast<read::cause>(i)))] = count;
  CHECK(found == expected);
  const std::string json = workflow::summary_json(result);
  for (const auto& one : expected)
    CHECK_MESSAGE(json.find('"' + one.first + "\": " + std::to_string(one.second)) != json.npos,
                  one.first);
  CHECK(json.find("\"rows\": 2000") != json.npos);
}

TEST_CASE("cluster_operators: the Device_id counts before names; without one names do") {
  const tests::temporary_folder folder;
  folder.write("node3/PROF_1/op_summary_5_1.csv",
               header + row("0", "Add", "1") + row("11", "Add", "2") + row("N/A", "Add", "4"));
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(result.devices == std::vector<workflow::cluster_device>{{3, 0}, {3, 5}, {3, 11}});
  REQUIRE(row_of(result, "Add", 5) != nullptr);
  CHECK(row_of(result, "Add", 5)->time.total == 4);
  CHECK(row_of(result, "Add", 11)->time.total == 2);
}

TEST_CASE("cluster_operators: kernel_details count only for devices without op_summary") {
  const tests::temporary_folder folder;
  folder.write("node0/a_ascend_pt/PROF_1/op_summary_0_1.csv", header + row("0", "Add", "1"));
  folder.write("node0/a_ascend_pt/kernel_details.csv",
               header + row("0", "Add", "10") + row("1", "Add", "20"));
  folder.write("node0/b_ascend_pt/kernel_details.csv", header + row("0", "Mul", "10"));
  folder.write("node1/b_ascend_pt/kernel_details.csv", header + row("0", "Add", "40"));
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(total_of(result) == 61);
  CHECK(result.ledger.used == 3);
  CHECK(result.ledger.count(workflow::covered_by_op_summary) == 2);
  REQUIRE(result.set_aside.size() == 1);
  CHECK(result.set_aside[0].file == folder / "node0/b_ascend_pt/kernel_details.csv");
  CHECK(result.set_aside[0].reason == "holds only devices that have an op_summary");
}

TEST_CASE("cluster_operators: two sources of one device are added, with a warning") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv", header + row("3", "Add", "1"));
  folder.write("node0/PROF_2/op_summary_0_1.csv", header + row("3", "Add", "2"));
  folder.write("node1/PROF_1/op_summary_slice_0_20260101000000.csv", header + row("3", "Add", "4"));
  folder.write("node1/PROF_1/op_summary_slice_1_20260101000000.csv", header + row("3", "Add", "8"));
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(total_of(result) == 15);
  CHECK(any_has(result.warnings, "1 device has several sources"));
  CHECK(any_has(result.warnings, "node 0 device 3"));
}

TEST_CASE("cluster_operators: the shape of a scalar is a key, a missing one is N/A") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv",
               header + row("0", "Add", "1", "AI_CORE", "\"\"\"\"\"\"") +
                   row("0", "Add", "2", "AI_CORE", "") + row("0", "Add", "4", "AI_CORE", "N/A") +
                   row("0", "Add", "8", "AI_CORE", "\"\"\"8,128\"\"\""));
  const auto result = cluster_operators({.root = folder.path()});
  std::map<std::string, double> totals;
  for (const auto& one : result.rows)
    if (one.device) totals[result.classes[one.of].key.input_shape] = one.time.total;
  CHECK(totals == std::map<std::string, double>{{"\"\"", 1}, {"N/A", 6}, {"\"8,128\"", 8}});
}

TEST_CASE("cluster_operators: a table with other columns is named, the others are used") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv", header + row("0", "Add", "1"));
  folder.write("node0/PROF_2/op_summary_1_1.csv", "Op Name,What\nAdd,1\n");
  folder.write("node0/PROF_3/op_summary_2_1.csv", header);
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(result.ledger.used == 1);
  REQUIRE(result.set_aside.size() == 2);
  CHECK(result.set_aside[0].file == folder / "node0/PROF_2/op_summary_1_1.csv");
  CHECK(result.set_aside[1].reason == "holds no row");
  for (const char* part : {"op_summary_1_1.csv", "Task Duration(us)", "Input Shapes", "What"})
    CHECK_MESSAGE(any_has(result.warnings, part), part);
}

TEST_CASE("cluster_operators: no usable row at all is an error that says why") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv", "Op Name,What\nAdd,1\n");
  folder.write("node0/PROF_2/op_summary_1_1.csv", header + row("0", "Add", "N/A"));
  const auto failure = failure_of({.root = folder.path()});
  CHECK(failure.find("no table has a row that can be used") != failure.npos);
  CHECK(failure.find("found the columns \"Op Name\", \"What\"") != failure.npos);
  CHECK(failure.find("1 missing_duration") != failure.npos);
  CHECK(failure_of({.root = folder / "gone"}).find("no such folder") != failure.npos);
}

TEST_CASE("cluster_operators: a slow device is found and named, its cost is what it is above") {
  const tests::temporary_folder folder;
  write_cluster(folder, 3, 1.35);
  const auto result = cluster_operators({.root = folder.path(), .output = cluster_output::csv});
  REQUIRE(!result.slow_devices.empty());
  const auto& slow = result.slow_devices[0];
  CHECK(slow.node == 0);
  CHECK(slow.device == 7);
  CHECK(slow.op_name == "OpA");
  CHECK(slow.excess_ratio == doctest::Approx(0.35).epsilon(0.1));
  CHECK(slow.p_adjusted <= 0.01);
  CHECK(slow.cost_us == doctest::Approx(25 * 20 * 0.35).epsilon(0.15));
  CHECK(result.tested_pairs == 12 * 8);
  CHECK(workflow::headline(result).starts_with("node 0 device 7 is slow on OpA by 3"));
  CHECK(result.imbalance[0].node == 0);
  CHECK(result.imbalance[0].device == 7);
  CHECK(result.devices_ranked[0].device == 7);
  CHECK(result.devices_ranked[0].ratio == doctest::Approx(std::pow(1.35, 1.0 / 8)).epsilon(0.02));
}

TEST_CASE("cluster_operators: healthy devices are not called slow") {
  for (std::uint64_t seed = 10; seed < 20; ++seed) {
    const tests::temporary_folder folder;
    write_cluster(folder, seed, 1);
    const auto result = cluster_operators({.root = folder.path(), .output = cluster_output::csv});
    CHECK_MESSAGE(result.slow_devices.empty(), seed);
    CHECK(workflow::headline(result).starts_with("No device is slow on any operator"));
  }
}

TEST_CASE("cluster_operators: pages without a value say so, and how to leave out collectives") {
  const tests::temporary_folder folder;
  const std::string end = ",N/A,N/A,N/A,N/A,N/A\n";
  std::string text = header + "0,hcom_allReduce_,hcom,HCCL,1775117018248892.752\t,90" + end;
  for (const char* device : {"0", "1"}) text += row(device, "Add", "1");
  folder.write("node0/PROF_1/op_summary_0_1.csv", text);
  const auto all = cluster_operators({.root = folder.path(), .top = 1});
  REQUIRE(all.features.size() == 3);
  CHECK(!all.features[0].empty());
  CHECK(all.features[1].empty());
  CHECK(any_has(all.warnings, "2 pages are empty (aicore_time, ...)"));
  CHECK(workflow::page_of(all, all.features[0]).notes.empty());
  const auto notes = workflow::page_of(all, all.features[1]).notes;
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].english.find("--filter '^(?!hcom)'") != std::string::npos);
  const auto some =
      cluster_operators({.root = folder.path(), .top = 1, .keeps_name = [](std::string_view name) {
                           return !name.starts_with("hcom");
                         }});
  CHECK(!some.features[1].empty());
  CHECK(!any_has(some.warnings, "empty"));
}

TEST_CASE("cluster_operators: short collectives are told, and never judged slow") {
  const tests::temporary_folder folder;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::string text = header;
  for (int device = 0; device < 8; ++device)
    for (int i = 0; i < 30; ++i)
      text += row(std::to_string(device), "hcom_allReduce_",
                  number_text((device == 5 ? 40 : 100) + normal(random)), "COMMUNICATION");
  folder.write("node0/PROF_1/op_summary_0_1.csv", text);
  const auto result = cluster_operators({.root = folder.path(), .output = cluster_output::csv});
  CHECK(result.slow_devices.empty());
  REQUIRE(result.waiting.size() == 1);
  CHECK(result.waiting[0].device == 5);
  CHECK(result.waiting[0].shortfall_ratio == doctest::Approx(0.6).epsilon(0.05));
  CHECK(result.waiting[0].z < -4);
  CHECK(result.waiting[0].waited_us == doctest::Approx(1800).epsilon(0.05));
  CHECK(result.tested_pairs == 0);
  CHECK(workflow::headline(result).find("no operator but communication") != std::string::npos);
  CHECK(workflow::headline(result).find(
            ". node 0 device 5 comes late to hcom_allReduce_: the others wait 1.8") !=
        std::string::npos);
}

TEST_CASE("cluster_operators: the verdict says how many findings are on the same device") {
  cluster_operators_result result;
  const auto find = [&](std::int64_t device) {
    result.slow_devices.push_back({.node = 1,
                                   .device = device,
                                   .op_name = "Add",
                                   .input_shape = "N/A",
                                   .input_size = "FLOAT",
                                   .output_shape = "N/A",
                                   .excess_ratio = 0.35,
                                   .cost_us = 2e6});
    return workflow::headline(result);
  };
  const std::string worst = "node 1 device 3 is slow on Add by 35.0 %, which costs 2.00 s in total";
  CHECK(find(3) == worst + '.');
  CHECK(find(3) == worst + "; and 1 more finding on this device.");
  CHECK(find(3) == worst + "; and 2 more findings on this device.");
  CHECK(find(4) == worst + "; and 3 more findings, 2 on this device.");
  result.slow_devices.erase(result.slow_devices.begin(), result.slow_devices.begin() + 2);
  CHECK(workflow::headline(result) == worst + "; and 1 more finding.");
}

TEST_CASE("cluster_operators: fewer than four devices give no verdict, which is said") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv",
               header + row("0", "Add", "1") + row("1", "Add", "9") + row("2", "Add", "1"));
  const auto result = cluster_operators({.root = folder.path()});
  CHECK(result.slow_devices.empty());
  CHECK(workflow::headline(result) == "No verdict about slow devices: fewer than 4 devices.");
}

TEST_CASE("cluster_operators: filters and instance names; what they leave out is counted") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv",
               header + row("0", "Zeros1", "1") + row("0", "Zeros22", "2") +
                   row("1", "Zeros3", "4") + row("1", "MatMulV2", "8"));
  const auto merged = cluster_operators({.root = folder.path(), .merge_instances = true});
  CHECK(merged.classes.size() == 2);
  CHECK(row_of(merged, "Zeros", 0)->time.total == 3);
  CHECK(!any_has(merged.warnings, "--merge-instances"));
  const auto plain = cluster_operators({.root = folder.path()});
  CHECK(any_has(plain.warnings, "4 of 4 operator classes stand on one device only"));
  const auto named = cluster_operators(
      {.root = folder.path(), .keeps_name = [](auto name) { return name.starts_with("Z"); }});
  CHECK(total_of(named) == 7);
  CHECK(named.ledger.count(workflow::filtered_name) == 1);
  CHECK(named.ledger.used == 3);
  const auto typed = cluster_operators({.root = folder.path(), .op_type = "MatMulV2Type"});
  CHECK(total_of(typed) == 8);
  CHECK(typed.ledger.count(workflow::filtered_op_type) == 3);
  CHECK(failure_of({.root = folder.path(), .op_type = "None"}).find("left out by the filters") !=
        std::string::npos);
}

TEST_CASE("cluster_operators: by step, an error where no table has one") {
  const tests::temporary_folder folder;
  const auto file = folder.write("node0/PROF_1/op_summary_0_1.csv", header + row("0", "Add", "1"));
  CHECK(failure_of({.root = folder.path(), .by = workflow::operator_split::step})
            .find("no table has a column Step Id") != std::string::npos);
  folder.write("node0/PROF_1/op_summary_0_1.csv",
               "Step Id," + header + "2," + row("0", "Add", "1") + "10," + row("0", "Add", "2") +
                   "N/A," + row("0", "Add", "4"));
  const auto result =
      cluster_operators({.root = folder.path(), .by = workflow::operator_split::step});
  REQUIRE(result.rows.size() == 6);
  CHECK(!result.rows[0].step);
  CHECK(result.rows[2].step == 2);
  CHECK(result.rows[4].step == 10);
  CHECK(result.rows[4].time.total == 2);
  REQUIRE(result.features[0].samples.size() == 1);
  REQUIRE(result.features[0].samples[0].size() == 1);
  CHECK(result.features[0].samples[0][0].second.count() == 3);
}

TEST_CASE("cluster_operators: the top operators and their features") {
  const tests::temporary_folder folder;
  write_cluster(folder, 5, 1);
  const auto result = cluster_operators({.root = folder.path(), .top = 3});
  REQUIRE(result.top.size() == 3);
  CHECK(result.classes[result.top[0]].key.op_name == "OpH");
  CHECK(result.classes[result.top[2]].key.op_name == "OpF");
  REQUIRE(result.features.size() == 3);
  CHECK(result.features[0].name() == "total_time");
  CHECK(result.features[1].name() == "aicore_time");
  CHECK(result.features[2].name() == "aic_mac_ratio");
  CHECK(result.features[2].is_ratio());
  for (const auto& feature : result.features) {
    REQUIRE(feature.samples.size() == 3);
    for (const auto& devices : feature.samples) {
      REQUIRE(devices.size() == 12);
      for (const auto& [at, samples] : devices) CHECK(samples.count() == 25);
    }
  }
  CHECK(result.features[2].samples[0][0].second.quantiles.median() == 0.25);
  const auto page = workflow::page_of(result, result.features[0]);
  REQUIRE(page.panels.size() == 3);
  CHECK(page.panels[0].op_name == "OpH");
  CHECK(page.panels[0].boxes.size() == 12);
  CHECK(page.panels[0].boxes[0].median == row_of(result, "OpH", 0)->time.median);
  CHECK(cluster_operators({.root = folder.path(), .top = 0}).top.size() == 1);
  CHECK(any_has(cluster_operators({.root = folder.path(), .top = -5}).warnings, "-n is -5"));
  CHECK(cluster_operators({.root = folder.path(), .top = 99}).top.size() == 8);
  CHECK(cluster_operators({.root = folder.path(), .output = cluster_output::csv}).features.empty());
}

TEST_CASE(
    "cluster_operators: beyond the memory for samples quantiles are sketched, and it is said") {
  const tests::temporary_folder folder;
  write_cluster(folder, 6, 1);
  const auto exact = cluster_operators({.root = folder.path()});
  CHECK(exact.percentile_error == 0);
  for (const bool by_option : {true, false}) {
    const auto sketched = cluster_operators(
        {.root = folder.path(), .sketch = by_option, .exact_memory = by_option ? 1u << 20 : 8000u});
    CHECK(sketched.percentile_error > 0);
    CHECK(sketched.percentile_error <= 0.005);
    REQUIRE(sketched.rows.size() == exact.rows.size());
    for (std::size_t i = 0; i < exact.rows.size(); ++i) {
      const auto &a = exact.rows[i].time, &b = sketched.rows[i].time;
      CHECK(a.count == b.count);
      CHECK(b.total == doctest::Approx(a.total).epsilon(1e-12));
      CHECK(b.median == doctest::Approx(a.median).epsilon(0.005));
      CHECK(b.p99 == doctest::Approx(a.p99).epsilon(0.005));
      CHECK(b.min == a.min);
      CHECK(b.max == a.max);
    }
    CHECK(workflow::summary_markdown(sketched).find("(sketch)") != std::string::npos);
  }
}

TEST_CASE("cluster_operators: another run is compared class by class") {
  const tests::temporary_folder a, b;
  write_cluster(a, 7, 1);
  write_cluster(b, 8, 1);
  b.write("node0/PROF_9/op_summary_0_1.csv", header + row("0", "New", "3"));
  a.write("node0/PROF_9/op_summary_0_1.csv", header + row("0", "Old", "4"));
  const auto result =
      cluster_operators({.root = a.path(), .output = cluster_output::csv, .compare = b.path()});
  REQUIRE(result.comparison.size() == 10);
  for (const auto& one : result.comparison) {
    if (!one.only_in().empty()) continue;
    CHECK(one.count_a == 300);
    CHECK(one.ratio == doctest::Approx(one.mean_b / one.mean_a).epsilon(1e-12));
    CHECK(one.ci95.low < one.ratio);
    CHECK(one.ci95.high > one.ratio);
    CHECK(one.p_adjusted > 0.01);
  }
  CHECK(result.comparison[0].key.op_name == "New");
  CHECK(result.comparison[0].only_in() == "b");
  CHECK(result.comparison[9].only_in() == "");
  CHECK(std::isnan(result.comparison[0].mean_a));
}

TEST_CASE("cluster_operators: a run against itself has ratio 1, against a slower one its factor") {
  const tests::temporary_folder a, b;
  write_cluster(a, 7, 1);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(a.path())) {
    if (!entry.is_regular_file()) continue;
    std::string text = tests::content_of(entry.path());
    for (auto at = text.find(",OpA,"); at != text.npos; at = text.find(",OpA,", at + 1))
      text.insert(at + 4, "x");  // another class
    b.write(entry.path().lexically_relative(a.path()).string(), text);
  }
  const auto self = workflow::compared({}, {});
  CHECK(self.empty());
  const auto result =
      cluster_operators({.root = a.path(), .output = cluster_output::csv, .compare = b.path()});
  REQUIRE(result.comparison.size() == 9);
  CHECK(result.comparison[0].only_in() == "a");
  CHECK(result.comparison[1].only_in() == "b");
  CHECK(result.comparison[2].ratio == 1);
  CHECK(result.comparison[2].p_adjusted == 1);
}

TEST_CASE("cluster_operators: any number of threads gives the same bytes") {
  const tests::temporary_folder folder;
  write_cluster(folder, 9, 1.35);
  std::map<std::string, std::string> first;
  for (const unsigned threads : {1u, 2u, 5u}) {
    const auto result = cluster_operators({.root = folder.path(),
                                           .output = cluster_output::all,
                                           .exact_memory = 10000,
                                           .json = true,
                                           .threads = threads});
    const auto out = folder.path() / ("out" + std::to_string(threads));
    for (const auto& file : workflow::write(result, out)) {
      const auto name = std::filesystem::path(file).filename().string();
      const auto known = first.emplace(name, tests::content_of(file)).first;
      CHECK_MESSAGE(known->second == tests::content_of(file), name);
    }
  }
  CHECK(first.size() == 7);
}

TEST_CASE("cluster_operators: progress ends with all bytes of both passes") {
  const tests::temporary_folder folder;
  write_cluster(folder, 9, 1);
  std::vector<workflow::cluster_progress> done;
  cluster_operators({.root = folder.path(), .progress = [&](const auto& now) {
                       if (now.is_done) done.push_back(now);
                     }});
  REQUIRE(done.size() == 2);
  for (int pass = 1; pass <= 2; ++pass) {
    const auto& now = done[static_cast<std::size_t>(pass - 1)];
    CHECK(now.pass == pass);
    CHECK(now.total_bytes > 10000);
    CHECK(now.bytes >= now.total_bytes);
  }
}

TEST_CASE("cluster_operators: the folder of the results is made; what else is there stays") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv", header + row("0", "Add", "1"));
  folder.write("a/b/mine.txt", "mine");
  folder.write("a/b/cluster_summary.md", "old");
  const auto result = cluster_operators({.root = folder.path()});
  const auto files = workflow::write(result, folder.path() / "a/b");
  CHECK(files.size() == 5);
  CHECK(tests::content_of(folder / "a/b/mine.txt") == "mine");
  CHECK(
      tests::content_of(folder / "a/b/cluster_summary.md").starts_with("# Operators of 1 device"));
  CHECK(!std::filesystem::exists(folder / "a/b/cluster_op_time_analysis.csv"));
  folder.write("a/b/cluster_op_time_analysis.csv", "old");
  folder.write("a/b/aiv_time_info.html", "old");
  CHECK(workflow::files_of_earlier_runs(folder.path() / "a/b", files) ==
        std::vector{(folder.path() / "a/b/aiv_time_info.html").string(),
                    (folder.path() / "a/b/cluster_op_time_analysis.csv").string()});
  CHECK_THROWS_AS(workflow::write(result, folder.path() / "a/b/mine.txt/x"), proflens::error);
  workflow::write(result, folder.path() / "new/er");
  CHECK(std::filesystem::exists(folder / "new/er/total_time_info.html"));
}

TEST_CASE("cluster_operators: what a killed process has left of the results goes, nothing else") {
  const tests::temporary_folder folder;
  folder.write("node0/PROF_1/op_summary_0_1.csv", header + row("0", "Add", "1"));
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const std::string end = "." + std::to_string(child) + ".0.tmp";
  folder.write("out/.cluster_summary.md" + end, "half");
  folder.write("out/.total_time_info.html" + end, "half");
  folder.write("out/.mine.txt" + end, "of another program");
  workflow::write(cluster_operators({.root = folder.path()}), folder.path() / "out");
  CHECK(!std::filesystem::exists(folder / ("out/.cluster_summary.md" + end)));
  CHECK(!std::filesystem::exists(folder / ("out/.total_time_info.html" + end)));
  CHECK(std::filesystem::exists(folder / ("out/.mine.txt" + end)));
}

TEST_CASE("cluster_operators: a folder that cannot take results is told without creating one") {
  const tests::temporary_folder folder;
  folder.write("file", "");
  CHECK_THROWS_AS(workflow::check_output_folder(folder.path() / "file"), workflow::error);
  CHECK_THROWS_AS(workflow::check_output_folder(folder.path() / "file/in/it"), workflow::error);
  workflow::check_output_folder(folder.path());
  workflow::check_output_folder(folder.path() / "new/er/");
  workflow::check_output_folder("new_and_relative");
  CHECK(!std::filesystem::exists(folder / "new"));
  std::filesystem::create_directory(folder.path() / "mine");
  std::filesystem::permissions(folder.path() / "mine", std::filesystem::perms::owner_read);
  if (::geteuid() != 0) {  // root may write everywhere
    CHECK_THROWS_AS(workflow::check_output_folder(folder.path() / "mine"), workflow::error);
    CHECK_THROWS_AS(workflow::check_output_folder(folder.path() / "mine/result"), workflow::error);
  }
  std::filesystem::permissions(folder.path() / "mine", std::filesystem::perms::owner_all);
}

TEST_CASE("cluster_operators: a page says of its own quantiles whether they are exact") {
  const tests::temporary_folder folder;
  std::string table = header;
  for (int i = 0; i < 1000; ++i) table += row("0", "Add", number_text(1 + 0.001 * i));
  folder.write("node0/PROF_1/op_summary_0_1.csv", table);
  // 8 bytes each: the durations fit, the two features do not.
  const auto result = cluster_operators({.root = folder.path(), .exact_memory = 12000});
  CHECK(result.percentile_error == 0);
  REQUIRE(result.features.size() == 3);
  CHECK(workflow::page_of(result, result.features[0]).notes.empty());
  for (const std::size_t i : {1u, 2u}) {
    const auto page = workflow::page_of(result, result.features[i]);
    REQUIRE(page.notes.size() == 1);
    CHECK(page.notes[0].english.ends_with(" % (sketch)."));
  }
}

TEST_CASE("cluster_operators: hostile names stay text in every output") {
  const tests::temporary_folder folder;
  const std::string name = "</script><img onerror=alert(1)>|`=1";
  folder.write("node0/PROF_1/op_summary_0_1.csv",
               header + row("0", name, "1") + row("0", "=cmd()", "1"));
  const auto result =
      cluster_operators({.root = folder.path(), .output = cluster_output::all, .json = true});
  CHECK(any_has(result.warnings, "1 operator class has a text that begins with = + - or @"));
  workflow::write(result, folder.path() / "out");
  const auto page = tests::content_of(folder / "out/total_time_info.html");
  CHECK(page.find("</script><img") == page.npos);
  const auto table = tests::content_of(folder / "out/cluster_op_time_analysis.csv");
  CHECK(table.find(name + ",N/A,FLOAT,N/A,0,0,1,1,") != table.npos);
}
