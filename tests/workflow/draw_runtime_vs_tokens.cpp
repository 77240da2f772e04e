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

const std::string logs = std::string(PROFLENS_TEST_DATA) + "/scheduler_log";
const std::string rtx3090 = logs + "/rtx3090_chunk_256.jsonl";
const std::string a6000 = logs + "/a6000_tp2_chunk_512.jsonl";

/// Runs a shell command; `{}` stands for the driver.
finished shell(const std::string& command) {
  return tests::shell("draw_runtime_vs_tokens", command);
}

/// Runs the driver with these arguments in `folder`.
finished draw(const temporary_folder& folder, const std::string& arguments) {
  return shell("cd " + quoted(folder.path().string()) + " && {} " + arguments);
}

bool nothing_left(const temporary_folder& folder) {
  return std::filesystem::is_empty(folder.path());
}

}  // namespace

TEST_CASE("draw_runtime_vs_tokens: several configurations, a fit, a summary, a PNG") {
  temporary_folder folder;
  const auto run = draw(folder, quoted("3090:" + rtx3090) + " " + quoted("A6000 512:" + a6000) +
                                    " --trim 0 --fit line --summary s.json -o f.png");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "3090: 101 of 101 lines drawn"));
  CHECK(has(run.said, "wrote f.png"));
  CHECK(content_of(folder / "f.png").substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(has(content_of(folder / "s.json"), "2.50725306"));
}

TEST_CASE("draw_runtime_vs_tokens: a folder, coloured by batch size, as PDF, SVG and by default") {
  temporary_folder folder;
  const auto run = draw(folder, "--single " + quoted(logs) + " --color-by-batch -o f.pdf");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(content_of(folder / "f.pdf").substr(0, 5) == "%PDF-");
  CHECK(draw(folder, "--single " + quoted(logs) + " --color-by-batch -o f.svg").status == 0);
  CHECK(has(content_of(folder / "f.svg"), "Batch Size"));
  CHECK(draw(folder, quoted(rtx3090)).status == 0);
  CHECK(std::filesystem::exists(folder / "model_runtime_vs_tokens.png"));
}

TEST_CASE("draw_runtime_vs_tokens: an interactive page tells the ids of batches") {
  temporary_folder folder;
  const auto run = draw(folder, quoted(rtx3090) + " --trim 0 --fit line -o f.html");
  INFO(run.said);
  CHECK(run.status == 0);
  const std::string page = content_of(folder / "f.html");
  CHECK(page.substr(0, 15) == "<!DOCTYPE html>");
  CHECK(has(page, "{\"name\":\"batch id\",\"column\":["));
  CHECK(has(page, "{\"name\":\"batch size\",\"column\":["));
}

TEST_CASE("draw_runtime_vs_tokens: every option of the document and of the original is taken") {
  temporary_folder folder;
  const auto run =
      draw(folder, quoted(rtx3090) +
                       " --title '运行时间 <&> 300' --verbose --rasterized --no-edges "
                       "--max-points-per-config 50 --regime decode --x-range 0 10 --y-range 0 40 "
                       "--alpha 0.5 --point-size 20 --dpi 100 --max-schedule-ms none "
                       "--max-runtime-ms 500 --summary s.md --output f.svg");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "rtx3090_chunk_256.jsonl: 81 of 101 lines drawn"));
  CHECK(has(content_of(folder / "f.svg"), "运行时间 &lt;&amp;&gt; 300"));
  CHECK(has(content_of(folder / "f.svg"), "data:image/png;base64,"));
  CHECK(has(content_of(folder / "s.md"), "| rtx3090_chunk_256.jsonl | all | 81 |"));
}

TEST_CASE("draw_runtime_vs_tokens: the best model, a run time to stay below, residuals") {
  temporary_folder folder;
  const std::string slice = quoted(logs + "/a6000_tp2_chunk_2048.jsonl");
  const auto run = draw(folder, slice +
                                    " --trim 0 --fit best --sla 100 --summary s.json "
                                    "--residuals r.csv -o f.svg");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "best is plane: AICc 17.6 against 26.1 of the line"));
  CHECK(has(run.said, "up to 707 tokens stay below 100 ms at batch size 8"));
  CHECK(has(run.said, "one point carries the slope of the plane"));
  CHECK(has(run.said, "no data between 9 and 1,449 tokens"));
  CHECK(has(content_of(folder / "f.svg"), ", B = 8"));
  CHECK(has(content_of(folder / "r.csv"), "residual_ms"));
  CHECK(has(content_of(folder / "s.json"), "\"tokens\": 707"));
  CHECK(draw(folder, slice + " --trim 0 --fit line --residuals r.html -o f.svg").status == 0);
  CHECK(has(content_of(folder / "r.html"), "batch id"));
  const auto none = draw(folder, slice + " --trim 0 --fit line --regime mixed --residuals r.png");
  CHECK(none.status == 1);
  CHECK(has(none.said, "there are no residuals"));
  CHECK_FALSE(std::filesystem::exists(folder / "model_runtime_vs_tokens.png"));
}

