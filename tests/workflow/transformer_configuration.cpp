#include <proflens/workflow/transformer_benchmark/presets.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;

namespace {

transformer_configuration read_text(const std::string& text) {
  const read::json_document document(text, "c.json");
  return read_configuration(document.root());
}

/// What is said of a configuration that is wrong.
std::string refusal_of(const std::string& text) {
  try {
    read_text(text);
  } catch (const read::error& wrong) {
    return wrong.what();
  }
  return "it was read";
}

}  // namespace

TEST_CASE("transformer_configuration: keys that are absent take the defaults") {
  const transformer_configuration standard = read_text("{}");
  CHECK(standard == default_configuration());
  CHECK(standard.batch_sizes == std::vector{1, 2, 4, 8, 16});
  CHECK(standard.input_lengths == std::vector{32, 64, 128, 256, 512, 1024});
  CHECK(standard.output_length == 50);
  CHECK(standard.num_runs == 3);
  CHECK(standard.max_batch_input_product == 131072);
  CHECK(standard.temperature == 1);
  CHECK(standard.top_p == 0.9);
  CHECK(standard.device.empty());
}

TEST_CASE("transformer_configuration: every key is read") {
  const transformer_configuration all = read_text(
      R"({"batch_sizes": [3, 1], "input_lengths": [7], "output_length": 5, "num_runs": 2,
          "max_batch_input_product": 90, "temperature": 0, "top_p": 1.0, "device": "cpu"})");
  CHECK(all.batch_sizes == std::vector{3, 1});
  CHECK(all.input_lengths == std::vector{7});
  CHECK(all.output_length == 5);
  CHECK(all.num_runs == 2);
  CHECK(all.max_batch_input_product == 90);
  CHECK(all.temperature == 0);
  CHECK(all.top_p == 1);
  CHECK(all.device == "cpu");
}

TEST_CASE("transformer_configuration: what is written reads back the same") {
  transformer_configuration all = default_configuration();
  all.temperature = 0.1;
  all.top_p = 1.0 / 3;
  all.device = "auto";
  CHECK(read_text(configuration_json(all)) == all);
}

TEST_CASE("transformer_configuration: what is wrong is said with its path and what is allowed") {
  CHECK(refusal_of(R"({"batch_size": [1]})") ==
        "c.json: batch_size: there is no such key; allowed are batch_sizes, input_lengths, "
        "output_length, num_runs, max_batch_input_product, temperature, top_p, device");
  CHECK(refusal_of(R"({"batch_sizes": 1})") == "c.json: batch_sizes: expected a list, found 1");
  CHECK(refusal_of(R"({"batch_sizes": []})") ==
        "c.json: batch_sizes: expected at least one integer, found an empty list");
  CHECK(refusal_of(R"({"batch_sizes": [1, 0]})") ==
        "c.json: batch_sizes[1]: expected an integer from 1 to 1,000,000,000, found 0");
  CHECK(refusal_of(R"({"input_lengths": [32, "64"]})") ==
        "c.json: input_lengths[1]: expected an integer, found the text \"64\"");
  CHECK(refusal_of(R"({"input_lengths": [32, 8, 32]})") ==
        "c.json: input_lengths[2]: 32 stands twice; name every value once");
  CHECK(refusal_of(R"({"output_length": 1.5})") ==
        "c.json: output_length: expected an integer, found 1.5");
  CHECK(refusal_of(R"({"num_runs": -1})") ==
        "c.json: num_runs: expected an integer from 1 to 1,000,000,000, found -1");
  CHECK(refusal_of(R"({"num_runs": true})") == "c.json: num_runs: expected an integer, found true");
  CHECK(refusal_of(R"({"max_batch_input_product": 1000000001})") ==
        "c.json: max_batch_input_product: expected an integer from 1 to 1,000,000,000, found "
        "1000000001");
  CHECK(refusal_of(R"({"temperature": -0.5})") ==
        "c.json: temperature: expected a number of 0 (greedy) or more, found -0.5");
  CHECK(refusal_of(R"({"temperature": null})") ==
        "c.json: temperature: expected a number, found null");
  CHECK(refusal_of(R"({"top_p": 0})") == "c.json: top_p: expected a number in (0, 1], found 0");
  CHECK(refusal_of(R"({"top_p": 1.01})") ==
        "c.json: top_p: expected a number in (0, 1], found 1.01");
  CHECK(refusal_of(R"({"device": 0})") == "c.json: device: expected a text, found 0");
  CHECK(refusal_of(R"({"device": "tpu"})") ==
        "c.json: device: expected auto, cpu, cuda or cuda:N, found tpu");
  CHECK(refusal_of(R"({"num_runs": 1, "num_runs": 1})") ==
        "c.json: num_runs: stands twice; give it one value");
  CHECK(refusal_of("[1]") == "c.json: expected an object, found a list");
  CHECK(refusal_of("{").starts_with("c.json: no JSON ("));
}

