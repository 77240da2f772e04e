// What somebody else's program does with proflens: read a log, fit a line, draw it. Asserts its own
// output.
#include <proflens/aggregate/of.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/line_sums.hpp>
#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/read/json_lines.hpp>
#include <proflens/record/scheduler_step.hpp>
#include <proflens/version.hpp>

#include <cmath>
#include <fstream>
#include <iostream>

int main() {
  using namespace proflens;
  std::ofstream("steps.jsonl") << R"({"chunk_sizes": [1], "model_run_duration_ms": 12})" << '\n'
                               << R"({"chunk_sizes": [1, 2], "model_run_duration_ms": 16})" << '\n'
                               << R"({"chunk_sizes": [5], "model_run_duration_ms": 20})" << '\n';
  auto steps = read::json_lines("steps.jsonl", aggregate::of(tokens_and_runtime, fit::line_sums{}));
  auto line = fit::line(steps.value);

  plot::figure figure{.title = "consumer"};
  figure.axes({}).line(line, {.label = "fit"});
  bool drawn = plot::svg(figure).find("<svg") != std::string::npos;

  std::cout << "proflens " << PROFLENS_VERSION << ": slope " << line.slope.value << '\n';
  return drawn && std::abs(line.slope.value - 2) < 1e-12 ? 0 : 1;
}
