// Qwen3 as a reranker: the probabilities of the candidates' letters at the place of the answer. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "evaluation/letter_scores.h"
#include "experiment/language_models.h"
#include "networks/qwen3_reading.h"
#include "rerank/letter_losses.h"
#include "rerank/letter_record.h"
#include "rerank/list_samples.h"
#include "rerank/reranker.h"
#include "text/answer_labels.h"
#include "text/list_prompt.h"

namespace wb {

class QwenReranker : public Reranker, private Trainable {
  public:
    /// `device`: "auto", "cpu" or "cuda". Throws UserError: the model or the device cannot be used, the model does
    /// not fit in memory, or the labels have no tokens of their own behind the prompt.
    QwenReranker(const Settings& settings, const Dataset& dataset, std::uint64_t seed, const LanguageModel& model,
                 const std::string& device = "cpu", RerankerUse use = RerankerUse::training);
    FitReport fit(const FitContext& context, const std::vector<RerankQuery>& validation,
                  const PrefixLists& stage1) override;
    const std::vector<std::vector<float>>& validation_scores() const override { return validation_scores_; }
    std::vector<std::filesystem::path> save(const std::filesystem::path& folder) const override;
    void load(const std::filesystem::path& folder) override;
    std::int64_t parameter_count() const override;
    std::string device() const override;
    std::string precision() const override;
    std::vector<std::vector<float>> score(std::span<const RerankQuery> queries, const StopToken& stop) const override;
    bool gives_probabilities(std::size_t candidates) const override;
    std::size_t longest_list() const override;
    std::vector<ReferenceLine> reference_lines() const override;
    std::vector<Notice> notices() const override;
    std::optional<LetterView> view(const RerankQuery& query) const override;
    std::optional<PromptBudget> prompt_budget(std::span<const RerankQuery> queries,
                                              const StopToken& stop) const override;

    /// Bytes that a pass may take, in the place of a share of the free memory: where a batch is divided changes how
    /// sums are rounded, and nothing else.
    void set_room(std::uint64_t bytes) { room_ = bytes; }
    const Settings& settings() const { return settings_; }
    const ListPrompter& prompter() const { return *prompter_; }
    const AnswerLabels& labels() const { return labels_; }

  private:
    /// One prompt to be read: the candidates of a query in the order of their letters.
    struct Asked {
        std::span<const ItemId> history;
        std::vector<ItemId> candidates;
    };
    /// By what scoring is done with; or by `reader`, or by the network that is trained where it is null.
    std::vector<std::vector<float>> label_logits(const std::vector<Asked>& prompts, const StopToken& stop) const;
    std::vector<std::vector<float>> label_logits(const std::vector<Asked>& prompts, const StopToken& stop,
                                                 const Qwen3Reading* reader) const;
    at::Tensor label_logits(const QwenTexts& texts, const std::vector<std::int64_t>& rows,
                            const Qwen3Reading* reader) const;
    std::vector<Asked> some_validation_lists(std::size_t most) const;
    void hold_base_against_file(const StopToken& stop);
    void hold_against_network(const StopToken& stop);
    std::vector<std::vector<float>> scores_of_lists(std::span<const RerankQuery> queries,
                                                    const StopToken& stop) const;
    std::vector<std::vector<float>> scores_of_long_lists(std::span<const RerankQuery> queries,
                                                         const StopToken& stop) const;
    std::size_t candidates_of_prompt(const RerankQuery& query) const;
    std::vector<ItemId> longest_prompt_of(const RerankQuery& query, std::span<const std::size_t> tokens) const;
    std::vector<double> prior_of(const StopToken& stop) const;
    void calibrate(const StopToken& stop);
    std::vector<Canary> canaries(const StopToken& stop) const;
    void load_weights(const std::filesystem::path& folder);
    RerankQuery drawn(std::int64_t place) const;
    struct Sample {
        AnsweredPrompt prompt;
        PromptCuts cuts;
    };
    Sample sample(std::int64_t place) const;
    std::vector<std::int32_t> read_ids(std::span<const ItemId> history, std::span<const ItemId> candidates) const;
    void check_samples();
    void warn(const std::optional<Notice>& notice);
    std::string fingerprint_of_some() const;

    const Settings settings_;
    const Dataset& dataset_;
    std::uint64_t seed_;
    LanguageModel model_;
    std::unique_ptr<Tokenizer> tokenizer_;
    std::unique_ptr<ListPrompter> prompter_;
    AnswerLabels labels_;
    AnswerTokens tokens_;
    ModelTensors weights_;
    std::unique_ptr<Qwen3Network> network_;
    std::unique_ptr<Qwen3Reading> reading_;  ///< what prompts are scored with; null: the network itself
    std::string base_name_;                  ///< what the network's matrices are held in
    std::unique_ptr<LoraAdapter> adapter_;   ///< null: all weights are trained
    std::int64_t batch_size_;
    FitOptions fit_options_;
    ListSamples samples_;
    const std::vector<RerankQuery>* validation_ = nullptr;
    std::vector<std::vector<float>> validation_scores_;
    std::uint64_t room_ = 0;  ///< bytes that a pass may take
    std::vector<std::pair<std::string, double>> loss_parts_;
    std::vector<double> prior_;  ///< by label, for lists of as many; empty = none is removed
    double temperature_ = 1;
    std::int64_t cut_samples_ = 0;
    mutable std::int64_t without_prior_ = 0;
    std::vector<Notice> notices_;
    std::string before_training_;  ///< fingerprint_of_some()

    const Parameters& parameters() const override;
    std::int64_t begin_epoch(std::int64_t epoch) override {
        return (samples_.begin_epoch(epoch) + batch_size_ - 1) / batch_size_;
    }
    at::Tensor batch_loss(std::int64_t batch, std::int64_t update) override;
    LetterLosses losses_of(std::span<const AnsweredPrompt> prompts, std::uint64_t dropout_key,
                           std::span<const AnsweredPrompt> before = {}) const;  ///< of the same update
    at::Tensor trained(const LetterLosses& losses) const;                       ///< of the losses the one that is
    Pace pace(const StopToken& stop) override;
    std::vector<std::pair<std::string, double>> loss_parts() const override { return loss_parts_; }
    Validation validate(const StopToken& stop) override;
};

}  // namespace wb
