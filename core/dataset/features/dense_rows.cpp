// Products of tall matrices with few columns. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/dense_rows.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <stdexcept>

#include "foundation/parallel.h"

namespace wb {

namespace {

constexpr std::int64_t rows_per_block = 256;

/// Calls work(first, last) for blocks of rows of fixed size.
template <class Work>
void over_rows(std::int64_t rows, int threads, const StopToken& stop, Work work) {
    const auto blocks = static_cast<std::size_t>((rows + rows_per_block - 1) / rows_per_block);
    parallel_blocks(blocks, threads, [&](std::size_t block) {
        stop.check();
        const std::int64_t first = static_cast<std::int64_t>(block) * rows_per_block;
        work(first, std::min(first + rows_per_block, rows));
    });
}

void add_scaled(float factor, const float* from, float* to, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

}  // namespace

TallMatrix::TallMatrix(std::int64_t row_count, std::int64_t column_count)
    : rows(row_count),
      columns(column_count),
      values(static_cast<std::size_t>(row_count) * static_cast<std::size_t>(column_count), 0.0f) {}

std::span<float> TallMatrix::row(std::int64_t r) {
    return std::span(values).subspan(static_cast<std::size_t>(r * columns), static_cast<std::size_t>(columns));
}

std::span<const float> TallMatrix::row(std::int64_t r) const {
    return std::span(values).subspan(static_cast<std::size_t>(r * columns), static_cast<std::size_t>(columns));
}

TallMatrix product(const SparseMatrix& sparse, const TallMatrix& tall, int threads, const StopToken& stop) {
    if (sparse.columns != tall.rows) throw std::logic_error("product of matrices that do not fit");
    TallMatrix out(sparse.rows, tall.columns);
    over_rows(sparse.rows, threads, stop, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t r = first; r < last; ++r) {
            const auto to = out.row(r);
            for (auto e = static_cast<std::size_t>(sparse.begin[static_cast<std::size_t>(r)]);
                 e < static_cast<std::size_t>(sparse.begin[static_cast<std::size_t>(r) + 1]); ++e)
                add_scaled(sparse.value[e], tall.row(sparse.column[e]).data(), to.data(), to.size());
        }
    });
    return out;
}

std::vector<double> gram(const TallMatrix& tall, int threads, const StopToken& stop) {
    const auto l = static_cast<std::size_t>(tall.columns);
    // A bounded number of partial sums, whatever the number of rows; which rows go to which one is fixed.
    constexpr std::size_t parts = 32;
    std::vector<std::vector<double>> partial(parts);
    parallel_blocks(parts, threads, [&](std::size_t part) {
        std::vector<double> sum(l * l, 0.0), row(l);
        const auto share = static_cast<std::size_t>(tall.rows);
        for (std::size_t r = share * part / parts; r < share * (part + 1) / parts; ++r) {
            if (r % 1024 == 0) stop.check();
            const auto from = tall.row(static_cast<std::int64_t>(r));
            std::copy(from.begin(), from.end(), row.begin());
            for (std::size_t i = 0; i < l; ++i) {
                const double factor = row[i];
                if (factor == 0) continue;
                double* const to = sum.data() + i * l;
                for (std::size_t j = i; j < l; ++j) to[j] += factor * row[j];
            }
        }
        partial[part] = std::move(sum);
    });
    std::vector<double> out(l * l, 0.0);
    for (const auto& sum : partial)
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += sum[i];
    for (std::size_t i = 0; i < l; ++i)
        for (std::size_t j = 0; j < i; ++j) out[i * l + j] = out[j * l + i];
    return out;
}

TallMatrix product(const TallMatrix& tall, std::span<const double> small, std::int64_t k, int threads,
                   const StopToken& stop) {
    if (small.size() != static_cast<std::size_t>(tall.columns) * static_cast<std::size_t>(k))
        throw std::logic_error("product of matrices that do not fit");
    const std::vector<float> factors(small.begin(), small.end());
    const auto width = static_cast<std::size_t>(k);
    TallMatrix out(tall.rows, k);
    over_rows(tall.rows, threads, stop, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t r = first; r < last; ++r) {
            const auto from = tall.row(r);
            float* const to = out.row(r).data();
            for (std::size_t i = 0; i < from.size(); ++i) add_scaled(from[i], factors.data() + i * width, to, width);
        }
    });
    return out;
}

EigenPairs symmetric_eigen(std::span<const double> matrix, std::int64_t l) {
    const int n = static_cast<int>(l);
    const cv::Mat input(n, n, CV_64F, const_cast<double*>(matrix.data()));  // read only, but cv::Mat cannot say so
    cv::Mat values, vectors;
    if (!cv::eigen(input, values, vectors)) throw std::runtime_error("the eigenvalues of a matrix were not found");
    EigenPairs eigen;
    eigen.values.assign(values.ptr<double>(), values.ptr<double>() + n);
    eigen.vectors.resize(matrix.size());
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j) eigen.vectors[static_cast<std::size_t>(j * n + i)] = vectors.at<double>(i, j);
    return eigen;
}

}  // namespace wb
