// Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrieval/lrurec_retriever.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "foundation/error.h"
#include "retrieval/true_item_ranks.h"
#include "training/fit_options.h"

namespace wb {

std::vector<std::pair<std::size_t, std::size_t>> training_windows(std::size_t items, std::size_t length,
                                                                  double share) {
    const auto step = std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(length)));
    if (items < length + step) return {{0, items}};
    std::vector<std::pair<std::size_t, std::size_t>> windows;
    for (std::size_t k = items - length;; k -= step) {
        windows.emplace_back(k, k + length);
        if (k < step) break;
    }
    return windows;
}

namespace {

LruRecOptions network_options(const Settings& s, const Dataset& dataset) {
    LruRecOptions o;
    o.items = dataset.item_count();
    o.dim = get_int(s, "dim");
    o.blocks = get_int(s, "blocks");
    o.dropout = static_cast<float>(get_real(s, "dropout"));
    o.recurrent_dropout = static_cast<float>(get_real(s, "recurrent_dropout"));
    return o;
}

}  // namespace

LruRecRetriever::LruRecRetriever(const Settings& settings, const Dataset& dataset, std::uint64_t seed)
    : dataset_(dataset),
      seed_(seed),
      max_len_(get_int(settings, "max_len")),
      batch_size_(get_int(settings, "batch_size")),
      exclusion_(exclusion_of(get_text(settings, "exclude"))),
      validation_excludes_(get_text(settings, "validation_exclude") == "same"),
      fit_options_(fit_options(settings)),
      network_(network_options(settings, dataset), Rng(seed, "lrurec weights")) {
    const double share = get_real(settings, "sliding_window");
    for (UserId u = 1; u <= dataset.user_count(); ++u) {
        const auto& items = dataset.train[static_cast<std::size_t>(u)];
        if (dataset.validation[static_cast<std::size_t>(u)] != 0 && !items.empty()) validation_users_.push_back(u);
        if (items.empty()) continue;
        for (const auto& [begin, end] : training_windows(items.size(), static_cast<std::size_t>(max_len_), share))
            examples_.push_back({u, begin, end});
    }
    if (examples_.empty())
        throw UserError("No user has a training item.", "LRURec learns from sequences.",
                        "Prepare the dataset with a lower filter, or check its split.");
}

FitReport LruRecRetriever::fit(const FitContext& context) {
    return wb::fit(*this, fit_options_, context.checkpoint, context.identity, context.observer, context.stop);
}

