// The workflow as a library. The nine faults of the script it replaces have a test each.
#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/left_out.hpp>
#include <proflens/plot/table_measure.hpp>
#include <proflens/workflow/plot_csv.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using tests::temporary_folder;

namespace {

const std::string tables = std::string(PROFLENS_TEST_DATA) + "/benchmark_csv/";
const std::string header = "model,batch_size,sequence_length,result\n";

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

plot_csv_result drawn(const std::string& text, plot_csv_options options = {}) {
  const temporary_folder folder;
  options.csv_file = folder.write("t.csv", text);
  return plot_csv(options);
}

std::string refusal(const std::string& text, const plot_csv_options& options = {}) {
  try {
    drawn(text, options);
  } catch (const proflens::error& error) {
    return error.what();
  }
  return "";
}

template <class Mark>
std::vector<Mark> marks_of(const plot::figure& figure) {
  std::vector<Mark> found;
  for (const auto& any : figure.grid.at(0).marks())
    if (const auto* mark = std::get_if<Mark>(&any)) found.push_back(*mark);
  return found;
}

std::vector<double> numbers(const plot::column& column) {
  return {column.numbers().begin(), column.numbers().end()};
}

using column_numbers = std::vector<double>;

}  // namespace

TEST_CASE("plot_csv: title, labels and legend are those of the document") {
  const std::string two = header + "A,1,8,290\nA,2,8,300\nB,1,8,120\n";
  const auto title = [&](plot_csv_options options) { return figure(drawn(two, options)).title; };
  CHECK(title({}) == "Memory usage for inference A vs. B");
  CHECK(title({.is_time = true}) == "Time usage for inference A vs. B");
  CHECK(title({.is_time = true, .is_train = true}) == "Time usage for training A vs. B");
  CHECK(title({.short_model_names = {"x", "y"}}) == "Memory usage for inference x vs. y");
  CHECK(figure(drawn(header + "A,1,8,290\n")).title == "Memory usage for inference A");

  const auto along_length = figure(drawn(two, {.is_time = true}));
  const auto& axes = along_length.grid.at(0).options();
  CHECK(axes.x.label == "in #tokens");
  CHECK(axes.y.label == "Time in s");
  CHECK(plot::is_logarithmic(axes.x));
  CHECK(plot::is_logarithmic(axes.y));
  const auto lines = marks_of<plot::line_mark>(along_length);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].options.label == "A - bsz: 1");
  CHECK(lines[1].options.label == "A - bsz: 2");
  CHECK(lines[2].options.label == "B - bsz: 1");
  CHECK(lines[0].options.paint != lines[1].options.paint);
  CHECK(lines[0].options.marker.has_value());
  CHECK(!lines[0].options.dashes.empty());

  const auto along_batch = figure(drawn(two, {.plot_along_batch = true, .no_log_scale = true}));
  CHECK(along_batch.grid.at(0).options().x.label == "batch_size");
  CHECK(along_batch.grid.at(0).options().y.label == "Memory in MB");
  CHECK(!plot::is_logarithmic(along_batch.grid.at(0).options().x));
  CHECK(marks_of<plot::line_mark>(along_batch).at(0).options.label == "A - len: 8");
}

TEST_CASE("plot_csv: a table that was really written") {
  const auto result =
      plot_csv({.csv_file = tables + "hf_transformers__inference_memory_1592985573.csv"});
  CHECK(account_of(result) == "6 rows: 6 values");
  CHECK(result.warnings.empty());
  CHECK(result.models == std::vector<std::string>{"distilbert-base-uncased", "distilgpt2"});
  const auto lines = marks_of<plot::line_mark>(figure(result));
  REQUIRE(lines.size() == 2);
  CHECK(numbers(lines[1].x) == column_numbers{8, 16, 1024});
  CHECK(numbers(lines[1].y) == column_numbers{120, 859, 6400});
}

