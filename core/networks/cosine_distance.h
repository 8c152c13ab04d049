// How far predicted directions are from given ones. Layer: networks. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace wb {

/// 1 - mean over the rows of the cosine between `prediction` and `target`, both [n, d] float32 -> scalar. The target
/// gets no gradient (BM3's bootstrapped targets; SimSiam, Chen and He, CVPR 2021).
at::Tensor cosine_distance(const at::Tensor& prediction, const at::Tensor& target);

}  // namespace wb
