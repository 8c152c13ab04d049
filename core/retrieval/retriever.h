// Stage 1: what every retriever can do. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/config.h"
#include "foundation/stop_token.h"
#include "retrieval/catalogue_ranking.h"
#include "retrieval/item_modalities.h"
#include "training/fit.h"

namespace wb {

/// Everything a training needs besides data and settings.
struct FitContext {
    std::filesystem::path checkpoint;
    std::string identity;
    FitObserver observer;
    StopToken stop;
};

/// All retrievers score by a dot product, which lets the catalogue be ranked in one blocked pass.
class Retriever {
  public:
    virtual ~Retriever() = default;
    virtual FitReport fit(const FitContext& context) = 0;
    virtual void save(const std::filesystem::path& file) const = 0;
    /// Throws UserError for a file of another method, shape or features.
    virtual void load(const std::filesystem::path& file) = 0;
    virtual std::int64_t parameter_count() const = 0;
    /// What a person should know of how this data is trained on; stored with the run as warnings.
    virtual std::vector<Notice> notices() const { return {}; }

    /// Valid until the next fit or load.
    virtual DotProductModel items() const = 0;
    /// Vectors [users, dim] of these users for validation (history = train) or test (train + validation item).
    virtual std::vector<float> user_vectors(const std::vector<UserId>& users, bool for_test,
                                            const StopToken& stop) const = 0;
    /// Vector of a history that belongs to nobody (what-if questions). Throws UserError where the method has none.
    virtual std::vector<float> vector_of_history(const std::vector<ItemId>& history) const = 0;
    /// Vector of a user who had taken no more than this; the user's own of a method that learnt one of every user.
    virtual std::vector<float> vector_after(UserId, const std::vector<ItemId>& prefix) const {
        return vector_of_history(prefix);
    }
    /// Items that this user's ranking leaves out, sorted, without repeats.
    virtual std::vector<ItemId> excluded(UserId user, bool for_test) const = 0;
    /// ln of the number of classes of the training loss, for the plot; 0 = the loss has no such line.
    virtual double uniform_loss() const = 0;
};

/// Builds the retriever named in the choice. `modalities` is empty for a method that needs no features. Throws
/// UserError for a method without an implementation, and for data that it cannot learn from.
std::unique_ptr<Retriever> make_retriever(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed,
                                          const ItemModalities& modalities);

}  // namespace wb