TEST_CASE("plot_csv: fault 1, a missing point does not shift those after it") {
  const auto lines =
      marks_of<plot::line_mark>(figure(drawn(header + "A,1,8,10\nA,1,32,N/A\nA,1,128,30\n")));
  REQUIRE(lines.size() == 1);
  CHECK(numbers(lines[0].x) == column_numbers{8, 32, 128});
  CHECK(lines[0].y[0] == 10);
  CHECK(std::isnan(lines[0].y[1]));  // the line breaks there
  CHECK(lines[0].y[2] == 30);
  // A point that has no row at all is no gap.
  const auto whole =
      marks_of<plot::line_mark>(figure(drawn(header + "A,1,8,10\nA,2,32,5\nA,1,128,30\n")));
  CHECK(numbers(whole.at(0).x) == column_numbers{8, 128});
}

TEST_CASE("plot_csv: fault 2, a missing result does not cut the later series of its model") {
  const auto lines = marks_of<plot::line_mark>(figure(
      drawn(header + "A,1,8,10\nA,1,32,N/A\nA,2,8,20\nA,2,32,40\nA,2,128,60\nA,1,128,30\n")));
  REQUIRE(lines.size() == 2);
  CHECK(numbers(lines[1].x) == column_numbers{8, 32, 128});
  CHECK(numbers(lines[1].y) == column_numbers{20, 40, 60});
}

TEST_CASE("plot_csv: fault 3, times along the batch stay fractions") {
  const auto lines = marks_of<plot::line_mark>(figure(
      drawn(header + "A,1,8,0.0446\nA,2,8,0.0871\n", {.plot_along_batch = true, .is_time = true})));
  CHECK(numbers(lines.at(0).x) == column_numbers{1, 2});
  CHECK(numbers(lines.at(0).y) == column_numbers{0.0446, 0.0871});
}

TEST_CASE("plot_csv: fault 4, missing results are marked at the top, counted and told") {
  const auto result = drawn(header + "A,1,8,10\nA,1,32,N/A\nA,1,128,None\nB,1,32,\nB,1,8,1\n");
  CHECK(account_of(result) == "5 rows: 2 values, 3 N/A");
  REQUIRE(result.warnings.size() == 1);
  CHECK(has(result.warnings[0], "3 rows have no result (N/A)"));
  const auto described = figure(result);
  CHECK(marks_of<plot::line_mark>(described).at(0).options.label == "A - bsz: 1 (2 N/A)");
  CHECK(marks_of<plot::line_mark>(described).at(1).options.label == "B - bsz: 1 (1 N/A)");
  const auto crosses = marks_of<plot::text_mark>(described);
  REQUIRE(crosses.size() == 3);
  const double top = described.grid.at(0).options().y.high.value();
  for (const auto& cross : crosses) {
    CHECK(cross.content == "\u00d7");
    CHECK(cross.y == 1);
    CHECK(cross.options.anchor == plot::y_anchor::frame);
    CHECK(cross.options.told == "N/A");
  }
  CHECK(crosses[0].options.belongs_to == "A - bsz: 1 (2 N/A)");
  CHECK(crosses[2].options.belongs_to == "B - bsz: 1 (1 N/A)");
  CHECK(crosses[0].x == 32);
  CHECK(crosses[1].x == 128);
  CHECK(crosses[2].x == 32);
  CHECK(crosses[2].options.up_by < crosses[0].options.up_by);  // beside each other, not one on one
  CHECK(crosses[2].options.paint != crosses[0].options.paint);
  CHECK(top > 10 * 1.3);  // room for both rows
}

/// Series that all miss the result of length 32.
std::string missing_series(int count) {
  std::string text = header;
  for (int i = 0; i < count; ++i) {
    const std::string row = "model " + std::to_string(i) + ",1,";
    text += row + "8,10\n" + row + "32,N/A\n";
  }
  return text;
}

TEST_CASE("plot_csv: crosses of up to twelve series stand clear of each other and of the values") {
  for (const int count : {1, 2, 6, 7, 12}) {
    const auto described = figure(drawn(missing_series(count)));
    const auto crosses = marks_of<plot::text_mark>(described);
    REQUIRE(crosses.size() == static_cast<std::size_t>(count));
    for (std::size_t i = 1; i < crosses.size(); ++i)
      CHECK(crosses[i - 1].options.up_by - crosses[i].options.up_by > 4.5);
    // The values end below the lowest cross: above them is what 260 pt of axes leave.
    const auto& y = described.grid.at(0).options().y;
    const double share = std::log(y.high.value() / 10) / std::log(y.high.value() / y.low.value());
    CHECK(share * 235 > -crosses.back().options.up_by);
  }
}