TEST_CASE("transformer_configuration: a file that cannot be read is named") {
  const tests::temporary_folder folder;
  const std::string absent = folder / "none.json";
  CHECK_THROWS_WITH_AS(read_configuration_file(absent),
                       ("cannot read " + absent + ": No such file or directory").c_str(),
                       read::error);
  const std::string place = folder.path().string();
  CHECK_THROWS_WITH_AS(read_configuration_file(place),
                       ("cannot read " + place + ": Is a directory").c_str(), read::error);
  CHECK(read_configuration_file(folder.write("c.json", R"({"num_runs": 9})")).num_runs == 9);
}

TEST_CASE("presets: the grids are those of the document") {
  const auto grid = [](const char* name) { return preset_configuration(name); };
  CHECK(grid("quick_test").batch_sizes == std::vector{1, 2});
  CHECK(grid("quick_test").input_lengths == std::vector{32, 64});
  CHECK(grid("quick_test").output_length == 20);
  CHECK(grid("quick_test").num_runs == 1);
  CHECK(grid("small_scale").input_lengths == std::vector{32, 64, 128});
  CHECK(grid("small_scale").output_length == 30);
  CHECK(grid("small_scale").num_runs == 2);
  CHECK(grid("medium_scale").batch_sizes == std::vector{1, 2, 4, 8, 16, 32});
  CHECK(grid("medium_scale").input_lengths == std::vector{32, 64, 128, 256, 512, 1024, 2048});
  CHECK(grid("medium_scale").num_runs == 3);
  CHECK(grid("large_scale").batch_sizes == std::vector{1, 2, 4, 8, 16, 32, 64, 128, 256});
  CHECK(grid("large_scale").input_lengths ==
        std::vector{64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536});
  CHECK(grid("large_scale").output_length == 100);
  CHECK(grid("large_scale").num_runs == 5);
  CHECK(grid("batch_size_study").batch_sizes == grid("large_scale").batch_sizes);
  CHECK(grid("batch_size_study").input_lengths == std::vector{256});
  CHECK(grid("batch_size_study").output_length == 50);
  CHECK(grid("input_length_study").batch_sizes == std::vector{1});
  CHECK(grid("input_length_study").input_lengths.front() == 16);
  CHECK(grid("input_length_study").input_lengths.size() == 13);
}

TEST_CASE("presets: all are listed, with their purpose, and each can be read as a file") {
  CHECK(preset_names() ==
        "quick_test, small_scale, medium_scale, large_scale, batch_size_study, "
        "input_length_study");
  CHECK(preset_table().rows().size() == 6);
  for (const transformer_preset& preset : transformer_presets()) {
    CHECK(!preset.purpose.empty());
    CHECK(read_text(configuration_json(preset.configuration)) == preset.configuration);
  }
}

TEST_CASE("presets: an unknown name is answered by the list") {
  CHECK(!find_preset("huge"));
  CHECK_THROWS_WITH_AS(preset_configuration("huge"),
                       "there is no preset huge; there are quick_test, small_scale, medium_scale, "
                       "large_scale, batch_size_study, input_length_study",
                       workflow::error);
}
