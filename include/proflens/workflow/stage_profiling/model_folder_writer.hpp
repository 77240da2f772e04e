#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <proflens/detail/abandoned_files.hpp>
#include <proflens/detail/atomic_file.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling/exported_models.hpp>
#include <proflens/workflow/stage_profiling/file_checksum.hpp>

namespace proflens::workflow {

/// The files below `exported_models/`: each is written whole or not at all, and only if it is not
/// there as it should be. As long as one is not, there is no manifest. For several threads.
class model_folder_writer {
 public:
  /// Creates the folders. Throws workflow::error if it cannot.
  model_folder_writer(std::filesystem::path folder, bool with_ir) : folder_(std::move(folder)) {
    create(folder_ / onnx_folder);
    if (with_ir) create(folder_ / ir_folder);
  }

  /// Throws proflens::error if the file cannot be written.
  exported_file put(const std::string& name, std::string_view bytes) {
    const auto file = folder_ / name;
    if (holds(file, bytes)) {
      ++unchanged_;
    } else {
      std::call_once(is_changing_, [&] { remove("manifest.json"); });
      detail::remove_abandoned_files(file);
      detail::write_atomically(file, bytes);
      ++written_;
    }
    return {name, bytes.size(), crc32_of(bytes)};
  }

  void remove(const std::string& name) const {
    std::error_code ignored;
    std::filesystem::remove(folder_ / name, ignored);
  }

  std::size_t written() const { return written_; }
  std::size_t unchanged() const { return unchanged_; }

 private:
  static void create(const std::filesystem::path& folder) {
    std::error_code failed, ignored;
    std::filesystem::create_directories(folder, failed);
    if (!std::filesystem::is_directory(folder, ignored))
      throw error("cannot create the folder " + folder.string() + ": " +
                  (failed ? failed.message() : "there is something else of that name") +
                  "; name another one (--output-dir)");
  }

  static bool holds(const std::filesystem::path& file, std::string_view bytes) {
    std::error_code failed;
    if (std::filesystem::file_size(file, failed) != bytes.size() || failed) return false;
    std::ifstream in(file, std::ios::binary);
    const std::string found(std::istreambuf_iterator<char>(in), {});
    return found == bytes;
  }

  std::filesystem::path folder_;
  std::once_flag is_changing_;
  std::atomic<std::size_t> written_ = 0, unchanged_ = 0;
};

}  // namespace proflens::workflow