TEST_CASE("plot_csv: of more than twelve series the missing results are counted at their place") {
  for (const int count : {13, 40}) {
    const auto described = figure(drawn(missing_series(count) + "model 0,1,64,N/A\n"));
    const auto counts = marks_of<plot::text_mark>(described);
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].x == 32);
    CHECK(counts[0].content == "\u00d7" + std::to_string(count));
    CHECK(counts[0].options.told == std::to_string(count) + " series N/A");
    CHECK(counts[1].x == 64);
    CHECK(counts[1].content == "\u00d71");
    CHECK(has(marks_of<plot::line_mark>(described).at(0).options.label, "(2 N/A)"));
  }
}

TEST_CASE("plot_csv: fault 4, where all is missing the figure says so") {
  const auto result = plot_csv(
      {.csv_file = tables + "hf_transformers__train_memory_1590402664.csv", .is_train = true});
  CHECK(account_of(result) == "8 rows: 0 values, 8 N/A");
  REQUIRE(result.warnings.size() == 1);
  CHECK(has(result.warnings[0], "no row has a result: all 8 are N/A"));
  const std::string picture = plot::svg(figure(result));
  CHECK(has(picture, "No value to draw: 8 rows, 8 N/A"));
  CHECK(has(picture, "Memory usage for training distilbert-base-cased vs. bert-base-cased"));
  CHECK(has(picture, "bert-base-cased - bsz: 8 (4 N/A)"));
  CHECK(has(picture, ">512<"));   // the lengths are there
  CHECK(!has(picture, ">0.5<"));  // invented numbers are not
  const auto drawing = plot::layout(figure(result), plot::table_measure{});
  int ticks = 0;  // of y: level strokes that are not dashed, as those of the legend are
  for (const auto& item : drawing.items)
    if (const auto* path = std::get_if<plot::scene::path>(&item); path && path->line)
      ticks += path->points.size() == 2 && path->points[0].y == path->points[1].y &&
               path->line->dashes.empty();
  CHECK(ticks == 0);
}

TEST_CASE("plot_csv: fault 5, a header without rows is an error, not a half title") {
  CHECK(has(refusal(header), "t.csv: the table has a header and no row"));
  CHECK(has(refusal(header + "\n\n"), "no row"));
  CHECK(has(refusal(""), "is empty"));
}

TEST_CASE("plot_csv: fault 6, nan and inf are errors with their place") {
  CHECK(has(refusal(header + "A,1,8,1\nA,1,32,nan\n"),
            "t.csv:3:8: expected a finite number, or \"< number\" in \"result\", found nan"));
  CHECK(has(refusal(header + "A,1,8,-inf\n"), "t.csv:2:7:"));
  CHECK(has(refusal(header + "A,1,8,fast\nA,1,8,9\nA,1,8\n"), "2 rows cannot be read"));
}

TEST_CASE("plot_csv: fault 6, zero and less are marked at the bottom of a logarithmic axis") {
  const std::string text = header + "A,1,8,0.0000\nA,1,32,-2\nA,1,128,0.5\n";
  const auto result = drawn(text);
  CHECK(result.counts.off_scale == 2);
  REQUIRE(result.warnings.size() == 1);
  CHECK(has(result.warnings[0], "2 results are zero or negative"));
  const auto described = figure(result);
  CHECK(marks_of<plot::line_mark>(described).at(0).options.label == "A - bsz: 1 (2 \u2264 0)");
  const auto triangles = marks_of<plot::points_mark>(described);
  REQUIRE(triangles.size() == 1);
  CHECK(numbers(triangles[0].x) == column_numbers{8, 32});
  CHECK(numbers(triangles[0].y) == column_numbers{0.03, 0.03});
  CHECK(triangles[0].options.anchor == plot::y_anchor::frame);
  CHECK(triangles[0].options.told == std::vector<std::string>{"0", "-2"});
  CHECK(triangles[0].options.belongs_to == "A - bsz: 1 (2 \u2264 0)");

  const auto linear = drawn(text, {.no_log_scale = true});  // there they are values
  CHECK(linear.warnings.empty());
  CHECK(numbers(marks_of<plot::line_mark>(figure(linear)).at(0).y) == column_numbers{0, -2, 0.5});
  CHECK(marks_of<plot::points_mark>(figure(linear)).empty());
}

