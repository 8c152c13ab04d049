// Layer: retrieval. The one list of retrievers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/error.h"
#include "retrieval/lrurec_retriever.h"
#include "retrieval/pair_retriever.h"

namespace wb {

std::unique_ptr<Retriever> make_retriever(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed,
                                          const ItemModalities& modalities) {
    if (choice.method == "lrurec") return std::make_unique<LruRecRetriever>(choice.settings, dataset, seed);
    const auto pairs = [&](auto make) {
        if (!modalities.text && !modalities.image)
            throw UserError(
                "The retrieval method \"" + choice.method + "\" needs features of items, and none were given.", "",
                "Choose modalities that the dataset has.");
        return std::make_unique<PairRetriever>(choice.method, make(choice.settings, dataset, seed, modalities),
                                               choice.settings, dataset, seed, modalities.identity());
    };
    if (choice.method == "vbpr") return pairs(make_vbpr);
    if (choice.method == "mmgcn") return pairs(make_mmgcn);
    if (choice.method == "bm3") return pairs(make_bm3);
    throw UserError("The retrieval method \"" + choice.method + "\" is declared but not built into this program.", "",
                    "Choose another method: rerank methods lists them.");
}

}  // namespace wb
