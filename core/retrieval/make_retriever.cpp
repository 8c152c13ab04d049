// Layer: retrieval. The one list of retrievers.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/error.h"
#include "retrieval/lrurec_retriever.h"

namespace wb {

std::unique_ptr<Retriever> make_retriever(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed) {
    if (choice.method == "lrurec") return std::make_unique<LruRecRetriever>(choice.settings, dataset, seed);
    throw UserError("The retrieval method \"" + choice.method + "\" is declared but not built into this program.", "",
                    "Choose another method: rerank methods lists them.");
}

}  // namespace wb