TEST_CASE("plot_csv: fault 6, a bound is an open marker with an arrow down") {
  const auto result = drawn(header + "A,1,8,< 0.001\nA,1,32,0.5\n", {.is_time = true});
  CHECK(account_of(result) == "2 rows: 1 value, 1 bound");
  const auto described = figure(result);
  const auto open = marks_of<plot::points_mark>(described);
  REQUIRE(open.size() == 1);
  CHECK(open[0].x[0] == 8);
  CHECK(open[0].y[0] == 0.001);
  CHECK(open[0].options.told == std::vector<std::string>{"< 0.001"});
  CHECK(open[0].options.belongs_to == "A - bsz: 1");
  CHECK(open[0].options.face == plot::white);
  CHECK(open[0].options.edge == marks_of<plot::line_mark>(described).at(0).options.paint);
  const auto arrows = marks_of<plot::text_mark>(described);
  REQUIRE(arrows.size() == 1);
  CHECK(arrows[0].content == "\u2193");
  CHECK(arrows[0].y == 0.001);
  CHECK(std::isnan(marks_of<plot::line_mark>(described).at(0).y[0]));  // no line leads to it
}

TEST_CASE("plot_csv: fault 6, a bound of zero or less is counted also beside a value") {
  const auto result = drawn(header + "A,1,8,0.5\nA,1,8,<0\nA,1,16,0\nA,1,16,< -1\nA,1,32,1\n");
  CHECK(result.counts.off_scale == 3);
  CHECK(has(result.warnings.at(0), "3 results are zero or negative"));
  const auto described = figure(result);
  CHECK(marks_of<plot::line_mark>(described).at(0).options.label == "A - bsz: 1 (3 \u2264 0)");
  const auto triangles = marks_of<plot::points_mark>(described);
  REQUIRE(triangles.size() == 1);
  CHECK(numbers(triangles[0].x) == column_numbers{8, 16});
  CHECK(triangles[0].options.told == std::vector<std::string>{"< 0", "0, < -1"});
}

TEST_CASE("plot_csv: fault 6, numbers beyond what a figure has a place for are errors") {
  for (const std::string number : {"1e+301", "-1e+301", "1e-301"}) {
    CHECK(has(refusal(header + "A,1,8,1\nA,1,16," + number + "\n"),
              "t.csv:3:8: expected 0 or a number of a size from 1e-300 to 1e300 in \"result\", "
              "found " +
                  number));
    CHECK(has(refusal(header + "A,1,16,< " + number + "\n"), "t.csv:2:8: expected 0 or"));
  }
  for (const bool linear : {false, true}) {
    const auto ends = drawn(header + "A,1,8,1e300\nA,1,16,1e-300\nA,1,32,-1e300\nA,1,8,1e300\n",
                            {.no_log_scale = linear});
    CHECK(!plot::svg(figure(ends)).empty());
  }
}

TEST_CASE("plot_csv: fault 7, another number of short names than models names both") {
  const std::string two = header + "A,1,8,290\nB,1,8,120\n";
  CHECK(has(refusal(two, {.short_model_names = {"x"}}), "gives 1 name for 2 models (A, B)"));
  CHECK(has(refusal(two, {.short_model_names = {"x", "y", "z"}}), "gives 3 names for 2 models"));
}

TEST_CASE("plot_csv: fault 8, rows of one point are averaged, with a bar and a warning") {
  const auto result = drawn(header + "A,1,8,10\nA,1,8,30\nA,1,32,5\nA,1,8,N/A\n");
  REQUIRE(result.warnings.size() == 2);
  CHECK(has(result.warnings[1], "1 point has several rows"));
  const auto described = figure(result);
  CHECK(numbers(marks_of<plot::line_mark>(described).at(0).y) == column_numbers{20, 5});
  CHECK(marks_of<plot::line_mark>(described).at(0).options.label == "A - bsz: 1 (1 N/A)");
  const auto bars = marks_of<plot::error_bars_mark>(described);
  REQUIRE(bars.size() == 1);
  CHECK(numbers(bars[0].x) == column_numbers{8});
  CHECK(numbers(bars[0].low) == column_numbers{10});
  CHECK(numbers(bars[0].high) == column_numbers{30});
  CHECK(described.grid.at(0).options().y.high.value() > 30);
}

