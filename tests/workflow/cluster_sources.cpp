#include <doctest/doctest.h>

#include <proflens/workflow/cluster_operators/sources.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using workflow::device_origin;

namespace {

/// A cluster's tree of tables with one line each.
class cluster {
 public:
  void table(const std::string& path) const { folder_.write(path, "Op Name\n"); }
  void tables(std::initializer_list<const char*> paths) const {
    for (const char* path : paths) table(path);
  }
  std::string operator/(const std::string& path) const { return folder_ / path; }
  const std::filesystem::path& root() const { return folder_.path(); }

  workflow::cluster_sources found() const { return workflow::find_cluster_sources(root()); }

  /// The paths below the root of the tables that are read.
  std::vector<std::string> read() const {
    std::vector<std::string> paths;
    for (const auto& one : found().files)
      paths.push_back(one.file.lexically_relative(root()).string());
    return paths;
  }

  /// Why a table is set aside; empty if it is not.
  std::string reason(const std::string& path) const {
    for (const auto& one : found().set_aside)
      if (one.file == folder_ / path) return one.reason;
    return {};
  }

  std::string failure() const {
    try {
      found();
    } catch (const workflow::error& failed) {
      return failed.what();
    }
    return {};
  }

 private:
  tests::temporary_folder folder_;
};

bool any_has(const std::vector<std::string>& texts, const std::string& part) {
  for (const auto& text : texts)
    if (text.find(part) != text.npos) return true;
  return false;
}

using paths = std::vector<std::string>;

}  // namespace

TEST_CASE("cluster_sources: node folders are node, digits, and an end or an underscore") {
  CHECK(workflow::node_number("node0") == 0);
  CHECK(workflow::node_number("node12_rack_a") == 12);
  CHECK(workflow::node_number("node007") == 7);
  for (const char* other : {"node", "nodes", "node-1", "node1a", "Node0", "anode0", "node_0",
                            "node99999999999999999999"})
    CHECK_MESSAGE(!workflow::node_number(other), other);
}

TEST_CASE("cluster_sources: names are taken apart into prefix, slice and timestamp") {
  const auto whole = workflow::table_name_of("op_summary_slice_3_20260402160352.csv");
  CHECK(whole.prefix == "op_summary");
  CHECK(whole.slice == 3);
  CHECK(whole.timestamp == "20260402160352");
  const auto numbered = workflow::table_name_of("op_summary_3_1.csv");
  CHECK(numbered.prefix == "op_summary_3_1");
  CHECK(!numbered.slice);
  CHECK(numbered.timestamp.empty());
  CHECK(workflow::table_name_of("op_summary_3_20260402160352.csv").prefix == "op_summary_3");
  CHECK(workflow::table_name_of("op_summary_2026040216035.csv").timestamp.empty());  // 13 digits
  CHECK(workflow::table_name_of("op_summary_slice_0.csv").slice == 0);
  CHECK(workflow::table_name_of("op_summary.csv").prefix == "op_summary");
}

TEST_CASE("cluster_sources: the first number of a name is the device if it is no timestamp") {
  CHECK(workflow::device_in_table_name("op_summary_3_1.csv") == 3);
  CHECK(workflow::device_in_table_name("op_summary_12_20260402160352.csv") == 12);
  CHECK(!workflow::device_in_table_name("op_summary_20260402160352_1.csv"));
  CHECK(!workflow::device_in_table_name("op_summary_7.csv"));
  CHECK(!workflow::device_in_table_name("op_summary_slice_0_20260402160352.csv"));
  CHECK(!workflow::device_in_table_name("op_summary_.csv"));
}

TEST_CASE("cluster_sources: both layouts, at any depth, in natural order") {
  const cluster c;
  c.tables({"node10/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv",
            "node2_b/PROF_1/SUMMARY/op_summary_0_1.csv",
            "node2_b/run/PROF_2/deep/device_3/summary/op_summary_3_1.csv",
            "node2_b/PROF_1/SUMMARY/other.csv"});
  CHECK(c.read() ==
        paths{"node2_b/PROF_1/SUMMARY/op_summary_0_1.csv",
              "node2_b/run/PROF_2/deep/device_3/summary/op_summary_3_1.csv",
              "node10/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv"});
  const auto found = c.found();
  CHECK(found.files[0].node == 2);
  CHECK(found.files[1].device == 3);
  CHECK(found.files[2].node == 10);
  CHECK(found.node_folders == paths{"node2_b", "node10"});
  CHECK(found.set_aside.empty());
}

TEST_CASE("cluster_sources: the node folder may stand below other folders") {
  const cluster c;
  c.tables({"monday/node4/PROF_1/op_summary_0_1.csv", "nodes/node5/PROF_1/op_summary_0_1.csv"});
  const auto found = c.found();
  REQUIRE(found.files.size() == 2);
  CHECK(found.files[0].node == 4);
  CHECK(found.files[1].node == 5);
  CHECK(any_has(found.warnings, "nodes: is no node folder"));
}

