#pragma once

#include <proflens/aggregate/group_places.hpp>
#include <proflens/aggregate/spelling_memory.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Where and when runs were: the step is `no_step` unless rows are split by it.
struct run_place {
  static constexpr std::int64_t no_step = std::numeric_limits<std::int64_t>::min();

  std::int64_t step = no_step;
  std::int64_t node = 0;
  std::int64_t device = 0;

  cluster_device at() const { return {node, device}; }
  friend auto operator<=>(const run_place&, const run_place&) = default;
};

/// The runs of one class at one place.
struct placed_samples {
  run_place place = {};
  duration_samples samples = {};

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.place, self.samples);
  }
  friend bool operator==(const placed_samples&, const placed_samples&) = default;
};

/// The runs of one class of operators, place by place.
struct stored_class {
  std::string op_type = {};
  bool is_communication = false;
  std::vector<placed_samples> places = {};  ///< by ascending place

  /// The samples of a place; new ones are made by `empty`. Tables come in the order of devices, so
  /// most new places go to the end.
  duration_samples& at(const run_place& place, const duration_samples& empty) {
    auto found = std::ranges::lower_bound(places, place, {}, &placed_samples::place);
    if (found == places.end() || found->place != place)
      found = places.insert(found, {place, empty.emptied()});
    return found->samples;
  }

  /// Adds the runs of the same class; new places are made by `empty`.
  void merge(stored_class&& other, const duration_samples& empty) {
    if (op_type.empty()) op_type = std::move(other.op_type);
    is_communication |= other.is_communication;
    std::vector<placed_samples> merged;
    merged.reserve(places.size() + other.places.size());
    auto mine = places.begin();
    for (auto& [place, samples] : other.places) {
      for (; mine != places.end() && mine->place <= place; ++mine)
        merged.push_back(std::move(*mine));
      if (merged.empty() || merged.back().place != place)
        merged.push_back({place, empty.emptied()});
      merged.back().samples += std::move(samples);
    }
    std::move(mine, places.end(), std::back_inserter(merged));
    places = std::move(merged);
  }

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.op_type, self.is_communication, self.places);
  }
  friend bool operator==(const stored_class&, const stored_class&) = default;
};

/// Count and time of all runs of one operator type.
struct type_sum {
  aggregate::moments time = {};

  friend bool operator==(const type_sum&, const type_sum&) = default;
};

/// A key seen and not copied.
struct operator_key_view {
  std::string_view op_name, input_shape, input_size, output_shape;

  operator_key_view(std::string_view name, std::string_view shape, std::string_view types,
                    std::string_view output)
      : op_name(name), input_shape(shape), input_size(types), output_shape(output) {}
  operator_key_view(const operator_key& key)
      : operator_key_view(key.op_name, key.input_shape, key.input_size, key.output_shape) {}

  operator_key copy() const {
    return {std::string(op_name), std::string(input_shape), std::string(input_size),
            std::string(output_shape)};
  }
  friend auto operator<=>(const operator_key_view&, const operator_key_view&) = default;
};

/// Bytewise, part by part.
struct operator_key_order {
  using is_transparent = void;

  bool operator()(const operator_key_view& a, const operator_key_view& b) const { return a < b; }
};

/// Where classes and the sums of their types stand in the maps of a store, by the hash of the key:
/// to ask is cheaper than to compare keys on the way through a map. Tables of devices that ran the
/// same program have their classes in the same order, so what followed last time is tried first. It
/// can be made anew at any time, so a copy of it is empty.
template <class Map>
class class_places {
 public:
  struct place {
    typename Map::value_type* entry = nullptr;  ///< a node of the map, which stays where it is
    std::pair<const std::string, type_sum>* type = nullptr;  ///< of the type it had last, if any
  };

  class_places() = default;
  class_places(const class_places&) {}
  class_places(class_places&& other) noexcept { *this = std::move(other); }
  class_places& operator=(const class_places& other) { return *this = class_places(other); }
  class_places& operator=(class_places&& other) noexcept {
    numbers_ = std::exchange(other.numbers_, {});
    places_ = std::exchange(other.places_, {});
    expected_ = std::exchange(other.expected_, 0);
    return *this;
  }

  /// The place of the key, which is added to the map if it has none; valid until the next call.
  place& find_or_add(const operator_key_view& key, Map& map) {
    if (expected_ >= places_.size() || !is(expected_, key)) expected_ = number_or_new(key, map);
    return places_[expected_++];
  }

 private:
  bool is(std::size_t number, const operator_key_view& key) const {
    return operator_key_view(places_[number].entry->first) == key;
  }

  std::size_t number_or_new(const operator_key_view& key, Map& map) {
    const auto parts = std::array{key.op_name, key.input_shape, key.input_size, key.output_shape};
    const std::uint64_t hash = aggregate::spelling_memory<4>::hash(parts);
    const std::uint32_t number =
        numbers_.find(hash, [&](std::uint32_t one) { return is(one, key); });
    if (number != numbers_.nowhere) return number;
    auto found = map.find(key);
    if (found == map.end()) found = map.emplace(key.copy(), stored_class{}).first;
    numbers_.add(hash);
    places_.push_back({&*found, nullptr});
    return places_.size() - 1;
  }

