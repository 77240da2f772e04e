#include <proflens/engine/read_config.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/engine/bad_models.hpp"

using doctest::Contains;
using proflens::engine::activation;
using proflens::engine::llama3_scaling;
using proflens::engine::read_config;
using proflens::engine::transformer_config;
using proflens::engine::transformer_family;
using proflens::read::json_document;

namespace {

const std::string gpt2 =
    R"("model_type":"gpt2","n_layer":3,"n_head":2,"n_embd":8,"vocab_size":11,"n_positions":16)";
const std::string sizes =
    R"("num_hidden_layers":3,"num_attention_heads":4,"hidden_size":16,"intermediate_size":24,)"
    R"("vocab_size":11,"max_position_embeddings":64)";
const std::string llama = R"("model_type":"llama",)" + sizes;
const std::string mistral = R"("model_type":"mistral","num_key_value_heads":2,)" + sizes;
const std::string qwen2 = R"("model_type":"qwen2","num_key_value_heads":2,)" + sizes;

transformer_config read(const std::string& members) {
  return read_config(json_document("{" + members + "}", "config.json"));
}

/// What is said of it, without the name of the file.
std::string said_of(const std::string& members) {
  const std::string message = tests::refusal([&] { read(members); });
  return message.empty() ? "" : message.substr(std::string_view("config.json: ").size());
}

/// `members` with another value for a key.
std::string changed(std::string members, const std::string& key, const std::string& value) {
  const std::size_t begin = members.find('"' + key + "\":") + key.size() + 3;
  REQUIRE(begin != std::string::npos + key.size() + 3);
  const std::size_t end = members.find(',', begin);
  return members.replace(begin, (end == members.npos ? members.size() : end) - begin, value);
}

}  // namespace

TEST_CASE("read_config: GPT-2, with what it leaves out") {
  const transformer_config expected{.family = transformer_family::gpt2,
                                    .layers = 3,
                                    .heads = 2,
                                    .kv_heads = 2,
                                    .head_dim = 4,
                                    .hidden = 8,
                                    .intermediate = 32,
                                    .vocabulary = 11,
                                    .positions = 16,
                                    .eps = 1e-5,
                                    .activation = activation::gelu_tanh,
                                    .is_tied = true};
  CHECK(read(gpt2) == expected);
  CHECK(read(gpt2 + R"(,"n_inner":null,"some_key":[1])") == expected);
  CHECK(read(gpt2 + R"(,"n_inner":12)").intermediate == 12);
  CHECK(read(gpt2 + R"(,"layer_norm_epsilon":0.25)").eps == 0.25);
  CHECK_FALSE(read(gpt2 + R"(,"tie_word_embeddings":false)").is_tied);
  CHECK(read(gpt2 + R"(,"activation_function":"gelu_pytorch_tanh")") == expected);
  // The oldest files name the class and the context otherwise.
  CHECK(read(R"("architectures":["GPT2LMHeadModel"],"n_layer":3,"n_head":2,"n_embd":8,)"
             R"("vocab_size":11,"n_ctx":16)") == expected);
}

TEST_CASE("read_config: Llama, with what it leaves out") {
  const transformer_config expected{.family = transformer_family::llama,
                                    .layers = 3,
                                    .heads = 4,
                                    .kv_heads = 4,
                                    .head_dim = 4,
                                    .hidden = 16,
                                    .intermediate = 24,
                                    .vocabulary = 11,
                                    .positions = 64,
                                    .eps = 1e-6,
                                    .theta = 10000,
                                    .activation = activation::silu,
                                    .is_tied = false};
  CHECK(read(llama) == expected);
  CHECK(read(llama + R"(,"num_key_value_heads":null,"head_dim":null,"rope_scaling":null)") ==
        expected);
  CHECK(read(llama + R"(,"num_key_value_heads":2)").kv_heads == 2);
  CHECK(read(llama + R"(,"head_dim":6)").head_dim == 6);
  CHECK(read(llama + R"(,"rms_norm_eps":1e-05)").eps == 1e-5);
  CHECK(read(llama + R"(,"tie_word_embeddings":true)").is_tied);
  CHECK(read(mistral + R"(,"sliding_window":null)").family == transformer_family::mistral);
  CHECK(read(qwen2).family == transformer_family::qwen2);
}