TEST_CASE("cluster_sources: other names and two folders with one number are warned of") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_0_1.csv", "node0_b/PROF_1/op_summary_1_1.csv",
            "node-1/PROF_1/op_summary_0_1.csv"});
  const auto found = c.found();
  CHECK(found.files.size() == 2);
  CHECK(any_has(found.warnings, "node-1: is no node folder"));
  CHECK(any_has(found.warnings, "several folders are node 0 (node0, node0_b)"));
  CHECK(c.reason("node-1/PROF_1/op_summary_0_1.csv").starts_with("stands in no node folder"));
}

TEST_CASE("cluster_sources: the device is told by the nearest name that tells it") {
  const cluster c;
  c.tables({"node0/PROF_1/device_5/summary/op_summary_6_1.csv", "node0/PROF_2/x/op_summary_6_1.csv",
            "node0/rank7_ascend_pt/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv",
            "node0/PROF_8/op_summary_20260402160352.csv"});
  c.table("node0/rank7_ascend_pt/profiler_info_7.json");
  c.table("node0/PROF_8/profiler_info_8.json");
  const auto found = c.found();
  REQUIRE(found.files.size() == 4);
  CHECK(found.files[0].device == 5);
  CHECK(found.files[0].origin == device_origin::folder_name);
  CHECK(found.files[1].device == 6);
  CHECK(found.files[1].origin == device_origin::file_name);
  CHECK(found.files[2].device == 8);
  CHECK(found.files[2].origin == device_origin::profiler_info);
  CHECK(found.files[3].device == 7);
  CHECK(found.files[3].origin == device_origin::profiler_info);
  CHECK(found.warnings.empty());
}

TEST_CASE("cluster_sources: without a name the order of the profiles that hold a table counts") {
  const cluster c;
  c.tables({"node0/PROF_10/op_summary_20260402160352.csv",
            "node0/PROF_9/op_summary_20260402160352.csv", "node0/PROF_1/nothing_here.csv",
            "node0/a_ascend_pt/PROF_1/op_summary_20260402160352.csv",
            "node1/PROF_77/op_summary_20260402160352.csv"});
  // Two such files name two devices, and so none.
  c.tables({"node0/PROF_9/profiler_info_3.json", "node0/PROF_9/profiler_info_4.json"});
  const auto found = c.found();
  REQUIRE(found.files.size() == 4);
  CHECK(found.files[0].file == c / "node0/PROF_9/op_summary_20260402160352.csv");
  CHECK(found.files[0].device == 0);
  CHECK(found.files[0].origin == device_origin::order_of_folder);
  CHECK(found.files[1].device == 1);
  CHECK(found.files[2].device == 2);
  CHECK(found.files[3].device == 0);
  CHECK(any_has(found.warnings, "node 0: nothing names the devices of 3 profiles"));
  CHECK(!any_has(found.warnings, "node 1"));
  CHECK(found.folders_without_table == paths{"node0/PROF_1"});
}

TEST_CASE("cluster_sources: the order of profiles is warned of where rows do not name devices") {
  const tests::temporary_folder folder;
  const auto write = [&](const std::string& profile, const std::string& header) {
    folder.write(profile + "/op_summary_20260402160352.csv", header + "\n0,Add\n");
  };
  for (const std::string node : {"node0", "node1", "node2"}) {
    write(node + "/PROF_1", "\xEF\xBB\xBF\"Device_id\",Op Name\r");
    write(node + "/PROF_2", "Op Name,Device ID");
  }
  CHECK(workflow::find_cluster_sources(folder.path()).warnings.empty());
  write("node1/PROF_3", "Task ID,Op Name");
  auto found = workflow::find_cluster_sources(folder.path());
  REQUIRE(found.warnings.size() == 1);
  CHECK(found.warnings[0] ==
        "node 1: nothing names the devices of 1 profile; they are numbered in natural order of the "
        "folders (node1/PROF_3, ...)");
  write("node0/PROF_10", "Op Name");
  write("node0/PROF_9", "Op Name,Device_id_of_another");
  found = workflow::find_cluster_sources(folder.path());
  REQUIRE(found.warnings.size() == 1);
  CHECK(
      found.warnings[0] ==
      "node 0: nothing names the devices of 2 profiles; they are numbered in natural order of the "
      "folders (node0/PROF_9, ...); so are those of 1 other node");
}

