#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage/dense_pair.hpp>
#include <proflens/engine/graphsage/edges_by_destination.hpp>
#include <proflens/engine/graphsage/operands.hpp>
#include <proflens/engine/graphsage/row_stages.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_stage_list.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/graphsage_weights.hpp>
#include <proflens/engine/info.hpp>
#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/kernel/instruction_set.hpp>
#include <proflens/engine/kernel/multiply_kernels.hpp>
#include <proflens/engine/thread_team.hpp>

namespace proflens::engine {

struct graphsage_options {
  int threads = 0;         ///< 0: one for each core
  std::uint64_t seed = 1;  ///< of the inputs, and of weights that are not given
  kernel::instruction_set instructions = kernel::widest_instruction_set();  ///< of `transform`
};

/// The stage engine of this library: the stages of a GraphSAGE layer on the CPU, in float32.
/// Results do not depend on the number of threads.
///
///     engine::graphsage layer(500);
///     measure::stage_latency(layer, id_of(engine::graphsage_stage::gather),
///                            engine::graph_size{1000, 5000}, measure::runs(50));
class graphsage {
 public:
  /// Throws engine::error where the weights do not fit each other or this processor lacks the
  /// instructions asked for; std::bad_alloc.
  explicit graphsage(const graphsage_weights& weights, const graphsage_options& options = {})
      : features_(checked(weights).features),
        seed_(options.seed),
        team_(std::make_unique<thread_team>(options.threads)) {
    if (!kernel::is_supported(options.instructions))
      throw error("GraphSAGE: this processor has no " + std::string(name_of(options.instructions)));
    dense_ =
        std::make_unique<dense_pair>(weights, *team_, kernel::kernels_of(options.instructions));
  }
  /// With random weights for F features.
  explicit graphsage(std::int64_t features, const graphsage_options& options = {})
      : graphsage(random_graphsage_weights(features, options.seed), options) {}

  engine::info info() const {
    return {.name = "eigen",
            .version = kernel::eigen_version(),
            .device = "CPU",
            .dtype = "f32",
            .precision = "f32",
            .threads = team_->size()};
  }

  std::vector<stage> stages() const { return graphsage_stage_list(); }

  /// The stage 1 to 7 on random inputs; see `graphsage_inputs`. Throws engine::error for another
  /// stage or a graph that cannot be, as for one of 2^31 edges; std::bad_alloc.
  void prepare(int id, const graph_size& size) {
    const graphsage_stage stage = graphsage_stage_of(id);
    operands_.reset();  // there may be room for one of them only
    prepare(id, size, graphsage_inputs(stage, size, features_, seed_));
  }

  /// The same on inputs of one's own, which are copied. Throws engine::error where they do not fit.
  void prepare(int id, const graph_size& size, const std::vector<stage_tensor>& inputs) {
    stage_ = graphsage_stage_of(id);
    size_ = size;
    operands_.reset();
    edges_.reset();
    require_computable(size, features_);
    if (size.edges > std::numeric_limits<std::int32_t>::max())
      throw error("GraphSAGE: " + std::to_string(size.edges) +
                  " edges; this engine numbers them in 31 bits");
    if (stage_ == graphsage_stage::reduce_sum || stage_ == graphsage_stage::reduce_count)
      edges_ = std::make_unique<edges_by_destination>(nodes(), edges(), *team_);
    operands_ = std::make_unique<graphsage_operands>(stage_, size, features_, inputs);
  }

  /// The stage that was prepared last; done when it returns. Throws engine::error if none was.
  void run() {
    if (operands_ == nullptr) throw error("GraphSAGE: run has to follow prepare");
    const auto bytes = static_cast<std::size_t>(graphsage_bytes(stage_, size_, features_));
    if (best_store(bytes, width()) == kernel::store::streamed)
      run_by(row_stages<kernel::store::streamed>(*team_, width()));
    else
      run_by(row_stages<kernel::store::cached>(*team_, width()));
  }

  void synchronize() {}

  /// The result of the last run, row after row. Throws engine::error if nothing is prepared.
  std::vector<float> output() const {
    if (operands_ == nullptr) throw error("GraphSAGE: there is no output before prepare and run");
    const std::span<const float> result = operands_->result();
    return {result.begin(), result.end()};
  }

 private:
  static const graphsage_weights& checked(const graphsage_weights& weights) {
    require_whole(weights);
    return weights;
  }

  std::size_t nodes() const { return static_cast<std::size_t>(size_.nodes); }
  std::size_t edges() const { return static_cast<std::size_t>(size_.edges); }
  std::size_t width() const { return static_cast<std::size_t>(features_); }

  template <class Rows>
  void run_by(const Rows& rows) {
    graphsage_operands& in = *operands_;
    switch (stage_) {
      case graphsage_stage::gather:
        return rows.gather(in.floats(0), {in.indices(1), edges()}, in.out());
      case graphsage_stage::message: return rows.copy(in.floats(0), edges() * width(), in.out());
      case graphsage_stage::reduce_sum:
        edges_->sort(in.indices(1) + edges());
        return rows.reduce_sum(in.floats(0), *edges_, nodes(), in.out());
      case graphsage_stage::reduce_count: return edges_->count(in.indices(0) + edges(), in.out());
      case graphsage_stage::normalize:
        return rows.normalize(in.floats(0), in.floats(1), nodes(), in.out());
      case graphsage_stage::transform:
        return (*dense_)(in.floats(0), in.floats(1), nodes(), in.out());
      case graphsage_stage::activate:
        return rows.activate(in.floats(0), nodes() * width(), in.out());
    }
  }

  std::int64_t features_;
  std::uint64_t seed_;
  std::unique_ptr<thread_team> team_;
  std::unique_ptr<dense_pair> dense_;
  std::unique_ptr<edges_by_destination> edges_;   // of stages that need them
  std::unique_ptr<graphsage_operands> operands_;  // of the stage that was prepared
  graphsage_stage stage_ = graphsage_stage::gather;
  graph_size size_ = {};
};

static_assert(check_stage_engine<graphsage, graph_size>());

}  // namespace proflens::engine
