#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/detail/abandoned_files.hpp>
#include <proflens/detail/atomic_file.hpp>
#include <proflens/detail/utf8.hpp>
#include <proflens/measure/checkpoint_text.hpp>
#include <proflens/measure/error.hpp>
#include <proflens/measure/fingerprint.hpp>

namespace proflens::measure {

/// What to do about a checkpoint that is there.
enum class existing_checkpoint {
  resume,   ///< go on from it; it has to have the same fingerprint
  replace,  ///< as if it weren't there; it goes when the first point is put
};

/// Keeps the finished points of a long measurement in a file, so that one that was stopped can go
/// on. The file is written anew and put in its place after every point (detail::atomic_file): at
/// any moment, also when the process is killed, it holds all points or all but the last, whole.
///
///     measure::checkpoint done("checkpoint.json", {{"model", "gpt2"}, {"cpu", "AMD EPYC"}});
///     for (const auto& point : grid) {
///       if (!done.contains(point.key())) done.put(point.key(), point.measure_as_text());
///     }
///
/// Keys and texts are UTF-8. Not for several threads or processes at once.
class checkpoint {
 public:
  /// A file that is not there is an empty checkpoint; nothing is written before the first `put`.
  /// Throws measure::error for a file that cannot be read or is damaged, and for one of another
  /// fingerprint, naming each difference.
  explicit checkpoint(std::filesystem::path file, fingerprint expected = {},
                      existing_checkpoint existing = existing_checkpoint::resume)
      : file_(std::move(file)) {
    detail::remove_abandoned_files(file_);
    std::error_code unknown;
    if (existing == existing_checkpoint::resume && std::filesystem::exists(file_, unknown)) {
      read();
      require_same(expected);
    }
    content_.fingerprint = std::move(expected);
  }

  bool contains(std::string_view key) const { return find(key) != nullptr; }

  /// The text of a point, null if it is not finished. Valid until the next `put`.
  const std::string* find(std::string_view key) const {
    const auto found = std::ranges::find(content_.points, key, &named_value::name);
    return found != content_.points.end() ? &found->value : nullptr;
  }

  /// Adds a finished point, or replaces it, and writes the file. Throws measure::error for text
  /// that is not UTF-8, proflens::error where the file cannot be written; the point is kept in
  /// memory then, and written with the next.
  void put(std::string_view key, std::string text) {
    if (detail::valid_utf8(key) != key || detail::valid_utf8(text) != text)
      throw error("checkpoint " + file_.string() + ": the point " + std::string(key) +
                  " holds text that is not UTF-8; write numbers and UTF-8 only");
    const auto found = std::ranges::find(content_.points, key, &named_value::name);
    if (found != content_.points.end()) {
      found->value = std::move(text);
    } else {
      content_.points.push_back({std::string(key), std::move(text)});
    }
    detail::write_atomically(file_, checkpoint_text(content_));
  }

  /// How many points are finished.
  std::size_t size() const { return content_.points.size(); }
  /// Key and text of each, in the order they were first put.
  const std::vector<named_value>& points() const { return content_.points; }
  const std::filesystem::path& file() const { return file_; }

 private:
  static constexpr const char* remedy = "; delete it to begin anew";

  void read() {
    std::error_code ignored;
    if (std::filesystem::is_directory(file_, ignored)) fail_to_read(EISDIR);
    std::ifstream in(file_, std::ios::binary);
    if (!in) fail_to_read(errno);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    try {
      content_ = checkpoint_parser(text).parse();
    } catch (const error& damage) {
      throw error("the checkpoint " + file_.string() + " is damaged: " + damage.what() + remedy);
    }
  }

  [[noreturn]] void fail_to_read(int code) const {
    throw error("cannot read the checkpoint " + file_.string() + ": " +
                std::generic_category().message(code) +
                "; change its permissions, or name another file");
  }

  void require_same(const fingerprint& expected) const {
    const auto all = differences(content_.fingerprint, expected);
    if (all.empty()) return;
    throw error("the checkpoint " + file_.string() + " belongs to another measurement: " +
                text_of(all) + remedy + ", or name another file");
  }

  std::filesystem::path file_;
  checkpoint_content content_;
};

}  // namespace proflens::measure
