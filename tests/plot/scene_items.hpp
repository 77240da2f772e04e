#pragma once

#include <proflens/plot/scene.hpp>

#include <variant>
#include <vector>

/// All items of one kind, in their order.
template <class Item>
std::vector<Item> items(const proflens::plot::scene::drawing& drawing) {
  std::vector<Item> found;
  for (const auto& any : drawing.items)
    if (const auto* item = std::get_if<Item>(&any)) found.push_back(*item);
  return found;
}
