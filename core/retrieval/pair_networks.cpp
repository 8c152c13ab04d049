// VBPR, MMGCN and BM3 from settings and a dataset. Layer: retrieval.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "networks/bm3.h"
#include "networks/mmgcn.h"
#include "networks/vbpr.h"
#include "retrieval/pair_network.h"

namespace wb {

namespace {

/// Training interactions as edges.
Edges edges_of(const Dataset& dataset) {
    Edges edges;
    for (UserId u = 1; u <= dataset.user_count(); ++u)
        for (const ItemId item : dataset.train[static_cast<std::size_t>(u)]) edges.emplace_back(u - 1, item - 1);
    return edges;
}

at::Tensor rows_of(const std::optional<ItemModality>& modality) {
    return modality ? modality->rows : at::Tensor();
}

float real(const Settings& settings, const char* key) {
    return static_cast<float>(get_real(settings, key));
}

class VbprPairs : public PairNetwork {
  public:
    VbprPairs(const VbprOptions& options, const at::Tensor& features, Rng rng) : network_(options, features, rng) {}
    const Parameters& parameters() const override { return network_.parameters(); }
    Step step(const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives,
              std::uint64_t) const override {
        const auto loss = network_.loss(users, positives, negatives);
        return {loss.total, {{"loss_bpr", loss.bpr}, {"loss_regulariser", loss.regulariser}}};
    }
    bool needs_negatives() const override { return true; }
    Vectors vectors() const override {
        return {network_.user_vectors().detach(), network_.item_vectors(), network_.item_biases()};
    }
    void save(SafetensorsWriter& writer) const override { network_.save(writer); }
    void load(const SafetensorsFile& file) override { network_.load(file); }

  private:
    VbprNetwork network_;
};

class MmgcnPairs : public PairNetwork {
  public:
    MmgcnPairs(const MmgcnOptions& options, const ItemModalities& modalities, BipartiteGraph graph, Rng rng)
        : network_(options, rows_of(modalities.text), rows_of(modalities.image), std::move(graph), rng) {}
    const Parameters& parameters() const override { return network_.parameters(); }
    Step step(const at::Tensor& users, const at::Tensor& positives, const at::Tensor& negatives,
              std::uint64_t) const override {
        const auto loss = network_.loss(users, positives, negatives);
        return {loss.total, {{"loss_bpr", loss.bpr}, {"loss_regulariser", loss.regulariser}}};
    }
    bool needs_negatives() const override { return true; }
    Vectors vectors() const override {
        at::NoGradGuard no_grad;
        const auto all = network_.vectors();
        const auto users = network_.options().users;
        return {all.narrow(0, 0, users), all.narrow(0, users, network_.options().items), at::Tensor()};
    }
    void save(SafetensorsWriter& writer) const override { network_.save(writer); }
    void load(const SafetensorsFile& file) override { network_.load(file); }

  private:
    MmgcnNetwork network_;
};

class Bm3Pairs : public PairNetwork {
  public:
    Bm3Pairs(const Bm3Options& options, const ItemModalities& modalities, BipartiteGraph graph, Rng rng)
        : network_(options, rows_of(modalities.text), rows_of(modalities.image), std::move(graph), rng) {}
    const Parameters& parameters() const override { return network_.parameters(); }
    Step step(const at::Tensor& users, const at::Tensor& positives, const at::Tensor&,
              std::uint64_t key) const override {
        const auto loss = network_.loss(users, positives, key);
        return {loss.total,
                {{"loss_interaction", loss.interaction},
                 {"loss_cross_modal", loss.cross_modal},
                 {"loss_intra_modal", loss.intra_modal},
                 {"loss_regulariser", loss.regulariser}}};
    }
    bool needs_negatives() const override { return false; }
    Vectors vectors() const override { return {network_.user_vectors(), network_.item_vectors(), at::Tensor()}; }
    void save(SafetensorsWriter& writer) const override { network_.save(writer); }
    void load(const SafetensorsFile& file) override { network_.load(file); }

  private:
    Bm3Network network_;
};

}  // namespace

std::unique_ptr<PairNetwork> make_vbpr(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                       const ItemModalities& modalities) {
    VbprOptions o;
    o.users = dataset.user_count();
    o.items = dataset.item_count();
    o.dim = get_int(settings, "dim");
    o.regulariser = real(settings, "reg");
    o.paper_biases = get_bool(settings, "paper_biases");
    std::vector<at::Tensor> parts;
    if (modalities.text) parts.push_back(modalities.text->rows);
    if (modalities.image) parts.push_back(modalities.image->rows);
    return std::make_unique<VbprPairs>(o, at::cat(parts, 1), Rng(seed, "vbpr weights"));
}

std::unique_ptr<PairNetwork> make_mmgcn(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                        const ItemModalities& modalities) {
    MmgcnOptions o;
    o.users = dataset.user_count();
    o.items = dataset.item_count();
    o.dim = get_int(settings, "dim");
    o.hops = get_int(settings, "hops");
    o.image_width = get_int(settings, "image_width");
    o.regulariser = real(settings, "reg");
    o.concatenate = get_text(settings, "combination") == "concatenate";
    o.train_tables = get_bool(settings, "train_id_and_preference");
    return std::make_unique<MmgcnPairs>(o, modalities, mean_graph(o.users, o.items, edges_of(dataset)),
                                        Rng(seed, "mmgcn weights"));
}

std::unique_ptr<PairNetwork> make_bm3(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                                      const ItemModalities& modalities) {
    Bm3Options o;
    o.users = dataset.user_count();
    o.items = dataset.item_count();
    o.dim = get_int(settings, "dim");
    o.layers = get_int(settings, "layers");
    o.regulariser = real(settings, "reg");
    o.alignment = real(settings, "alignment");
    o.dropout = real(settings, "dropout");
    o.freeze_features = get_bool(settings, "freeze_features");
    return std::make_unique<Bm3Pairs>(o, modalities, normalised_graph(o.users, o.items, edges_of(dataset)),
                                      Rng(seed, "bm3 weights"));
}

}  // namespace wb
