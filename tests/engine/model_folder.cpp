#include <proflens/engine/model_folder.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/bad_models.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/transformer_folder.hpp"

using namespace proflens::engine;

namespace {

/// The folders of the reference whose models load.
std::vector<std::filesystem::path> good_folders() {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(tests::transformer_folder()))
    if (std::filesystem::exists(entry.path() / "config.json")) result.push_back(entry.path());
  REQUIRE(result.size() >= 12);
  return result;
}

/// A copy of a folder of the repository, whose sizes are known, that may be changed.
void copy_model(const std::string& name, const tests::temporary_folder& to) {
  std::filesystem::copy(
      tests::transformer_folder() / name, to.path(),
      std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
}

/// The bytes of all tensors, one behind the other.
std::string bytes_of(transformer_model model) {
  std::string result;
  visit_tensors(model.config, model.weights,
                [&result](const std::string&, tensor_role, const auto& view) {
                  result.append(reinterpret_cast<const char*>(view.data), view.bytes());
                });
  return result;
}

}  // namespace

TEST_CASE("model_folder: every folder of the reference loads") {
  for (const auto& folder : good_folders()) {
    INFO(folder.string());
    const transformer_model model = load_model_folder(folder);
    CHECK(model.name == folder.string());
    CHECK_FALSE(model.has_random_weights);
    CHECK(model.unused_tensors.empty());
    CHECK(model.weights.layers.size() == static_cast<std::size_t>(model.config.layers));
    CHECK(bytes_of(model).size() == model.weight_bytes);
    CHECK(model.weight_bytes == model.parameters * size_of(model.type));
    CHECK(model.weights.token_embedding.rows == static_cast<std::size_t>(model.config.vocabulary));
    CHECK(
        (model.config.is_tied == (model.weights.head.data == model.weights.token_embedding.data)));
    for (const layer_weights& layer : model.weights.layers) {
      CHECK(bool(layer.query_key_value.matrix) ==
            (model.config.family == transformer_family::gpt2));
      CHECK(bool(layer.query.bias) == (model.config.family == transformer_family::qwen2));
      CHECK(layer.down.matrix.inputs() == static_cast<std::size_t>(model.config.intermediate));
      CHECK(layer.down.matrix.outputs() == static_cast<std::size_t>(model.config.hidden));
    }
  }
}

TEST_CASE("model_folder: types of weights, heads and prefixes") {
  const auto folder = tests::transformer_folder();
  CHECK(load_model_folder(folder / "gpt2_f32").type == dtype::f32);
  CHECK(load_model_folder(folder / "gpt2_f16").type == dtype::f16);
  CHECK(load_model_folder(folder / "gpt2_bf16").type == dtype::bf16);
  CHECK(load_model_folder(folder / "gpt2_f32").config.is_tied);
  CHECK_FALSE(load_model_folder(folder / "gpt2_prefixed").config.is_tied);
  CHECK(load_model_folder(folder / "llama_tied").config.is_tied);
  CHECK(load_model_folder(folder / "llama_tied").config.head_dim == 16);
  CHECK_FALSE(load_model_folder(folder / "llama_gqa").config.is_tied);
  const auto weights = load_model_folder(folder / "gpt2_unprefixed").weights;
  CHECK(weights.layers[0].up.matrix.order == matrix_order::in_out);
  CHECK(weights.token_embedding.order == matrix_order::out_in);
}

TEST_CASE("model_folder: shards hold the same as one file") {
  tests::temporary_folder whole;
  copy_model("gpt2_f32", whole);
  const transformer_model model = load_model_folder(whole.path());
  // Every tensor in a shard of its own, beside the others.
  std::string map;
  const safetensors_file file(whole / "model.safetensors");
  for (const stored_tensor& tensor : file.tensors()) {
    std::string header = "{\"" + tensor.name + R"(":{"dtype":"F32","shape":)" +
                         shape_text(tensor.shape) + R"(,"data_offsets":[0,)" +
                         std::to_string(tensor.bytes.size()) + "]}}";
    std::string content(8, '\0');
    const std::uint64_t length = header.size();
    std::memcpy(content.data(), &length, sizeof length);
    content += header;
    content.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
    whole.write("shards/" + tensor.name + ".safetensors", content);
    map += (map.empty() ? "\"" : ",\"") + tensor.name + "\":\"" + tensor.name + ".safetensors\"";
  }
  whole.write("shards/model.safetensors.index.json",
              R"({"metadata":{},"weight_map":{)" + map + "}}");
  whole.write("shards/config.json", tests::content_of(whole / "config.json"));
  const transformer_model sharded = load_model_folder(whole / "shards");
  CHECK(sharded.config == model.config);
  CHECK(bytes_of(sharded) == bytes_of(model));
}

TEST_CASE("model_folder: the weights outlive what they were loaded by, and their files' names") {
  transformer_model model;
  std::string before;
  {
    tests::temporary_folder folder;
    copy_model("gpt2_sharded", folder);
    model = load_model_folder(folder.path());
    before = bytes_of(model);
  }
  CHECK(before == bytes_of(model));
}

