// The stages of GraphSAGE in Eigen at 10,000 nodes, 10,000 edges and 500 features, beside what they
// are held against. Prints the seconds of ours and of the other side in turn; of each the run that
// took least of ten, in which the machine did nothing else.
//   stages gather THREADS PAIRS            gathering, and memcpy of as many bytes read and written
//   stages openvino STAGE THREADS PAIRS    a stage, or "layer" for the sum of all, and OpenVINO's
//   stages harness BLOCKS                  a stage of 10 us bare and measured: of BLOCKS blocks of
//   50
//                                          runs the least, and by how much it is longer
#include <proflens/engine/graphsage.hpp>
#include <proflens/measure/repeat.hpp>

#if defined(PROFLENS_WITH_OPENVINO) && defined(PROFLENS_WITH_ONNX)
#include <proflens/engine/onnx_export.hpp>
#include <proflens/engine/openvino.hpp>
#endif

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "program.hpp"

namespace {

namespace engine = proflens::engine;
namespace measure = proflens::measure;

constexpr engine::graph_size size{10'000, 10'000};
constexpr std::int64_t features = 500;
constexpr int runs = 10;

/// Of some runs behind a first one, the seconds of the shortest.
template <class Work>
double least_seconds(const Work& work) {
  std::this_thread::sleep_for(
      std::chrono::milliseconds(1));  // the other side's threads fall asleep
  work();
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < runs; ++i) {
    const auto begin = measure::steady_clock().now();
    work();
    least = std::min(least, measure::in_seconds(measure::steady_clock().now() - begin));
  }
  return least;
}

/// The seconds of both sides, pair by pair.
struct pair_seconds {
  std::vector<double> ours, other;

  explicit pair_seconds(int pairs)
      : ours(static_cast<std::size_t>(pairs)), other(static_cast<std::size_t>(pairs)) {}

  /// Adds what work takes.
  template <class Ours, class Other>
  void measure(const Ours& our_work, const Other& other_work) {
    for (std::size_t pair = 0; pair < ours.size(); ++pair) {
      ours[pair] += least_seconds(our_work);
      other[pair] += least_seconds(other_work);
    }
  }

  void print() const {
    for (std::size_t pair = 0; pair < ours.size(); ++pair)
      std::printf("seconds=%.9f\nseconds=%.9f\n", ours[pair], other[pair]);
  }
};

/// Reads and writes half of the bytes that gathering reads and writes, each.
void print_gather(int threads, int pairs) {
  engine::graphsage layer(features, {.threads = threads});
  layer.prepare(id_of(engine::graphsage_stage::gather), size);
  const auto bytes = static_cast<std::size_t>(
      engine::graphsage_bytes(engine::graphsage_stage::gather, size, features) / 2);
  const engine::large_memory from(bytes), to(bytes);
  std::memset(from.data(), 1, bytes);
  engine::thread_team team(threads);
  const auto parts = static_cast<std::size_t>(team.size());
  pair_seconds seconds(pairs);
  seconds.measure([&] { layer.run(); },
                  [&] {
                    team.run(parts, [&](std::size_t part, int) {
                      const std::size_t begin = part * bytes / parts;
                      std::memcpy(to.data() + begin, from.data() + begin,
                                  (part + 1) * bytes / parts - begin);
                    });
                  });
  seconds.print();
}

#if defined(PROFLENS_WITH_OPENVINO) && defined(PROFLENS_WITH_ONNX)

