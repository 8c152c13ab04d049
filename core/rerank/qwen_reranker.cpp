// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/qwen_reranker.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "foundation/error.h"
#include "foundation/free_memory.h"
#include "foundation/shown_text.h"
#include "rerank/item_words.h"
#include "rerank/letter_checks.h"
#include "rerank/letter_tools.h"
#include "rerank/prompt_passes.h"
#include "rerank/qwen_settings.h"
#include "tensors/runtime.h"
#include "training/fit_options.h"

namespace wb {

QwenReranker::QwenReranker(const Settings& settings, const Dataset& dataset, std::uint64_t seed,
                           const LanguageModel& model, const std::string& device, RerankerUse use)
    : settings_(settings),
      dataset_(dataset),
      seed_(seed),
      model_(model),
      weights_(tensors_of(model, settings, device, use)),
      batch_size_(get_int(settings, "batch_size")),
      fit_options_(fit_options(settings)),
      samples_(dataset, sample_rules(settings), seed) {
    const auto words = words_of_items(dataset, get_text(settings, "item_text"));
    auto tools = letter_tools(model, settings, words.words);
    tokenizer_ = std::move(tools.tokenizer);
    prompter_ = std::move(tools.prompter);
    labels_ = std::move(tools.labels);
    tokens_ = {labels_.tokens, tools.answer_end};
    if (is_injected(LetterFault::unknown_labels)) tokens_.labels.assign(tokens_.labels.size(), tools.answer_end);
    warn(check_labels(*tokenizer_, tokens_));
    const bool full = get_text(settings, "train") == "full";
    if (on_graphics_processor(device, settings)) {
        const bool rounded = get_text(settings, "base_precision") != "float32";
        network_ = std::make_unique<Qwen3Network>(model.config, weights_, c10::Device(c10::kCUDA),
                                                  rounded ? at::kBFloat16 : at::kFloat);
        base_name_ = rounded ? "bfloat16" : "float32";
        const auto& asked = get_text(settings, "scoring_precision");
        notices_.push_back(
            {"LLM_DEVICE", "The language model is read on the graphics processor, in " + base_name_ +
                               (asked == "auto" || asked == base_name_
                                    ? "."
                                    : "; --rerank-scoring-precision " + asked + " has no effect there.")});
    } else {
        const auto base = base_format(settings, model.config);
        network_ = base ? std::make_unique<Qwen3Network>(model.config, weights_, *base)
                        : std::make_unique<Qwen3Network>(model.config, weights_, full);
        base_name_ = name_of(base);
        if (const auto format = scoring_format(settings, model.config))
            reading_ = std::make_unique<Qwen3Reading>(model.config, weights_, *format);
    }
    if (auto given = use == RerankerUse::training ? given_adapter(model, settings) : std::nullopt) {
        adapter_ = std::make_unique<LoraAdapter>(std::move(*given));
        const std::string from = "The adapter starts as the one in \"" + get_text(settings, "adapter") + "\"";
        notices_.push_back({"LLM_ADAPTER_GIVEN", from + ": rank " + std::to_string(adapter_->settings().rank) +
                                                     ". Its own rank, alpha, dropout and targets hold."});
        if (const auto& base = adapter_->base();
            !base.empty() && !same_language_model(base, model.name) && !same_language_model(base, model.repository))
            notices_.push_back(
                {"LLM_ADAPTER_OF_ANOTHER", from + ", which names " + shown_text(base) +
                                               " as its model, and this is " + shown_text(model.name) +
                                               ". An adapter fits the weights that it was trained on alone."});
    } else if (!full) {
        adapter_ = std::make_unique<LoraAdapter>(lora_settings(settings), model.config, Rng(seed, "lora"));
    }
    const auto of_device = on_graphics_processor(device, settings) ? free_graphics_memory() : 0;
    room_ = room_of_pass(of_device > 0 ? of_device : available_memory());  // when the weights have theirs
    if (words.without_more > 0)
        notices_.push_back({"LLM_TEXT_MISSING", std::to_string(words.without_more) + " of " +
                                                    std::to_string(dataset.item_count()) +
                                                    " items have no text beside their title; prompts show the title "
                                                    "alone for them."});
    if (words.untitled > 0)
        notices_.push_back({"LLM_NO_TITLE", std::to_string(words.untitled) + " of " +
                                                std::to_string(dataset.item_count()) +
                                                " items have no title; their description stands in its place, or "
                                                "their number where they have none."});
    if (model.stand_in)
        notices_.push_back({"LLM_STAND_IN", "The language model is the small built-in " + model.title +
                                                ": it reads lists and knows nothing of the world. Its results say "
                                                "nothing about Qwen3-0.6B."});
    for (const auto& text : network_->notices()) notices_.push_back({"LLM_UNUSED_WEIGHTS", text});
    for (const auto& text : weights_.notices()) notices_.push_back({"LLM_UNLISTED_WEIGHTS", text});
}

const Parameters& QwenReranker::parameters() const {
    return adapter_ ? adapter_->parameters() : network_->parameters();
}

void QwenReranker::warn(const std::optional<Notice>& notice) {
    if (!notice) return;
    for (const Notice& known : notices_)
        if (known.code == notice->code) return;
    notices_.push_back(*notice);
}

FitReport QwenReranker::fit(const FitContext& context, const std::vector<RerankQuery>& validation,
                            const PrefixLists& stage1) {
    validation_ = &validation;
    std::size_t longest = 2;
    for (const RerankQuery& q : validation) longest = std::max(longest, candidates_of_prompt(q));
    samples_.like_evaluated(static_cast<int>(longest), stage1);
    if (is_injected(LetterFault::no_learning_rate)) fit_options_.adam.lr = 0;
    before_training_ = fingerprint_of_some();
    check_samples();
    hold_base_against_file(context.stop);
    const auto report =
        wb::fit(*this, fit_options_, context.checkpoint, context.identity, context.observer, context.stop);
    hold_against_network(context.stop);
    calibrate(context.stop);
    return report;
}

/// Whether an update changes anything is seen in a few of the weights.
std::string QwenReranker::fingerprint_of_some() const {
    const auto& all = parameters();
    return fingerprint_of({all.begin(), all.begin() + std::min<std::ptrdiff_t>(4, std::ssize(all))});
}

RerankQuery QwenReranker::drawn(std::int64_t place) const {
    auto query = samples_.draw(place);
    if (is_injected(LetterFault::true_item_first)) {
        std::swap(query.candidates.front(), query.candidates[query.target]);
        query.target = 0;
    }
    return query;
}

QwenReranker::Sample QwenReranker::sample(std::int64_t place) const {
    const auto query = drawn(place);
    auto prompt = prompter_->training_prompt(query.history, query.candidates, query.target);
    const auto slot = std::find(prompt.candidates.begin(), prompt.candidates.end(), query.target);
    Sample out{{std::move(prompt.ids), static_cast<std::int64_t>(prompt.candidates.size()),
                slot - prompt.candidates.begin()},
               prompt.cuts};
    if (is_injected(LetterFault::shifted_answer)) out.prompt.ids.resize(out.prompt.ids.size() - 4);
    if (is_injected(LetterFault::shuffled_labels)) out.prompt.right = (out.prompt.right + 1) % out.prompt.labels;
    return out;
}

std::vector<std::int32_t> QwenReranker::read_ids(std::span<const ItemId> history,
                                                 std::span<const ItemId> candidates) const {
    auto prompt = prompter_->prompt(history, candidates);
    if (is_injected(LetterFault::cut_on_the_right)) prompt.ids.resize(prompt.ids.size() * 3 / 4);
    return std::move(prompt.ids);
}

/// What is taught is held against what is read, before the first update.
void QwenReranker::check_samples() {
    constexpr std::int64_t looked_at = 64, placed = 1040;
    const auto n = samples_.begin_epoch(0);
    std::vector<std::int64_t> places(static_cast<std::size_t>(samples_.candidates()), 0);
    for (std::int64_t i = 0; i < std::min(n, placed); ++i) {
        const auto query = drawn(i);
        if (query.candidates.size() == places.size()) ++places[query.target];  // a small catalogue has shorter lists
        if (i >= looked_at) continue;
        const auto taught = sample(i);
        if (taught.cuts.candidates > 0) continue;  // no prompt of inference holds all of this list
        warn(check_prompt_end(read_ids(query.history, query.candidates), *tokenizer_, *prompter_));
        warn(check_sample(taught.prompt, prompter_->prompt(query.history, query.candidates), query.target));
    }
    warn(check_places(places));
}

LetterLosses QwenReranker::losses_of(std::span<const AnsweredPrompt> prompts, std::uint64_t dropout_key,
                                     std::span<const AnsweredPrompt> before) const {
    const auto texts = answered_texts(prompts, tokens_);
    QwenPass pass;
    pass.adapter = adapter_.get();
    pass.dropout_key = dropout_key;
    pass.rows = answer_rows(texts);
    pass.rows_before = answer_rows_each * std::ssize(before);
    for (const AnsweredPrompt& prompt : before) pass.tokens_before += text_tokens(prompt);
    pass.recompute = get_bool(settings_, "gradient_checkpointing");
    return letter_losses(*network_, network_->hidden(texts, pass), prompts, tokens_);
}

at::Tensor QwenReranker::trained(const LetterLosses& losses) const {
    return get_text(settings_, "objective") == "restricted" ? losses.restricted : losses.response();
}

/// One sample and one list say how long an update and a validation take. A small model's first pass is mostly made of
/// what is made once, so it has a second.
Trainable::Pace QwenReranker::pace(const StopToken& stop) {
    const auto seconds_of = [](const auto& work) {
        constexpr double long_enough = 0.5;
        double seconds = 0;
        for (int pass = 0; pass < 2 && (pass == 0 || seconds < long_enough); ++pass) {
            const auto start = std::chrono::steady_clock::now();
            work();
            seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        }
        return seconds;
    };
    const std::vector<AnsweredPrompt> one{sample(0).prompt};
    Pace pace{samples_.per_epoch(), 0, 0};
    pace.update_seconds = static_cast<double>(std::min(batch_size_, pace.samples)) *
                          seconds_of([&] { torch::autograd::backward({trained(losses_of(one, 1))}, {}); });
    for (const auto& p : parameters()) p.value.mutable_grad().reset();
    if (!validation_->empty())
        pace.validation_seconds = static_cast<double>(validation_->size()) *
                                  seconds_of([&] { score(std::span(*validation_).first(1), stop); });
    return pace;
}

at::Tensor QwenReranker::batch_loss(std::int64_t batch, std::int64_t update) {
    std::vector<AnsweredPrompt> prompts;
    const std::int64_t last = std::min((batch + 1) * batch_size_, samples_.per_epoch());
    for (std::int64_t place = batch * batch_size_; place < last; ++place) {
        auto drawn_sample = sample(place);
        cut_samples_ += drawn_sample.cuts.any();
        prompts.push_back(std::move(drawn_sample.prompt));
    }
    if (update == 1 && fingerprint_of_some() == before_training_)
        warn(warning_of(LetterFault::no_learning_rate, "The first update changed nothing."));
    double letter = 0, end = 0, among = 0;
    at::Tensor loss;
    // Gradients of all passes but the last are added up here; the last one's graph is left to the training loop.
    const bool checkpointing = get_bool(settings_, "gradient_checkpointing");
    const auto kept = checkpointing                              ? Activations::inputs
                      : network_->keeps_products(adapter_.get()) ? Activations::products
                                                                 : Activations::all;
    for_passes(
        prompts.size(), tokens_of_pass(network_->config(), room_, kept),
        [&](std::size_t i, std::size_t) { return text_tokens(prompts[i]); },
        [&](std::size_t from, std::size_t to) {
            const auto part = std::span(prompts).subspan(from, to - from);
            const auto losses =
                losses_of(part, Rng(seed_, "lora dropout", static_cast<std::uint64_t>(update)).key() | 1,
                          std::span(prompts).first(from));
            const double share = static_cast<double>(part.size()) / static_cast<double>(prompts.size());
            letter += share * losses.letter.item<double>();
            end += share * losses.end.item<double>();
            among += share * losses.restricted.item<double>();
            const auto mine = trained(losses) * share;
            if (to == prompts.size()) {
                loss = loss.defined() ? mine + loss : mine;
                return;
            }
            torch::autograd::backward({mine}, {});
            loss = loss.defined() ? loss + mine.detach() : mine.detach();
        });
    loss_parts_ = {{"loss_letter_full", letter}, {"loss_end", end}, {"loss_letter_restricted", among}};
    return loss;
}

Trainable::Validation QwenReranker::validate(const StopToken& stop) {
    const auto& scores = validation_scores_ = score(*validation_, stop);
    const auto m = metrics_of_scores(*validation_, scores);
    double loss = 0, entropy = 0;
    std::int64_t lists = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!gives_probabilities(scores[i].size())) continue;
        const auto p = softmax(scores[i]);
        if (p.empty()) continue;
        loss -= std::log(std::max(static_cast<double>(p[(*validation_)[i].target]), 1e-38));
        entropy += distribution_stats(p).normalised_entropy;
        ++lists;
    }
    Validation v{m.ndcg[2],
                 m.recall[2],
                 {{"val_recall@10", m.recall[2]},
                  {"val_ndcg@10", m.ndcg[2]},
                  {"val_recall@5", m.recall[1]},
                  {"val_mrr", m.mrr}}};
    if (lists > 0) {
        v.metrics.emplace_back("val_loss_letter_restricted", loss / static_cast<double>(lists));
        v.metrics.emplace_back("val_normalised_entropy", entropy / static_cast<double>(lists));
    }
    return v;
}

