// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/cosine_distance.h"

#include <vector>

#include "networks/fused_shared.h"
#include "networks/sparse_kernels.h"

namespace wb {

using namespace fused;

namespace {

/// The gradient is known with the value, up to a factor.
class CosineDistance : public torch::autograd::Function<CosineDistance> {
  public:
    static Variable forward(AutogradContext* ctx, const Variable& prediction_in, const Variable& target_in) {
        const auto prediction = prediction_in.contiguous(), target = target_in.contiguous();
        const std::int64_t rows = prediction.size(0), d = prediction.size(1);
        auto gradient = at::empty_like(prediction);
        const float weight = -1.0f / static_cast<float>(rows);
        std::vector<double> parts(static_cast<std::size_t>((rows + row_block - 1) / row_block), 0.0);
        for_blocks(rows, row_block, [&](std::int64_t from, std::int64_t to, std::int64_t block) {
            for (std::int64_t r = from; r < to; ++r)
                parts[static_cast<std::size_t>(block)] += static_cast<double>(
                    cosine_row(data(prediction) + r * d, data(target) + r * d, d, weight, data(gradient) + r * d));
        });
        double sum = 0;
        for (const double part : parts) sum += part;
        ctx->save_for_backward({gradient});
        return at::scalar_tensor(1 - sum / static_cast<double>(rows), prediction.options());
    }
    static variable_list backward(AutogradContext* ctx, variable_list grads) {
        return {ctx->get_saved_variables()[0] * grads[0], Variable()};
    }
};

}  // namespace

at::Tensor cosine_distance(const at::Tensor& prediction, const at::Tensor& target) {
    return CosineDistance::apply(prediction, target.detach());
}

}  // namespace wb
