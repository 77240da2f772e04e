#pragma once

#include <proflens/read/pack_ledger.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/sources.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Appends what is not there yet.
template <class Value>
void append_new(std::vector<Value>& to, const std::vector<Value>& from) {
  for (const Value& value : from)
    if (std::ranges::find(to, value) == to.end()) to.push_back(value);
}

/// Which exports the rows of devices come from.
struct device_exports {
  std::map<cluster_device, std::vector<std::string>> of = {};

  device_exports& operator+=(const device_exports& other) {
    for (const auto& [device, exports] : other.of) append_new(of[device], exports);
    return *this;
  }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.of);
  }
};

/// What a budget, or those of several ranks, had to keep.
struct kept_samples {
  std::uint64_t samples = 0;
  bool are_sketched = false;  ///< some were too many

  kept_samples& operator+=(const kept_samples& other) {
    samples += other.samples;
    are_sketched |= other.are_sketched;
    return *this;
  }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.samples, self.are_sketched);
  }
};

/// What came out of the tables of a cluster, or of some of them: `a += b` adds those of b.
struct cluster_reading {
  operator_store store = {};
  std::vector<cluster_file> files = {};
  std::vector<set_aside_file> set_aside = {};
  std::vector<std::string> warnings = {};
  std::vector<std::string> features = {};  ///< columns, in the order in which they were found
  device_exports exports = {};
  bool has_steps = false;  ///< a table has a Step Id
  kept_samples kept = {};  ///< by the ranks whose parts these are, before they parted

  // What this process knows for itself: not added, not sent to others.
  std::vector<cluster_source> sources = {};  ///< of `files`
  std::set<cluster_device> covered = {};     ///< by op_summary: their kernel_details do not count

  cluster_reading& operator+=(cluster_reading&& other) {
    store += std::move(other.store);
    files.insert(files.end(), other.files.begin(), other.files.end());
    set_aside.insert(set_aside.end(), other.set_aside.begin(), other.set_aside.end());
    warnings.insert(warnings.end(), other.warnings.begin(), other.warnings.end());
    append_new(features, other.features);
    exports += other.exports;
    has_steps |= other.has_steps;
    kept += other.kept;
    return *this;
  }

  /// Parts to be added to those of other ranks: stretches of the classes, the rest with the first.
  /// What this process knows for itself stays here.
  std::vector<cluster_reading> cut(const std::vector<operator_key>& cuts, std::size_t stretches) {
    std::vector<cluster_reading> parts;
    for (auto& part : store.cut(cuts, stretches))
      parts.push_back({.store = std::move(part), .kept = kept});
    parts.front().files = std::move(files);
    parts.front().set_aside = std::move(set_aside);
    parts.front().warnings = std::move(warnings);
    parts.front().features = std::move(features);
    parts.front().exports = std::move(exports);
    parts.front().has_steps = has_steps;
    return parts;
  }

  /// Without runs, with the same budget of samples.
  cluster_reading emptied() const { return {.store = store.emptied()}; }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.store, self.files, self.set_aside, self.warnings, self.features, self.exports,
            self.has_steps, self.kept);
  }
};

}  // namespace proflens::workflow
