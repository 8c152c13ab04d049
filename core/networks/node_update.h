// One hop's new vectors of nodes in MMGCN, in one pass over blocks of rows. Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include "networks/sparse_graph.h"

namespace wb {

struct NodeUpdateWeights {
    at::Tensor self, self_bias;  ///< S [d, w], [d]
    /// [d, p + d], the parts for neighbours and self beside each other; or [d, p], and the self part is added as it
    /// is.
    at::Tensor join, join_bias;  ///< and [d]
};
/// leaky(G [leaky(neighbours); s] + b) with s = leaky(S own + c) + ids, or leaky(G leaky(neighbours) + s + b); leaky
/// units of the given slope above 0. own [n, w], neighbours [n, p], ids [n, d] -> [n, d].
/// Wei et al., ACM MM 2019, equations 4 to 8.
at::Tensor node_update(const at::Tensor& own, const at::Tensor& neighbours, const at::Tensor& ids,
                       const NodeUpdateWeights& weights, float slope);

/// What arrives from the neighbours: the product of a matrix with what those send [columns, p], or rows of it.
struct NodeMessages {
    const SparseMatrix& matrix;
    at::Tensor sent;
    at::Tensor rows;  ///< int64 [n]; undefined: all
};
/// The same, and the product is made block by block where it is needed.
at::Tensor node_update(const at::Tensor& own, const NodeMessages& neighbours, const at::Tensor& ids,
                       const NodeUpdateWeights& weights, float slope);

}  // namespace wb