TEST_CASE("read_config: the rotary angles in both styles") {
  const std::string scaled =
      R"("rope_type":"llama3","factor":8,"low_freq_factor":1.5,"high_freq_factor":4.0,)"
      R"("original_max_position_embeddings":32)";
  const llama3_scaling expected{8, 1.5, 4, 32};
  const std::string old_style = R"(,"rope_theta":500,"rope_scaling":{)" + scaled + "}";
  const std::string new_style = R"(,"rope_parameters":{"rope_theta":500.0,)" + scaled + "}";
  for (const std::string& style : {old_style, new_style, old_style + new_style}) {
    CAPTURE(style);
    CHECK(read(llama + style).theta == 500);
    CHECK(read(llama + style).scaling == expected);
  }
  CHECK(read(llama + R"(,"rope_theta":7)").theta == 7);
  CHECK(read(llama + R"(,"rope_parameters":{"rope_type":"default","rope_theta":7})").theta == 7);
  CHECK_FALSE(read(llama + R"(,"rope_scaling":{"type":"default"})").scaling);
  CHECK(said_of(llama + R"(,"rope_theta":7,"rope_parameters":{"rope_theta":8})") ==
        "rope_theta: says other than rope_parameters");
  CHECK(said_of(llama + new_style + R"(,"rope_scaling":{"type":"default"})") ==
        "rope_scaling: says other than rope_parameters");
}

TEST_CASE("read_config: rotary angles that are not computed are refused") {
  for (const std::string type : {"yarn", "linear", "dynamic", "longrope"})
    CHECK(said_of(llama + R"(,"rope_scaling":{"type":")" + type + R"(","factor":2})") ==
          "rope_scaling.type: expected \"default\" or \"llama3\" (others are not computed here), "
          "found the text \"" +
              type + '"');
  CHECK(said_of(llama + R"(,"rope_parameters":{"rope_type":"llama3","factor":2})") ==
        "rope_parameters: there is no low_freq_factor");
  CHECK(said_of(llama + R"(,"rope_parameters":{"rope_type":"llama3","factor":2,)"
                        R"("low_freq_factor":4,"high_freq_factor":4,)"
                        R"("original_max_position_embeddings":8})") ==
        "rope_parameters.high_freq_factor: has to be above low_freq_factor");
  CHECK(said_of(llama + R"(,"rope_parameters":{"full_attention":{}})") ==
        "rope_parameters.full_attention: this key of the rotary angles is not computed here");
  CHECK(said_of(llama + R"(,"partial_rotary_factor":0.5)") ==
        "partial_rotary_factor: only 1 is computed here");
  CHECK(said_of(llama + R"(,"rope_theta":0)") == "rope_theta: expected a number above 0, found 0");
  CHECK(said_of(llama + R"(,"rope_theta":"10000")") ==
        "rope_theta: expected a number, found the text \"10000\"");
}

TEST_CASE("read_config: a sliding window is refused unless the context fits into it") {
  CHECK(said_of(mistral + R"(,"sliding_window":63)") ==
        "sliding_window: 63 is below the context of 64 tokens; sliding windows are not computed "
        "here");
  CHECK(said_of(mistral + R"(,"sliding_window":64)") == "");
  CHECK(said_of(mistral) == "");
  CHECK(said_of(changed(mistral, "max_position_embeddings", "4097"))
            .starts_with("sliding_window: 4096 (absent) is below the context of 4097 tokens"));
  CHECK(said_of(qwen2 + R"(,"sliding_window":8,"use_sliding_window":false)") == "");
  CHECK(said_of(qwen2 + R"(,"sliding_window":8,"use_sliding_window":true)") != "");
  CHECK(said_of(qwen2 + R"(,"layer_types":["full_attention","sliding_attention"])") ==
        "layer_types[1]: only full_attention is computed here, found the text "
        "\"sliding_attention\"");
}

