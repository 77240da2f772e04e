#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/mapped_file.hpp>
#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>

namespace proflens::engine {

/// A type of numbers that the format knows. `type` is set for those that can be weights here.
struct stored_type {
  std::string_view name = {};  ///< as the file spells it
  unsigned bits = 0;           ///< of one number
  std::optional<dtype> type = {};
};

/// All types of the format (safetensors 0.8).
inline constexpr std::array<stored_type, 22> stored_types{{
    {"F32", 32, dtype::f32},
    {"F16", 16, dtype::f16},
    {"BF16", 16, dtype::bf16},
    {"BOOL", 8},
    {"F4", 4},
    {"F6_E2M3", 6},
    {"F6_E3M2", 6},
    {"U8", 8},
    {"I8", 8},
    {"F8_E5M2", 8},
    {"F8_E4M3", 8},
    {"F8_E8M0", 8},
    {"F8_E4M3FNUZ", 8},
    {"F8_E5M2FNUZ", 8},
    {"I16", 16},
    {"U16", 16},
    {"I32", 32},
    {"U32", 32},
    {"C64", 64},
    {"F64", 64},
    {"I64", 64},
    {"U64", 64},
}};

/// A tensor of a file. Its bytes are those of the mapping, aligned or not.
struct stored_tensor {
  std::string name = {};
  stored_type type = {};
  std::vector<std::uint64_t> shape = {};  ///< a scalar has none
  std::span<const std::byte> bytes = {};
};

/// "[8,32]", as messages show a shape.
inline std::string shape_text(std::span<const std::uint64_t> shape) {
  std::string result = "[";
  for (const std::uint64_t size : shape) {
    if (result.size() > 1) result += ',';
    result += std::to_string(size);
  }
  return result + "]";
}

/// A safetensors file, mapped: opening it reads the header and none of the numbers.
///
/// The format (github.com/huggingface/safetensors): a little-endian u64, the length of the header
/// (at most 100,000,000); the header, JSON from name to {dtype, shape, data_offsets: [begin, end]},
/// which may end in blanks; the buffer, to which the offsets are relative. Each byte of the buffer
/// belongs to one tensor, each name stands once, and end - begin is what the shape needs. All of it
/// is checked. Throws engine::error, naming the file and the tensor.
class safetensors_file {
 public:
  static constexpr std::uint64_t longest_header = 100'000'000;

  explicit safetensors_file(const std::string& path)
      : path_(path), file_(std::make_shared<mapped_file>(path)) {
    const std::string_view header = find_header();
    try {
      read_header(header);
    } catch (const read::error& why) {
      throw error(why.what());
    }
    check_names();
    check_coverage();
  }

  const std::string& path() const { return path_; }
  /// In the order of their names.
  const std::vector<stored_tensor>& tensors() const { return tensors_; }
  /// Keeps the bytes of the tensors alive.
  std::shared_ptr<const mapped_file> memory() const { return file_; }

  /// Null if there is none of that name.
  const stored_tensor* find(std::string_view name) const {
    const auto place = std::ranges::lower_bound(tensors_, name, {}, &stored_tensor::name);
    return place != tensors_.end() && place->name == name ? &*place : nullptr;
  }

 private:
  [[noreturn]] void fail(const std::string& what_is_wrong) const {
    throw error(path_ + ": " + what_is_wrong);
  }
  static std::string named(const stored_tensor& tensor) {
    return "tensor " + read::shortened(tensor.name);
  }

  /// Sets `buffer_` to what is behind the header.
  std::string_view find_header() {
    const auto bytes = file_->bytes();
    if (bytes.size() < 8)
      fail("expected the 8 bytes of the header's length, the file has only " +
           std::to_string(bytes.size()));
    std::uint64_t length = 0;
    for (std::size_t i = 8; i-- > 0;) length = length << 8 | std::to_integer<unsigned>(bytes[i]);
    if (length > longest_header)
      fail("the header's length is " + std::to_string(length) + ", expected at most " +
           std::to_string(longest_header) + "; is it a safetensors file?");
    if (length > bytes.size() - 8)
      fail("the header's length is " + std::to_string(length) + ", but only " +
           std::to_string(bytes.size() - 8) + " bytes follow; the file may be cut");
    const auto* text = reinterpret_cast<const char*>(bytes.data()) + 8;
    if (length == 0 || *text != '{')
      fail("the header has to be a JSON object and begin with {; is it a safetensors file?");
    buffer_ = bytes.subspan(8 + static_cast<std::size_t>(length));
    return {text, static_cast<std::size_t>(length)};
  }