TEST_CASE("cluster_sources: of a PROF folder the best layout counts, the others are set aside") {
  const cluster c;
  c.tables({"node0/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv",
            "node0/PROF_1/device_0/summary/op_summary_0_1.csv", "node0/PROF_1/op_summary_0_1.csv",
            "node0/PROF_2/device_1/summary/op_summary_1_1.csv", "node0/PROF_2/op_summary_1_1.csv",
            "node0/PROF_3/a/op_summary_2_1.csv", "node0/PROF_3/b/op_summary_2_1.csv"});
  CHECK(c.read() == paths{"node0/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv",
                          "node0/PROF_2/device_1/summary/op_summary_1_1.csv",
                          "node0/PROF_3/a/op_summary_2_1.csv",
                          "node0/PROF_3/b/op_summary_2_1.csv"});
  CHECK(c.reason("node0/PROF_1/device_0/summary/op_summary_0_1.csv") ==
        "holds the rows of the PROF folder's mindstudio_profiler_output again");
  CHECK(c.reason("node0/PROF_1/op_summary_0_1.csv") ==
        "holds the rows of the PROF folder's mindstudio_profiler_output again");
  CHECK(c.reason("node0/PROF_2/op_summary_1_1.csv") ==
        "holds the rows of the PROF folder's device_N/summary again");
}

TEST_CASE("cluster_sources: an unreadable or empty table does not stand for the others") {
  const cluster c;
  const std::string better =
      "node0/PROF_1/mindstudio_profiler_output/op_summary_20260402160352.csv";
  c.table("node0/PROF_1/device_0/summary/op_summary_0_1.csv");
  c.table(better);
  std::filesystem::resize_file(c / better, 0);
  CHECK(c.read() == paths{"node0/PROF_1/device_0/summary/op_summary_0_1.csv"});
  CHECK(c.reason(better) == "is empty");
}

TEST_CASE("cluster_sources: the newest export counts with its slices, older ones do not") {
  const cluster c;
  const std::string folder = "node0/PROF_1/mindstudio_profiler_output/";
  for (const char* name :
       {"op_summary_20260401000000.csv", "op_summary_slice_0_20260402000000.csv",
        "op_summary_slice_1_20260402000000.csv", "op_summary_slice_2_20260402000001.csv",
        "op_summary_slice_3_20260401000000.csv", "op_summary_9_20250101000000.csv"})
    c.table(folder + name);
  CHECK(c.read() == paths{folder + "op_summary_9_20250101000000.csv",
                          folder + "op_summary_slice_0_20260402000000.csv",
                          folder + "op_summary_slice_1_20260402000000.csv",
                          folder + "op_summary_slice_2_20260402000001.csv"});
  CHECK(c.reason(folder + "op_summary_20260401000000.csv") ==
        "is superseded by the export of 20260402000000");
  CHECK(c.reason(folder + "op_summary_slice_3_20260401000000.csv") ==
        "is superseded by the export of 20260402000000");
  const auto found = c.found();
  CHECK(found.files[1].export_name == found.files[3].export_name);
  CHECK(found.files[0].export_name != found.files[3].export_name);
}

TEST_CASE("cluster_sources: an unsliced export supersedes older slices") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_slice_0_20260401000000.csv",
            "node0/PROF_1/op_summary_slice_1_20260401000000.csv",
            "node0/PROF_1/op_summary_20260402000000.csv"});
  CHECK(c.read() == paths{"node0/PROF_1/op_summary_20260402000000.csv"});
}

TEST_CASE("cluster_sources: without a timestamp nothing is a re-export") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_0_1.csv", "node0/PROF_1/op_summary_0_2.csv",
            "node0/PROF_1/op_summary_2026040216035.csv", "node0/PROF_1/op_summary.csv"});
  CHECK(c.read().size() == 4);
}

TEST_CASE("cluster_sources: a missing slice is warned of") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_slice_1_20260401000000.csv",
            "node0/PROF_1/op_summary_slice_2_20260401000000.csv"});
  CHECK(c.read().size() == 2);
  CHECK(any_has(c.found().warnings, "of the slices 0 to 2 only 2 are there"));
}

TEST_CASE("cluster_sources: kernel_details of exactly that name are found too") {
  const cluster c;
  c.tables({"node0/r_ascend_pt/ASCEND_PROFILER_OUTPUT/kernel_details.csv",
            "node0/r_ascend_pt/ASCEND_PROFILER_OUTPUT/my_kernel_details.csv"});
  const auto found = c.found();
  REQUIRE(found.files.size() == 1);
  CHECK(found.files[0].is_kernel_details);
}

