#pragma once

#include <proflens/workflow/stage_profiling/lookup.hpp>
#include <proflens/workflow/stage_profiling/placement.hpp>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace driver {

/// All of a text as a number; nothing where it is none, or has something behind it.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "4000,8000", both 1 or more.
inline std::optional<proflens::engine::graph_size> size_of(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == text.npos) return std::nullopt;
  const auto nodes = number_of<std::int64_t>(text.substr(0, comma));
  const auto edges = number_of<std::int64_t>(text.substr(comma + 1));
  if (!nodes || !edges || *nodes < 1 || *edges < 1) return std::nullopt;
  return proflens::engine::graph_size{*nodes, *edges};
}

/// "CPU:GPU=8000,0.05", MB of 2^20 bytes a second and ms; without ",ms" no latency.
inline std::optional<proflens::workflow::stage_link> link_of(std::string_view text) {
  const std::size_t colon = text.find(':'), equal = text.find('=');
  if (colon == text.npos || equal == text.npos || colon > equal) return std::nullopt;
  const std::string_view numbers = text.substr(equal + 1);
  const std::size_t comma = numbers.find(',');
  const auto speed = number_of<double>(numbers.substr(0, comma));
  const auto latency =
      comma == numbers.npos ? std::optional(0.0) : number_of<double>(numbers.substr(comma + 1));
  proflens::workflow::stage_link link{std::string(text.substr(0, colon)),
                                      std::string(text.substr(colon + 1, equal - colon - 1)),
                                      speed.value_or(0), latency.value_or(-1)};
  const bool is_possible = link.mb_per_s > 0 && std::isfinite(link.mb_per_s) &&
                           link.latency_ms >= 0 && std::isfinite(link.latency_ms);
  if (!is_possible || link.first.empty() || link.second.empty() || link.first == link.second)
    return std::nullopt;
  return link;
}

/// The part of the command line that asks for sizes: `--lookup`, `--place` and what belongs to it.
class stage_sizes_options {
 public:
  explicit stage_sizes_options(CLI::App& app) {
    app.add_option("--lookup", lookups_,
                   "print how long each stage takes on each unit at this size, measured or not; "
                   "several times for several sizes")
        ->type_name("NODES,EDGES")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check([](const std::string& text) { return refusal_of_size(text); });
    place_ = app.add_option("--place", places_,
                            "print which unit should run which stages at this size; several times "
                            "for several sizes, without one for all that were measured")
                 ->type_name("NODES,EDGES")
                 ->expected(0, 1)
                 ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                 ->check([](const std::string& text) { return refusal_of_size(text); });
    app.add_option("--link", links_,
                   "how fast data go between two units, for --place; several times for several")
        ->type_name("UNIT:UNIT=MB/s,ms")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->check([](const std::string& text) { return refusal_of_link(text); });
    app.add_option("--max-blocks", max_blocks_, "into how many units --place divides the stages")
        ->check(CLI::Range(1, 7))
        ->capture_default_str();
  }

  bool places() const { return place_->count() > 0; }
  bool is_asked() const { return places() || !lookups_.empty(); }

  std::vector<proflens::engine::graph_size> lookup_sizes() const { return sizes_of(lookups_); }
  /// Empty: all that were measured.
  std::vector<proflens::engine::graph_size> place_sizes() const { return sizes_of(places_); }

  proflens::workflow::placement_options placement() const {
    proflens::workflow::placement_options options;
    for (const std::string& text : links_)
      if (const auto link = link_of(text)) options.links.push_back(*link);
    options.max_blocks = max_blocks_;
    return options;
  }

  /// Throws workflow::error for a size that no graph of so many features has: before hours are
  /// measured in vain.
  void require_sizes(std::int64_t features) const {
    for (const auto& sizes : {lookup_sizes(), place_sizes()})
      for (const auto& size : sizes) proflens::workflow::require_size(size, features);
  }

 private:
  static std::vector<proflens::engine::graph_size> sizes_of(const std::vector<std::string>& texts) {
    std::vector<proflens::engine::graph_size> sizes;
    for (const std::string& text : texts)
      if (const auto size = size_of(text)) sizes.push_back(*size);
    return sizes;
  }
  static std::string refusal_of_size(const std::string& text) {
    return size_of(text) ? "" : "expected NODES,EDGES as 4000,8000, both 1 or more; found " + text;
  }
  static std::string refusal_of_link(const std::string& text) {
    return link_of(text)
               ? ""
               : "expected two units, MB/s above 0 and ms as CPU:GPU=8000,0.05; found " + text;
  }

  CLI::Option* place_ = nullptr;
  std::vector<std::string> lookups_, places_, links_;
  std::size_t max_blocks_ = 3;
};

}  // namespace driver
