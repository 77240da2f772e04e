#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>

#include <proflens/engine/info.hpp>
#include <proflens/engine/sampling.hpp>
#include <proflens/engine/tokens.hpp>

namespace proflens::engine {

template <class Engine>
concept has_info = requires(const Engine& engine) {
  { engine.info() } -> std::convertible_to<info>;
};
template <class Engine>
concept has_reset = requires(Engine& engine, int batch, int capacity) {
  engine.reset(batch, capacity);
};
template <class Engine>
concept has_prefill = requires(Engine& engine, const tokens& prompts) {
  engine.prefill(prompts);
};
template <class Engine>
concept has_step = requires(Engine& engine, const tokens& chosen) {
  engine.step(chosen);
};
template <class Engine>
concept has_next_tokens = requires(Engine& engine, const sampling& how) {
  { engine.next_tokens(how) } -> std::convertible_to<tokens>;
};
template <class Engine>
concept has_synchronize = requires(Engine& engine) {
  engine.synchronize();
};

/// Generates token after token for a batch of sequences:
///
///     info info() const;
///     void reset(int batch, int capacity);      // empty sequences that can hold so many tokens
///     void prefill(const tokens& prompts);      // all prompts at once, a row a sequence
///     void step(const tokens& chosen);          // one token a sequence
///     tokens next_tokens(const sampling& how);  // from the logits of the last prefill or step
///     void synchronize();                       // returns when all that was begun is done
///
/// `prefill` is called once after each `reset`, then `step` any number of times. What the engine
/// begins may go on behind its functions' return until `synchronize`. Failures are exceptions,
/// std::bad_alloc where memory is short; the engine can be reset after one. `check_step_engine`
/// tells by name which function is missing.
template <class Engine>
concept step_engine = has_info<Engine> && has_reset<Engine> && has_prefill<Engine> &&
    has_step<Engine> && has_next_tokens<Engine> && has_synchronize<Engine>;

/// An engine that can tell the memory in use on its device, in bytes; nothing where it can't.
template <class Engine>
concept tells_device_memory = requires(const Engine& engine) {
  { engine.device_memory() } -> std::convertible_to<std::optional<std::uint64_t>>;
};

/// A part of a model that is run, timed and placed on its own.
struct stage {
  int id = 0;             ///< as results name it; those of GraphSAGE are 1 to 7
  std::string name = {};  ///< for people

  friend bool operator==(const stage&, const stage&) = default;
};

template <class Engine>
concept has_stages = requires(const Engine& engine) {
  { engine.stages() } -> std::ranges::input_range;
  requires std::convertible_to<std::ranges::range_reference_t<decltype(engine.stages())>, stage>;
};
template <class Engine, class Workload>
concept has_prepare = requires(Engine& engine, int id, const Workload& workload) {
  engine.prepare(id, workload);
};
template <class Engine>
concept has_run = requires(Engine& engine) {
  engine.run();
};

/// Runs the stages of a model one by one, on inputs of a size:
///
///     info info() const;
///     std::vector<stage> stages() const;               // or any range of them, in their order
///     void prepare(int id, const Workload& workload);  // inputs and buffers of a stage; not timed
///     void run();                                      // the stage that was prepared last
///     void synchronize();                              // as for a step engine
///
/// `Workload` says how large the inputs are. `run` may be called any number of times and always
/// does the same work. Failures are exceptions. `check_stage_engine` names what is missing.
template <class Engine, class Workload>
concept stage_engine = has_info<Engine> && has_stages<Engine> && has_prepare<Engine, Workload> &&
    has_run<Engine> && has_synchronize<Engine>;

/// Fails to compile for what is no step engine, with a sentence for each function that is missing;
/// true otherwise.
template <class Engine>
consteval bool check_step_engine() {
  static_assert(has_info<Engine>, "a step engine needs: engine::info info() const");
  static_assert(has_reset<Engine>, "a step engine needs: void reset(int batch, int capacity)");
  static_assert(has_prefill<Engine>,
                "a step engine needs: void prefill(const engine::tokens& prompts)");
  static_assert(has_step<Engine>, "a step engine needs: void step(const engine::tokens& chosen)");
  static_assert(has_next_tokens<Engine>,
                "a step engine needs: engine::tokens next_tokens(const engine::sampling& how)");
  static_assert(has_synchronize<Engine>, "a step engine needs: void synchronize()");
  return true;
}

/// The same for a stage engine and what it is to be prepared for.
template <class Engine, class Workload>
consteval bool check_stage_engine() {
  static_assert(has_info<Engine>, "a stage engine needs: engine::info info() const");
  static_assert(has_stages<Engine>,
                "a stage engine needs: std::vector<engine::stage> stages() const");
  static_assert(has_prepare<Engine, Workload>,
                "a stage engine needs: void prepare(int id, const Workload& workload)");
  static_assert(has_run<Engine>, "a stage engine needs: void run()");
  static_assert(has_synchronize<Engine>, "a stage engine needs: void synchronize()");
  return true;
}

}  // namespace proflens::engine
