// Adam and AdamW over a list of parameters, in one pass per parameter. Layer: training.
// Kingma & Ba, "Adam", ICLR 2015; Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "networks/parameters.h"

namespace wb {

struct AdamOptions {
    double lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
    double weight_decay = 0;  ///< decoupled; only on parameters with decay = true
    double clip_norm = 0;     ///< global gradient norm; 0 = no clipping
};

/// Gradients may be dense or hold some rows alone (sparse tensors); the numbers are the same: rows without a gradient
/// have one of zero, so their moments fade and their values still move.
class Adam {
  public:
    Adam(const Parameters& parameters, AdamOptions options);
    /// Global norm of all gradients, in double. Parameters without a gradient count as zero. Call it once per update,
    /// before step().
    double gradient_norm();
    /// One update with lr * lr_factor; `norm` is what gradient_norm() returned. Gradients are dropped afterwards.
    void step(double norm, double lr_factor = 1.0);
    std::int64_t steps() const { return steps_; }

    /// Moments, for checkpoints: first and second of every parameter.
    std::vector<at::Tensor>& first_moments() { return first_; }
    std::vector<at::Tensor>& second_moments() { return second_; }
    void set_steps(std::int64_t steps) { steps_ = steps; }

  private:
    /// The gradient of one parameter.
    struct Gradient {
        at::Tensor values;              ///< dense, or one row for each id; undefined = none
        std::vector<std::int64_t> ids;  ///< rows, ascending, each once; empty = dense
    };
    static Gradient gradient_of(const at::Tensor& parameter);
    std::vector<Gradient> gradients_;  ///< of this update
    Parameters parameters_;
    AdamOptions options_;
    std::vector<at::Tensor> first_, second_;
    std::int64_t steps_ = 0;
};

}  // namespace wb