  void read_header(std::string_view header) {
    const read::json_document document(header, path_ + ": header");
    for (const auto& [name, value] : document.root().members()) {
      if (name == "__metadata__") {
        for (const auto& entry : value.members()) entry.value.text();
      } else {
        tensors_.push_back(read_tensor(std::string(name), value));
      }
    }
  }

  stored_tensor read_tensor(std::string name, const read::json_node& description) const {
    stored_tensor tensor{.name = std::move(name)};
    require_single_keys(tensor, description);
    tensor.type = read_type(tensor, description.at("dtype").text());
    for (const auto& size : description.at("shape").items()) tensor.shape.push_back(size.count());
    const auto offsets = description.at("data_offsets").items();
    if (offsets.size() != 2)
      fail(named(tensor) + ": expected 2 data_offsets, found " + std::to_string(offsets.size()));
    const std::uint64_t begin = offsets[0].count(), end = offsets[1].count();
    if (begin > end)
      fail(named(tensor) + ": begins at " + std::to_string(begin) + " and ends at " +
           std::to_string(end) + ", before its begin");
    if (end > buffer_.size())
      fail(named(tensor) + ": ends at " + std::to_string(end) + ", but the buffer has only " +
           std::to_string(buffer_.size()) + " bytes; the file may be cut");
    check_size(tensor, end - begin);
    tensor.bytes =
        buffer_.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    return tensor;
  }

  void require_single_keys(const stored_tensor& tensor, const read::json_node& description) const {
    const auto members = description.members();
    for (const std::string_view key : {"dtype", "shape", "data_offsets"})
      if (std::ranges::count(members, key, &read::json_node::member::key) > 1)
        fail(named(tensor) + ": " + std::string(key) + " stands twice");
  }

  stored_type read_type(const stored_tensor& tensor, std::string_view name) const {
    const auto type = std::ranges::find(stored_types, name, &stored_type::name);
    if (type != stored_types.end()) return *type;
    std::string known;
    for (const stored_type& one : stored_types)
      known += (known.empty() ? "" : ", ") + std::string(one.name);
    fail(named(tensor) + ": there is no dtype " + read::shortened(name) + "; expected one of " +
         known);
  }

  void check_size(const stored_tensor& tensor, std::uint64_t found) const {
    std::uint64_t bits = tensor.type.bits;
    bool overflows = false;
    for (const std::uint64_t size : tensor.shape)
      overflows |= __builtin_mul_overflow(bits, size, &bits);
    const std::string what = named(tensor) + ": shape " + shape_text(tensor.shape) + " of " +
                             std::string(tensor.type.name);
    if (overflows) fail(what + " is more than any file holds");
    if (bits % 8 != 0) fail(what + " does not end at a byte");
    if (bits / 8 != found)
      fail(what + " needs " + std::to_string(bits / 8) + " bytes, its data_offsets give it " +
           std::to_string(found));
  }

  /// Sorts by name.
  void check_names() {
    std::ranges::sort(tensors_, {}, &stored_tensor::name);
    const auto twin = std::ranges::adjacent_find(tensors_, {}, &stored_tensor::name);
    if (twin != tensors_.end()) fail(named(*twin) + ": stands twice in the header");
  }

  /// No byte of the buffer belongs to two tensors or to none.
  void check_coverage() const {
    std::vector<const stored_tensor*> in_order;
    for (const stored_tensor& tensor : tensors_) in_order.push_back(&tensor);
    const auto begin_of = [&](const stored_tensor* tensor) {
      return static_cast<std::size_t>(tensor->bytes.data() - buffer_.data());
    };
    std::ranges::sort(in_order, {}, [&](const stored_tensor* tensor) {
      return std::pair(begin_of(tensor), tensor->bytes.size());  // those without bytes come first
    });
    std::size_t covered = 0;
    const stored_tensor* last = nullptr;
    for (const stored_tensor* tensor : in_order) {
      const std::size_t begin = begin_of(tensor);
      if (begin > covered)
        fail(named(*tensor) + ": begins at " + std::to_string(begin) + "; expected " +
             std::to_string(covered) + ", because every byte of the buffer belongs to a tensor");
      if (begin < covered)
        fail(named(*tensor) + ": begins at " + std::to_string(begin) + ", inside of " +
             named(*last) + ", which ends at " + std::to_string(covered));
      covered += tensor->bytes.size();
      last = tensor;
    }
    if (covered != buffer_.size())
      fail("the buffer has " + std::to_string(buffer_.size()) + " bytes; expected " +
           std::to_string(covered) + ", the end of " +
           (last == nullptr ? "an empty header" : named(*last)));
  }

  std::string path_;
  std::shared_ptr<const mapped_file> file_;
  std::span<const std::byte> buffer_;
  std::vector<stored_tensor> tensors_;
};

}  // namespace proflens::engine
