// Loading a decoder's folder against reading its file.
//   load_model write SHAPE FOLDER   makes the folder of a known shape with random weights in F32
//   load_model load FOLDER          until the model is there and a byte of each page of its weights
//                                   has been looked at, which is when a mapped file is really read
//   load_model read FOLDER          the file through a buffer of 256 KiB, again and again the same
// All but the first print seconds and bytes.
#include <proflens/engine/load_model.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "program.hpp"

namespace {

namespace engine = proflens::engine;

std::string shape_of(const engine::matrix_view& view) {
  return '[' + std::to_string(view.rows) + ',' + std::to_string(view.columns) + ']';
}
std::string shape_of(const engine::vector_view& view) {
  return '[' + std::to_string(view.size) + ']';
}

/// GPT-2's config.json, and its weights under the names without prefix.
void write(const std::string& shape, const std::filesystem::path& folder) {
  engine::transformer_model model = engine::load_model(shape, {.seed = 1});
  const engine::transformer_config& config = model.config;
  if (config.family != engine::transformer_family::gpt2)
    throw engine::error(shape + ": only shapes of GPT-2 are written");
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "config.json")
      << R"({"model_type":"gpt2","n_layer":)" << config.layers << R"(,"n_head":)" << config.heads
      << R"(,"n_embd":)" << config.hidden << R"(,"n_positions":)" << config.positions
      << R"(,"vocab_size":)" << config.vocabulary << "}\n";
  std::string header = "{";
  std::uint64_t end = 0;
  engine::visit_tensors(config, model.weights, [&](const std::string& name, auto, auto& view) {
    header += (end > 0 ? ",\"" : "\"") + name + R"(":{"dtype":"F32","shape":)" + shape_of(view) +
              R"(,"data_offsets":[)" + std::to_string(end) + ',';
    header += std::to_string(end += view.bytes()) + "]}";
  });
  header += '}';
  header.resize((header.size() + 7) / 8 * 8, ' ');  // as the library aligns it
  std::ofstream file(folder / "model.safetensors", std::ios::binary);
  const std::uint64_t length = header.size();
  file.write(reinterpret_cast<const char*>(&length), sizeof length) << header;
  engine::visit_tensors(config, model.weights, [&](const std::string&, auto, auto& view) {
    file.write(reinterpret_cast<const char*>(view.data),
               static_cast<std::streamsize>(view.bytes()));
  });
  if (!file.flush()) throw engine::error((folder / "model.safetensors").string() + ": not written");
}

/// Returns how many bytes the weights have.
std::uint64_t load(const std::string& folder) {
  constexpr std::size_t page = 4096;
  engine::transformer_model model = engine::load_model(folder);
  volatile std::byte seen{};  // or the compiler sees that nobody needs them
  engine::visit_tensors(model.config, model.weights, [&](const std::string&, auto, auto& view) {
    for (std::size_t i = 0; i < view.bytes(); i += page) seen = view.data[i];
  });
  return model.weight_bytes;
}

/// Returns how many bytes the file has.
std::uint64_t read(const std::string& folder) {
  const std::string path = folder + "/model.safetensors";
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw engine::error(path + ": cannot be opened");
  std::vector<char> buffer(std::size_t{256} << 10);
  std::uint64_t bytes = 0;
  for (::ssize_t count = 0; (count = ::read(descriptor, buffer.data(), buffer.size())) > 0;)
    bytes += static_cast<std::uint64_t>(count);
  ::close(descriptor);
  return bytes;
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "write") return write(words[1], words[2]), true;
  if (words.size() != 2 || (words[0] != "load" && words[0] != "read")) return false;
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t bytes = words[0] == "load" ? load(words[1]) : read(words[1]);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::printf("way=%s seconds=%.6f bytes=%llu\n", words[0].c_str(), taken.count(),
              static_cast<unsigned long long>(bytes));
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words,
                            "load_model write SHAPE FOLDER | load FOLDER | read FOLDER", run);
}