std::int64_t LruRecRetriever::begin_epoch(std::int64_t epoch) {
    order_.resize(examples_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    Rng rng(seed_, "lrurec order", static_cast<std::uint64_t>(epoch));
    rng.shuffle(order_);
    const auto size = static_cast<std::size_t>(batch_size_);
    return static_cast<std::int64_t>((order_.size() + size - 1) / size);
}

// Labels are the last max_len items of the example, tokens the same without the last item. Where that leaves a label
// without a token, the label is predicted from one padding slot.
PackedBatch LruRecRetriever::batch_of(std::span<const std::size_t> examples) const {
    std::vector<std::int64_t> tokens, offsets{0}, rows, labels;
    for (const std::size_t e : examples) {
        const auto& x = examples_[e];
        const auto& items = dataset_.train[static_cast<std::size_t>(x.user)];
        const std::size_t first = x.end - x.begin > static_cast<std::size_t>(max_len_)
                                      ? x.end - static_cast<std::size_t>(max_len_)
                                      : x.begin;
        for (std::size_t i = first; i < x.end; ++i) {
            rows.push_back(static_cast<std::int64_t>(tokens.size()));
            labels.push_back(items[i]);
            tokens.push_back(i > x.begin ? items[i - 1] : 0);
        }
        offsets.push_back(static_cast<std::int64_t>(tokens.size()));
    }
    PackedBatch batch;
    batch.tokens = long_tensor(tokens);
    batch.offsets = long_tensor(offsets);
    batch.rows = long_tensor(rows);
    batch.labels = long_tensor(labels);
    return batch;
}

at::Tensor LruRecRetriever::batch_loss(std::int64_t batch, std::int64_t update) {
    const auto size = static_cast<std::size_t>(batch_size_);
    const auto first = static_cast<std::size_t>(batch) * size;
    const auto part = std::span(order_).subspan(first, std::min(size, order_.size() - first));
    return network_.loss(batch_of(part), Rng(seed_, "lrurec dropout", static_cast<std::uint64_t>(update)).key() | 1);
}

std::vector<float> LruRecRetriever::vectors_of(const std::vector<std::vector<ItemId>>& histories,
                                               const StopToken& stop) const {
    at::NoGradGuard no_grad;
    const auto d = static_cast<std::size_t>(network_.options().dim);
    std::vector<float> out(histories.size() * d);
    constexpr std::int64_t slots_per_pass = 8192;
    for (std::size_t from = 0; from < histories.size();) {
        stop.check();
        std::vector<std::int64_t> tokens, offsets{0}, last;
        std::size_t to = from;
        for (; to < histories.size() && static_cast<std::int64_t>(tokens.size()) < slots_per_pass; ++to) {
            const auto& h = histories[to];
            const std::size_t skip =
                h.size() > static_cast<std::size_t>(max_len_) ? h.size() - static_cast<std::size_t>(max_len_) : 0;
            if (h.empty()) tokens.push_back(0);
            for (std::size_t i = skip; i < h.size(); ++i) tokens.push_back(h[i]);
            offsets.push_back(static_cast<std::int64_t>(tokens.size()));
            last.push_back(static_cast<std::int64_t>(tokens.size()) - 1);
        }
        PackedBatch batch;
        batch.tokens = long_tensor(tokens);
        batch.offsets = long_tensor(offsets);
        const auto hidden = at::index_select(network_.forward(batch, 0), 0, long_tensor(last)).contiguous();
        std::copy_n(hidden.data_ptr<float>(), hidden.numel(), out.data() + from * d);
        from = to;
    }
    return out;
}

std::vector<float> LruRecRetriever::user_vectors(const std::vector<UserId>& users, bool for_test,
                                                 const StopToken& stop) const {
    std::vector<std::vector<ItemId>> histories;
    histories.reserve(users.size());
    for (UserId u : users) histories.push_back(dataset_.history(u, for_test));
    return vectors_of(histories, stop);
}

std::vector<float> LruRecRetriever::vector_of_history(const std::vector<ItemId>& history) const {
    return vectors_of({history}, StopToken());
}

std::vector<ItemId> LruRecRetriever::excluded(UserId user, bool for_test) const {
    return excluded_items(dataset_, user, for_test, exclusion_, max_len_);
}

DotProductModel LruRecRetriever::items() const {
    return {network_.item_embedding().data_ptr<float>(), network_.item_bias().data_ptr<float>(),
            dataset_.item_count(), network_.options().dim};
}

Trainable::Validation LruRecRetriever::validate(const StopToken& stop) {
    const auto vectors = user_vectors(validation_users_, false, stop);
    std::vector<std::vector<ItemId>> gone;
    for (UserId u : validation_users_)
        gone.push_back(validation_excludes_ ? excluded(u, false) : std::vector<ItemId>());
    const auto m =
        mean_metrics(rank_true_items(items(), vectors, validation_users_, dataset_.validation, gone, stop));
    return {m.recall[2],
            0,  // of equal ones the earlier is kept, as in the reference: NDCG still rises when Recall has turned
            {{"val_recall@10", m.recall[2]},
             {"val_ndcg@10", m.ndcg[2]},
             {"val_recall@20", m.recall[3]},
             {"val_mrr", m.mrr}}};
}

double LruRecRetriever::uniform_loss() const {
    return std::log(static_cast<double>(dataset_.item_count() + 1));
}

std::int64_t LruRecRetriever::parameter_count() const {
    return wb::parameter_count(network_.parameters());
}

void LruRecRetriever::save(const std::filesystem::path& file) const {
    SafetensorsWriter writer;
    network_.save(writer);
    writer.set_metadata("method", "lrurec");
    writer.set_metadata("dataset_fingerprint", dataset_.fingerprint);
    writer.write(file);
}

void LruRecRetriever::load(const std::filesystem::path& file) {
    network_.load(SafetensorsFile::read(file));
}

}  // namespace wb
