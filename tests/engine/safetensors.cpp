#include <proflens/engine/safetensors.hpp>

#include <doctest/doctest.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/engine/bad_models.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/transformer_folder.hpp"

using doctest::Contains;
using proflens::engine::dtype;
using proflens::engine::error;
using proflens::engine::safetensors_file;
using proflens::engine::stored_tensor;

namespace {

/// The bytes of a file: the header's length, the header, the buffer.
std::string file_of(std::string_view header, std::string_view buffer) {
  std::string result(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    result[i] = static_cast<char>(static_cast<std::uint64_t>(header.size()) >> (8 * i));
  return result.append(header).append(buffer);
}

/// What is said of a file with that header and as many bytes behind it.
std::string said_of(std::string_view header, std::size_t buffer) {
  const tests::temporary_folder folder;
  const auto path = folder.write("x.safetensors", file_of(header, std::string(buffer, 'x')));
  const std::string message = tests::refusal([&] { safetensors_file{path}; });
  if (message.empty()) return message;
  CHECK(message.starts_with(path + ": "));
  return message.substr(path.size() + 2);
}

}  // namespace

TEST_CASE("safetensors: type, shape and bytes of each tensor") {
  const tests::temporary_folder folder;
  // The header's length is odd: nothing behind it is aligned.
  const auto path = folder.write(
      "x.safetensors",
      file_of(
          R"({"b":{"dtype":"BF16","shape":[2,1],"data_offsets":[4,8]},"__metadata__":{"k":"v"},)"
          R"("a":{"dtype":"F16","shape":[],"data_offsets":[8,10]},)"
          R"("none":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]},)"
          R"("c":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} )",
          "0123456789"));
  const safetensors_file file(path);
  CHECK(file.path() == path);
  REQUIRE(file.tensors().size() == 4);
  CHECK(file.tensors().front().name == "a");
  const stored_tensor* b = file.find("b");
  REQUIRE(b != nullptr);
  CHECK(b->type.type == dtype::bf16);
  CHECK(b->shape == std::vector<std::uint64_t>{2, 1});
  CHECK(std::memcmp(b->bytes.data(), "4567", 4) == 0);
  REQUIRE(file.find("a") != nullptr);
  CHECK(file.find("a")->type.type == dtype::f16);
  CHECK(file.find("a")->shape.empty());
  CHECK(std::memcmp(file.find("a")->bytes.data(), "89", 2) == 0);
  REQUIRE(file.find("none") != nullptr);
  CHECK(file.find("none")->bytes.empty());
  CHECK_FALSE(file.find("none")->type.type.has_value());
  CHECK(file.find("d") == nullptr);
  CHECK(file.find("__metadata__") == nullptr);
}

TEST_CASE("safetensors: the bytes outlive the file where its memory is kept") {
  const tests::temporary_folder folder;
  const auto path = folder.write(
      "x.safetensors", file_of(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})", "kept"));
  std::shared_ptr<const void> memory;
  const std::byte* bytes = nullptr;
  {
    const safetensors_file file(path);
    memory = file.memory();
    bytes = file.find("a")->bytes.data();
  }
  CHECK(std::memcmp(bytes, "kept", 4) == 0);
}

TEST_CASE("safetensors: a header without tensors, and what is no header") {
  CHECK(said_of("{}", 0) == "");
  CHECK(said_of("{} ", 3) == "the buffer has 3 bytes; expected 0, the end of an empty header");
  CHECK(said_of("", 0) == said_of("[]", 0));
  CHECK(said_of("[]", 0) ==
        "the header has to be a JSON object and begin with {; is it a safetensors file?");
  CHECK(said_of("{}x", 0).starts_with("header: no JSON"));
  CHECK(said_of(R"({"__metadata__":{"k":1}})", 0) ==
        "header: __metadata__.k: expected a text, found 1");
}

TEST_CASE("safetensors: each lie is told with the tensor and what was expected") {
  CHECK(said_of(R"({"a":0})", 0) == "header: a: expected an object, found 0");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[1]}})", 4) ==
        "header: a: there is no data_offsets");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4) ==
        "tensor a: expected 2 data_offsets, found 1");
  CHECK(said_of(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4) ==
        "tensor a: dtype stands twice");
  CHECK(said_of(R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4)
            .starts_with("tensor a: there is no dtype F33; expected one of F32, F16, BF16, "));
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4) ==
        "header: a.shape[0]: expected an integer of 0 or more, found -1");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4) ==
        "header: a.shape[0]: expected an integer of 0 or more, found 1.5");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[3,3],"data_offsets":[0,32]}})", 32) ==
        "tensor a: shape [3,3] of F32 needs 36 bytes, its data_offsets give it 32");
  CHECK(said_of(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}})", 2) ==
        "tensor a: shape [3] of F4 does not end at a byte");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})",
                4) == "tensor a: shape [4294967296,4294967296] of F32 is more than any file holds");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4) ==
        "tensor a: begins at 4 and ends at 0, before its begin");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 7) ==
        "tensor a: ends at 8, but the buffer has only 7 bytes; the file may be cut");
  CHECK(said_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 5) ==
        "the buffer has 5 bytes; expected 4, the end of tensor a");
}

