// What the files fused_*.cpp share: loops over threads, masks of dropout. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstdint>

#include "networks/dropout_kernels.h"

namespace wb::fused {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

inline constexpr std::int64_t row_block =
    128;  // fixed, so that sums over rows do not depend on the number of threads

inline float* data(at::Tensor& t) {
    return t.data_ptr<float>();
}
inline const float* data(const at::Tensor& t) {
    return t.data_ptr<float>();
}

/// Calls f(first, last, block) for blocks of rows, in parallel.
template <class F>
void for_blocks(std::int64_t rows, std::int64_t per_block, const F& f) {
    const std::int64_t blocks = (rows + per_block - 1) / per_block;
    at::parallel_for(0, blocks, 1, [&](std::int64_t from, std::int64_t to) {
        for (std::int64_t b = from; b < to; ++b) f(b * per_block, std::min(rows, (b + 1) * per_block), b);
    });
}

inline at::Tensor empty_mask(at::IntArrayRef shape, const Dropout& dropout) {
    return dropout.active() ? at::empty(shape, at::kByte) : at::Tensor();
}

/// Calls f(first, last, range) for one range of rows per thread. Inside, a matrix product runs on one thread.
template <class F>
std::int64_t for_ranges(std::int64_t rows, const F& f) {
    constexpr std::int64_t least_rows = 32;
    const std::int64_t ranges = std::clamp<std::int64_t>(rows / least_rows, 1, at::get_num_threads());
    at::parallel_for(0, ranges, 1, [&](std::int64_t from, std::int64_t to) {
        at::AutoDispatchBelowADInplaceOrView no_autograd;
        for (std::int64_t r = from; r < to; ++r) f(rows * r / ranges, rows * (r + 1) / ranges, r);
    });
    return ranges;
}

inline std::uint8_t* mask_at(at::Tensor& mask, std::int64_t element) {
    return mask.defined() ? mask.data_ptr<std::uint8_t>() + element : nullptr;
}
inline const std::uint8_t* const_mask_at(const at::Tensor& mask, std::int64_t element) {
    return mask.defined() ? mask.data_ptr<std::uint8_t>() + element : nullptr;
}

inline std::int64_t key_of(const Dropout& d) {
    return static_cast<std::int64_t>(d.key);
}

}  // namespace wb::fused
