// What is on the disk afterwards counts, and that an export that is repeated, was stopped or finds
// damage comes to the same files. With OpenVINO or without, as this build has it.
#include <proflens/workflow/stage_profiling/export_models.hpp>

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <proflens/read/json_document.hpp>

#include "tests/temporary_folder.hpp"

namespace {

using namespace proflens;
using namespace proflens::workflow;
namespace fs = std::filesystem;

#ifdef PROFLENS_WITH_OPENVINO
constexpr bool with_ir = true;
#else
constexpr bool with_ir = false;
#endif
constexpr std::size_t files_per_model = with_ir ? 3 : 1;  // .onnx, .xml, .bin

stage_configuration two_cases() {
  stage_configuration small;
  small.feature_dim = 4;
  small.test_cases = {{5, 7}, {5, 9}};
  return small;
}
constexpr std::size_t models_of_two_cases = 14 + 14;

// By name below the folder.
std::map<std::string, std::string> all_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file())
      files[fs::relative(entry.path(), folder).string()] = tests::content_of(entry.path());
  }
  return files;
}

std::size_t count_files(const fs::path& folder) {
  std::size_t count = 0;
  std::error_code gone;
  for (fs::recursive_directory_iterator at(folder, gone), end; !gone && at != end;
       at.increment(gone))
    count += at->path().extension() != ".tmp" && fs::is_regular_file(at->path(), gone);
  return count;
}

// Bit by bit from the definition, to check the library's.
std::uint32_t slow_crc32(std::string_view bytes) {
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char c : bytes) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320 : 0);
  }
  return ~sum;
}

}  // namespace

TEST_CASE("export_models: the checksum is that of gzip") {
  CHECK(crc32_of("123456789") == 0xCBF43926);
  CHECK(crc32_of("") == 0);
  CHECK(crc32_text(0x0A1B2C3D) == "0a1b2c3d");
  CHECK(crc32_text(0) == "00000000");
}

TEST_CASE("export_models: the document's sweep has 14 models for any size and 105 for one each") {
  const auto models = models_of(default_stage_configuration());
  std::size_t dynamic = 0, fixed = 0;
  std::map<std::string, int> names;
  for (const stage_model& one : models) {
    ++(one.fixed ? fixed : dynamic);
    ++names[one.name()];
    CHECK(one.precision == (one.unit == "CPU" ? "f32" : "f16"));
    CHECK(one.fixed.has_value() == (one.unit == "NPU"));
  }
  CHECK(dynamic == 14);
  CHECK(fixed == 105);
  CHECK(names.size() == models.size());
  CHECK(names.contains("stage1_gather_cpu"));
  CHECK(names.contains("stage7_activate_npu_5000_10000"));
}

TEST_CASE("export_models: all files are there and the manifest tells the truth of each") {
  const tests::temporary_folder folder;
  const auto models = export_models(two_cases(), folder.path() / "new" / "out");
  CHECK(models.folder == folder.path() / "new" / "out" / "exported_models");
  CHECK(models.onnx.size() == models_of_two_cases);
  CHECK(models.ir.size() == (with_ir ? models_of_two_cases : 0));
  CHECK(models.written_files == models_of_two_cases * files_per_model + 1);
  CHECK(models.unchanged_files == 0);

  auto files = all_files(models.folder);
  CHECK(files.contains("onnx_models/stage6_transform_gpu.onnx"));
  CHECK(files.contains("ir_models/stage3_reduce_sum_npu_5_9.xml") == with_ir);
  const read::json_document document(files.at("manifest.json"), "manifest.json");
  files.erase("manifest.json");
  const auto root = document.root();
  CHECK(root.at("schema").text() == "proflens.stage_models/1");
  CHECK(root.at("feature_dim").integer() == 4);
  CHECK(root.at("weights_seed").count() == 1);
  CHECK(root.at("openvino_version").is_null() != with_ir);
  std::uint64_t sum = 0;
  for (const std::string_view list : {"onnx_models", "ir_models"}) {
    for (const auto& model : root.at(list).items()) {
      for (const auto& file : model.at("files").items()) {
        const std::string name(file.at("file").text());
        CAPTURE(name);
        REQUIRE(files.contains(name));
        CHECK(name.starts_with(std::string(list) + '/' + std::string(model.at("name").text())));
        CHECK(file.at("bytes").count() == files.at(name).size());
        CHECK(file.at("crc32").text() == crc32_text(slow_crc32(files.at(name))));
        sum += files.at(name).size();
        files.erase(name);
      }
    }
  }
  CHECK(files.empty());
  CHECK(root.at("bytes").count() == sum);
  CHECK(models.bytes() == sum);
}