TEST_CASE("draw_runtime_vs_tokens: a wrong command line is status 2, says why, writes nothing") {
  temporary_folder folder;
  const auto refuses = [&](const std::string& arguments, const std::string& words) {
    const auto run = draw(folder, arguments);
    INFO(arguments, "\n", run.said);
    CHECK(run.status == 2);
    CHECK(has(run.said, words));
    CHECK(nothing_left(folder));
  };
  const std::string log = quoted(rtx3090) + " ";
  refuses("", "PATH");
  refuses(log + "--fit cubic", "none,line,plane,hinge,ridge,saturation,best");
  refuses(log + "--sla 100", "--fit");
  refuses(log + "--fit line --sla 0", "sla");
  refuses(log + "--fit line --sla nan", "sla");
  refuses(log + "--residuals r.png", "--fit");
  refuses(log + "--fit line --residuals r.bmp", "png");
  refuses(log + "--regime some", "mixed");
  refuses(log + "--no-such-option", "--no-such-option");
  refuses(log + "-o f.bmp", "png");
  refuses(log + "--summary s.txt", ".json");
  refuses(log + quoted(a6000) + " --color-by-batch", "--color-by-batch");
  refuses(log + "--single " + quoted(a6000), "--single");
  refuses(log + "--max-runtime-ms fast", "none");
  refuses(log + "--x-range 5 5", "LO");
  refuses(log + "--alpha 2", "alpha");
  refuses(log + "--alpha nan", "alpha");
  refuses(log + "--point-size nan", "point-size");
  refuses(log + "--dpi nan", "dpi");
  refuses(log + "--dpi inf", "dpi");
  refuses(log + "--x-range 0 nan", "finite");
  refuses(log + "--x-range 0 inf", "finite");
  refuses(log + "--y-range -inf 5", "finite");
  refuses(log + "--trim -1", "trim");
  refuses(log + "--max-points-per-config 0", "max-points-per-config");
  refuses(log + log, "rtx3090_chunk_256.jsonl");
}

TEST_CASE("draw_runtime_vs_tokens: help is status 0") {
  temporary_folder folder;
  const auto run = draw(folder, "--help");
  CHECK(run.status == 0);
  CHECK(has(run.said, "--color-by-batch"));
}

TEST_CASE("draw_runtime_vs_tokens: failed input is status 1, names it, writes nothing") {
  temporary_folder input, folder;
  const auto fails = [&](const std::string& arguments, const std::string& words) {
    const auto run = draw(folder, arguments);
    INFO(arguments, "\n", run.said);
    CHECK(run.status == 1);
    CHECK(has(run.said, words));
    CHECK(nothing_left(folder));
  };
  fails(quoted(rtx3090) + " /no/such/log.jsonl", "/no/such/log.jsonl");
  fails("gone:/no/such/log.jsonl", "/no/such/log.jsonl");
  fails(quoted(input.path().string()), "*.jsonl");
  fails(quoted(rtx3090) + " " + quoted(input.write("bad.jsonl", "no\nlog\n")) + " --trim 0",
        "2 syntax");
  fails(quoted(rtx3090) + " --regime prefill", "prefill");
}

TEST_CASE("draw_runtime_vs_tokens: damaged lines are counted and warned of, the rest is drawn") {
  temporary_folder folder;
  const std::string good = "{\"chunk_sizes\": [1], \"model_run_duration_ms\": 5}\n";
  folder.write("log.jsonl", good + "nonsense\n" + good + "{\"chunk_sizes\": [1], \"mod");
  const auto run = draw(folder, "log.jsonl --trim 0 -o f.svg");
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "2 of 4 lines drawn, 2 malformed"));
  CHECK(has(run.said, "warning: log.jsonl: 2 malformed lines were left out (2 syntax)"));
  CHECK(has(run.said, "log.jsonl:2:"));
}

TEST_CASE("draw_runtime_vs_tokens: a failed output leaves the previous one whole") {
  temporary_folder folder;
  folder.write("f.png", "previous");
  folder.write("s.json", "previous");
  const auto whole = [&] {
    const auto count = std::distance(std::filesystem::directory_iterator(folder.path()), {});
    return count == 2 && content_of(folder / "f.png") == "previous" &&
           content_of(folder / "s.json") == "previous";
  };
  auto run = draw(folder, quoted(rtx3090) + " -o missing/f.png --summary s.json");
  CHECK(run.status == 1);
  CHECK(has(run.said, "missing"));
  CHECK(whole());

  run = draw(folder, quoted(rtx3090) + " -o f.png --summary missing/s.json");
  CHECK(run.status == 1);
  CHECK(whole());

  // A file size limit stands for the full disk, which tests/detail/atomic_file.cpp has too.
  run = shell("cd " + quoted(folder.path().string()) + " && ulimit -f 8 && {} " + quoted(rtx3090) +
              " -o f.png --summary s.json");
  INFO(run.said);
  CHECK(run.status == 1);
  CHECK(has(run.said, "limit"));
  CHECK(whole());
}

TEST_CASE("draw_runtime_vs_tokens: no output replaces a log that was read") {
  temporary_folder folder;
  const std::string log = content_of(rtx3090);
  folder.write("log.json", log);
  folder.write("log.png", log);
  CHECK(draw(folder, "log.json -o f.png --summary log.json").status == 1);
  CHECK(draw(folder, "log.png -o log.png").status == 1);
  CHECK(content_of(folder / "log.json") == log);
  CHECK(content_of(folder / "log.png") == log);
  CHECK_FALSE(std::filesystem::exists(folder / "f.png"));
}

TEST_CASE("draw_runtime_vs_tokens: what a log holds cannot command the terminal") {
  temporary_folder folder;
  folder.write("a\x1b[31m.jsonl", "{\"\\u001b[31mred\": 1}\n");
  const auto run = draw(folder, quoted("a\x1b[31m.jsonl") + " --trim 0 -v -o f.svg");
  CHECK(run.status == 1);
  CHECK(run.said.find('\x1b') == run.said.npos);
  CHECK(has(run.said, "[31mred"));
}

TEST_CASE("draw_runtime_vs_tokens: a log from a pipe") {
  temporary_folder folder;
  const auto run =
      shell("cat " + quoted(rtx3090) + " | {} log:/dev/stdin -o " + quoted(folder / "f.svg"));
  INFO(run.said);
  CHECK(run.status == 0);
  CHECK(has(run.said, "log: 81 of 101 lines drawn"));
}
