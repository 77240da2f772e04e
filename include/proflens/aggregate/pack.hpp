#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/aggregate/buffer.hpp>
#include <proflens/aggregate/emptied.hpp>
#include <proflens/error.hpp>

/// Accumulators as bytes, to be sent to another process of the same program on the same kind of
/// machine; nothing for files. What consists of plain numbers (`moments`, `extrema`, `count`) is
/// packed as it lies in memory; containers and text element by element. A type of one's own that
/// holds memory says how, in one function for both directions:
///
///     template <class Self, class Archive>
///     static void exchange(Self& self, Archive& archive) { archive(self.count_, self.values_); }
///
/// as a member, or as a free function `exchange_with(archive, self)` beside the type.
/// `Archive::reads` tells the direction.
namespace proflens::aggregate {

class packing_archive;
class unpacking_archive;

template <class Value>
concept exchanges_itself = requires(Value& value, packing_archive& archive) {
  Value::exchange(value, archive);
};
template <class Value>
concept exchanged_beside = requires(Value& value, packing_archive& archive) {
  exchange_with(archive, value);
};

/// Numbers, and structs of nothing but numbers. Views and pointers would point into another
/// process.
template <class Value>
concept plain_value = std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value> &&
                      !std::is_member_pointer_v<Value> &&
                      !std::convertible_to<Value, std::string_view> && !requires(Value & value) {
  std::span(value);
};

template <class Value>
concept in_one_piece =
    plain_value<std::remove_const_t<Value>> && !exchanges_itself<Value> && !exchanged_beside<Value>;

/// Appends values to bytes, or hands these on in parts, so that there is never much of them.
class packing_archive {
 public:
  static constexpr bool reads = false;
  /// Takes the next part; may keep it by moving the vector away, else must not look at it later.
  using sender = std::function<void(std::vector<std::byte>&)>;

  packing_archive() = default;
  /// Parts have `part_bytes` (1 at least), the last but one may have fewer; the last has none.
  packing_archive(std::size_t part_bytes, sender send)
      : part_bytes_(part_bytes), send_(std::move(send)) {
    bytes_.reserve(part_bytes_);  // to grow would touch twice the memory
  }
  /// Sends what is left, and the end.
  void finish() {
    if (!bytes_.empty()) send_(bytes_);
    bytes_.clear();
    send_(bytes_);
  }

  template <class... Values>
  void operator()(const Values&... values) {
    (put(values), ...);
  }

  const std::vector<std::byte>& bytes() const& { return bytes_; }
  std::vector<std::byte> bytes() && { return std::move(bytes_); }

 private:
  template <class Value>
  void put(const Value& value) {
    if constexpr (exchanges_itself<const Value>) {
      Value::exchange(value, *this);
    } else if constexpr (exchanged_beside<const Value>) {
      exchange_with(*this, value);
    } else {
      static_assert(plain_value<Value>, "give this type a function `exchange`, see pack.hpp");
      put_bytes(&value, sizeof(Value));
    }
  }
  void put(const std::string& text) { put_elements(text.data(), text.size()); }
  template <class Value>
  void put(const buffer<Value>& values) {
    put_elements(values.data(), values.size());
  }
  template <class Value>
  void put(const std::vector<Value>& values) {
    put_elements(values.data(), values.size());
  }
  template <class Value, std::size_t Size>
  void put(const std::array<Value, Size>& values) {
    for (const Value& value : values) put(value);
  }
  template <class... Values>
  void put(const std::tuple<Values...>& values) {
    std::apply([this](const Values&... value) { (put(value), ...); }, values);
  }
  template <class Key, class Value, class Order>
  void put(const std::map<Key, Value, Order>& values) {
    put(values.size());
    for (const auto& [key, value] : values) put(key), put(value);
  }
  template <class Value>
  void put(const std::unique_ptr<Value>& value) {
    put(value != nullptr);
    if (value) put(*value);
  }

  template <class Value>
  void put_elements(const Value* values, std::size_t count) {
    put(count);
    if constexpr (in_one_piece<const Value>) {
      put_bytes(values, count * sizeof(Value));
    } else {
      for (std::size_t i = 0; i < count; ++i) put(values[i]);
    }
  }

  void put_bytes(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    for (; size > part_bytes_ - bytes_.size();) {
      const std::size_t here = part_bytes_ - bytes_.size();
      append(first, here);
      send_(bytes_);
      bytes_.clear();
      bytes_.reserve(part_bytes_);
      first += here;
      size -= here;
    }
    append(first, size);
  }

  // Not by insert: inlined at -O3 it makes GCC 12 warn of a write beyond an empty vector.
  void append(const std::byte* first, std::size_t size) {
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + size);
    std::copy_n(first, size, bytes_.data() + begin);
  }

