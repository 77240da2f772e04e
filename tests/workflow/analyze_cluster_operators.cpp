// The driver as its users run it: exit status, what it says, what it leaves on the disk.
#include <doctest/doctest.h>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using tests::content_of;
using tests::finished;
using tests::has;
using tests::quoted;
using tests::temporary_folder;

namespace {

const std::string data = PROFLENS_TEST_DATA;
const std::string table = "/node0/PROF_1/mindstudio_profiler_output/op_summary_20260511093035.csv";

/// A cluster of one real table.
void write_cluster(const temporary_folder& folder) {
  folder.write("c" + table, content_of(data + "/op_summary/op_summary_20260511093035.csv"));
}

finished analyze(const temporary_folder& folder, const std::string& arguments) {
  return tests::shell("analyze_cluster_operators",
                      "cd " + quoted(folder.path().string()) + " && {} " + arguments);
}

bool exists(const std::string& file) { return std::filesystem::exists(file); }

}  // namespace

TEST_CASE("analyze_cluster_operators: pages by default, tables or all on demand") {
  const temporary_folder folder;
  write_cluster(folder);
  const auto run = analyze(folder, "-d c");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "9 rows of 1 table: all used"));
  CHECK(has(run.said, "wrote c/result/total_time_info.html"));
  CHECK(exists(folder / "c/result/aic_mac_ratio_info.html"));
  CHECK(!exists(folder / "c/result/cluster_op_time_analysis.csv"));
  CHECK(has(content_of(folder / "c/result/cluster_summary.md"), "# Operators of 1 device"));
  CHECK(!has(run.said, "\033"));  // no progress bar where there is no terminal
  CHECK(analyze(folder, "-d c -t csv -o t").status == 0);
  CHECK(exists(folder / "t/cluster_op_time_analysis.csv"));
  CHECK(!exists(folder / "t/total_time_info.html"));
  CHECK(exists(folder / "t/cluster_summary.json"));
  CHECK(analyze(folder, "-d c -t all -o deep/er --format json").status == 0);
  CHECK(exists(folder / "deep/er/cluster_op_time_analysis.csv"));
  CHECK(exists(folder / "deep/er/cluster_op_time_analysis.json"));
  CHECK(exists(folder / "deep/er/total_time_info.html"));
}

TEST_CASE("analyze_cluster_operators: a wrong command line is 2 and names what would be right") {
  const temporary_folder folder;
  write_cluster(folder);
  const auto wrong = [&](const std::string& arguments, const std::string& part) {
    const auto run = analyze(folder, arguments);
    CHECK_MESSAGE(run.status == 2, arguments);
    CHECK_MESSAGE(has(run.said, part), run.said);
  };
  wrong("-d c -t pdf", "html, csv, all");
  wrong("-d c --rank-by size", "mean, total, variance, p99, imbalance");
  wrong("-d c --by core", "device, node, step");
  wrong("-d c --format xml", "csv, json");
  wrong("-d c --quantiles best", "exact, sketch");
  wrong("-d c -n ten", "--top = ten");
  wrong("-t csv", "-d");
  wrong("-d ''", "expected the name of a folder");
  wrong("-d c --compare ''", "expected the name of a folder");
  wrong("-d c -o ''", "expected the name of a folder");
  wrong("-d c --filter '['", "no regular expression");
  wrong("-d c --min-excess nan", "expected a number");
  wrong("-d c --nonsense", "nonsense");
  CHECK(!exists(folder / "c/result"));
}

TEST_CASE("analyze_cluster_operators: input that cannot be used is 1 and says where was looked") {
  const temporary_folder folder;
  std::filesystem::create_directories(folder / "empty/node0");
  const auto run = analyze(folder, "-d empty");
  CHECK(run.status == 1);
  CHECK(has(run.said, "error: empty: no op_summary*.csv"));
  CHECK(has(run.said, "looked in node0. Is this the parent of the node folders? (-d)"));
  CHECK(!exists(folder / "empty/result"));
  CHECK(analyze(folder, "-d gone").status == 1);
  write_cluster(folder);
  CHECK(analyze(folder, "-d c --by step").status == 1);
  folder.write("file", "");
  const auto blocked = analyze(folder, "-d c -o file/result");
  CHECK(blocked.status == 1);
  CHECK(has(blocked.said, "file/result"));
  CHECK(!has(blocked.said, "9 rows"));  // said before the tables are read
}