TEST_CASE("export_models: the manifest says of each model what it is") {
  const tests::temporary_folder folder;
  const auto models = export_models(two_cases(), folder.path());
  const read::json_document document(tests::content_of(models.manifest()), "manifest.json");
  const auto list = document.root().at("onnx_models").items();
  REQUIRE(list.size() == models_of_two_cases);
  const auto& gather = list.front();
  CHECK(gather.at("name").text() == "stage1_gather_cpu");
  CHECK(gather.at("stage").integer() == 1);
  CHECK(gather.at("stage_name").text() == "gather");
  CHECK(gather.at("unit").text() == "CPU");
  CHECK(gather.at("precision").text() == "f32");
  CHECK(gather.at("dynamic").flag());
  CHECK(gather.at("nodes").is_null());
  const auto& activate = list.back();
  CHECK(activate.at("name").text() == "stage7_activate_npu_5_9");
  CHECK(activate.at("unit").text() == "NPU");
  CHECK(activate.at("precision").text() == "f16");
  CHECK(!activate.at("dynamic").flag());
  CHECK(activate.at("nodes").integer() == 5);
  CHECK(activate.at("edges").integer() == 9);
}

TEST_CASE("export_models: what is left out is said, in the manifest and in words") {
  const tests::temporary_folder folder;
  const auto models = export_models(two_cases(), folder.path());
  const read::json_document document(tests::content_of(models.manifest()), "manifest.json");
  const auto left_out = document.root().at("left_out").items();
  const auto lines = export_lines(models);
  REQUIRE(lines.size() == 3);
  CHECK(lines.front() == "28 ONNX models in " + models.onnx_models().string());
  if (with_ir) {
    CHECK(left_out.empty());
    CHECK(lines[1] == "28 OpenVINO IR models in " + models.ir_models().string());
  } else {
    REQUIRE(left_out.size() == 1);
    CHECK(left_out.front().at("name").text() == "ir_models");
    CHECK(lines.back().starts_with("ir_models left out: this build has no OpenVINO"));
    CHECK(!fs::exists(models.ir_models()));
  }
  CHECK(left_out_text(models).empty() == with_ir);
  exported_models refused;
  refused.left_out = {{"ir_models/stage4", "no such operation"}};
  CHECK(left_out_text(refused) == "ir_models/stage4 left out: no such operation");
  refused.left_out.push_back({"ir_models/stage5", "no such operation"});
  CHECK(left_out_text(refused) == "ir_models/stage4 left out: no such operation; 1 more");
}

TEST_CASE("export_models: a second export writes nothing, by any number of threads") {
  const tests::temporary_folder folder;
  const auto first = export_models(two_cases(), folder.path(), {.threads = 1});
  const auto before = all_files(folder.path());
  const auto written = fs::last_write_time(first.onnx_models() / "stage1_gather_cpu.onnx");
  for (const int threads : {0, 1, 5}) {
    const auto again = export_models(two_cases(), folder.path(), {.threads = threads});
    CHECK(again.written_files == 0);
    CHECK(again.unchanged_files == first.written_files);
    CHECK(again.onnx == first.onnx);
    CHECK(again.ir == first.ir);
  }
  CHECK(all_files(folder.path()) == before);
  CHECK(fs::last_write_time(first.onnx_models() / "stage1_gather_cpu.onnx") == written);
}

TEST_CASE("export_models: what is damaged is written anew, and nothing else") {
  const tests::temporary_folder folder;
  const auto first = export_models(two_cases(), folder.path());
  const auto before = all_files(folder.path());
  std::vector<std::string> files{"onnx_models/stage6_transform_cpu.onnx", "manifest.json"};
  if (with_ir) {
    files.push_back("ir_models/stage6_transform_npu_5_7.bin");
    files.push_back("ir_models/stage5_normalize_gpu.xml");
  }
  for (const std::string& name : files) {
    CAPTURE(name);
    const auto path = "exported_models/" + name;
    const std::string whole = before.at(path);
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
    for (const std::string& damaged : {flipped, whole.substr(0, whole.size() / 2), whole + '!'}) {
      folder.write(path, damaged);
      // Where anything is written, the manifest goes first and comes last.
      CHECK(export_models(two_cases(), folder.path()).written_files ==
            (name == "manifest.json" ? 1 : 2));
      CHECK(all_files(folder.path()) == before);
    }
    fs::remove(folder.path() / path);
    export_models(two_cases(), folder.path());
    CHECK(all_files(folder.path()) == before);
  }
}

TEST_CASE("export_models: another configuration replaces what it changes") {
  const tests::temporary_folder folder, other;
  export_models(two_cases(), folder.path());
  auto changed = two_cases();
  changed.test_cases.push_back({6, 6});
  CHECK(export_models(changed, folder.path()).written_files == 7 * files_per_model + 1);

  // Weights are in the .onnx and the .bin of stage 6, the .xml names them only.
  const auto reseeded = export_models(changed, folder.path(), {.weights_seed = 2});
  CHECK(reseeded.written_files == (2 + 3) * (with_ir ? 2 : 1) + 1);

  changed.feature_dim = 3;
  const auto all = export_models(changed, folder.path());
  export_models(changed, other.path());
  CHECK(all_files(folder.path()) == all_files(other.path()));
  CHECK(all.features == 3);

  // A size that is no longer asked for stays on the disk, but not in the manifest.
  changed.test_cases.pop_back();
  const auto fewer = export_models(changed, folder.path());
  CHECK(fewer.onnx.size() == models_of_two_cases);
  CHECK(fewer.written_files == 1);
  CHECK(fs::exists(fewer.onnx_models() / "stage1_gather_npu_6_6.onnx"));
}

