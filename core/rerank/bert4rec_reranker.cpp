// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/bert4rec_reranker.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

#include "foundation/error.h"
#include "training/fit_options.h"

namespace wb {

namespace {

Bert4RecOptions network_options(const Settings& s, const Dataset& dataset) {
    Bert4RecOptions o;
    o.items = dataset.item_count();
    o.dim = get_int(s, "dim");
    o.heads = get_int(s, "heads");
    o.blocks = get_int(s, "blocks");
    o.max_len = get_int(s, "max_len");
    o.dropout = static_cast<float>(get_real(s, "dropout"));
    if (o.dim % o.heads != 0)
        throw UserError(
            "The width " + std::to_string(o.dim) + " cannot be divided among " + std::to_string(o.heads) + " heads.",
            "Each attention head works on an equal share of the width.",
            "Choose a width that is a multiple of the number of heads.");
    return o;
}

}  // namespace

Bert4RecReranker::Bert4RecReranker(const Settings& settings, const Dataset& dataset, std::uint64_t seed)
    : dataset_(dataset),
      seed_(seed),
      batch_size_(get_int(settings, "batch_size")),
      fit_options_(fit_options(settings)),
      network_(network_options(settings, dataset), Rng(seed, "bert4rec weights")) {
    cloze_.max_len = static_cast<std::size_t>(get_int(settings, "max_len"));
    cloze_.mask_probability = get_real(settings, "mask_prob");
    cloze_.exact_all_mask = get_text(settings, "mask_policy") == "exact_all_mask";
    cloze_.last_position_ratio = get_real(settings, "last_position_ratio");
    cloze_.stride_share = get_real(settings, "window_stride_prop");
    for (UserId u = 1; u <= dataset.user_count(); ++u) {
        const auto& items = dataset.train[static_cast<std::size_t>(u)];
        if (items.empty()) continue;
        for (const auto& range : cloze_windows(items.size(), cloze_)) windows_.push_back({u, range});
    }
    if (windows_.empty())
        throw UserError("No user has a training item.", "BERT4Rec learns from sequences.",
                        "Prepare the dataset with a lower filter, or check its split.");
    copies_ = get_int(settings, "copies_per_epoch");
    if (copies_ == 0) {  // as many as give an epoch at least 200 updates, at most 10
        const auto updates = std::max<std::int64_t>(1, static_cast<std::int64_t>(windows_.size()) / batch_size_);
        copies_ = std::clamp<std::int64_t>((200 + updates - 1) / updates, 1, 10);
    }
}

FitReport Bert4RecReranker::fit(const FitContext& context, const std::vector<RerankQuery>& validation,
                                const PrefixLists&) {
    validation_ = &validation;
    return wb::fit(*this, fit_options_, context.checkpoint, context.identity, context.observer, context.stop);
}

std::int64_t Bert4RecReranker::begin_epoch(std::int64_t epoch) {
    epoch_ = epoch;
    order_.resize(windows_.size() * static_cast<std::size_t>(copies_));
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
    Rng rng(seed_, "bert4rec order", static_cast<std::uint64_t>(epoch));
    rng.shuffle(order_);
    return (static_cast<std::int64_t>(order_.size()) + batch_size_ - 1) / batch_size_;
}

PackedBatch Bert4RecReranker::batch_of(std::int64_t batch) const {
    const auto first = static_cast<std::size_t>(batch * batch_size_);
    const auto last = std::min(order_.size(), first + static_cast<std::size_t>(batch_size_));
    std::vector<ClozeSample> samples;
    for (std::size_t i = first; i < last; ++i) {
        const auto& w = windows_[order_[i] % windows_.size()];
        Rng rng(seed_, "bert4rec masks", static_cast<std::uint64_t>(epoch_), order_[i]);
        samples.push_back(draw_cloze(dataset_.train[static_cast<std::size_t>(w.user)], w.range, dataset_.item_count(),
                                     cloze_, rng));
    }
    Rng rng(seed_, "bert4rec forced masks", static_cast<std::uint64_t>(epoch_), static_cast<std::uint64_t>(batch));
    return pack_cloze(samples, dataset_.item_count(), cloze_.max_len, rng);
}

at::Tensor Bert4RecReranker::batch_loss(std::int64_t batch, std::int64_t update) {
    return network_.loss(batch_of(batch),
                         Rng(seed_, "bert4rec dropout", static_cast<std::uint64_t>(update)).key() | 1);
}

std::vector<std::vector<float>> Bert4RecReranker::score(std::span<const RerankQuery> queries,
                                                        const StopToken& stop) const {
    at::NoGradGuard no_grad;
    const std::int64_t d = network_.options().dim;
    const float *weight = network_.output_weight().data_ptr<float>(),
                *bias = network_.output_bias().data_ptr<float>();
    std::vector<std::vector<float>> out;
    out.reserve(queries.size());
    constexpr std::size_t queries_per_pass = 64;
    for (std::size_t from = 0; from < queries.size(); from += queries_per_pass) {
        stop.check();
        const auto part = queries.subspan(from, std::min(queries_per_pass, queries.size() - from));
        std::vector<std::int64_t> tokens, offsets{0}, positions, rows;
        for (const auto& q : part) {
            const std::size_t n = std::min(q.history.size(), cloze_.max_len - 1);
            for (std::size_t i = 0; i < n; ++i) tokens.push_back(q.history[q.history.size() - n + i]);
            tokens.push_back(network_.options().mask_token());
            for (std::size_t i = 0; i <= n; ++i)
                positions.push_back(static_cast<std::int64_t>(cloze_.max_len - n - 1 + i));
            rows.push_back(static_cast<std::int64_t>(tokens.size()) - 1);
            offsets.push_back(static_cast<std::int64_t>(tokens.size()));
        }
        PackedBatch batch;
        batch.tokens = long_tensor(tokens);
        batch.offsets = long_tensor(offsets);
        batch.positions = long_tensor(positions);
        batch.rows = long_tensor(rows);
        const auto hidden = network_.hidden_at_rows(batch).contiguous();
        for (std::size_t i = 0; i < part.size(); ++i) {
            const float* h = hidden.data_ptr<float>() + static_cast<std::int64_t>(i) * d;
            std::vector<float> scores;
            scores.reserve(part[i].candidates.size());
            for (ItemId c : part[i].candidates) {
                float s = 0;
                for (std::int64_t k = 0; k < d; ++k) s += h[k] * weight[c * d + k];
                scores.push_back(s + bias[c]);
            }
            out.push_back(std::move(scores));
        }
    }
    return out;
}

Trainable::Validation Bert4RecReranker::validate(const StopToken& stop) {
    validation_scores_ = score(*validation_, stop);
    const auto m = metrics_of_scores(*validation_, validation_scores_);
    return {m.ndcg[2],
            m.recall[2],
            {{"val_recall@10", m.recall[2]},
             {"val_ndcg@10", m.ndcg[2]},
             {"val_recall@5", m.recall[1]},
             {"val_mrr", m.mrr}}};
}

std::vector<ReferenceLine> Bert4RecReranker::reference_lines() const {
    const auto classes = dataset_.item_count() + 1;
    return {{"loss", "uniform: ln " + std::to_string(classes), std::log(static_cast<double>(classes))}};
}

std::int64_t Bert4RecReranker::parameter_count() const {
    return wb::parameter_count(network_.parameters());
}

std::vector<std::filesystem::path> Bert4RecReranker::save(const std::filesystem::path& folder) const {
    SafetensorsWriter writer;
    network_.save(writer);
    writer.set_metadata("method", "bert4rec");
    writer.set_metadata("dataset_fingerprint", dataset_.fingerprint);
    writer.write(folder / "model.safetensors");
    return {folder / "model.safetensors"};
}

void Bert4RecReranker::load(const std::filesystem::path& folder) {
    network_.load(SafetensorsFile::read(folder / "model.safetensors"));
}

}  // namespace wb