TEST_CASE("analyze_cluster_operators: one operator for -n 0, all for more than there are") {
  const temporary_folder folder;
  write_cluster(folder);
  const auto one = analyze(folder, "-d c -n 0");
  CHECK(one.status == 0);
  CHECK(has(one.said, "warning: -n is 0; one operator is shown"));
  CHECK(analyze(folder, "-d c -n -3").status == 0);
  const auto all = analyze(folder, "-d c -n 5000");
  CHECK(all.status == 0);
  CHECK(!has(all.said, "warning"));
}

TEST_CASE("analyze_cluster_operators: a bad table is named, the rest counts, and the status is 0") {
  const temporary_folder folder;
  write_cluster(folder);
  folder.write("c/node0/PROF_2/op_summary_1_1.csv", "Op Name,Duration\na,1\n");
  folder.write("c/node0/PROF_3/nothing.csv", "");
  const auto run = analyze(folder, "-d c -t csv -v");
  CHECK(run.status == 0);
  CHECK(has(run.said, "warning: c/node0/PROF_2/op_summary_1_1.csv:1: expected a header with"));
  CHECK(has(run.said, "node0/PROF_3: no op_summary"));
  CHECK(has(run.said, "1 file set aside"));
  CHECK(has(content_of(folder / "c/result/cluster_summary.json"), "op_summary_1_1.csv"));
}

TEST_CASE("analyze_cluster_operators: filters by name and compares two runs") {
  const temporary_folder folder;
  write_cluster(folder);
  const auto filtered = analyze(folder, "-d c -t csv --filter 'Cast$'");
  CHECK(filtered.status == 0);
  CHECK(has(filtered.said, "filtered_name"));
  const auto compared = analyze(folder, "-d c -t csv --compare c -o both");
  CHECK(compared.status == 0);
  CHECK(has(content_of(folder / "both/cluster_comparison.csv"), ",2,2,3.12,3.12,3.12,3.12,1,0.1"));
  CHECK(has(content_of(folder / "both/cluster_comparison.md"), "No operator class differs"));
}

TEST_CASE("analyze_cluster_operators: pipes, folders and broken links do not stop it") {
  const temporary_folder folder;
  write_cluster(folder);
  const std::string prof = folder / "c/node0/PROF_9/";
  std::filesystem::create_directories(prof + "op_summary_1.csv");
  REQUIRE(::mkfifo((prof + "op_summary_2.csv").c_str(), 0600) == 0);
  std::filesystem::create_symlink("nowhere", prof + "op_summary_3.csv");
  std::filesystem::create_symlink("..", prof + "up");
  const auto run = analyze(folder, "-d c -t csv");
  CHECK(run.status == 0);
  CHECK(has(run.said, "9 rows of 1 table: all used; 4 files set aside"));
}

TEST_CASE("analyze_cluster_operators: killed at any moment, the results of before are whole") {
  const temporary_folder folder;
  write_cluster(folder);
  REQUIRE(analyze(folder, "-d c -t all").status == 0);
  const std::string before = content_of(folder / "c/result/cluster_op_time_analysis.csv");
  const std::string page = content_of(folder / "c/result/total_time_info.html");
  REQUIRE(before.size() > 100);
  const std::string driver = std::string(PROFLENS_DRIVERS) + "/analyze_cluster_operators";
  const std::string root = folder / "c";
  for (int attempt = 0; attempt < 10; ++attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(STDOUT_FILENO);
      ::execl(driver.c_str(), driver.c_str(), "-d", root.c_str(), "-t", "all", nullptr);
      ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(900 * attempt));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(content_of(folder / "c/result/cluster_op_time_analysis.csv") == before);
    CHECK(content_of(folder / "c/result/total_time_info.html") == page);
  }
}