TEST_CASE("export_models: one that is killed leaves whole files, and the next goes on") {
  const tests::temporary_folder reference;
  auto many = two_cases();
  for (std::int64_t edges = 10; edges < 14; ++edges) many.test_cases.push_back({5, edges});
  const auto whole = export_models(many, reference.path());
  const auto expected = all_files(reference.path());

  std::size_t cut_short = 0;
  for (int round = 0; round < 5; ++round) {
    const tests::temporary_folder folder;
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        export_models(many, folder.path());
      } catch (...) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    REQUIRE(child > 0);
    // At a moment that is known to be in the middle: after so many files.
    const auto wanted = static_cast<std::size_t>(round) * whole.written_files / 5;
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (count_files(folder.path()) < wanted && std::chrono::steady_clock::now() < patience)
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);

    const auto found = all_files(folder.path());
    for (const auto& [name, content] : found) {
      CAPTURE(name);
      if (!name.ends_with(".tmp")) CHECK(content == expected.at(name));
    }
    cut_short += !found.contains("exported_models/manifest.json");
    export_models(many, folder.path());
    CHECK(all_files(folder.path()) == expected);  // nothing left over either
  }
  CHECK(cut_short >= 3);
}

TEST_CASE("export_models: a folder that cannot be made or written to is told") {
  const tests::temporary_folder folder;
  folder.write("file/exported_models", "no folder");
  CHECK_THROWS_WITH_AS(export_models(two_cases(), folder.path() / "file"),
                       doctest::Contains("name another one (--output-dir)"), workflow::error);

  // A folder stands where a model has to: not even root can write that.
  fs::create_directories(
      folder.path() / "closed/exported_models/onnx_models" /
      (engine::graphsage_model_name(engine::graphsage_stage::gather, "cpu") + ".onnx"));
  std::string message;
  try {
    export_models(two_cases(), folder.path() / "closed");
  } catch (const proflens::error& refusal) {
    message = refusal.what();
  }
  std::string no_folder;
  try {
    export_models(two_cases(), "/proc/proflens");
  } catch (const workflow::error& refusal) {
    no_folder = refusal.what();
  }
  CHECK(message.find("cannot write") != message.npos);
  CHECK(message.find("closed/exported_models/onnx_models") != message.npos);
  CHECK(no_folder.find("cannot create the folder /proc/proflens") != no_folder.npos);
}

TEST_CASE("export_models: sizes that no model can have are refused before anything is written") {
  const tests::temporary_folder folder;
  auto bad = two_cases();
  bad.test_cases.push_back({0, 3});
  CHECK_THROWS_AS(export_models(bad, folder.path()), engine::error);
  bad = two_cases();
  bad.feature_dim = 20'000;
  CHECK_THROWS_AS(export_models(bad, folder.path()), engine::error);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("export_models: work in parallel is done once each, and what it throws comes back") {
  std::vector<std::atomic<int>> done(1000);
  for_each_in_parallel(done.size(), 4, [&](std::size_t i) { ++done[i]; });
  for (const auto& times : done) CHECK(times == 1);
  for_each_in_parallel(0, 4, [](std::size_t) { throw std::runtime_error("never"); });

  std::atomic<int> calls = 0;
  const auto fail = [&](std::size_t i) {
    ++calls;
    if (i == 10) throw std::runtime_error("the tenth");
  };
  CHECK_THROWS_WITH(for_each_in_parallel(1'000'000, 1, fail), "the tenth");
  CHECK(calls == 11);
  CHECK_THROWS_WITH(for_each_in_parallel(1'000'000, 3, fail), "the tenth");
}

#ifdef PROFLENS_WITH_OPENVINO
TEST_CASE("export_models: OpenVINO converts by the model alone, whatever it has read before") {
  const auto weights = engine::random_graphsage_weights(4);
  const auto bytes = engine::onnx_model(engine::graphsage_stage::reduce_sum, weights,
                                        engine::onnx_precision::f32, engine::graph_size{5, 7});
  engine::openvino_ir_converter convert;
  const auto first = convert(bytes);
  convert(
      engine::onnx_model(engine::graphsage_stage::transform, weights, engine::onnx_precision::f16));
  const auto again = convert(bytes);
  CHECK(first.graph == again.graph);
  CHECK(first.weights == again.weights);
  CHECK(first.graph.find("names=\"messages\"") != first.graph.npos);
  CHECK_THROWS_WITH_AS(convert("this is no model"), doctest::Contains("OpenVINO cannot convert"),
                       engine::error);
}
#endif
