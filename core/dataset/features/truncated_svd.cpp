// The largest singular values of a sparse matrix. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/truncated_svd.h"

#include <algorithm>
#include <cmath>

#include "dataset/features/dense_rows.h"
#include "foundation/parallel.h"
#include "foundation/random.h"

namespace wb {

namespace {

/// Directions with less than this share of the largest one are rounding errors in single precision.
constexpr double smallest_share = 1e-6;

/// A row of random numbers depends on the number of the row alone.
TallMatrix gaussian(std::int64_t rows, std::int64_t columns, std::uint64_t seed, int threads) {
    TallMatrix out(rows, columns);
    constexpr std::int64_t per_block = 1024;
    parallel_blocks(static_cast<std::size_t>((rows + per_block - 1) / per_block), threads, [&](std::size_t block) {
        const std::int64_t first = static_cast<std::int64_t>(block) * per_block;
        for (std::int64_t r = first; r < std::min(first + per_block, rows); ++r) {
            Rng rng(seed, "random projection", static_cast<std::uint64_t>(r));
            for (float& value : out.row(r)) value = static_cast<float>(rng.normal());
        }
    });
    return out;
}

/// Eigenvectors of the Gram matrix, each divided by the square root of its eigenvalue; those of next to nothing are
/// left out. tall times this has orthonormal columns.
std::vector<double> whitening(const EigenPairs& eigen, std::int64_t l, std::int64_t& kept) {
    kept = 0;
    while (kept < l &&
           eigen.values[static_cast<std::size_t>(kept)] >
               std::max(eigen.values[0], 0.0) * smallest_share * smallest_share &&
           eigen.values[static_cast<std::size_t>(kept)] > 0)
        ++kept;
    std::vector<double> out(static_cast<std::size_t>(l * kept));
    for (std::int64_t i = 0; i < l; ++i)
        for (std::int64_t j = 0; j < kept; ++j)
            out[static_cast<std::size_t>(i * kept + j)] = eigen.vectors[static_cast<std::size_t>(i * l + j)] /
                                                          std::sqrt(eigen.values[static_cast<std::size_t>(j)]);
    return out;
}

/// Orthonormal columns that span the same space. Twice, because the Gram matrix squares the rounding errors.
TallMatrix orthonormal(TallMatrix tall, const SvdOptions& options) {
    for (int pass = 0; pass < 2; ++pass) {
        std::int64_t kept = 0;
        const auto factors =
            whitening(symmetric_eigen(gram(tall, options.threads, options.stop), tall.columns), tall.columns, kept);
        tall = product(tall, factors, kept, options.threads, options.stop);
        if (kept == 0) break;
    }
    return tall;
}

void settle_signs(TruncatedSvd& svd) {
    const auto rank = static_cast<std::size_t>(svd.rank);
    for (std::size_t k = 0; k < rank; ++k) {
        float largest = 0;
        for (std::size_t at = k; at < svd.right.size(); at += rank)
            if (std::abs(svd.right[at]) > std::abs(largest)) largest = svd.right[at];
        if (largest >= 0) continue;
        for (std::size_t at = k; at < svd.right.size(); at += rank) svd.right[at] = -svd.right[at];
        for (std::size_t at = k; at < svd.left.size(); at += rank) svd.left[at] = -svd.left[at];
    }
}

}  // namespace

SparseMatrix SparseMatrix::transposed() const {
    SparseMatrix out;
    out.rows = columns;
    out.columns = rows;
    out.begin.assign(static_cast<std::size_t>(columns) + 1, 0);
    out.column.resize(column.size());
    out.value.resize(value.size());
    for (const std::int32_t c : column) ++out.begin[static_cast<std::size_t>(c) + 1];
    for (std::size_t c = 1; c < out.begin.size(); ++c) out.begin[c] += out.begin[c - 1];
    auto place = out.begin;
    for (std::int64_t r = 0; r < rows; ++r)
        for (auto e = static_cast<std::size_t>(begin[static_cast<std::size_t>(r)]);
             e < static_cast<std::size_t>(begin[static_cast<std::size_t>(r) + 1]); ++e) {
            const auto to = static_cast<std::size_t>(place[static_cast<std::size_t>(column[e])]++);
            out.column[to] = static_cast<std::int32_t>(r);
            out.value[to] = value[e];
        }
    return out;
}

TruncatedSvd truncated_svd(const SparseMatrix& matrix, const SvdOptions& options) {
    TruncatedSvd svd;
    const std::int64_t width = std::min({options.rank + options.oversampling, matrix.rows, matrix.columns});
    if (width <= 0 || matrix.value.empty()) return svd;
    const SparseMatrix transposed = matrix.transposed();
    const int threads = options.threads;
    const StopToken& stop = options.stop;
    TallMatrix range =
        orthonormal(product(matrix, gaussian(matrix.columns, width, options.seed, threads), threads, stop), options);
    for (int i = 0; i < options.power_iterations && range.columns > 0; ++i)
        range = orthonormal(
            product(matrix, orthonormal(product(transposed, range, threads, stop), options), threads, stop), options);
    if (range.columns == 0) return svd;

    // With range = Q: the eigenvectors W of (A'Q)'(A'Q) give A ~ Q W S V', where A'Q W = V S.
    const TallMatrix projected = product(transposed, range, threads, stop);
    const EigenPairs eigen = symmetric_eigen(gram(projected, threads, stop), projected.columns);
    std::int64_t kept = 0;
    const auto to_right = whitening(eigen, projected.columns, kept);
    svd.rank = std::min(kept, options.rank);
    const auto l = static_cast<std::size_t>(projected.columns), rank = static_cast<std::size_t>(svd.rank);
    std::vector<double> left_factors(l * rank), right_factors(l * rank);
    for (std::size_t i = 0; i < l; ++i)
        for (std::size_t k = 0; k < rank; ++k) {
            left_factors[i * rank + k] = eigen.vectors[i * l + k];
            right_factors[i * rank + k] = to_right[i * static_cast<std::size_t>(kept) + k];
        }
    svd.left = product(range, left_factors, svd.rank, threads, stop).values;
    svd.right = product(projected, right_factors, svd.rank, threads, stop).values;
    for (std::size_t k = 0; k < rank; ++k) svd.values.push_back(std::sqrt(eigen.values[k]));
    settle_signs(svd);
    return svd;
}

}  // namespace wb