/// The exported stages in a folder that goes with it.
class exported_models {
 public:
  explicit exported_models(const engine::graphsage_weights& weights)
      : folder_(std::filesystem::temp_directory_path() /
                ("proflens_stages_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    for (const auto stage : engine::all_graphsage_stages)
      engine::write_onnx(folder_ / (engine::graphsage_model_name(stage, "cpu") + ".onnx"), stage,
                         weights, engine::onnx_precision::f32);
  }
  ~exported_models() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  exported_models(const exported_models&) = delete;
  exported_models& operator=(const exported_models&) = delete;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

void require_same(const std::vector<float>& ours, const std::vector<float>& other) {
  const auto is_near = [](float a, float b) { return std::abs(a - b) <= 1e-4F; };
  if (!std::ranges::equal(ours, other, is_near))
    throw std::runtime_error("OpenVINO computes something else");
}

void print_openvino(const std::string& what, int threads, int pairs) {
  const auto weights = engine::random_graphsage_weights(features);
  const exported_models models(weights);
  engine::graphsage ours(weights, {.threads = threads});
  engine::openvino other({.folder = models.folder(),
                          .unit = "CPU",
                          .features = features,
                          .threads = ours.info().threads});
  pair_seconds seconds(pairs);
  bool is_known = false;
  for (const engine::stage& stage : ours.stages()) {
    if (what != "layer" && what != stage.name) continue;
    is_known = true;
    ours.prepare(stage.id, size);
    other.prepare(stage.id, size);
    seconds.measure([&] { ours.run(); }, [&] { other.run(); });
    require_same(ours.output(), other.output());
  }
  if (!is_known) throw std::runtime_error("there is no stage " + what);
  if (other.info().precision != "f32" || other.info().threads != ours.info().threads)
    throw std::runtime_error("OpenVINO ran in " + other.info().precision + " by " +
                             std::to_string(other.info().threads) + " threads");
  seconds.print();
}

#else

void print_openvino(const std::string&, int, int) {
  throw std::runtime_error("OpenVINO is not available, or ONNX is not");
}

#endif

/// Computes for a while, on values that depend on each other.
class busy_engine {
 public:
  explicit busy_engine(int rounds) : rounds_(rounds) {}

  engine::info info() const { return {.name = "busy"}; }
  std::vector<engine::stage> stages() const { return {{1, "busy"}}; }
  void prepare(int, const engine::graph_size&) {}
  void run() {
    for (int i = 0; i < rounds_; ++i) value_ = value_ * 6364136223846793005u + 1442695040888963407u;
  }
  void synchronize() {}
  void set_rounds(int rounds) { rounds_ = rounds; }
  std::uint64_t value() const { return value_; }  // to be printed, or it were not computed

 private:
  int rounds_;
  std::uint64_t value_ = 1;
};

constexpr int runs_of_block = 50;

double bare_run(busy_engine& busy) {
  const auto begin = measure::steady_clock().now();
  for (int i = 0; i < runs_of_block; ++i) {
    busy.run();
    busy.synchronize();
  }
  return measure::in_seconds(measure::steady_clock().now() - begin) / runs_of_block;
}

double measured_run(busy_engine& busy) {
  return measure::stage_latency(busy, 1, size, measure::runs(runs_of_block),
                                measure::warm_up_runs(1))
      .seconds.mean();
}

void print_harness(int blocks) {
  constexpr int tried = 10'000;
  busy_engine busy(tried);
  measure::samples times;
  for (int i = 0; i < 15; ++i) times(bare_run(busy));
  busy.set_rounds(static_cast<int>(tried * 10e-6 / times.min()));
  measure::samples bare, measured;
  for (; blocks > 0; --blocks) {
    bare(bare_run(busy));
    measured(measured_run(busy));
  }
  std::printf("bare_s=%.9g measured_s=%.9g percent=%.4g value=%llu\n", bare.min(), measured.min(),
              100 * (measured.min() / bare.min() - 1),
              static_cast<unsigned long long>(busy.value()));
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "gather")
    print_gather(std::stoi(words[1]), std::stoi(words[2]));
  else if (words.size() == 4 && words[0] == "openvino")
    print_openvino(words[1], std::stoi(words[2]), std::stoi(words[3]));
  else if (words.size() == 2 && words[0] == "harness")
    print_harness(std::stoi(words[1]));
  else
    return false;
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words,
                            "stages gather THREADS PAIRS | stages openvino STAGE|layer THREADS "
                            "PAIRS | stages harness BLOCKS",
                            run);
}
