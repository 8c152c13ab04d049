// How qwen3-tiny learns: to find an item again in a list, in longer lists, and then what people like. Recipe.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "networks/qwen3.h"
#include "text/tokenizer.h"

namespace wb::recipe {

struct CurriculumOptions {
    std::uint64_t seed = 1;
    std::int64_t tokens = 6000;        ///< of an update: from 20 long to 150 short prompts
    std::int64_t most_reading = 6000;  ///< updates at most until it reads lists of 52
    std::int64_t preferences = 2500;   ///< updates on what people like
    double lr = 1.5e-3;
};

struct CurriculumResult {
    std::int64_t updates = 0, reading_updates = 0;
    double ndcg10 = 0, chance_ndcg10 = 0;  ///< on 20 candidates of prompts that were not trained on
    double restricted_loss = 0;            ///< on the same
    double seconds = 0;
};

/// `checkpoint` is rewritten now and then, and read when it exists: a training that was ended in the middle goes on,
/// to the same weights. Throws std::runtime_error when lists of 52 are not read after `most_reading` updates.
CurriculumResult train(Qwen3Network& network, const Tokenizer& tokenizer, const CurriculumOptions& options,
                       const std::filesystem::path& checkpoint,
                       const std::function<void(const std::string& line)>& say);

}  // namespace wb::recipe
