// The driver as its users run it: exit status, what it says, what it leaves on the disk.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "tests/shell.hpp"
#include "tests/temporary_folder.hpp"

using tests::content_of;
using tests::finished;
using tests::has;
using tests::quoted;
using tests::temporary_folder;

namespace {

const std::string tables = std::string(PROFLENS_TEST_DATA) + "/benchmark_csv/";
const std::string memory = tables + "hf_transformers__inference_memory_1592985573.csv";
const std::string all_none = tables + "hf_transformers__train_memory_1590402664.csv";
const std::string header = "model,batch_size,sequence_length,result\n";

/// Runs the driver with these arguments in `folder`, temporary files in its `tmp`.
finished draw(const temporary_folder& folder, const std::string& arguments,
              const std::string& environment = "env -u DISPLAY -u WAYLAND_DISPLAY") {
  const std::string place = quoted(folder.path().string());
  return tests::shell("plot_csv", "cd " + place + " && TMPDIR=" + quoted(folder / "tmp") + " " +
                                      environment + " {} " + arguments);
}

/// The only file in the folder's `tmp`; empty: there is none.
std::string temporary_figure(const temporary_folder& folder) {
  std::string found;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "tmp")) {
    CHECK(found.empty());
    found = entry.path().string();
  }
  return found;
}

}  // namespace

TEST_CASE("plot_csv: a figure in each format by its ending") {
  const temporary_folder folder;
  const auto figure = [&](const std::string& name) {
    const auto run =
        draw(folder, "--csv_file " + quoted(memory) + " --figure_png_file " + quoted(name));
    INFO(run.said);
    CHECK(run.status == 0);
    CHECK(has(run.said, "6 rows: 6 values"));
    CHECK(has(run.said, "wrote " + name));
    return content_of(folder / name);
  };
  CHECK(figure("f.png").substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(figure("f.pdf").substr(0, 5) == "%PDF-");
  CHECK(has(figure("f.html"), "distilgpt2 - bsz: 1"));
  CHECK(has(figure("f.SVG"), "Memory usage for inference distilbert-base-uncased vs. distilgpt2"));
}

TEST_CASE("plot_csv: flags as the original takes them, also with dashes") {
  const temporary_folder folder;
  const auto svg = [&](const std::string& flags) {
    const auto run =
        draw(folder, "--csv_file " + quoted(memory) + " --figure_png_file f.svg " + flags);
    INFO(flags, "\n", run.said);
    REQUIRE(run.status == 0);
    return content_of(folder / "f.svg");
  };
  CHECK(has(svg("--is_time"), "Time usage for inference"));
  CHECK(has(svg("--is_time true --is_train=True"), "Time usage for training"));
  CHECK(has(svg("--is-time=false --is-train 1"), "Memory usage for training"));
  CHECK(has(svg("--is_time False"), "Memory usage for inference"));
  CHECK(has(svg("--plot-along-batch --no-log-scale"), "batch_size"));
  CHECK(has(svg("--plot_along_batch no"), "in #tokens"));
  CHECK(has(svg("--short_model_names A B --is_time"), "Time usage for inference A vs. B<"));
  CHECK(has(svg("--short-model-names '模型' 'B C'"), "模型 - bsz: 1"));
}

TEST_CASE("plot_csv: a table without any value is a figure that says so, and a warning") {
  const temporary_folder folder;
  const auto run = draw(folder, "--csv_file " + quoted(all_none) + " --figure_png_file f.svg");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "warning: no row has a result: all 8 are N/A"));
  CHECK(has(content_of(folder / "f.svg"), "No value to draw: 8 rows, 8 N/A"));
}

TEST_CASE("plot_csv: input that cannot be drawn is status 1, says where, writes nothing") {
  const temporary_folder folder, input;
  const auto fails = [&](const std::string& table, const std::string& words,
                         const std::string& flags = "") {
    const auto run =
        draw(folder, "--csv_file " + quoted(table) + " --figure_png_file f.png " + flags);
    INFO(run.said);
    CHECK(run.status == 1);
    CHECK(has(run.said, "error: "));
    CHECK(has(run.said, words));
    CHECK(std::filesystem::is_empty(folder.path()));
  };
  fails(input.write("header.csv", header), "no row");
  fails(input.write("empty.csv", ""), "is empty");
  fails(input.write("nan.csv", header + "A,1,8,nan\n"), "nan.csv:2:7: expected a finite number");
  fails(input.write("half.csv", header + "A,1.5,8,1\n"), "half.csv:2:3: expected a whole number");
  fails(input.write("other.csv", "a,b\n1,2\n"), "found the columns \"a\", \"b\"");
  fails(input / "gone.csv", "gone.csv: no such file or folder; expected a file or a folder");
  fails(input.write("zerob.csv", header + "A,0,8,1\n"), "zerob.csv:2:3: expected a whole number");
  fails(input.write("nul.csv", header + std::string("A,1,8,\0\n", 8)), "UTF-8 text without NUL");
  fails(memory, "gives 1 name for 2 models", "--short_model_names A");
  const temporary_folder tables_of_all;
  tables_of_all.write("time.csv", header + "A,0,8,1\n");
  fails(tables_of_all.path().string(), "time.csv:2:3: expected a whole number");
  tables_of_all.write("memory.csv", header + "A,1,8,1\n");
  fails(tables_of_all.path().string(), "holds 2 tables; name one of them");
}