  aggregate::group_places numbers_;
  std::vector<place> places_;
  std::size_t expected_ = 0;  // the number that may come next
};

/// What was read of a cluster, or of a part of it: `a += b` adds the runs of b. Two stores of all
/// parts are equal to one of the whole, to rounding of the moments.
class operator_store {
 public:
  operator_store() = default;
  /// Samples are booked with the budget of `empty`.
  explicit operator_store(const duration_samples& empty) : empty_(empty.emptied()) {}

  /// Adds runs of one class, type and place.
  void add(const operator_key_view& key, std::string_view op_type, std::string_view task_type,
           const run_place& place, duration_samples&& samples) {
    auto& found = places_.find_or_add(key, classes_);
    stored_class& stored = found.entry->second;
    if (found.type == nullptr || found.type->first != op_type)
      found.type = &*types_.try_emplace(std::string(op_type)).first;
    found.type->second.time += samples.moments;
    if (stored.op_type.empty()) stored.op_type = op_type;
    stored.is_communication |= is_communication(task_type);
    stored.at(place, empty_) += std::move(samples);
  }

  operator_store& operator+=(operator_store&& other) {
    for (auto& [type, sum] : other.types_) types_[type].time += sum.time;
    auto after = classes_.begin();  // both are in the order of their keys
    for (auto& [key, from] : other.classes_) {
      after = classes_.try_emplace(after, key);
      after->second.merge(std::move(from), empty_);
      ++after;
    }
    return *this;
  }
  operator_store& operator+=(const operator_store& other) { return *this += operator_store(other); }

  /// Tells the budget of all samples.
  void book() {
    for_each_samples([](duration_samples& one) { one.quantiles.book(); });
  }
  /// All are exact, or all are sketches; to be called once everything is read.
  void settle() {
    book();
    for_each_samples([](duration_samples& one) { one.quantiles.settle(); });
  }

  using class_map = std::map<operator_key, stored_class, operator_key_order>;
  const class_map& classes() const { return classes_; }
  /// What was stored for a class, which then is empty. The class must be there.
  stored_class take(const operator_key& key) {
    return std::exchange(classes_.at(key), stored_class{});
  }
  /// What is stored of those of the classes that are here, and then no more.
  operator_store extract(const std::vector<operator_key>& keys) {
    operator_store taken(empty_);
    for (const auto& key : keys) taken.classes_.insert(classes_.extract(key));
    places_ = {};
    return taken;
  }

  /// Where to cut the classes into so many stretches whose statistics and rows take about as long:
  /// the first keys of all stretches but the first, ascending.
  std::vector<operator_key> cuts(std::size_t stretches) const {
    double whole = 0, before = 0;
    for (const auto& [key, stored] : classes_) whole += work(stored);
    std::vector<operator_key> cuts;
    for (const auto& [key, stored] : classes_) {
      while (cuts.size() + 1 < stretches && before * static_cast<double>(stretches) >=
                                                whole * static_cast<double>(cuts.size() + 1))
        cuts.push_back(key);
      before += work(stored);
    }
    return cuts;
  }

  /// The stretches between the cuts; the types stay with the first. Nothing is left here.
  std::vector<operator_store> cut(const std::vector<operator_key>& cuts, std::size_t stretches) {
    std::vector<operator_store> parts;
    for (std::size_t i = 0; i < stretches; ++i) {
      auto& part = parts.emplace_back(empty_).classes_;
      const auto end = i < cuts.size() ? classes_.lower_bound(cuts[i]) : classes_.end();
      while (classes_.begin() != end) part.insert(part.end(), classes_.extract(classes_.begin()));
    }
    parts.front().types_ = std::move(types_);
    *this = emptied();
    return parts;
  }

  const std::map<std::string, type_sum>& types() const { return types_; }

  /// Without runs, with the same budget of samples.
  operator_store emptied() const { return operator_store(empty_); }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    if constexpr (Archive::reads) self.places_ = {};
    archive(self.classes_, self.types_);
  }

  friend bool operator==(const operator_store& a, const operator_store& b) {
    return a.classes_ == b.classes_ && a.types_ == b.types_;
  }

 private:
  static bool is_communication(std::string_view task_type) {
    return task_type.starts_with("COMMUNICATION") || task_type.starts_with("HCCL");
  }

  /// In samples; the row of a device takes as long as some dozens.
  static double work(const stored_class& stored) {
    double work = 0;
    for (const auto& [place, samples] : stored.places)
      work += 64 + static_cast<double>(samples.count());
    return work;
  }

  template <class Function>
  void for_each_samples(Function function) {
    for (auto& [key, stored] : classes_)
      for (auto& [place, samples] : stored.places) function(samples);
  }

  duration_samples empty_;
  class_map classes_;
  std::map<std::string, type_sum> types_;
  class_places<class_map> places_;
};

}  // namespace proflens::workflow
