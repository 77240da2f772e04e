#include <proflens/engine/concepts.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;

namespace {

struct whole_engine {
  engine::info info() const { return {}; }
  void reset(int, int) {}
  void prefill(const engine::tokens&) {}
  void step(const engine::tokens&) {}
  engine::tokens next_tokens(const engine::sampling&) { return {}; }
  void synchronize() {}
};

struct takes_values : whole_engine {
  void prefill(engine::tokens) {}
  engine::tokens next_tokens(engine::sampling) { return {}; }
};

struct without_step : whole_engine {
  void step(const engine::tokens&) = delete;
};

struct forgets_the_tokens : whole_engine {
  void next_tokens(const engine::sampling&) {}
};

struct changes_with_info : whole_engine {
  engine::info info() { return {}; }  // hides the one that is const
};

struct tells_memory : whole_engine {
  std::optional<std::uint64_t> device_memory() const { return {}; }
};

struct workload {
  int nodes = 0;
};

struct whole_stages {
  engine::info info() const { return {}; }
  std::vector<engine::stage> stages() const { return {}; }
  void prepare(int, const workload&) {}
  void run() {}
  void synchronize() {}
};

struct stages_in_place : whole_stages {
  std::span<const engine::stage> stages() const { return {}; }
};

struct stages_by_number : whole_stages {
  std::vector<int> stages() const { return {}; }
};

/// What a compiler says to a program of which `lines` are the end; nothing where there is no such
/// compiler.
std::string said_to(std::string_view lines) {
  const tests::temporary_folder folder;
  const std::string source =
      folder.write("program.cpp", "#include <proflens/engine/concepts.hpp>\n" + std::string(lines));
  FILE* pipe = ::popen(("g++ -std=c++20 -fsyntax-only -I '" PROFLENS_TEST_DATA "/../../include' '" +
                        source + "' 2>&1")
                           .c_str(),
                       "r");
  REQUIRE(pipe != nullptr);
  std::string said;
  std::array<char, 4096> bytes;
  while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe))
    said.append(bytes.data(), count);
  ::pclose(pipe);
  return said;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("concepts: an engine with six functions is a step engine") {
  static_assert(engine::step_engine<whole_engine>);
  static_assert(engine::step_engine<takes_values>);
  static_assert(engine::check_step_engine<whole_engine>());
  CHECK(!engine::tells_device_memory<whole_engine>);
  CHECK(engine::tells_device_memory<tells_memory>);
}

TEST_CASE("concepts: what lacks a function, or has another one, is none") {
  CHECK(!engine::step_engine<without_step>);
  CHECK(!engine::step_engine<forgets_the_tokens>);
  CHECK(!engine::step_engine<changes_with_info>);
  CHECK(!engine::step_engine<int>);
}

TEST_CASE("concepts: stages with what they are prepared for are a stage engine") {
  static_assert(engine::stage_engine<whole_stages, workload>);
  static_assert(engine::stage_engine<stages_in_place, workload>);
  static_assert(engine::check_stage_engine<whole_stages, workload>());
  CHECK(!engine::stage_engine<whole_stages, std::string>);
  CHECK(!engine::stage_engine<stages_by_number, workload>);
  CHECK(!engine::stage_engine<whole_engine, workload>);
}

TEST_CASE("concepts: the compiler names each function that is missing, and only those") {
  const std::string good = said_to("int main() {}\n");
  if (has(good, "not found")) {
    MESSAGE("skipped: ", good);
    return;
  }
  REQUIRE(good == "");
  const std::string said = said_to(R"(
    using namespace proflens::engine;
    struct mine {
      info info() const;
      void prefill(const tokens&);
      tokens next_tokens(const sampling&);
      void synchronize();
    };
    static_assert(check_step_engine<mine>());
  )");
  CHECK(has(said, "a step engine needs: void reset(int batch, int capacity)"));
  CHECK(has(said, "a step engine needs: void step(const engine::tokens& chosen)"));
  CHECK(!has(said, "a step engine needs: void prefill"));
  CHECK(!has(said, "a step engine needs: engine::tokens next_tokens"));
  CHECK(!has(said, "a step engine needs: void synchronize"));

  const std::string of_stages = said_to(R"(
    struct mine { proflens::engine::info info() const; void synchronize(); };
    static_assert(proflens::engine::check_stage_engine<mine, int>());
  )");
  CHECK(has(of_stages, "a stage engine needs: std::vector<engine::stage> stages() const"));
  CHECK(has(of_stages, "a stage engine needs: void prepare(int id, const Workload& workload)"));
  CHECK(has(of_stages, "a stage engine needs: void run()"));
  CHECK(!has(of_stages, "needs: engine::info"));
}
