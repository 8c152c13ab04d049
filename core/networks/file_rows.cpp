// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/file_rows.h"

#include <torch/custom_class.h>

#include <numeric>
#include <utility>
#include <vector>

#include "networks/fused_shared.h"
#include "tensors/block_products.h"

namespace wb {

using namespace fused;

namespace {

constexpr std::int64_t rows_at_once = 64;  // what a thread has of them stays in its cache
/// After so many blocks the file's pages are let go, which would count as memory of this process.
constexpr std::int64_t blocks_held = 128;

struct Matrix : torch::CustomClassHolder {
    Matrix(ModelTensors::Place p) : place(p) {}
    ModelTensors::Place place;
    std::int64_t rows() const { return place.tensor->shape[0]; }
    std::int64_t width() const { return place.tensor->shape[1]; }

    /// Calls f(first row, values of a block of rows, thread).
    template <class F>
    void for_blocks(const F& f) const {
        for_ranges(rows(), [&](std::int64_t first, std::int64_t last, std::int64_t thread) {
            for (std::int64_t from = first, n = 1; from < last; from += rows_at_once, ++n) {
                std::vector<std::int64_t> ids(static_cast<std::size_t>(std::min(last - from, rows_at_once)));
                std::iota(ids.begin(), ids.end(), from);
                const auto values = place.file->floats(place.tensor->name, ids);
                f(from, block(values.data(), std::ssize(ids), width()), thread);
                if (n % blocks_held == 0) place.file->release(*place.tensor);
            }
        });
        place.file->release(*place.tensor);
    }
};

class Product : public torch::autograd::Function<Product> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& x_in, const c10::intrusive_ptr<Matrix>& matrix) {
        const auto x = x_in.contiguous();
        const std::int64_t n = x.size(0), rows = matrix->rows();
        auto y = at::empty({n, rows}, x.options());
        matrix->for_blocks([&](std::int64_t first, const FloatBlock& w, std::int64_t) {
            multiply(block(data(x), n, matrix->width()), w.t(), false, data(y) + first, rows);
        });
        ctx->saved_data["matrix"] = c10::IValue::make_capsule(matrix);
        return y;
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        const auto matrix = c10::static_intrusive_pointer_cast<Matrix>(ctx->saved_data["matrix"].toCapsule());
        const auto g = grads[0].contiguous();
        const std::int64_t n = g.size(0);
        auto sums = at::zeros({at::get_num_threads(), n, matrix->width()}, g.options());
        matrix->for_blocks([&](std::int64_t first, const FloatBlock& w, std::int64_t thread) {
            multiply({data(g) + first, n, w.rows, g.size(1)}, w, true, data(sums) + thread * n * matrix->width(),
                     matrix->width());
        });
        return {sums.sum(0), Variable()};
    }
};

}  // namespace

FileRows::FileRows(const ModelTensors& files, std::string name) : files_(files), name_(std::move(name)) {}

at::Tensor FileRows::operator[](const at::Tensor& ids) const {
    const auto wanted = ids.contiguous();
    const auto place = files_.find(name_);
    const auto values =
        place.file->floats(name_, {wanted.data_ptr<std::int64_t>(), static_cast<std::size_t>(wanted.numel())});
    auto out = at::empty({wanted.numel(), place.tensor->shape[1]}, at::kFloat);
    std::copy(values.begin(), values.end(), data(out));
    return out;
}

at::Tensor FileRows::product(const at::Tensor& x) const {
    return Product::apply(x, c10::make_intrusive<Matrix>(files_.find(name_)));
}

}  // namespace wb
