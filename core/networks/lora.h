// Low-rank adapters of linear layers, as PEFT stores them. Layer: networks.
// Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "foundation/random.h"
#include "networks/parameters.h"
#include "text/qwen_config.h"

namespace wb {

struct LoraSettings {
    std::int64_t rank = 8;
    double alpha = 16;
    double dropout = 0.05;
    std::set<std::string> targets{"q_proj", "k_proj", "v_proj", "o_proj"};
    bool rank_stabilised = false;  ///< scale alpha / sqrt(rank) instead of alpha / rank
    double scale() const;
};

/// y = W x + scale B A dropout(x) for the linear layers that it has a pair for.
class LoraAdapter {
  public:
    struct Pair {
        at::Tensor a, b;  ///< [rank, in], [out, rank]
    };
    /// A uniform in +-1 / sqrt(in), which is what PEFT's Kaiming start comes to, and B zero: nothing changes before
    /// the first update.
    LoraAdapter(const LoraSettings& settings, const QwenConfig& config, Rng rng);
    /// adapter_config.json and adapter_model.safetensors. Throws UserError: not for this model, or made with
    /// something that this program does not compute (DoRA, other ranks for some layers, layers saved whole).
    static LoraAdapter load(const std::filesystem::path& folder, const QwenConfig& config);
    /// Both files, so that PEFT reads them. `base`: name of the model that it belongs to.
    void save(const std::filesystem::path& folder, const std::string& base) const;

    const LoraSettings& settings() const { return settings_; }
    /// The model that it was trained on, as its file says; empty where it was not loaded, or the file does not say.
    const std::string& base() const { return base_; }
    const Parameters& parameters() const { return parameters_; }
    /// Of "q_proj" in layer 3; null where there is none.
    const Pair* find(std::int64_t layer, const std::string& name) const;
    /// What is added to W [out, in]; undefined where there is no pair.
    at::Tensor delta(std::int64_t layer, const std::string& name) const;

  private:
    LoraAdapter(LoraSettings settings) : settings_(std::move(settings)) {}
    LoraSettings settings_;
    std::string base_;
    std::map<std::pair<std::int64_t, std::string>, Pair> pairs_;
    Parameters parameters_;
};

}  // namespace wb
