// Checks that networks with user and item tables share: losses, gradients and optimiser steps against a golden file.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <string>

#include "networks/checkpoint_layout.h"
#include "networks/sparse_graph.h"
#include "networks/tensor_checks.h"
#include "training/adam.h"

namespace wb::golden {

inline SafetensorsFile read(const std::string& name) {
    return SafetensorsFile::read(WB_TEST_GOLDENS "/" + name + ".safetensors");
}

/// The weights of a golden file under the names of a checkpoint; tables that the original does not train included.
inline SafetensorsFile checkpoint(const SafetensorsFile& file) {
    SafetensorsWriter writer;
    for (const auto& tensor : file.tensors())
        for (const std::string prefix : {"param.", "const."})
            if (tensor.name.starts_with(prefix))
                add_tensor(writer, tensor.name.substr(prefix.size()), read_tensor(file, tensor.name));
    return SafetensorsFile::parse(writer.serialize(), "golden");
}

inline Edges edges(const SafetensorsFile& file) {
    const auto users = read_integer_tensor(file, "in.train_user"), items = read_integer_tensor(file, "in.train_item");
    Edges pairs;
    for (std::int64_t e = 0; e < users.size(0); ++e)
        pairs.emplace_back(users[e].item<std::int32_t>(), items[e].item<std::int32_t>());
    return pairs;
}

/// A gradient that may hold some rows alone.
inline at::Tensor dense(const at::Tensor& gradient) {
    return gradient.defined() && gradient.is_sparse() ? gradient.to_dense() : gradient;
}

/// Empty when `actual` is within 1e-5 + 1e-3 |expected| everywhere, as the golden files say; else what is wrong.
inline QString gradient_problem(const at::Tensor& actual, const at::Tensor& expected, const std::string& name) {
    if (!actual.defined() || actual.sizes() != expected.sizes())
        return QString::fromStdString(name + ": no gradient");
    const auto over = at::max(at::abs(actual - expected) - 1e-3 * at::abs(expected)).item<double>();
    return over < 1e-5 ? QString() : QString::fromStdString(name) + QStringLiteral(": %1").arg(over);
}

/// Compares the gradients that a backward pass has left with PREFIXname.
inline QString gradient_problem(const Parameters& parameters, const SafetensorsFile& file,
                                const std::string& prefix) {
    for (const auto& p : parameters)
        if (auto problem = gradient_problem(dense(p.value.grad()), read_tensor(file, prefix + p.name), p.name);
            !problem.isEmpty())
            return problem;
    return {};
}

/// Five steps of Adam on the same batch: the losses before each, and the weights after the first.
inline QString steps_problem(const Parameters& parameters, const SafetensorsFile& file,
                             const std::function<at::Tensor()>& loss) {
    AdamOptions options;
    options.eps = 1e-8;
    options.weight_decay = 0;
    options.clip_norm = 0;
    Adam adam(parameters, options);
    const auto losses = read_tensor(file, "out.losses_5_steps");
    for (std::int64_t step = 0; step < 5; ++step) {
        const auto value = loss();
        if (!(std::abs(value.item<double>() - losses[step].item<double>()) < 2e-4))
            return QStringLiteral("step %1: loss %2").arg(step).arg(value.item<double>());
        torch::autograd::backward({value}, {});
        adam.step(adam.gradient_norm());
        if (step > 0) continue;
        for (const auto& p : parameters) {
            // Adam amplifies the sign of smaller gradients.
            const auto decisive = (at::abs(read_tensor(file, "grad." + p.name)) > 1e-6).to(at::kFloat);
            const auto off = at::abs(p.value.detach() - read_tensor(file, "step1." + p.name)) * decisive;
            if (!(at::max(off).item<double>() < 2e-5)) return QString::fromStdString(p.name) + " after one step";
        }
    }
    return {};
}

}  // namespace wb::golden
