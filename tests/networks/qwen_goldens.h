// Inputs and results of the original implementation of Qwen3 (tests/goldens/qwen3_tiny*).
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "foundation/files.h"
#include "networks/golden_checks.h"
#include "networks/qwen3.h"

namespace wb {

inline const fs::path goldens = WB_TEST_GOLDENS;

struct QwenGolden {
    SafetensorsFile file;
    at::Tensor ids, mask, labels;
    explicit QwenGolden(const std::string& folder)
        : file(golden::read(folder + "/io")),
          ids(read_integer_tensor(file, "input_ids")),
          mask(read_integer_tensor(file, "attention_mask")),
          labels(read_integer_tensor(file, "labels")) {}
    at::Tensor expected(const std::string& name) const { return read_tensor(file, name); }
    QwenTexts texts() const { return QwenTexts::of_left_padded(ids, mask); }
    /// Rows of a [B, L, n] tensor that belong to tokens.
    at::Tensor real(const at::Tensor& padded) const {
        return padded.reshape({-1, padded.size(2)}).index({mask.reshape({-1}).to(at::kBool)});
    }
    /// What each token of texts() has to predict; -100 = nothing.
    at::Tensor next_labels() const {
        auto shifted = at::full_like(labels, -100);
        shifted.narrow(1, 0, labels.size(1) - 1).copy_(labels.narrow(1, 1, labels.size(1) - 1));
        return shifted.masked_select(mask.to(at::kBool));
    }
};

}  // namespace wb