std::size_t QwenReranker::longest_list() const {
    return get_text(settings_, "overflow") == "truncate" ? most_candidates(settings_) : Reranker::longest_list();
}

std::vector<ReferenceLine> QwenReranker::reference_lines() const {
    const int n = samples_.candidates();
    return {{"loss_letter_restricted", "uniform: ln " + std::to_string(n), std::log(static_cast<double>(n))}};
}

std::vector<Notice> QwenReranker::notices() const {
    auto all = notices_;
    if (cut_samples_ > 0)
        all.push_back(
            {"LLM_SAMPLES_CUT", std::to_string(cut_samples_) +
                                    " training prompts were too long and lost history, parts of titles or "
                                    "negatives. " +
                                    (prompter_->limits().of_model ? "The model reads no longer ones."
                                                                  : "Raise --qwen-max-seq-length to keep them.")});
    if (without_prior_ > 0)
        all.push_back({"LLM_PRIOR_OTHER_LENGTH",
                       "The prior of the letters was not removed from " + std::to_string(without_prior_) +
                           " lists: it was measured on lists of " + std::to_string(prior_.size()) +
                           " candidates, and they have other lengths."});
    return all;
}

std::string QwenReranker::device() const {
    return network_->device();
}

std::string QwenReranker::precision() const {
    return reading_ ? name_of(reading_->format()) : base_name_;
}

std::int64_t QwenReranker::parameter_count() const {
    return network_->config().parameters() + (adapter_ ? wb::parameter_count(adapter_->parameters()) : 0);
}

}  // namespace wb