TEST_CASE("read_config: other arithmetic is refused with its key") {
  CHECK(said_of(gpt2 + R"(,"scale_attn_by_inverse_layer_idx":true)") ==
        "scale_attn_by_inverse_layer_idx: only false is computed here");
  CHECK(said_of(gpt2 + R"(,"scale_attn_weights":false)") ==
        "scale_attn_weights: only true is computed here");
  CHECK(said_of(gpt2 + R"(,"add_cross_attention":true)") ==
        "add_cross_attention: only false is computed here");
  CHECK(said_of(gpt2 + R"(,"activation_function":"relu")") ==
        "activation_function: expected gelu_new or gelu_pytorch_tanh or gelu_fast (others are not "
        "computed here), found the text \"relu\"");
  CHECK(said_of(llama + R"(,"hidden_act":"gelu")") ==
        "hidden_act: expected silu or swish (others are not computed here), found the text "
        "\"gelu\"");
  CHECK(said_of(llama + R"(,"attention_bias":true)") ==
        "attention_bias: only false is computed here");
  CHECK(said_of(llama + R"(,"mlp_bias":true)") == "mlp_bias: only false is computed here");
  CHECK(said_of(llama + R"(,"quantization_config":{"bits":4})") ==
        "quantization_config: quantized weights are not computed here");
}

TEST_CASE("read_config: sizes that are absent, no number or do not fit") {
  CHECK(said_of(R"("n_layer":2)") == "there is neither model_type nor architectures");
  CHECK(said_of(R"("architectures":[])") == "there is neither model_type nor architectures");
  CHECK(said_of(R"("model_type":"bert")") ==
        "model_type: expected a decoder of the families gpt2, llama, qwen2 or mistral, found the "
        "text \"bert\"");
  CHECK(said_of(R"("model_type":"gpt2","n_layer":1,"n_head":2,"n_embd":8,"vocab_size":11)") ==
        "there is no n_positions");
  for (const std::string key : {"n_layer", "n_head", "n_embd", "vocab_size", "n_positions"}) {
    CAPTURE(key);
    CHECK(said_of(changed(gpt2, key, "0")) == key + ": expected 1 to 2147483647, found 0");
    CHECK(said_of(changed(gpt2, key, "-1")) == key + ": expected 1 to 2147483647, found -1");
    CHECK(said_of(changed(gpt2, key, "2147483648")) ==
          key + ": expected 1 to 2147483647, found 2147483648");
    CHECK(said_of(changed(gpt2, key, "\"2\"")) ==
          key + ": expected an integer, found the text \"2\"");
    CHECK(said_of(changed(gpt2, key, "2.5")) == key + ": expected an integer, found 2.5");
    CHECK(said_of(changed(gpt2, key, "null")) == key + ": expected an integer, found null");
  }
  CHECK(said_of(changed(gpt2, "n_head", "3")) == "n_embd: 8 is not a multiple of n_head 3");
  CHECK(said_of(changed(changed(gpt2, "n_embd", "2147483646"), "n_head", "1")) ==
        "n_embd: is too large");
  CHECK(said_of(llama + R"(,"num_key_value_heads":3)") ==
        "num_attention_heads: 4 is not a multiple of num_key_value_heads 3");
  CHECK(said_of(R"("model_type":"mistral",)" + sizes) == "there is no num_key_value_heads");
  CHECK(said_of(changed(llama, "hidden_size", "18")) ==
        "hidden_size: 18 is not a multiple of num_attention_heads 4");
  CHECK(said_of(llama + R"(,"head_dim":5)") ==
        "head_dim: a head has 5 values; rotary angles need an even number");
  CHECK(said_of(llama + R"(,"rms_norm_eps":-1)") ==
        "rms_norm_eps: expected a number above 0, found -1");
  CHECK(said_of(llama + R"(,"tie_word_embeddings":"yes")") ==
        "tie_word_embeddings: expected true or false, found the text \"yes\"");
  CHECK(said_of(llama + R"(,"vocab_size":12)") == "vocab_size: stands twice");
}
