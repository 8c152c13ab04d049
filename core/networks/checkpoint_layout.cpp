// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/checkpoint_layout.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>
#include <span>

#include "foundation/error.h"

namespace wb {

void add_tensor(SafetensorsWriter& writer, const std::string& name, const at::Tensor& tensor) {
    const auto t = tensor.contiguous();
    std::vector<std::int64_t> shape(t.sizes().begin(), t.sizes().end());
    const auto n = static_cast<std::size_t>(t.numel());
    const auto owner = std::make_shared<const at::Tensor>(t);
    if (t.scalar_type() == at::kLong)
        writer.add(name, DType::i64, std::move(shape), std::as_bytes(std::span(t.data_ptr<std::int64_t>(), n)),
                   owner);
    else
        writer.add(name, DType::f32, std::move(shape), std::as_bytes(std::span(t.data_ptr<float>(), n)), owner);
}

at::Tensor read_tensor(const SafetensorsFile& file, const std::string& name) {
    const auto values = file.floats(name);
    auto t = at::empty(file.info(name).shape, at::kFloat);
    std::copy(values.begin(), values.end(), t.data_ptr<float>());
    return t;
}

at::Tensor read_integer_tensor(const SafetensorsFile& file, const std::string& name) {
    const auto values = file.integers(name);
    auto t = at::empty(file.info(name).shape, at::kLong);
    std::copy(values.begin(), values.end(), t.data_ptr<std::int64_t>());
    return t;
}

void LayoutReader::copy(const std::string& name, const at::Tensor& target) {
    const std::string full = prefix_ + name;
    if (!file_.contains(full)) {
        wrong_.push_back(full + " is missing");
    } else if (at::IntArrayRef(file_.info(full).shape) != target.sizes()) {
        wrong_.push_back(full + " has another shape");
    } else {
        target.copy_(read_tensor(file_, full));
    }
}

void LayoutReader::finish(const std::string& model) const {
    if (wrong_.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(wrong_.size(), 5); ++i) list += (i ? ", " : "") + wrong_[i];
    throw UserError("The weights file does not fit " + model + ": " + std::to_string(wrong_.size()) +
                        " tensors are wrong (" + list + ").",
                    "It was written by another method or with other model settings.",
                    "Choose the run's own model file, or train again.");
}

void save_parameters(const Parameters& parameters, SafetensorsWriter& writer, const std::string& prefix) {
    for (const auto& p : parameters) add_tensor(writer, prefix + p.name, p.value.detach());
}

void load_parameters(const Parameters& parameters, const SafetensorsFile& file, const std::string& prefix,
                     const std::string& model) {
    LayoutReader reader(file, prefix);
    for (const auto& p : parameters) reader.copy(p.name, p.value.detach());
    reader.finish(model);
}

}  // namespace wb
