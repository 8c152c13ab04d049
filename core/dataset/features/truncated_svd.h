// The largest singular values of a sparse matrix. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "foundation/stop_token.h"

namespace wb {

/// Rows one after the other: the entries of row r are begin[r] .. begin[r + 1] - 1.
struct SparseMatrix {
    std::int64_t rows = 0, columns = 0;
    std::vector<std::int64_t> begin;  ///< [rows + 1]
    std::vector<std::int32_t> column;
    std::vector<float> value;
    SparseMatrix transposed() const;
};

struct TruncatedSvd {
    std::int64_t rank = 0;       ///< values kept: at most what was asked for, fewer when the matrix has fewer
    std::vector<float> left;     ///< U, [rows, rank], columns orthonormal
    std::vector<double> values;  ///< [rank], falling, above 0
    std::vector<float> right;    ///< V, [columns, rank], columns orthonormal
};

struct SvdOptions {
    std::int64_t rank = 128;
    std::int64_t oversampling = 10;  ///< directions beyond `rank` that are carried along
    int power_iterations = 4;        ///< more separate values that lie close together
    std::uint64_t seed = 2024;
    int threads = 0;  ///< 0 = all processors; the numbers do not depend on it, bit for bit
    StopToken stop = {};
};

/// Randomised range finder with power iterations (Halko, Martinsson, Tropp, "Finding structure with randomness", SIAM
/// Review 2011, algorithms 4.4 and 5.1). Of the two signs of a pair of vectors the one is taken for which the entry
/// of V with the largest magnitude is positive. Throws Stopped.
TruncatedSvd truncated_svd(const SparseMatrix& matrix, const SvdOptions& options);

}  // namespace wb