TEST_CASE("plot_csv: a wrong command line is status 2") {
  const temporary_folder folder;
  const auto refuses = [&](const std::string& arguments, const std::string& words) {
    const auto run = draw(folder, arguments);
    INFO(arguments, "\n", run.said);
    CHECK(run.status == 2);
    CHECK(has(run.said, words));
    CHECK(std::filesystem::is_empty(folder.path()));
  };
  const std::string table = "--csv_file " + quoted(memory) + " ";
  refuses("", "--csv_file");
  refuses("--figure_png_file f.png", "--csv_file");
  refuses(table + "--is_time maybe", "true or false");
  refuses(table + "--figure_png_file f.bmp", ".svg");
  refuses(table + "--no_such_flag", "--no_such_flag");
  refuses(table + "--short_model_names --figure_png_file f.svg", "found the option --figure");
  CHECK(draw(folder, "--help").status == 0);
}

TEST_CASE("plot_csv: a folder that is not there is status 1, before the table is read") {
  const temporary_folder folder;
  const auto run = draw(folder, "--csv_file gone.csv --figure_png_file missing/f.png");
  INFO(run.said);
  CHECK(run.status == 1);
  CHECK(has(run.said, "the folder missing does not exist; create it first"));
  CHECK(!has(run.said, "gone.csv"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("plot_csv: a good figure stays when a later run fails") {
  const temporary_folder folder;
  const std::string to_figure = " --figure_png_file f.svg";
  REQUIRE(draw(folder, "--csv_file " + quoted(memory) + to_figure).status == 0);
  const std::string good = content_of(folder / "f.svg");
  REQUIRE(has(good, "</svg>"));
  const std::string bad = folder.write("bad.csv", header + "A,1,8,nan\n");
  CHECK(draw(folder, "--csv_file " + quoted(bad) + to_figure).status == 1);
  CHECK(draw(folder, "--csv_file gone.csv" + to_figure).status == 1);
  // Written, but not to its end: the file size limit (in blocks of 512 or 1024 bytes) is passed.
  const std::string other = folder.write("other.csv", header + "Other,1,8,3\n");
  const auto cut = draw(folder, "--csv_file " + quoted(other) + to_figure, "ulimit -f 1;");
  INFO(cut.said);
  CHECK(cut.status == 1);
  CHECK(has(cut.said, "size limit"));
  CHECK(content_of(folder / "f.svg") == good);
  REQUIRE(draw(folder, "--csv_file " + quoted(other) + to_figure).status == 0);
  CHECK(content_of(folder / "f.svg") != good);
}

TEST_CASE("plot_csv: without a file and without a display the path is told") {
  const temporary_folder folder;
  std::filesystem::create_directory(folder / "tmp");
  const auto run = draw(folder, "--csv_file " + quoted(memory));
  INFO(run.said);
  CHECK(run.status == 0);
  const std::string figure = temporary_figure(folder);
  CHECK(has(run.said, "wrote " + figure + "\nthere is no display"));
  CHECK(content_of(figure).substr(0, 8) == "\x89PNG\r\n\x1a\n");
}

TEST_CASE("plot_csv: without a file the viewer of the desktop is given the figure") {
  const temporary_folder folder;
  std::filesystem::create_directory(folder / "tmp");
  const auto viewer = [&](const std::string& script) {
    const std::string file = folder.write("bin/xdg-open", "#!/bin/sh\n" + script);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  };
  const std::string with_display = "env DISPLAY=:7 PATH=" + quoted(folder / "bin") + ":\"$PATH\"";
  viewer("printf '%s|%s' \"$#\" \"$1\" > " + quoted(folder / "opened") + "\n");
  auto run = draw(folder, "--csv_file " + quoted(memory), with_display);
  INFO(run.said);
  CHECK(run.status == 0);
  const std::string figure = temporary_figure(folder);
  CHECK(content_of(folder / "opened") == "1|" + figure);
  CHECK(content_of(figure).substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(!has(run.said, "warning"));

  viewer("exit 3\n");
  run = draw(folder, "--csv_file " + quoted(memory), with_display);
  CHECK(run.status == 0);
  CHECK(has(run.said, "warning: xdg-open could not show it"));

  // One that goes on, as some viewers do, and holds what it was given open.
  const std::string late = folder / "late", release = folder / "release";
  viewer("PATH=/usr/bin:/bin; i=0\nwhile [ ! -e " + quoted(release) +
         " ] && [ $i -lt 200 ]; do sleep 0.1; i=$((i+1)); done\n[ -e " + quoted(release) +
         " ] || : > " + quoted(late) + "\n");
  run = draw(folder, "--csv_file " + quoted(memory), with_display);
  CHECK(run.status == 0);
  CHECK(!has(run.said, "warning"));
  CHECK(!std::filesystem::exists(late));  // it was not waited for
  folder.write("release", "");

  // No xdg-open at all.
  run = draw(folder, "--csv_file " + quoted(memory), "env WAYLAND_DISPLAY=wayland-0 PATH=/nowhere");
  CHECK(run.status == 0);
  CHECK(has(run.said, "warning: xdg-open could not show it"));
}

TEST_CASE("plot_csv: without a folder for temporary files the figure lies in /tmp") {
  const temporary_folder folder;  // draw() sets TMPDIR to its tmp, which is not there
  const auto run = draw(folder, "--csv_file " + quoted(memory));
  INFO(run.said);
  CHECK(run.status == 0);
  const std::string wrote = "wrote /tmp/";
  REQUIRE(has(run.said, wrote));
  const auto begin = run.said.find(wrote) + wrote.size() - 5;
  const std::string figure = run.said.substr(begin, run.said.find('\n', begin) - begin);
  CHECK(content_of(figure).substr(0, 8) == "\x89PNG\r\n\x1a\n");
  std::filesystem::remove(figure);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("plot_csv: a table from a pipe") {
  const temporary_folder folder;
  const auto run = tests::shell("plot_csv", "cat " + quoted(memory) +
                                                " | {} --csv_file /dev/stdin --figure_png_file " +
                                                quoted(folder / "f.svg"));
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "6 rows: 6 values"));
}
