// Scores of lists by a letter reranker. Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "evaluation/long_list.h"
#include "evaluation/rank_agreement.h"
#include "foundation/error.h"
#include "foundation/parallel.h"
#include "rerank/prompt_passes.h"
#include "rerank/qwen_reranker.h"
#include "rerank/qwen_settings.h"

namespace wb {

namespace {

/// Scoring in fewer bits is refused when fewer of the lists than this get the first candidate of the network itself.
constexpr double least_agreement = 0.9;

/// A model held in fewer bits is called spoiled when its lists are less like those of the model itself.
constexpr double least_tau = 0.5;

std::string percent(double share) {
    return std::to_string(static_cast<int>(std::lround(100 * share))) + " %";
}

/// `whose`: "that of ...".
std::string seen_in(const RankAgreement& agreement, const std::string& whose) {
    return "on " + std::to_string(agreement.lists) + " validation lists the first candidate is " + whose + " in " +
           percent(agreement.first) + ", and Kendall's tau is " + std::to_string(agreement.kendall_tau).substr(0, 5) +
           ".";
}

}  // namespace

/// float32 [places, labels].
at::Tensor QwenReranker::label_logits(const QwenTexts& texts, const std::vector<std::int64_t>& rows,
                                      const Qwen3Reading* reader) const {
    const auto columns = long_tensor({tokens_.labels.begin(), tokens_.labels.end()});
    if (reader) return reader->logits(reader->hidden(texts, long_tensor(rows), adapter_.get()), columns).contiguous();
    QwenPass pass;
    pass.adapter = adapter_.get();
    pass.rows = long_tensor(rows);
    return network_->logits(network_->hidden(texts, pass), columns).contiguous();
}

std::vector<std::vector<float>> QwenReranker::label_logits(const std::vector<Asked>& asked,
                                                           const StopToken& stop) const {
    return label_logits(asked, stop, reading_.get());
}

std::vector<std::vector<float>> QwenReranker::label_logits(const std::vector<Asked>& asked, const StopToken& stop,
                                                           const Qwen3Reading* reader) const {
    at::NoGradGuard no_grad;
    std::vector<std::vector<std::int32_t>> texts;
    for (const Asked& one : asked) texts.push_back(read_ids(one.history, one.candidates));
    const SharedBeginnings shared(texts);  // the instructions, and the history of a user in every order of a list
    std::vector<std::vector<float>> out;
    // Without a backward pass a sixteenth of the memory is enough, so that a pass may have as many tokens again.
    for_passes(
        texts.size(), std::min<std::int64_t>(8192, 4 * tokens_of_pass(network_->config(), room_)),
        [&](std::size_t i, std::size_t first) { return std::ssize(texts[i]) - (i > first ? shared.own_from[i] : 0); },
        [&](std::size_t from, std::size_t to) {
            stop.check();
            const auto pieces = shared.pieces(texts, from, to);
            const auto logits = label_logits(QwenTexts::of(pieces), pieces.last, reader);
            for (std::size_t i = from; i < to; ++i) {
                const float* z = logits.data_ptr<float>() + static_cast<std::int64_t>(i - from) * logits.size(1);
                out.emplace_back(z, z + asked[i].candidates.size());
            }
        });
    return out;
}

std::vector<std::vector<float>> QwenReranker::scores_of_lists(std::span<const RerankQuery> queries,
                                                              const StopToken& stop) const {
    const auto permutations = static_cast<std::size_t>(get_int(settings_, "permutations"));
    std::vector<Asked> asked;
    std::vector<std::vector<std::size_t>> orders;
    for (const RerankQuery& q : queries)
        for (std::size_t p = 0; p < permutations; ++p) {
            std::vector<std::size_t> order(q.candidates.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            if (p > 0) {
                Rng rng(seed_, "order of a list", static_cast<std::uint64_t>(q.user), p);
                rng.shuffle(order);
            }
            asked.push_back({q.history, {}});
            for (const std::size_t place : order) asked.back().candidates.push_back(q.candidates[place]);
            orders.push_back(std::move(order));
        }
    const auto logits = label_logits(asked, stop);
    std::vector<std::vector<float>> out;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const std::size_t n = queries[i].candidates.size();
        const bool prior = !prior_.empty() && prior_.size() == n;
        without_prior_ += !prior_.empty() && !prior;
        std::vector<float> scores(n);
        if (permutations == 1 && !prior) {
            scores = logits[i];
        } else {
            std::vector<SlotProbabilities> prompts;
            bool finite = true;
            for (std::size_t p = 0; p < permutations && finite; ++p) {
                auto probabilities = softmax(logits[i * permutations + p]);
                finite = !probabilities.empty();
                if (prior && finite) {
                    const auto without = without_prior(probabilities, prior_);
                    probabilities.assign(without.begin(), without.end());
                }
                prompts.push_back({orders[i * permutations + p], std::move(probabilities)});
            }
            if (finite) {
                const auto mean = mean_log_probabilities(prompts);
                scores.assign(mean.begin(), mean.end());
            } else {
                scores.assign(n, std::numeric_limits<float>::quiet_NaN());
            }
        }
        for (float& s : scores) s = static_cast<float>(static_cast<double>(s) / temperature_);
        out.push_back(std::move(scores));
    }
    return out;
}

std::vector<std::vector<float>> QwenReranker::scores_of_long_lists(std::span<const RerankQuery> queries,
                                                                   const StopToken& stop) const {
    const auto window = window_candidates(settings_);
    std::vector<std::unique_ptr<LongList>> lists;
    for (const RerankQuery& q : queries)
        if (get_text(settings_, "overflow") == "tournament")
            lists.push_back(std::make_unique<TournamentList>(q.candidates.size(), window, (window + 3) / 4));
        else
            lists.push_back(std::make_unique<WindowList>(q.candidates.size(), window));
    std::vector<bool> without_answer(lists.size(), false);
    for (std::uint64_t round = 0;; ++round) {
        std::vector<RerankQuery> parts;
        std::vector<std::size_t> of;
        std::vector<std::vector<std::size_t>>
            shown;  // of each part, the places of next() in the order of the letters
        for (std::size_t i = 0; i < lists.size(); ++i) {
            if (lists[i]->done()) continue;
            parts.push_back({queries[i].user, queries[i].history, {}, RerankQuery::no_target});
            const auto next = lists[i]->next();
            std::vector<std::size_t> order(next.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            if (queries[i].prompt_order != 0) Rng(queries[i].prompt_order, "order in a prompt", round).shuffle(order);
            for (const std::size_t k : order) parts.back().candidates.push_back(queries[i].candidates[next[k]]);
            of.push_back(i);
            shown.push_back(std::move(order));
        }
        if (parts.empty()) break;
        const auto scores = scores_of_lists(parts, stop);
        for (std::size_t k = 0; k < of.size(); ++k) {
            if (softmax(scores[k]).empty()) without_answer[of[k]] = true;
            std::vector<float> by_place(scores[k].size(), 0.0f);
            if (!without_answer[of[k]])
                for (std::size_t c = 0; c < by_place.size(); ++c) by_place[shown[k][c]] = scores[k][c];
            lists[of[k]]->take(by_place);
        }
    }
    std::vector<std::vector<float>> out;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const auto& list = lists[i];
        std::vector<float> places(list->order().size(), std::numeric_limits<float>::quiet_NaN());
        if (without_answer[i]) {
            out.push_back(std::move(places));
            continue;
        }
        for (std::size_t rank = 0; rank < places.size(); ++rank)
            places[list->order()[rank]] = static_cast<float>(places.size() - rank);
        out.push_back(std::move(places));
    }
    return out;
}

std::vector<std::vector<float>> QwenReranker::score(std::span<const RerankQuery> queries,
                                                    const StopToken& stop) const {
    const auto most = most_candidates(settings_);
    std::vector<RerankQuery> shorter, longer;
    for (const RerankQuery& q : queries)
        if (!q.candidates.empty()) (q.candidates.size() <= most ? shorter : longer).push_back(q);
    const auto of_shorter = scores_of_lists(shorter, stop), of_longer = scores_of_long_lists(longer, stop);
    std::vector<std::vector<float>> out;
    std::size_t s = 0, l = 0;
    for (const RerankQuery& q : queries)
        if (q.candidates.empty())
            out.emplace_back();
        else
            out.push_back(q.candidates.size() <= most ? of_shorter[s++] : of_longer[l++]);
    return out;
}

std::size_t QwenReranker::candidates_of_prompt(const RerankQuery& query) const {
    return gives_probabilities(query.candidates.size()) ? query.candidates.size() : window_candidates(settings_);
}

/// Of a list that several prompts order, any candidates may come together: those with the most words. `tokens`: of
/// each item's.
std::vector<ItemId> QwenReranker::longest_prompt_of(const RerankQuery& query,
                                                    std::span<const std::size_t> tokens) const {
    auto items = query.candidates;
    const std::size_t held = candidates_of_prompt(query);
    if (held == items.size()) return items;
    const auto length = [&](ItemId item) { return tokens[static_cast<std::size_t>(item)]; };
    std::stable_sort(items.begin(), items.end(), [&](ItemId a, ItemId b) { return length(a) > length(b); });
    items.resize(held);
    return items;
}

std::optional<PromptBudget> QwenReranker::prompt_budget(std::span<const RerankQuery> queries,
                                                        const StopToken& stop) const {
    constexpr std::size_t block = 64;
    std::vector<std::size_t> tokens;
    if (std::any_of(queries.begin(), queries.end(),
                    [&](const RerankQuery& q) { return candidates_of_prompt(q) < q.candidates.size(); })) {
        tokens.resize(dataset_.items.size());
        parallel_blocks((tokens.size() + block - 1) / block, 0, [&](std::size_t b) {
            stop.check();
            for (std::size_t i = b * block; i < std::min((b + 1) * block, tokens.size()); ++i)
                tokens[i] = prompter_->tokens_of(static_cast<ItemId>(i));
        });
    }
    std::vector<PromptBudget> parts((queries.size() + block - 1) / block);
    parallel_blocks(parts.size(), 0, [&](std::size_t b) {
        stop.check();
        for (const RerankQuery& q : queries.subspan(b * block, std::min(block, queries.size() - b * block))) {
            if (q.candidates.empty()) continue;  // no prompt is asked
            const auto prompt = prompter_->prompt(q.history, longest_prompt_of(q, tokens));
            ++parts[b].lists;
            parts[b].cut += prompt.cuts.any();
            parts[b].mean_tokens += std::ssize(prompt.ids);
            parts[b].most_tokens = std::max(parts[b].most_tokens, std::ssize(prompt.ids));
        }
    });
    PromptBudget all;
    for (const PromptBudget& part : parts) {
        all.lists += part.lists;
        all.cut += part.cut;
        all.mean_tokens += part.mean_tokens;
        all.most_tokens = std::max(all.most_tokens, part.most_tokens);
    }
    all.mean_tokens /= std::max<std::int64_t>(1, all.lists);
    all.limit = static_cast<std::int64_t>(prompter_->limits().tokens);
    all.limit_of_model = prompter_->limits().of_model;
    return all;
}

std::vector<double> QwenReranker::prior_of(const StopToken& stop) const {
    std::size_t n = 0;
    for (const RerankQuery& q : *validation_) n = std::max(n, q.candidates.size());
    if (n < 2 || n > most_candidates(settings_)) return {};
    const NegativeSampler any(dataset_, CandidateSampling::uniform);
    if (any.available({}) < static_cast<std::int64_t>(n)) return {};
    std::vector<Asked> probes;
    // Histories of training users, lists of anything; some of those may be too long for a prompt.
    for (std::uint64_t i = 0; probes.size() < 10 * n && i < 40 * n; ++i) {
        const auto user = 1 + i % static_cast<std::uint64_t>(dataset_.user_count());
        Rng rng(seed_, "prior probes", i);
        Asked probe{dataset_.train[user], any.draw({}, static_cast<int>(n), rng)};
        if (prompter_->holds(probe.history, probe.candidates)) probes.push_back(std::move(probe));
    }
    SlotPrior prior(n);
    for (const auto& logits : label_logits(probes, stop)) {
        const auto p = softmax(logits);
        if (!p.empty()) prior.add(p);
    }
    return prior.enough() ? prior.estimate() : std::vector<double>();
}

/// As many candidates of each as one prompt holds.
std::vector<QwenReranker::Asked> QwenReranker::some_validation_lists(std::size_t most) const {
    std::vector<Asked> asked;
    for (const RerankQuery& q : *validation_) {
        if (asked.size() == most) break;
        if (q.candidates.empty()) continue;
        const auto length = static_cast<std::ptrdiff_t>(candidates_of_prompt(q));
        asked.push_back({q.history, {q.candidates.begin(), q.candidates.begin() + length}});
    }
    return asked;
}

/// A model of which few bits leave nothing is told before it is trained for hours. It is read a layer at a time: few
/// bits were asked for to save memory.
void QwenReranker::hold_base_against_file(const StopToken& stop) {
    if (base_name_ != "int8" && base_name_ != "nf4") return;
    const bool halves = can_multiply(Precision::bfloat16);
    const Qwen3Reading whole(model_.config, weights_, halves ? WeightFormat::bfloat16 : WeightFormat::float32,
                             LayersAre::read_anew);
    const auto asked = some_validation_lists(16);
    const auto agreement = rank_agreement(label_logits(asked, stop, &whole), label_logits(asked, stop, nullptr));
    const std::string seen =
        seen_in(agreement, "that of the model in " + std::string(halves ? "bfloat16" : "float32"));
    if (agreement.kendall_tau >= least_tau)
        warn(Notice{"LLM_BASE_PRECISION", "The model is held in " + base_name_ + ": before training, " + seen});
    else
        warn(Notice{"LLM_BASE_SPOILED", "Little is left of the model in " + base_name_ + ": before training, " +
                                            seen + " Hold it in bfloat16 (--rerank-base-precision bfloat16)."});
}

/// Fewer bits change the order of some lists: of how many is said, and too many are not accepted. In the format of
/// the network both round the same weights in another order, and neither is better.
void QwenReranker::hold_against_network(const StopToken& stop) {
    if (!reading_) return;
    const auto asked = some_validation_lists(64);
    const auto agreement = rank_agreement(label_logits(asked, stop, nullptr), label_logits(asked, stop));
    const std::string name = precision();
    const std::string seen = seen_in(agreement, "that of the trained network (" + base_name_ + ")");
    if (agreement.first >= least_agreement || name == base_name_) {
        notices_.push_back({"LLM_SCORING_PRECISION", "Prompts are scored in " + name + ": " + seen});
        return;
    }
    notices_.push_back({"LLM_PRECISION_REFUSED", "The final results are in " + base_name_ + ", not in " + name +
                                                     ": " + seen + " At least " + percent(least_agreement) +
                                                     " are asked for."});
    reading_.reset();
}

void QwenReranker::calibrate(const StopToken& stop) {
    prior_.clear();
    temperature_ = 1;
    if (get_bool(settings_, "prior_removal")) {
        prior_ = prior_of(stop);
        if (prior_.empty())
            notices_.push_back({"LLM_PRIOR_KEPT",
                                "The prior of the letters was not removed: it is measured on lists of any items, as "
                                "long as those of "
                                "the validation, and too few of these fit in one prompt or in the catalogue."});
    }
    if (!get_bool(settings_, "temperature")) return;
    const auto scores = score(*validation_, stop);
    std::vector<CalibrationCase> cases;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (gives_probabilities(scores[i].size()) && !softmax(scores[i]).empty())
            cases.push_back({scores[i], (*validation_)[i].target});
    if (!cases.empty())
        temperature_ = fitted_temperature(cases);
    else
        notices_.push_back({"LLM_NO_TEMPERATURE",
                            "No temperature was fitted: several prompts order each list of the validation, or none "
                            "was answered with numbers, so that there are no probabilities to fit."});
}

bool QwenReranker::gives_probabilities(std::size_t candidates) const {
    return candidates <= most_candidates(settings_);
}

std::optional<LetterView> QwenReranker::view(const RerankQuery& query) const {
    if (!gives_probabilities(query.candidates.size()))
        throw UserError("The list has " + std::to_string(query.candidates.size()) + " candidates.",
                        "It is ordered by several prompts, so that there is no one prompt to show.",
                        "Give at most " + std::to_string(most_candidates(settings_)) + " candidates.");
    at::NoGradGuard no_grad;
    auto prompt = prompter_->prompt(query.history, query.candidates);
    const auto texts = QwenTexts::of({prompt.ids});
    QwenPass pass;
    pass.adapter = adapter_.get();
    pass.rows = long_tensor({static_cast<std::int64_t>(prompt.ids.size()) - 1});
    // Of the whole vocabulary, by what scores are computed with.
    const auto hidden = reading_ ? reading_->hidden(texts, pass.rows, adapter_.get()) : network_->hidden(texts, pass);
    const auto logits = network_->logits(hidden)[0].contiguous();
    const auto all = at::softmax(logits.to(at::kDouble), 0);
    LetterView view;
    view.permutations = get_int(settings_, "permutations");
    view.prior_removed = !prior_.empty() && prior_.size() == query.candidates.size();
    view.temperature = temperature_;
    view.label_strategy = label_tokens_name(labels_.how);
    std::vector<float> of_labels;
    for (std::size_t i = 0; i < query.candidates.size(); ++i)
        of_labels.push_back(logits[tokens_.labels[i]].item<float>());
    const auto probabilities = softmax(of_labels);
    for (std::size_t i = 0; i < query.candidates.size(); ++i) {
        view.labels.push_back({labels_.names[i], tokens_.labels[i], query.candidates[i], of_labels[i],
                               probabilities.empty() ? 0.0 : static_cast<double>(probabilities[i])});
        view.label_mass += all[tokens_.labels[i]].item<double>();
    }
    const auto [values, places] = at::topk(all, std::min<std::int64_t>(5, all.size(0)));
    for (std::int64_t i = 0; i < values.size(0); ++i) {
        const auto token = static_cast<std::int32_t>(places[i].item<std::int64_t>());
        view.most_likely.push_back({token, tokenizer_->decode(std::span(&token, 1)), values[i].item<double>()});
    }
    view.prompt = std::move(prompt.text);
    view.tokens = std::move(prompt.ids);
    view.cuts = prompt.cuts;
    return view;
}

}  // namespace wb