TEST_CASE("cluster_sources: what is no table is set aside with its reason") {
  const cluster c;
  c.table("node0/PROF_1/op_summary_0_1.csv");
  c.table("node0/PROF_1/op_summary_5_1.csv/op_summary_1_1.csv");
  REQUIRE(::mkfifo((c / "node0/PROF_1/op_summary_2_1.csv").c_str(), 0600) == 0);
  const auto link = [&](const std::string& to, const std::string& name) {
    std::filesystem::create_symlink(to, c / name);
  };
  link("nowhere", "node0/PROF_1/op_summary_3_1.csv");
  link("op_summary_4_1.csv", "node0/PROF_1/op_summary_4_1.csv");
  link("op_summary_0_1.csv", "node0/PROF_1/op_summary_latest.csv");
  link("..", "node0/PROF_1/up");
  link("self", "node0/PROF_1/self");
  std::filesystem::create_directory_symlink(c / "node0/PROF_1", c / "node0/current");
  CHECK(c.read() == paths{"node0/PROF_1/op_summary_0_1.csv",
                          "node0/PROF_1/op_summary_5_1.csv/op_summary_1_1.csv"});
  CHECK(c.reason("node0/PROF_1/op_summary_2_1.csv").starts_with("is no regular file"));
  CHECK(c.reason("node0/PROF_1/op_summary_3_1.csv") == "is a link to nothing");
  CHECK(c.reason("node0/PROF_1/op_summary_4_1.csv") == "is a link that leads back to itself");
  CHECK(c.reason("node0/PROF_1/op_summary_5_1.csv") == "is a folder, not a table");
  CHECK(c.reason("node0/PROF_1/op_summary_latest.csv") ==
        "is a link to op_summary_0_1.csv beside it");
  CHECK(c.reason("node0/PROF_1/up") == "is a link to a folder above it");
  CHECK(c.reason("node0/PROF_1/self") == "is a link that leads back to itself");
  CHECK(c.reason("node0/current").starts_with("is a link to a folder of the same node"));
}

TEST_CASE("cluster_sources: links to other places are followed") {
  const cluster c, elsewhere;
  elsewhere.table("PROF_1/op_summary_2_1.csv");
  elsewhere.table("table.csv");
  std::filesystem::create_directory_symlink(elsewhere.root(), c / "node3");
  std::filesystem::create_directories(c / "node4/PROF_1");
  std::filesystem::create_symlink(elsewhere / "table.csv", c / "node4/PROF_1/op_summary_1_1.csv");
  CHECK(c.read() == paths{"node3/PROF_1/op_summary_2_1.csv", "node4/PROF_1/op_summary_1_1.csv"});
}

TEST_CASE("cluster_sources: a table or folder without read permission is set aside") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_0_1.csv", "node0/PROF_1/op_summary_1_1.csv",
            "node0/PROF_2/op_summary_2_1.csv"});
  const auto locked = c / "node0/PROF_1/op_summary_1_1.csv", folder = c / "node0/PROF_2";
  ::chmod(c.root().c_str(), 0755);
  ::chmod(locked.c_str(), 0000);
  ::chmod(folder.c_str(), 0000);
  const auto before = ::geteuid();
  if (before == 0) REQUIRE(::seteuid(65534) == 0);
  const auto found = c.found();
  if (before == 0) REQUIRE(::seteuid(0) == 0);
  ::chmod(folder.c_str(), 0755);
  CHECK(found.files.size() == 1);
  REQUIRE(found.set_aside.size() == 2);
  CHECK(found.set_aside[0].file == locked);
  CHECK(found.set_aside[0].reason == "cannot be opened: Permission denied");
  CHECK(found.set_aside[1].file == folder);
  CHECK(found.set_aside[1].reason == "cannot be searched: Permission denied");
}

TEST_CASE("cluster_sources: hidden files and folders are left out") {
  const cluster c;
  c.tables({"node0/PROF_1/op_summary_0_1.csv", "node0/PROF_1/.op_summary_0_2.csv",
            "node0/.trash/op_summary_0_3.csv"});
  CHECK(c.read().size() == 1);
}

TEST_CASE("cluster_sources: no table at all is an error that says where was looked for what") {
  const cluster c;
  CHECK(c.failure().find(c.root().string() + ": no op_summary*.csv") == 0);
  CHECK(c.failure().find("there is no node folder") != std::string::npos);
  std::filesystem::create_directories(c / "node0/PROF_1");
  c.table("op_summary_0_1.csv");
  CHECK(c.failure().find("looked in node0. Is this the parent of the node folders? (-d)") !=
        std::string::npos);
  CHECK(c.failure().find("stands in no node folder") != std::string::npos);
}

TEST_CASE("cluster_sources: a root that is missing or no folder is an error") {
  const cluster c;
  c.table("file");
  CHECK_THROWS_WITH_AS(
      workflow::find_cluster_sources(c / "gone"),
      (c / "gone: no such folder; expected the parent of the node folders (-d)").c_str(),
      workflow::error);
  CHECK_THROWS_AS(workflow::find_cluster_sources(c / "file"), workflow::error);
}
