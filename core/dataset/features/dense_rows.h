// Products of tall matrices with few columns, for the singular value decomposition. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataset/features/truncated_svd.h"

namespace wb {

/// Row-major. Every function below gives the same bits for every number of threads: a row, or a block of rows of
/// fixed size, is computed by one thread, and blocks are added in order.
struct TallMatrix {
    std::int64_t rows = 0, columns = 0;
    std::vector<float> values;
    TallMatrix(std::int64_t row_count, std::int64_t column_count);
    std::span<float> row(std::int64_t r);
    std::span<const float> row(std::int64_t r) const;
};

/// sparse [n, m] times tall [m, l].
TallMatrix product(const SparseMatrix& sparse, const TallMatrix& tall, int threads, const StopToken& stop);
/// transposed(tall) times tall, [l, l], in double precision.
std::vector<double> gram(const TallMatrix& tall, int threads, const StopToken& stop);
/// tall [n, l] times small [l, k].
TallMatrix product(const TallMatrix& tall, std::span<const double> small, std::int64_t k, int threads,
                   const StopToken& stop);

/// Eigenvalues, falling, and eigenvectors as columns, of a symmetric [l, l] matrix.
struct EigenPairs {
    std::vector<double> values;   ///< [l]
    std::vector<double> vectors;  ///< [l, l]
};
EigenPairs symmetric_eigen(std::span<const double> matrix, std::int64_t l);

}  // namespace wb
