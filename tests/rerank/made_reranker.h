// A language-model reranker of a few thousand weights, and data for it. Test helper.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/grad_mode.h>

#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <list>
#include <stdexcept>

#include "recipes/qwen3_tiny/model_folder.h"
#include "rerank/qwen_reranker.h"
#include "text/byte_tokenizer.h"

namespace wb::made {

namespace fs = std::filesystem;

inline constexpr ItemId item_count = 40;

inline Dataset dataset() {
    Dataset data;
    data.items.resize(item_count + 1);
    for (ItemId i = 1; i <= item_count; ++i) {
        data.items[static_cast<std::size_t>(i)].title = "thing " + std::to_string(i);
        if (i % 2 == 0) data.items[static_cast<std::size_t>(i)].caption = "seen " + std::to_string(i);
    }
    data.train.push_back({});
    for (ItemId u = 0; u < 30; ++u) data.train.push_back({1 + u, 2 + u, 3 + u, 4 + u});
    data.validation.assign(data.train.size());
    data.test.assign(data.train.size());
    return data;
}

inline Settings settings(const std::map<std::string, ParamValue>& changed = {}) {
    auto all = builtin_methods().find(Stage::rerank, "qwen")->defaults();
    all["max_candidates"] = std::int64_t{5};
    all["batch_size"] = std::int64_t{4};
    all["max_steps"] = std::int64_t{3};
    all["lr"] = 1e-2;
    for (const auto& [key, value] : changed) all.at(key) = value;
    return all;
}

inline std::vector<RerankQuery> lists(std::size_t candidates) {
    std::vector<RerankQuery> queries;
    for (UserId u = 1; u <= 6; ++u) {
        RerankQuery q{u, {u, u + 1, u + 2, u + 3}, {}, 1};
        for (std::size_t c = 0; c < candidates; ++c)
            q.candidates.push_back(static_cast<ItemId>((u + 3 + 7 * c) % item_count) + 1);
        queries.push_back(q);
    }
    return queries;
}

inline bool has(const std::vector<Notice>& notices, std::string_view code) {
    return std::any_of(notices.begin(), notices.end(), [&](const Notice& n) { return n.code == code; });
}

/// Two models in a temporary workspace.
struct SmallModels {
    QTemporaryDir dir;
    fs::path root = dir.path().toStdString();
    LanguageModel model, outlier;

    SmallModels() {
        QwenConfig c;
        c.hidden_size = 32;
        c.layers = 2;
        c.heads = 2;
        c.kv_heads = 1;
        c.head_dim = 16;
        c.intermediate_size = 48;
        c.vocab_size = 960;
        c.max_positions = 2048;
        c.rope_theta = 10000;
        c.rms_norm_eps = 1e-6;
        c.tied = true;
        c.dtype = "bfloat16";
        c.end_tokens = {902};
        const auto folder = root / "models" / "small";
        fs::create_directories(folder);
        recipe::write_tokenizer(byte_parts(), folder);
        recipe::write_config(c, folder);
        const Qwen3Network network(c, Rng(5, "small model"));
        recipe::write_weights(network, folder);
        model = find_language_model("small", {root});
        if (!model.usable()) throw std::runtime_error(model.problem);
        // The same model with one channel that is thousands of times larger than the others and that no matrix
        // reads: in 8 bits with one scale for each row, nothing is left of the others. Larger matrices, so that what
        // a prompt says decides and not its last token alone.
        const at::NoGradGuard no_grad;
        for (const auto& p : network.parameters()) {
            if (p.decay && p.name.find("embed") == std::string::npos) p.value.mul_(10);
            if (p.name.find("layernorm") != std::string::npos) p.value[0] = 1e5;
            for (const char* reads : {"q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"})
                if (p.name.find(reads) != std::string::npos) p.value.select(1, 0).zero_();
        }
        const auto outlier_folder = root / "models" / "outlier";
        fs::copy(folder, outlier_folder);
        recipe::write_weights(network, outlier_folder);
        this->outlier = find_language_model("outlier", {root});
    }
    std::unique_ptr<QwenReranker> reranker(const Dataset& data, const std::map<std::string, ParamValue>& changed,
                                           std::uint64_t seed = 1) const {
        return std::make_unique<QwenReranker>(settings(changed), data, seed, model);
    }
    FitReport fit(QwenReranker& reranker, const std::string& name,
                  const std::vector<RerankQuery>& validation = lists(5)) const {
        FitContext context;
        context.checkpoint = root / (name + ".checkpoint");
        context.identity = name;
        kept_.push_back(validation);  // the reranker goes on reading them
        return reranker.fit(context, kept_.back(), {});
    }

  private:
    mutable std::list<std::vector<RerankQuery>> kept_;
};

}  // namespace wb::made