TEST_CASE("safetensors: holes, overlaps and twins are told with both tensors") {
  const std::string a = R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)";
  CHECK(said_of(a + R"("b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}})", 9) ==
        "tensor b: begins at 5; expected 4, because every byte of the buffer belongs to a tensor");
  CHECK(said_of(a + R"("b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}})", 7) ==
        "tensor b: begins at 3, inside of tensor a, which ends at 4");
  CHECK(said_of(a + R"("b":{"dtype":"U8","shape":[0],"data_offsets":[3,3]}})", 4) ==
        "tensor b: begins at 3, inside of tensor a, which ends at 4");
  CHECK(said_of(a + R"("a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", 8) ==
        "tensor a: stands twice in the header");
  CHECK(said_of(a + R"("b":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}})", 4) == "");
}

TEST_CASE("safetensors: paths that are no file") {
  const tests::temporary_folder folder;
  CHECK_THROWS_WITH_AS(safetensors_file(folder / "none"), Contains("cannot be opened"), error);
  CHECK_THROWS_WITH_AS(safetensors_file(folder.path().string()),
                       Contains("expected a file, found something else"), error);
}

TEST_CASE("safetensors: every damaged file is refused, every odd one loads") {
  for (const tests::bad_model& bad : tests::bad_models("file")) {
    INFO(bad.path, ": ", bad.wrong);
    const std::string message = tests::refusal([&] { safetensors_file{bad.path}; });
    CAPTURE(message);
    CHECK(message.empty() == !bad.refuse);
    if (!bad.refuse) continue;
    CHECK(message.starts_with(bad.path + ": "));
    for (const std::string& name : tests::names_in(bad.wrong))
      CHECK(message.find(name) != message.npos);
  }
}

TEST_CASE("safetensors: no lie of a damaged file takes memory") {
  const auto take_too_much = [] {  // from the system: compilers leave out what nobody uses
    return ::mmap(nullptr, std::size_t{1} << 26, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
  };
  CHECK(tests::status_within_memory(std::size_t{16} << 20, take_too_much) == 1);
  for (const tests::bad_model& bad : tests::bad_models("file")) {
    INFO(bad.path, ": ", bad.wrong);
    const auto load = [&bad] {
      safetensors_file{bad.path};
      return 0;
    };
    CHECK(tests::status_within_memory(std::size_t{16} << 20, load) == (bad.refuse ? 100 : 0));
  }
}

TEST_CASE("safetensors: a file cut or changed anywhere in its header never crashes") {
  const auto good =
      tests::transformer_folder() / "bad_safetensors" / "model_good_llama" / "model.safetensors";
  const std::string content = tests::content_of(good);
  std::uint64_t length = 0;
  std::memcpy(&length, content.data(), sizeof length);
  REQUIRE(length + 8 < content.size());
  const tests::temporary_folder folder;
  int refused = 0, changed = 0;
  for (std::size_t cut = 0; cut < length + 8; cut += 7) {
    CAPTURE(cut);
    const auto path = folder.write("cut.safetensors", std::string_view(content).substr(0, cut));
    CHECK_THROWS_AS(safetensors_file{path}, error);
    // Cut, but with a length that fits.
    if (cut > 8) {
      folder.write("cut.safetensors", file_of(std::string_view(content).substr(8, cut - 8), ""));
      CHECK_THROWS_AS(safetensors_file{path}, error);
    }
    std::string other = content;
    other[cut] = static_cast<char>(other[cut] ^ (1 << cut % 8));
    folder.write("cut.safetensors", other);
    CAPTURE(other[cut]);
    ++changed;
    CHECK_NOTHROW(refused += !tests::refusal([&] { safetensors_file{path}; }).empty());
  }
  CHECK(refused > changed / 2);
}
