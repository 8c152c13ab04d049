// Layer: tensors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensors/block_products.h"

#include <dnnl.h>

#include <stdexcept>

namespace wb {

void multiply(const FloatBlock& a, const FloatBlock& b, bool add, float* out, std::int64_t stride) {
    const auto letter = [](const FloatBlock& x) { return x.transposed ? 'T' : 'N'; };
    const std::int64_t rows = a.transposed ? a.columns : a.rows, inner = a.transposed ? a.rows : a.columns;
    const std::int64_t columns = b.transposed ? b.rows : b.columns;
    if (rows == 0 || columns == 0) return;
    const auto status = dnnl_sgemm(letter(a), letter(b), rows, columns, inner, 1.0f, a.data, a.stride, b.data,
                                   b.stride, add ? 1.0f : 0.0f, out, stride);
    if (status != dnnl_success) throw std::logic_error("oneDNN refused a matrix product");
}

}  // namespace wb
