// Trains a byte-level byte-pair vocabulary. Recipe of qwen3-tiny.
// Sennrich et al., "Neural machine translation of rare words with subword units", ACL 2016.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "text/tokenizer.h"

namespace wb::recipe {

/// Joins the pair that occurs most often (of equals the first in the order of bytes), `merges` times or until no pair
/// occurs twice. Ids: the 256 bytes, then one for each merge, then `added` from there on.
TokenizerParts train_byte_pairs(const std::vector<std::string>& texts, int merges,
                                const std::vector<AddedToken>& added);

}  // namespace wb::recipe
