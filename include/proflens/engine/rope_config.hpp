#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <proflens/engine/transformer_config.hpp>
#include <proflens/read/json_document.hpp>

namespace proflens::engine {

/// What config.json says of the rotary angles.
struct rope_config {
  double theta = 10000;
  std::optional<llama3_scaling> scaling = {};

  friend bool operator==(const rope_config&, const rope_config&) = default;
};

/// The number of a key above 0; read::error where it is absent or something else.
inline double positive_number(const read::json_node& object, std::string_view key) {
  const auto node = object.at(key);
  const double result = node.number();
  if (!(result > 0)) node.fail("expected a number above 0, found " + node.described());
  return result;
}

/// All values of a head are rotated.
inline void require_whole_rotation(const read::json_node& object) {
  const auto part = object.find_value("partial_rotary_factor");
  if (part && part->number() != 1) part->fail("only 1 is computed here");
}

/// `rope_scaling` or `rope_parameters`. What is not computed here is refused, never ignored.
inline rope_config read_rope_object(const read::json_node& object, double theta) {
  constexpr std::array<std::string_view, 8> known{"rope_type",
                                                  "type",
                                                  "rope_theta",
                                                  "factor",
                                                  "low_freq_factor",
                                                  "high_freq_factor",
                                                  "original_max_position_embeddings",
                                                  "partial_rotary_factor"};
  auto type = object.find_value("rope_type");
  if (!type) type = object.find_value("type");  // the oldest spelling
  const std::string_view name = type ? type->text() : "default";
  if (name != "default" && name != "llama3")
    type->fail("expected \"default\" or \"llama3\" (others are not computed here), found " +
               type->described());
  for (const auto& [key, value] : object.members())
    if (!value.is_null() && std::ranges::find(known, key) == known.end())
      value.fail("this key of the rotary angles is not computed here");
  require_whole_rotation(object);

  rope_config result{.theta = theta};
  if (object.find_value("rope_theta")) result.theta = positive_number(object, "rope_theta");
  if (name == "default") return result;
  result.scaling = llama3_scaling{
      .factor = positive_number(object, "factor"),
      .low_frequency_factor = positive_number(object, "low_freq_factor"),
      .high_frequency_factor = positive_number(object, "high_freq_factor"),
      .original_positions = positive_number(object, "original_max_position_embeddings")};
  if (result.scaling->high_frequency_factor <= result.scaling->low_frequency_factor)
    object.at("high_freq_factor").fail("has to be above low_freq_factor");
  return result;
}

/// The rotary angles by the keys `rope_parameters` (since transformers 5) or `rope_theta` and
/// `rope_scaling` (before); if both styles are there, they have to agree. Theta is 10000 unless
/// told. Throws read::error.
inline rope_config read_rope(const read::json_node& root) {
  require_whole_rotation(root);
  const double theta =
      root.find_value("rope_theta") ? positive_number(root, "rope_theta") : rope_config{}.theta;
  const auto scaling = root.find_value("rope_scaling");
  const auto parameters = root.find_value("rope_parameters");
  if (!parameters) return scaling ? read_rope_object(*scaling, theta) : rope_config{.theta = theta};
  const rope_config result = read_rope_object(*parameters, theta);
  if (scaling && read_rope_object(*scaling, result.theta) != result)
    scaling->fail("says other than rope_parameters");
  if (root.find_value("rope_theta") && theta != result.theta)
    root.at("rope_theta").fail("says other than rope_parameters");
  return result;
}

}  // namespace proflens::engine