TEST_CASE("model_folder: tensors that nobody asked for are told, buffers are not") {
  tests::temporary_folder folder;
  copy_model("gpt2_prefixed", folder);
  std::string config = tests::content_of(folder / "config.json");
  const std::size_t place = config.find("\"n_layer\": 2");
  REQUIRE(place != config.npos);
  folder.write("config.json", config.replace(place, 12, "\"n_layer\": 1"));
  const transformer_model model = load_model_folder(folder.path());
  CHECK(model.unused_tensors.size() == 12);
  CHECK(model.unused_tensors.front() == "transformer.h.1.attn.c_attn.bias");
}

TEST_CASE("model_folder: what is missing or misshapen is told with file, tensor and expectation") {
  const tests::temporary_folder folder;
  const auto copied = [&](const std::string& key, const std::string& value) {
    copy_model("llama_gqa", folder);
    std::string config = tests::content_of(folder / "config.json");
    const std::size_t begin = config.find('"' + key + "\": ") + key.size() + 4;
    const std::size_t end = config.find_first_of(",\n", begin);
    folder.write("config.json", config.replace(begin, end - begin, value));
    return tests::refusal([&] { load_model_folder(folder.path()); });
  };
  const std::string file = folder / "model.safetensors";
  CHECK(copied("num_hidden_layers", "3") ==
        file +
            ": there is no tensor model.layers.2.input_layernorm.weight; expected [32], because "
            "config.json says llama and num_hidden_layers 3");
  CHECK(copied("num_hidden_layers", "2000000000").find("layers.2.input_layernorm") != file.npos);
  CHECK(copied("intermediate_size", "57") ==
        file +
            ": tensor model.layers.0.mlp.gate_proj.weight: expected [57,32] by config.json, found "
            "[56,32]");
  CHECK(copied("vocab_size", "100") ==
        file +
            ": tensor model.embed_tokens.weight: expected [100,32] by config.json, found "
            "[101,32]");
  CHECK(copied("model_type", "\"qwen2\"") ==
        file +
            ": there is no tensor model.layers.0.self_attn.q_proj.bias; expected [32], because "
            "config.json says qwen2 and num_hidden_layers 2");
  CHECK(copied("head_dim", "16") ==
        file +
            ": tensor model.layers.0.self_attn.q_proj.weight: expected [64,32] by config.json, "
            "found [32,32]");
  CHECK(copied("vocab_size", "101") == "");
}

TEST_CASE("model_folder: an index that leaves the folder, lies or repeats itself") {
  const tests::temporary_folder folder;
  copy_model("gpt2_sharded", folder);
  const std::string index = folder / "model.safetensors.index.json";
  const auto said = [&](const std::string& content) {
    folder.write("model.safetensors.index.json", content);
    const std::string message = tests::refusal([&] { load_model_folder(folder.path()); });
    REQUIRE(message.starts_with(index + ": "));
    return message.substr(index.size() + 2);
  };
  CHECK(said("[]") == "expected an object, found a list");
  CHECK(said("{}") == "there is no weight_map");
  CHECK(said(R"({"weight_map":{"a":1}})") == "weight_map.a: expected a text, found 1");
  for (const std::string shard : {"", ".", "..", "../x", "/etc/passwd", "a/../../x", "a\\u0000b"}) {
    CAPTURE(shard);
    CHECK(said(R"({"weight_map":{"a":")" + shard + R"("}})")
              .starts_with("weight_map.a: expected the name of a file in "));
  }
  CHECK(said(R"({"weight_map":{"a":"none.safetensors"}})") ==
        "weight_map.a: its file is not there: " + (folder / "none.safetensors"));
  const std::string shard = "model-00001-of-00004.safetensors";
  const std::string name = safetensors_file(folder / shard).tensors().front().name;
  CHECK(said(R"({"weight_map":{"a":")" + shard + R"("}})") ==
        "weight_map.a: there is no such tensor in " + (folder / shard));
  const std::string entry = '"' + name + "\":\"" + shard + '"';
  CHECK(said(R"({"weight_map":{)" + entry + "," + entry + "}}") ==
        "weight_map." + name + ": stands twice");
}

TEST_CASE("model_folder: shards may be links that lead elsewhere, as caches have them") {
  const tests::temporary_folder folder;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::transformer_folder() / "gpt2_sharded"))
    std::filesystem::create_symlink(std::filesystem::absolute(entry.path()),
                                    folder.path() / entry.path().filename());
  CHECK_NOTHROW(load_model_folder(folder.path()));
}

TEST_CASE("model_folder: every damaged model is refused, every odd one loads") {
  for (const tests::bad_model& bad : tests::bad_models("model")) {
    INFO(bad.path, ": ", bad.wrong);
    const std::string message = tests::refusal([&] { load_model_folder(bad.path); });
    CAPTURE(message);
    CHECK(message.empty() == !bad.refuse);
    if (!bad.refuse) continue;
    CHECK(message.starts_with(bad.path));
    // At least one of the names in the explanation, where there is one.
    auto names = tests::names_in(bad.wrong);
    std::erase(names, "config.json");
    CHECK((names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
             return message.find(name) != message.npos;
           })));
  }
}

TEST_CASE("model_folder: no lie of a damaged model takes memory") {
  for (const tests::bad_model& bad : tests::bad_models("model")) {
    INFO(bad.path, ": ", bad.wrong);
    const auto load = [&bad] {
      load_model_folder(bad.path);
      return 0;
    };
    CHECK(tests::status_within_memory(std::size_t{16} << 20, load) == (bad.refuse ? 100 : 0));
  }
}
