#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <proflens/read/decompress.hpp>
#include <proflens/read/file_blocks.hpp>
#include <proflens/read/file_source.hpp>
#include <proflens/read/input_file.hpp>
#include <proflens/read/line_block.hpp>
#include <proflens/read/options.hpp>
#include <proflens/read/stream_blocks.hpp>

namespace proflens::read {

/// The blocks of a list of files, in file order. One file is opened at a time; its descriptor stays
/// open until its last block is gone. To be asked by one thread at a time.
class block_queue {
 public:
  block_queue(std::vector<std::filesystem::path> files, const options& chosen)
      : files_(std::move(files)), options_(chosen) {}

  /// The next block; false behind the last file. Throws `read::error` if a file cannot be read.
  bool next(line_block& block) {
    for (;;) {
      block = {};
      block.file_index = next_file_ - 1;
      const bool has_block = std::visit(
          [&](auto& blocks) {
            if constexpr (requires { blocks->next(block); })
              return blocks->next(block);
            else
              return false;
          },
          blocks_);
      if (has_block) return true;
      blocks_ = std::monostate{};
      if (next_file_ == files_.size()) return false;
      open(files_[next_file_++]);
    }
  }

 private:
  void open(const std::filesystem::path& path) {
    auto file = std::make_shared<const input_file>(path);
    first_bytes first{};
    const std::size_t got = file->is_regular() ? file->read_at(0, first.data(), first.size())
                                               : file->read_next(first.data(), first.size());
    const std::string_view magic(first.data(), got);
    const compression kind = compression_of(magic);
    if (file->is_regular() && kind == compression::none) {
      blocks_ = std::make_unique<file_blocks>(std::move(file), options_);
      return;
    }
    byte_source bytes = file->is_regular() ? from_start(file) : continued(file, first, got);
    blocks_ = std::make_unique<stream_blocks>(decompressed(kind, std::move(bytes), file->name()),
                                              options_);
  }

  static byte_source from_start(std::shared_ptr<const input_file> file) {
    return [file = std::move(file), at = std::uint64_t{0}](char* to, std::size_t bytes) mutable {
      const std::size_t left = static_cast<std::size_t>(file->size() - std::min(at, file->size()));
      const std::size_t got = file->read_at(at, to, std::min(bytes, left));
      at += got;
      return got;
    };
  }

  std::vector<std::filesystem::path> files_;
  options options_;
  std::size_t next_file_ = 0;
  std::variant<std::monostate, std::unique_ptr<file_blocks>, std::unique_ptr<stream_blocks>>
      blocks_;
};

}  // namespace proflens::read
