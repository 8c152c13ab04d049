// What is stored beside the trained weights of a letter reranker, so that a loaded one can be held against the one
// that was trained. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "networks/parameters.h"

namespace wb {

/// A prompt and what the trained model answered, in the precision that it was trained in.
struct Canary {
    std::vector<std::int32_t> ids;
    std::vector<float> logits;  ///< of the labels
};

struct LetterRecord {
    std::string model;        ///< name of the language model
    std::string fingerprint;  ///< of the trained weights
    std::vector<std::int32_t> label_tokens;
    std::string label_strategy;
    double temperature = 1;
    std::vector<double> prior;
    std::string scored_in = "float32";   ///< or "bfloat16", "int8", "nf4"
    std::string trained_on = "float32";  ///< or "bfloat16", "nf4": what the matrices were held in
    std::vector<Canary> canaries;
};

/// letters.json of a folder.
void write_letter_record(const LetterRecord& record, const std::filesystem::path& folder);
/// Throws UserError when it is missing or damaged.
LetterRecord read_letter_record(const std::filesystem::path& folder);

/// SHA-256 over names, shapes and values.
std::string fingerprint_of(const Parameters& parameters);

}  // namespace wb
