#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <proflens/engine/dtype.hpp>
#include <proflens/engine/large_memory.hpp>
#include <proflens/engine/tensor_layout.hpp>
#include <proflens/engine/transformer_config.hpp>
#include <proflens/engine/weights.hpp>

namespace proflens::engine {

/// A tensor that gets memory of its own.
struct owned_tensor {
  std::size_t index = 0;  ///< its place in the order of `visit_tensors`
  tensor_role role = tensor_role::matrix;
  std::size_t size = 0;               ///< numbers
  const std::byte* source = nullptr;  ///< what it was before; null where it is new
  dtype source_type = dtype::f32;
  std::byte* data = nullptr;  ///< where it is now, at a multiple of 64 bytes
  dtype type = dtype::f32;
};

/// The tensors of a decoder in one piece of memory, to be filled.
inline std::vector<owned_tensor> place_tensors(const transformer_config& config,
                                               transformer_weights& weights, dtype type,
                                               std::shared_ptr<const void>& memory) {
  constexpr std::size_t alignment = 64;  // a line of the cache, and the widest vectors
  std::vector<owned_tensor> tensors;
  std::vector<std::size_t> begins;
  std::size_t end = 0;
  visit_tensors(config, weights, [&](const std::string&, tensor_role role, const auto& view) {
    tensors.push_back({.index = tensors.size(),
                       .role = role,
                       .size = static_cast<std::size_t>(numbers_in(view)),
                       .source = view.data,
                       .source_type = view.type,
                       .type = type});
    begins.push_back(end);
    end += (tensors.back().size * size_of(type) + alignment - 1) / alignment * alignment;
  });
  const auto owned = std::make_shared<large_memory>(end);
  for (owned_tensor& tensor : tensors) tensor.data = owned->data() + begins[tensor.index];
  std::size_t next = 0;
  visit_tensors(config, weights, [&](const std::string&, tensor_role, auto& view) {
    view.data = tensors[next++].data;
    view.type = type;
  });
  memory = owned;
  return tensors;
}

/// Gives the weights of a decoder memory of their own, in a type. `fill(tensor, first, count)`
/// writes a piece of a tensor; `first` is even. It is called from several threads (0: one for each
/// core), must not throw, and what it writes must not depend on the pieces.
template <class Fill>
void own_weights(const transformer_config& config, transformer_weights& weights, dtype type,
                 int threads, const Fill& fill) {
  struct piece {
    const owned_tensor* tensor;
    std::size_t first, count;
  };
  constexpr std::size_t longest = std::size_t{1} << 18;
  std::shared_ptr<const void> memory;
  const std::vector<owned_tensor> tensors = place_tensors(config, weights, type, memory);
  std::vector<piece> pieces;
  for (const owned_tensor& tensor : tensors)
    for (std::size_t first = 0; first < tensor.size; first += longest)
      pieces.push_back({&tensor, first, std::min(longest, tensor.size - first)});

  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = 0; (i = next++) < pieces.size();)
      fill(*pieces[i].tensor, pieces[i].first, pieces[i].count);
  };
  const unsigned wanted =
      threads > 0 ? static_cast<unsigned>(threads) : std::thread::hardware_concurrency();
  {
    std::vector<std::jthread> helpers;
    try {
      for (unsigned i = 1; i < std::min<std::size_t>(wanted, pieces.size()); ++i)
        helpers.emplace_back(work);
    } catch (const std::system_error&) {  // those that are there do the work
    }
    work();
  }
  weights.memory = memory;  // only now may the sources go
  weights.files.clear();
}

}  // namespace proflens::engine
