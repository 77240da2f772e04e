#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/mapped_file.hpp>
#include <proflens/engine/safetensors.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>

namespace proflens::engine {

/// A JSON file read whole. Throws engine::error if it cannot be read or is no JSON.
inline read::json_document json_of_file(const std::string& path) {
  const mapped_file file(path);
  const auto bytes = file.bytes();
  try {
    return {std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), path};
  } catch (const read::error& why) {
    throw error(why.what());
  }
}

/// The weights of a folder as Hugging Face writes them: `model.safetensors`, or several such files
/// and `model.safetensors.index.json`, which says where each tensor is. If both are there, the
/// single file counts.
class weight_files {
 public:
  /// Where a tensor is.
  struct place {
    const stored_tensor* tensor = nullptr;
    const std::string* path = nullptr;  ///< of its file
  };

  /// Throws engine::error for what `safetensors_file` refuses, for a folder without weights, and
  /// for an index that names a file outside of the folder, or a file or tensor that is not there.
  explicit weight_files(const std::filesystem::path& folder) {
    const auto single = folder / "model.safetensors";
    const auto index = folder / "model.safetensors.index.json";
    std::error_code ignored;
    if (std::filesystem::exists(single, ignored)) {
      source_ = single.string();
      for (const stored_tensor& tensor : open(source_).tensors())
        places_[tensor.name] = {&tensor, &files_.back()->path()};
    } else if (std::filesystem::exists(index, ignored)) {
      source_ = index.string();
      read_index(folder);
    } else {
      throw error(folder.string() +
                  ": there are no weights; expected model.safetensors or "
                  "model.safetensors.index.json");
    }
  }

  /// The file that says what there is: the single file or the index.
  const std::string& source() const { return source_; }

  /// Null members if there is none of that name.
  place find(std::string_view name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? place{} : found->second;
  }

  /// All tensors by name, without those of a shard that the index does not name.
  const std::map<std::string, place, std::less<>>& places() const { return places_; }

  /// Keeps the bytes of all tensors alive.
  std::vector<std::shared_ptr<const mapped_file>> memory() const {
    std::vector<std::shared_ptr<const mapped_file>> all;
    for (const auto& file : files_) all.push_back(file->memory());
    return all;
  }

 private:
  const safetensors_file& open(const std::string& path) {
    files_.push_back(std::make_unique<safetensors_file>(path));
    return *files_.back();
  }

  void read_index(const std::filesystem::path& folder) {
    const auto document = json_of_file(source_);
    try {
      std::map<std::string, const safetensors_file*, std::less<>> shards;
      for (const auto& [name, value] : document.root().at("weight_map").members()) {
        const std::string shard(value.text());
        if (!shards.contains(shard)) shards[shard] = &open(path_of(folder, shard, value));
        const stored_tensor* tensor = shards[shard]->find(name);
        if (tensor == nullptr) value.fail("there is no such tensor in " + shards[shard]->path());
        if (!places_.try_emplace(std::string(name), place{tensor, &shards[shard]->path()}).second)
          value.fail("stands twice");
      }
    } catch (const read::error& why) {
      throw error(why.what());
    }
  }

  static std::string path_of(const std::filesystem::path& folder, const std::string& shard,
                             const read::json_node& value) {
    // A plain name cannot leave the folder. A link may: caches keep the files elsewhere.
    if (shard.empty() || shard == "." || shard == ".." || shard.find('/') != shard.npos ||
        shard.find('\0') != shard.npos)
      value.fail("expected the name of a file in " + folder.string() + ", found " +
                 value.described());
    const auto path = folder / shard;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
      value.fail("its file is not there: " + path.string());
    return path.string();
  }

  std::string source_;
  std::vector<std::unique_ptr<const safetensors_file>> files_;
  std::map<std::string, place, std::less<>> places_;
};

}  // namespace proflens::engine