#ifdef PROFLENS_WITH_MPI
TEST_CASE("analyze_cluster_operators: under mpirun ranks share the tables; the results are equal") {
  const temporary_folder folder;
  const std::string text = content_of(data + "/op_summary/op_summary_20260402160352.csv");
  for (const char* device : {"0", "1", "2", "3", "4"})
    folder.write(
        "c/node0/PROF_1/device_" + std::string(device) + "/summary/op_summary_" + device + "_1.csv",
        "x" + text);  // no Device_id: the folder tells
  folder.write("c/node0/PROF_1/device_9/kernel_details.csv", "x" + text);
  const std::string many =
      "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
      "timeout -k 5 100 mpirun -np 3 --oversubscribe {} ";
  // The last but one: what each of three ranks keeps fits in the memory, but not all of it.
  for (const std::string options : {"-t all", "-t all --quantiles sketch", "-t csv --by node",
                                    "-t all --exact-memory 0.012", "-t all --compare c"}) {
    const std::string arguments = "-d c -j 1 " + options;
    INFO(options);
    REQUIRE(analyze(folder, arguments + " -o one").status == 0);
    const auto run =
        tests::shell("analyze_cluster_operators", "cd " + quoted(folder.path().string()) + " && " +
                                                      many + arguments + " -o three");
    INFO(run.said);
    REQUIRE(run.status == 0);
    CHECK(run.said.find("wrote three/cluster_summary.md") ==
          run.said.rfind("wrote three/cluster_summary.md"));
    for (const std::string name :
         {"cluster_op_time_analysis.csv", "total_time_info.html", "aic_mac_ratio_info.html",
          "cluster_comparison.csv", "cluster_summary.md"}) {
      const bool are_equal =
          content_of(folder / ("one/" + name)) == content_of(folder / ("three/" + name));
      CHECK_MESSAGE(are_equal, name);
    }
    CHECK(has(content_of(folder / "three/cluster_summary.json"), "\"used\": 1800,"));
  }
  folder.write("empty/node0/PROF_1/device_0/summary/op_summary_0_1.csv",
               text.substr(0, text.find('\n') + 1));
  const auto nothing =
      tests::shell("analyze_cluster_operators",
                   "cd " + quoted(folder.path().string()) + " && " + many + "-d empty -t csv");
  CHECK(nothing.status == 1);
  CHECK(has(nothing.said, "no table has a row"));
  CHECK(nothing.said.find("no table has a row") == nothing.said.rfind("no table has a row"));
  CHECK_FALSE(has(nothing.said, "MPI_ABORT"));  // after which mpirun may hang
  const auto failed =
      tests::shell("analyze_cluster_operators",
                   "cd " + quoted(folder.path().string()) + " && " + many + "-d c --by step");
  CHECK(failed.status == 1);
  CHECK(has(failed.said, "no table has a column Step Id"));
  const auto wrong =
      tests::shell("analyze_cluster_operators",
                   "cd " + quoted(folder.path().string()) + " && " + many + "-d c -t pdf");
  CHECK(wrong.status == 2);
  CHECK(wrong.said.find("html, csv, all") != std::string::npos);
  CHECK(wrong.said.find("html, csv, all") == wrong.said.rfind("html, csv, all"));
}

namespace {

/// The last eight cells of each line: the quantiles, which are the same to the bit where the means
/// are so to rounding.
std::string last_cells(const std::string& csv) {
  std::string cells;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    std::size_t begin = line.size();
    for (int i = 0; i < 8; ++i) begin = line.rfind(',', begin - 1);
    cells += line.substr(begin) + '\n';
  }
  return cells;
}

}  // namespace

TEST_CASE("analyze_cluster_operators: more ranks than tables, steps, and tables cut over ranks") {
  const temporary_folder folder;
  const std::string text = content_of(data + "/op_summary/op_summary_20260402160352.csv");
  const std::size_t header = text.find('\n') + 1, middle = text.find('\n', text.size() / 2) + 1;
  folder.write("c/node0/PROF_1/device_0/summary/op_summary_0_1.csv", "x" + text.substr(0, middle));
  folder.write("c/node0/PROF_1/device_0/summary/op_summary_0_2.csv",
               "x" + text.substr(0, header) + text.substr(middle));
  folder.write("steps/node0/device_3/kernel_details.csv",
               content_of(data + "/kernel_details/rank_0_kernel_details.csv"));
  for (const std::string arguments : {"-d c -t all", "-d steps -t csv --by step"}) {
    INFO(arguments);
    REQUIRE(analyze(folder, arguments + " -o one").status == 0);
    const auto run =
        tests::shell("analyze_cluster_operators",
                     "cd " + quoted(folder.path().string()) +
                         " && OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 timeout -k "
                         "5 100 mpirun -np 4 "
                         "--oversubscribe {} " +
                         arguments + " -o four");
    INFO(run.said);
    REQUIRE(run.status == 0);
    const auto one = content_of(folder / "one/cluster_op_time_analysis.csv");
    const auto four = content_of(folder / "four/cluster_op_time_analysis.csv");
    CHECK(last_cells(one) == last_cells(four));
    if (arguments.find("steps") != std::string::npos) CHECK(one == four);
  }
}
#endif
