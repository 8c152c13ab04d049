// Stage 2: what every reranker can do. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "experiment/config.h"
#include "experiment/workspace.h"
#include "foundation/stop_token.h"
#include "rerank/letter_view.h"
#include "retrieval/retriever.h"
#include "training/fit.h"

namespace wb {

/// One list to be ordered.
struct RerankQuery {
    UserId user = 0;
    std::vector<ItemId> history;  ///< oldest first
    std::vector<ItemId> candidates;
    std::size_t target = 0;  ///< index of the true item in candidates; no_target = it is not there
    /// Of a list that several prompts order, in the order of stage 1: each prompt's candidates are shuffled by this
    /// key; 0 = they are shown as they stand.
    std::uint64_t prompt_order = 0;
    static constexpr std::size_t no_target = static_cast<std::size_t>(-1);
};

/// What stage 1 would give a user who had taken no more than a prefix of the training list: its best items, best
/// first, without `left_out` (ascending, each once). Empty where a run has no stage 1.
using PrefixLists = std::function<std::vector<ItemId>(UserId user, const std::vector<ItemId>& prefix,
                                                      const std::vector<ItemId>& left_out)>;

/// A value that a curve is read against.
struct ReferenceLine {
    std::string series;  ///< "loss"
    std::string text;    ///< "uniform: ln 20"
    double value = 0;
};

/// What the prompts of some lists take, of methods that ask a language model.
struct PromptBudget {
    std::int64_t lists = 0;
    std::int64_t cut = 0;  ///< of them, too long: history or parts of titles are left out
    std::int64_t mean_tokens = 0, most_tokens = 0, limit = 0;
    bool limit_of_model = false;  ///< the model reads no longer ones, whatever the settings allow
};

class Reranker {
  public:
    virtual ~Reranker() = default;
    /// `validation` are the lists on which the best weights are chosen (NDCG@10, then Recall@10). Throws
    /// std::logic_error where the settings ask for lists of stage 1 and `stage1` is empty.
    virtual FitReport fit(const FitContext& context, const std::vector<RerankQuery>& validation,
                          const PrefixLists& stage1) = 0;
    /// Of the lists given to fit, by its last validation; empty before.
    virtual const std::vector<std::vector<float>>& validation_scores() const = 0;
    /// Writes what was trained into a folder that is there; returns the files, the weights first.
    virtual std::vector<std::filesystem::path> save(const std::filesystem::path& folder) const = 0;
    /// Throws UserError for files of another method or model.
    virtual void load(const std::filesystem::path& folder) = 0;
    virtual std::int64_t parameter_count() const = 0;
    virtual std::string device() const { return "cpu"; }  ///< or "cuda"
    /// What the matrices are multiplied in for scores: "float32", "bfloat16", "int8" or "nf4".
    virtual std::string precision() const { return "float32"; }
    /// Scores per query and candidate, higher is better; comparable inside one list only. Stops between blocks.
    virtual std::vector<std::vector<float>> score(std::span<const RerankQuery> queries,
                                                  const StopToken& stop) const = 0;
    /// Whether softmax of the scores is the method's own probability of each candidate of such a list.
    virtual bool gives_probabilities(std::size_t candidates) const = 0;
    /// Lists are cut to this many candidates before they are scored; the rest keeps its order behind them.
    virtual std::size_t longest_list() const { return static_cast<std::size_t>(-1); }
    /// What training losses are where nothing is known; while it is fitted, of the lists that it is trained on.
    virtual std::vector<ReferenceLine> reference_lines() const = 0;
    /// The prompt of a list and what was answered, of methods that ask a language model. Throws UserError for a list
    /// that no single prompt holds.
    virtual std::optional<LetterView> view(const RerankQuery&) const { return std::nullopt; }
    /// Known before anything is trained. Throws UserError for a list that no prompt holds even so. Of a list that
    /// several prompts order, one with its longest titles counts.
    virtual std::optional<PromptBudget> prompt_budget(std::span<const RerankQuery>, const StopToken&) const {
        return std::nullopt;
    }
    /// What a person should know of how this data is read; stored with the run as warnings. May grow with every call
    /// of the others.
    virtual std::vector<Notice> notices() const { return {}; }
};

/// Whether a reranker is to be trained, or loaded to order lists, which takes less memory.
enum class RerankerUse { training, scoring };

/// Looks for the language model, where the method needs one, in the workspace. Throws UserError for a method without
/// an implementation, a model or a device that is missing, a model that does not fit in memory, and data that it
/// cannot learn from. `device`: "auto", "cpu" or "cuda", of which a method without a way there takes no notice.
std::unique_ptr<Reranker> make_reranker(const MethodChoice& choice, const Dataset& dataset, std::uint64_t seed,
                                        const Workspace& workspace, const std::string& device = "cpu",
                                        RerankerUse use = RerankerUse::training);

/// What make_reranker refuses by itself, whatever the data are, and at once: before another stage is trained for
/// hours.
void require_reranker(const MethodChoice& choice, const Workspace& workspace, const std::string& device,
                      RerankerUse use);

/// Mean metrics of the queries that have a target; NaN scores rank last.
Metrics metrics_of_scores(std::span<const RerankQuery> queries, const std::vector<std::vector<float>>& scores);

}  // namespace wb