TEST_CASE("plot_csv: fault 8, a bar from below a logarithmic axis keeps its least number") {
  const auto described = figure(drawn(header + "A,1,8,-1\nA,1,8,3\nA,1,16,2\n"));
  const auto bars = marks_of<plot::error_bars_mark>(described);
  REQUIRE(bars.size() == 1);
  CHECK(numbers(bars[0].low) == column_numbers{-1});
  CHECK(numbers(bars[0].high) == column_numbers{3});
  CHECK(plot::points_left_out(described.grid[0]) == 0);
}

TEST_CASE("plot_csv: fault 9, batch sizes and lengths are whole numbers of at least 1") {
  CHECK(has(refusal(header + "A,1.5,8,1\n"),
            "t.csv:2:3: expected a whole number in \"batch_size\", found 1.5"));
  CHECK(has(refusal(header + "A,1,eight,1\n"), "t.csv:2:5: expected a whole number"));
  CHECK(has(refusal(header + "A,1,,1\n"), "t.csv:2:5: expected a value for sequence_length"));
  CHECK(has(refusal(header + "\nA,0,8,1\n"),
            "t.csv:3:3: expected a whole number of at least 1 in \"batch_size\", found 0"));
  CHECK(has(refusal("result,input_length,model,batch_size\n1,8,A,1\n1, 0,A,1\n"),
            "t.csv:3:4: expected a whole number of at least 1 in \"input_length\", found 0"));
  CHECK(refusal(header + "A,1.0,8,1\n").empty());
}

TEST_CASE(
    "plot_csv: a legend of many or long names stands beside the axes, whole, and hides nothing") {
  const auto page = [](int count, const std::string& name) {
    std::string text = header;
    for (int i = 0; i < count; ++i)
      text += name + std::to_string(i) + ",1,8,10\n" + name + std::to_string(i) + ",1,32,5\n";
    return figure(drawn(text));
  };
  CHECK(page(6, "m").size == plot::inches(6.4, 4.8));
  CHECK(page(6, "m").grid.at(0).options().legend == plot::legend_place::best);
  const std::string forty(40, 'n');
  for (const auto& [count, name] : {std::pair{12, std::string("model ")},
                                    {16, forty},
                                    {3, forty},
                                    {60, std::string("model ")},
                                    {60, forty}}) {
    const auto described = page(count, name);
    INFO("page of ", described.size.width, " pt");
    CHECK(described.size.width > 6.4 * 72);
    CHECK(described.grid.at(0).options().legend == plot::legend_place::outside);
    const auto drawing = plot::layout(described, plot::table_measure{});
    double axes_right = 0;
    for (const auto& item : drawing.items)  // the lines keep their markers inside the axes
      if (const auto* cloud = std::get_if<plot::scene::cloud>(&item); cloud && !cloud->handle)
        axes_right = cloud->clip.right();
    CHECK(axes_right > 300);
    int whole = 0;
    for (const auto& item : drawing.items) {
      const auto* text = std::get_if<plot::scene::text>(&item);
      if (text == nullptr || !text->content.ends_with(" - bsz: 1")) continue;
      ++whole;
      CHECK(text->whole.empty());
      CHECK(text->size >= 7);
      CHECK(text->at.x > axes_right);
    }
    CHECK(whole == count);
  }
}

TEST_CASE("plot_csv: names from right to left leave the words around them in order") {
  const std::string name = "evil\u202Egnp.exe", isolated = "\u2068" + name + "\u2069";
  const auto described = figure(drawn(header + name + ",1,8,10\nB,1,8,5\n"));
  CHECK(described.title == "Memory usage for inference " + isolated + " vs. B");
  CHECK(marks_of<plot::line_mark>(described).at(0).options.label == isolated + " - bsz: 1");
}