  std::size_t part_bytes_ = std::numeric_limits<std::size_t>::max();
  sender send_;
  std::vector<std::byte> bytes_;
};

/// Reads values back in the order in which they were packed. Throws proflens::error where bytes are
/// missing.
class unpacking_archive {
 public:
  static constexpr bool reads = true;

  /// Gives the next part, which stands until the part after it; an empty one is the end.
  using receiver = std::function<std::span<const std::byte>()>;

  explicit unpacking_archive(std::span<const std::byte> bytes) : bytes_(bytes) {}
  explicit unpacking_archive(receiver next) : next_(std::move(next)) {}

  template <class... Values>
  void operator()(Values&... values) {
    (get(values), ...);
  }

  /// How many bytes are not read yet; of parts, of the present one.
  std::size_t remaining() {
    if (bytes_.empty() && next_) take_next();
    return bytes_.size();
  }

 private:
  template <class Value>
  void get(Value& value) {
    if constexpr (exchanges_itself<Value>) {
      Value::exchange(value, *this);
    } else if constexpr (exchanged_beside<Value>) {
      exchange_with(*this, value);
    } else {
      static_assert(plain_value<Value>, "give this type a function `exchange`, see pack.hpp");
      get_bytes(&value, sizeof(Value));
    }
  }
  void get(std::string& text) {
    text.resize(get_count(1));
    get_bytes(text.data(), text.size());
  }
  template <class Value>
  void get(buffer<Value>& values) {
    values = {};
    const std::size_t count = get_count(sizeof(Value));
    values.set_capacity(count);
    // Bytes stand anywhere; values must be aligned.
    std::array<Value, 64> some;
    for (std::size_t left = count; left > 0;) {
      const std::size_t here = std::min(left, some.size());
      get_bytes(some.data(), here * sizeof(Value));
      values.append(some.data(), here);
      left -= here;
    }
  }
  template <class Value>
  void get(std::vector<Value>& values) {
    values.clear();
    values.resize(get_count(1));
    if constexpr (in_one_piece<Value>) {
      get_bytes(values.data(), values.size() * sizeof(Value));
    } else {
      for (Value& value : values) get(value);
    }
  }
  template <class Value, std::size_t Size>
  void get(std::array<Value, Size>& values) {
    for (Value& value : values) get(value);
  }
  template <class... Values>
  void get(std::tuple<Values...>& values) {
    std::apply([this](Values&... value) { (get(value), ...); }, values);
  }
  template <class Key, class Value, class Order>
  void get(std::map<Key, Value, Order>& values) {
    values.clear();
    for (std::size_t left = get_count(1); left > 0; --left) {
      Key key{};
      get(key);
      get(values.try_emplace(values.end(), std::move(key))->second);  // they come in their order
    }
  }
  template <class Value>
  void get(std::unique_ptr<Value>& value) {
    bool there = false;
    get(there);
    value = there ? std::make_unique<Value>() : nullptr;
    if (there) get(*value);
  }

  /// A number of elements of so many bytes at least: a damaged one must not take all memory.
  std::size_t get_count(std::size_t least_bytes) {
    std::size_t count = 0;
    get(count);
    if (!next_ && count > bytes_.size() / least_bytes) throw cut();
    return count;
  }

  void get_bytes(void* data, std::size_t size) {
    auto* to = static_cast<std::byte*>(data);
    while (size > bytes_.size()) {
      if (!next_) throw cut();
      to = std::ranges::copy(bytes_, to).out;
      size -= bytes_.size();
      take_next();
    }
    if (size != 0) std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }

  void take_next() {
    bytes_ = next_();
    if (bytes_.empty()) next_ = nullptr;
  }

  static error cut() {
    return error(
        "pack: the packed accumulator is cut off or was packed from another type; do all "
        "ranks run the same program?");
  }

  std::span<const std::byte> bytes_;
  receiver next_;
};

template <class Accumulator>
std::vector<std::byte> pack(const Accumulator& value) {
  packing_archive archive;
  archive(value);
  return std::move(archive).bytes();
}

/// What `pack` made the bytes of; projections and budgets, which are not packed, are those of
/// `like`. Throws proflens::error where bytes are missing or left over.
template <class Accumulator>
Accumulator unpack(unpacking_archive archive, const Accumulator& like) {
  Accumulator value = emptied(like);
  archive(value);
  if (archive.remaining() != 0)
    throw error("pack: " + std::to_string(archive.remaining()) +
                " bytes are left over; do all ranks run the same program?");
  return value;
}
template <class Accumulator>
Accumulator unpack(std::span<const std::byte> bytes, const Accumulator& like) {
  return unpack(unpacking_archive(bytes), like);
}

}  // namespace proflens::aggregate
