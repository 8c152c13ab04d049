// Layer: networks.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "networks/weight_reader.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "foundation/error.h"
#include "networks/checkpoint_layout.h"

namespace wb {

bool WeightReader::check(const std::string& name, const std::vector<std::int64_t>& shape) {
    const auto place = files_.find(name);
    if (place && place.tensor->shape == shape) return true;
    wrong_.push_back(name + (place ? " has another shape" : " is missing"));
    return false;
}

at::Tensor WeightReader::take(const std::string& name, const std::vector<std::int64_t>& shape) {
    if (!check(name, shape)) return {};
    const auto place = files_.find(name);
    auto value = read_tensor(*place.file, name);
    place.file->release(*place.tensor);  // else the weights would be in memory twice
    return value;
}

void WeightReader::finish() const {
    if (wrong_.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(wrong_.size(), 5); ++i) list += (i ? "; " : "") + wrong_[i];
    if (wrong_.size() > 5) list += "; and " + std::to_string(wrong_.size() - 5) + " more";
    throw UserError("The weights do not belong to the model that config.json describes.", list + ".",
                    "Download the model's folder again; all its files must be of one model.");
}

void require_products(WeightFormat format) {
    if (format == WeightFormat::int8 && !can_multiply(Precision::int8))
        throw UserError(
            "This processor has no instructions for products of 8-bit numbers.", "They came with AVX-512 VNNI.",
            can_multiply(Precision::bfloat16) ? "Use bfloat16 or float32." : "Use float32, or nf4 to save memory.");
    if (format == WeightFormat::bfloat16 && !can_multiply(Precision::bfloat16))
        throw UserError("This processor does not multiply bfloat16.", "That takes AVX-512.", "Use float32.");
}

}  // namespace wb