TEST_CASE("plot_csv: ticks stand where the data are, as long as these are few and apart") {
  const auto ticks = [](const std::string& rows, plot_csv_options options = {}) {
    return figure(drawn(header + rows, options)).grid.at(0).options().x.ticks_at;
  };
  CHECK(ticks("A,1,8,1\nA,1,16,2\nB,1,1024,3\n") == column_numbers{8, 16, 1024});
  CHECK(ticks("A,1,8,1\nA,1,1000,2\nB,1,1024,3\n") == column_numbers{8, 1000});
  CHECK(ticks("A,1,8,1\nA,1,16,2\nB,1,1024,3\n", {.no_log_scale = true}).empty());
  CHECK(ticks("A,1,8,1\nA,1,16,2\nB,1,24,3\n", {.no_log_scale = true}) ==
        column_numbers{8, 16, 24});
  std::string many;
  for (int i = 0; i < 13; ++i) many += "A,1," + std::to_string(1 << i) + ",1\n";
  CHECK(ticks(many).empty());
}

TEST_CASE("plot_csv: runs of the transformer benchmark, averaged without a warning") {
  const std::string file = tables + "transformer_benchmark_runs.csv";
  const auto time = plot_csv({.csv_file = file, .is_time = true});
  CHECK(time.quantity == "total_latency");
  CHECK(time.counts.rows == 36);
  CHECK(time.counts.repeated_points == 12);
  CHECK(time.warnings.empty());
  CHECK(time.series.size() == 3);
  CHECK(marks_of<plot::error_bars_mark>(figure(time)).size() == 3);
  CHECK(plot_csv({.csv_file = file}).quantity == "cpu_peak_memory_mb");

  const std::string names = "model_name,input_length,batch_size,gpu_memory_mb,cpu_peak_memory_mb\n";
  const auto on_gpu = drawn(names + "A,8,1,500,900\nA,16,1,,900\n");
  CHECK(on_gpu.quantity == "gpu_memory_mb");
  CHECK(on_gpu.counts.missing == 1);
  REQUIRE(on_gpu.warnings.size() == 2);
  CHECK(has(on_gpu.warnings[1], "1 row has cpu_peak_memory_mb but no gpu_memory_mb"));
  CHECK(drawn(names + "A,8,1,500,900\nA,16,1,,\n").warnings.size() == 1);
  CHECK(has(refusal(names + "A,8,1,500,900\n", {.is_time = true}),
            "expected a column result, or total_latency, found the columns model_name"));
  CHECK(has(refusal("model,batch_size,sequence_length\nA,1,8\n"), "gpu_memory_mb"));
}

TEST_CASE("plot_csv: one row, and results that are all equal, give a figure") {
  for (const bool linear : {false, true}) {
    CHECK(!plot::svg(figure(drawn(header + "A,1,8,5\n", {.no_log_scale = linear}))).empty());
    CHECK(!plot::svg(figure(drawn(header + "A,1,8,0\n", {.no_log_scale = linear}))).empty());
    CHECK(!plot::svg(figure(drawn(header + "A,1,8,< 1\n", {.no_log_scale = linear}))).empty());
  }
}

TEST_CASE("plot_csv: any order of columns, line ends and names of models") {
  const auto result = drawn(
      "\xEF\xBB\xBFresult,note,sequence_length,model,batch_size\r\r\n"
      "3,x,8,\"=cmd(), </script>\",1\r\r\n4,y,16,模型 😀,1\r\r\n");
  CHECK(result.counts.values == 2);
  const std::string picture = plot::svg(figure(result));
  CHECK(has(picture, "=cmd(), &lt;/script&gt; vs. 模型 😀"));
}

TEST_CASE("plot_csv: results that differ by their rounding only are drawn on a logarithmic axis") {
  CHECK(refusal(header + "A,1,8,100\nA,1,16,100.00000000000001\n") == "");
  const auto result = drawn(header + "A,1,8,100\nA,1,16,100.00000000000001\n");
  CHECK_FALSE(plot::svg(figure(result)).empty());
}

TEST_CASE("plot_csv: several rows of one point are warned of, also bounds and missing ones") {
  const auto result = drawn(header +
                            "A,1,8,0.2\nA,1,8,< 0.001\nA,1,16,< 0.001\nA,1,16,< 0.002\n"
                            "A,1,32,N/A\nA,1,32,N/A\nA,1,64,N/A\nA,1,64,3\nA,1,128,4\n");
  CHECK(result.counts.repeated_points == 4);
}
