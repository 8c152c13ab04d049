// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/pair_retriever.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <numeric>

#include "foundation/error.h"
#include "retrieval/true_item_ranks.h"
#include "training/fit_options.h"

namespace wb {

PairRetriever::PairRetriever(std::string method, std::unique_ptr<PairNetwork> network, const Settings& settings,
                             const Dataset& dataset, std::uint64_t seed, std::string features)
    : method_(std::move(method)),
      network_(std::move(network)),
      dataset_(dataset),
      seed_(seed),
      features_(std::move(features)),
      batch_size_(get_int(settings, "batch_size")),
      exclusion_(exclusion_of(get_text(settings, "exclude"))),
      exclusion_window_(get_int(settings, "exclude_window")),
      exclude_validation_(get_bool(settings, "exclude_validation")),
      fit_options_(fit_options(settings)),
      pairs_(dataset) {
    for (std::size_t p = 0; p < pairs_.pairs().size(); ++p)
        if (!network_->needs_negatives() || pairs_.has_negative(pairs_.pairs()[p].user))
            examples_.push_back(static_cast<std::int32_t>(p));
    for (UserId u = 1; u <= dataset.user_count(); ++u) {
        const auto i = static_cast<std::size_t>(u);
        if (dataset.validation[i] != 0 && !dataset.train[i].empty()) validation_users_.push_back(u);
    }
    // MMRec ends when more validations than `patience` brought nothing, `fit` when so many did.
    ++fit_options_.patience;
    if (examples_.empty())
        throw UserError("There is nothing to train on.",
                        pairs_.pairs().empty()
                            ? "No user has a training item."
                            : "Every user had every item, so there is no item that a user had not.",
                        "Prepare the dataset with a lower filter, or check its split.");
    refresh_vectors();
}

FitReport PairRetriever::fit(const FitContext& context) {
    auto report = wb::fit(*this, fit_options_, context.checkpoint, context.identity, context.observer, context.stop);
    refresh_vectors();
    return report;
}

std::int64_t PairRetriever::begin_epoch(std::int64_t epoch) {
    order_ = examples_;
    const auto number = static_cast<std::uint64_t>(epoch);
    Rng(seed_, method_ + " order", number).shuffle(order_);
    if (network_->needs_negatives()) {
        Rng rng(seed_, method_ + " negatives", number);
        negatives_.clear();
        for (const auto p : order_)
            negatives_.push_back(pairs_.draw_negative(pairs_.pairs()[static_cast<std::size_t>(p)].user, rng));
    }
    const auto size = static_cast<std::size_t>(batch_size_);
    return static_cast<std::int64_t>((order_.size() + size - 1) / size);
}

at::Tensor PairRetriever::batch_loss(std::int64_t batch, std::int64_t update) {
    const auto first = static_cast<std::size_t>(batch * batch_size_);
    const auto last = std::min(order_.size(), first + static_cast<std::size_t>(batch_size_));
    const auto rows = static_cast<std::int64_t>(last - first);
    auto users = at::empty({rows}, at::kLong), positives = at::empty({rows}, at::kLong);
    auto *user = users.data_ptr<std::int64_t>(), *positive = positives.data_ptr<std::int64_t>();
    for (std::size_t i = first; i < last; ++i) {
        const auto& pair = pairs_.pairs()[static_cast<std::size_t>(order_[i])];
        *user++ = pair.user;
        *positive++ = pair.item;
    }
    at::Tensor negatives;
    if (network_->needs_negatives()) negatives = at::from_blob(negatives_.data() + first, {rows}, at::kLong).clone();
    auto step = network_->step(users, positives, negatives,
                               Rng(seed_, method_ + " dropout", static_cast<std::uint64_t>(update)).key() | 1);
    parts_ = std::move(step.parts);
    return step.loss;
}

void PairRetriever::refresh_vectors() {
    at::NoGradGuard no_grad;
    const auto now = network_->vectors();
    const auto padded = [](const at::Tensor& rows) {
        auto shape = rows.sizes().vec();
        shape.front() = 1;
        return at::cat({at::zeros(shape, rows.options()), rows.detach()}).contiguous();
    };
    vectors_.users = now.users.detach().contiguous();
    vectors_.items = padded(now.items);
    vectors_.biases = now.biases.defined() ? padded(now.biases) : at::Tensor();
}

std::vector<float> PairRetriever::user_vectors(const std::vector<UserId>& users, bool, const StopToken& stop) const {
    stop.check();
    const auto d = static_cast<std::size_t>(vectors_.users.size(1));
    const auto* rows = vectors_.users.data_ptr<float>();
    std::vector<float> out;
    out.reserve(users.size() * d);
    for (const UserId u : users) {
        const auto* row = rows + static_cast<std::size_t>(u - 1) * d;
        out.insert(out.end(), row, row + d);
    }
    return out;
}

std::vector<float> PairRetriever::vector_of_history(const std::vector<ItemId>&) const {
    throw UserError("This method has no vector for a history that belongs to no user of the training data.",
                    "It learnt one vector for every user, not from the sequence.",
                    "Ask about a user without giving another history, or use a sequence model such as LRURec.");
}

std::vector<float> PairRetriever::vector_after(UserId user, const std::vector<ItemId>&) const {
    return user_vectors({user}, false, StopToken());
}

std::vector<ItemId> PairRetriever::excluded(UserId user, bool for_test) const {
    return excluded_items(dataset_, user, for_test, exclusion_, exclusion_window_, exclude_validation_);
}

DotProductModel PairRetriever::items() const {
    return {vectors_.items.data_ptr<float>(), vectors_.biases.defined() ? vectors_.biases.data_ptr<float>() : nullptr,
            dataset_.item_count(), vectors_.items.size(1)};
}

Trainable::Validation PairRetriever::validate(const StopToken& stop) {
    refresh_vectors();
    const auto users = user_vectors(validation_users_, false, stop);
    std::vector<std::vector<ItemId>> gone;
    for (UserId u : validation_users_) gone.push_back(excluded(u, false));
    const auto m = mean_metrics(rank_true_items(items(), users, validation_users_, dataset_.validation, gone, stop));
    return {m.recall[3],
            0,  // of equal ones the earlier is kept
            {{"val_recall@10", m.recall[2]},
             {"val_ndcg@10", m.ndcg[2]},
             {"val_recall@20", m.recall[3]},
             {"val_ndcg@20", m.ndcg[3]},
             {"val_mrr", m.mrr}}};
}

std::int64_t PairRetriever::parameter_count() const {
    return wb::parameter_count(network_->parameters());
}

std::vector<Notice> PairRetriever::notices() const {
    if (!network_->needs_negatives() || pairs_.saturated_users() == 0) return {};
    return {{"TRAIN_NO_NEGATIVES", std::to_string(pairs_.saturated_users()) +
                                       " users had every item of training, so there is no item that they had not. "
                                       "Their interactions are not trained on."}};
}

void PairRetriever::save(const std::filesystem::path& file) const {
    SafetensorsWriter writer;
    network_->save(writer);
    writer.set_metadata("method", method_);
    writer.set_metadata("dataset_fingerprint", dataset_.fingerprint);
    writer.set_metadata("features", features_);
    writer.write(file);
}

void PairRetriever::load(const std::filesystem::path& path) {
    const auto file = SafetensorsFile::read(path);
    const auto trained_on = file.metadata().find("features");
    if (trained_on == file.metadata().end() || trained_on->second != features_)
        throw UserError("The model in \"" + path.string() + "\" was trained on other features of the items.",
                        "Their numbers have changed since, so its scores would mean nothing.",
                        "Restore the pictures, texts or feature files of the training, or train again.");
    network_->load(file);
    refresh_vectors();
}

}  // namespace wb
