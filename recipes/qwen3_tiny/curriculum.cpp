// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes/qwen3_tiny/curriculum.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "evaluation/metrics.h"
#include "networks/fused_ops.h"
#include "recipes/qwen3_tiny/made_worlds.h"
#include "rerank/letter_losses.h"
#include "text/answer_labels.h"
#include "training/adam.h"
#include "training/checkpoint.h"

namespace wb::recipe {

namespace {

constexpr ReadingLevel levels[] = {{2, 1, 1, false}, {3, 1, 1, false}, {3, 2, 2, false},    {5, 3, 2, false},
                                   {8, 4, 3, false}, {8, 5, 3, true},  {12, 6, 4, true},    {20, 6, 4, true},
                                   {32, 6, 4, true}, {52, 6, 4, true}, {20, 6, 4, true, 1}, {20, 6, 4, true, 2}};

/// For the first steps: little beside the lists themselves, so that more of them are read in the same time.
const PromptTemplate& brief_wording() {
    static const PromptTemplate brief = parse_prompt_template(
        "brief",
        "{\"title\":\"Brief\",\"chat\":true,\"text\":[\"{history}\",\"\",\"{candidates}\"],\"history_line\":\"- "
        "{text}\","
        "\"candidate_line\":\"{label}. {text}\",\"between_lines\":\"\\n\",\"no_history\":\"-\"}");
    return brief;
}

template <class... Values>
std::string line(const char* format, Values... values) {
    char text[256];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

class Course {
  public:
    Course(Qwen3Network& network, const Tokenizer& tokenizer, const CurriculumOptions& options,
           std::filesystem::path checkpoint, const std::function<void(const std::string&)>& say)
        : network_(network),
          tokenizer_(tokenizer),
          options_(options),
          checkpoint_(std::move(checkpoint)),
          say_(say),
          adam_(network.parameters(), {options.lr, 0.9, 0.98, 1e-8, 0.01, 1.0}) {
        ChatOptions chat;
        chat.thinking = false;
        const auto labels =
            resolve_labels(tokenizer, most_labels, chat_text({{ChatRole::user, "-"}}, chat), "<|im_end|>");
        if (labels.how == LabelTokens::unresolved) throw std::runtime_error(labels.problem);
        tokens_ = {labels.tokens, tokenizer.id_of("<|im_end|>").value()};
        Rng rng(options.seed, "common words");
        for (int i = 0; i < 200; ++i) words_.push_back(made_word(rng));
    }

    CurriculumResult run() {
        started_ = std::chrono::steady_clock::now();
        if (read_checkpoint(checkpoint_, identity(), network_.parameters(), adam_, state_))
            say_(line("goes on behind update %ld", state_.updates));
        learn_to_read();
        learn_what_people_like();
        examine();
        result_.updates = state_.updates;
        result_.reading_updates = state_.updates - state_.batch;
        result_.seconds = seconds();
        return result_;
    }

  private:
    Qwen3Network& network_;
    const Tokenizer& tokenizer_;
    const CurriculumOptions& options_;
    const std::filesystem::path checkpoint_;
    const std::function<void(const std::string&)>& say_;
    Adam adam_;
    /// epoch: the level of reading; batch: updates on what people like; epoch_loss_sum: the mean loss of the level,
    /// in units of ln N.
    FitState state_;
    std::chrono::steady_clock::time_point started_;
    AnswerTokens tokens_;
    std::vector<std::string> words_;  ///< that many lists are made of
    CurriculumResult result_;

    std::string identity() const {
        return line("qwen3-tiny, seed %ld, %ld tokens, %ld on liking, lr %g", static_cast<long>(options_.seed),
                    options_.tokens, options_.preferences, options_.lr);
    }
    double seconds() const {
        return state_.epoch_seconds +
               std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    }
    void keep() {
        constexpr std::int64_t updates_between = 200;
        if (state_.updates % updates_between != 0) return;
        const double before = state_.epoch_seconds;
        state_.epoch_seconds = seconds();
        write_checkpoint(checkpoint_, identity(), network_.parameters(), adam_, state_);
        state_.epoch_seconds = before;
    }

    AnsweredPrompt written(const ListCase& list, const PromptTemplate& wording) const {
        std::string text = wording.fill(list.history, list.candidates);
        if (wording.chat) {
            ChatOptions chat;
            chat.thinking = false;
            text = chat_text({{ChatRole::user, text}}, chat);
        }
        return {tokenizer_.encode(text), static_cast<std::int64_t>(list.candidates.size()),
                static_cast<std::int64_t>(list.right)};
    }
    /// One prompt in eight has the plain wording without turns.
    const PromptTemplate& wording(Rng& rng) const {
        return *find_prompt_template(rng.below(8) == 0 ? "llamarec" : "project");
    }

    /// `brief`: how many of four prompts have little beside the lists.
    template <class Draw>
    std::vector<AnsweredPrompt> prompts_of_update(const Draw& draw, std::uint64_t brief, Rng& rng) const {
        std::vector<AnsweredPrompt> prompts;
        for (std::int64_t tokens = 0; tokens < options_.tokens;) {
            prompts.push_back(written(draw(), rng.below(4) < brief ? brief_wording() : wording(rng)));
            tokens += static_cast<std::int64_t>(prompts.back().ids.size());
        }
        return prompts;
    }
    /// Mean of ln N.
    static double uniform_loss(const std::vector<AnsweredPrompt>& prompts) {
        double sum = 0;
        for (const auto& prompt : prompts) sum += std::log(static_cast<double>(prompt.labels));
        return sum / static_cast<double>(prompts.size());
    }

    struct Losses {
        double letter, restricted, language;
    };
    /// language: share of the loss over all tokens of the prompts beside that of the answer; 0 = it is not computed.
    Losses update(const std::vector<AnsweredPrompt>& prompts, double language, double lr_factor) {
        const auto texts = answered_texts(prompts, tokens_);
        const auto rows = answer_rows(texts);
        QwenPass pass;
        if (language == 0) pass.rows = rows;
        const auto hidden = network_.hidden(texts, pass);
        const auto losses =
            letter_losses(network_, language == 0 ? hidden : at::index_select(hidden, 0, rows), prompts, tokens_);
        auto loss = losses.response();
        double of_language = 0;
        if (language > 0) {
            std::vector<std::int64_t> from;
            for (std::size_t t = 0; t < texts.ends.size(); ++t)
                for (std::int64_t i = texts.begin(t) + 1; i < texts.ends[t]; ++i) from.push_back(i - 1);
            const auto places = long_tensor(from);
            const auto next = at::index_select(texts.ids, 0, places + 1);
            const auto over_tokens =
                softmax_cross_entropy(at::index_select(hidden, 0, places), network_.parameters().front().value,
                                      at::zeros({network_.config().vocab_size}), next);
            of_language = over_tokens.item<double>();
            loss = loss + over_tokens * language;
        }
        torch::autograd::backward({loss}, {});
        adam_.step(adam_.gradient_norm(), lr_factor * std::min(1.0, static_cast<double>(state_.updates + 1) / 100));
        ++state_.updates;
        return {losses.letter.item<double>(), losses.restricted.item<double>(), of_language};
    }

    /// The right item stands in the history too. Lists become longer when the loss is well below ln N.
    void learn_to_read() {
        double& mean = state_.epoch_loss_sum;
        if (state_.updates == 0) mean = 1;
        while (state_.epoch < std::ssize(levels)) {
            const ReadingLevel& level = levels[state_.epoch];
            if (state_.updates >= options_.most_reading)
                throw std::runtime_error(
                    line("Lists of %d are not read after %ld updates.", level.candidates, state_.updates));
            Rng rng(options_.seed, "reading", static_cast<std::uint64_t>(state_.updates));
            const auto prompts = prompts_of_update([&] { return repeated_item_case(level, words_, rng); },
                                                   level.candidates <= 8 ? 3 : 1, rng);
            const double uniform = uniform_loss(prompts);
            const auto losses = update(prompts, 0.5, 1);
            mean = 0.95 * mean + 0.05 * losses.restricted / uniform;
            if (state_.updates % 50 == 0)
                say_(line(
                    "reading  %5ld  lists of %2d, %d changed  letter %.3f  restricted %.3f  ln N %.3f  language %.3f",
                    state_.updates, level.candidates, level.changed, losses.letter, losses.restricted, uniform,
                    losses.language));
            // The longest lists go on to be read afterwards; where words are changed, some cases cannot be told.
            if (mean < (level.candidates == most_labels || level.changed > 0 ? 0.5 : 0.35)) {
                ++state_.epoch;
                mean = 1;
            }
            keep();
        }
    }

    void learn_what_people_like() {
        while (state_.batch < options_.preferences) {
            Rng rng(options_.seed, "what people like", static_cast<std::uint64_t>(state_.batch));
            const auto prompts = prompts_of_update(
                [&] {
                    const int n = rng.below(2) ? 20 : 2 + static_cast<int>(rng.below(51));
                    return MadeWorld(rng).draw(n, 1 + static_cast<int>(rng.below(6)), rng);
                },
                0, rng);
            const double left = 1 - static_cast<double>(state_.batch) / static_cast<double>(options_.preferences);
            const auto losses = update(prompts, state_.batch % 4 == 0 ? 0.2 : 0.0, 0.02 + 0.98 * left);
            ++state_.batch;
            if (state_.batch % 50 == 0)
                say_(line("liking   %5ld  letter %.3f  restricted %.3f  ln N %.3f", state_.batch, losses.letter,
                          losses.restricted, uniform_loss(prompts)));
            if (state_.batch % 500 == 0) {
                examine();
                say_(line("  on new prompts: NDCG@10 %.4f (chance %.4f), restricted loss %.4f (ln N %.4f)",
                          result_.ndcg10, result_.chance_ndcg10, result_.restricted_loss, std::log(20.0)));
            }
            keep();
        }
    }

    void examine() {
        at::NoGradGuard no_grad;
        std::vector<RankCounts> ranks;
        double loss = 0;
        constexpr int rounds = 20, prompts_of_round = 32, n = 20;
        for (int round = 0; round < rounds; ++round) {
            Rng rng(options_.seed, "examination", static_cast<std::uint64_t>(round));
            std::vector<AnsweredPrompt> prompts;
            for (int p = 0; p < prompts_of_round; ++p)
                prompts.push_back(written(MadeWorld(rng).draw(n, 5, rng), *find_prompt_template("project")));
            const auto texts = answered_texts(prompts, tokens_);
            QwenPass pass;
            pass.rows = answer_rows(texts);
            const auto hidden = network_.hidden(texts, pass);
            loss += letter_losses(network_, hidden, prompts, tokens_).restricted.item<double>() / rounds;
            std::vector<std::int64_t> columns(tokens_.labels.begin(), tokens_.labels.begin() + n);
            const auto scores =
                network_.logits(hidden.reshape({prompts_of_round, 2, -1}).select(1, 0), long_tensor(columns))
                    .contiguous();
            for (int p = 0; p < prompts_of_round; ++p)
                ranks.push_back(rank_counts(std::span(scores.data_ptr<float>() + p * n, n),
                                            static_cast<std::size_t>(prompts[static_cast<std::size_t>(p)].right)));
        }
        result_.ndcg10 = mean_metrics(ranks).ndcg[2];
        result_.chance_ndcg10 = chance_metrics(n).ndcg[2];
        result_.restricted_loss = loss;
    }
};

}  // namespace

CurriculumResult train(Qwen3Network& network, const Tokenizer& tokenizer, const CurriculumOptions& options,
                       const std::filesystem::path& checkpoint,
                       const std::function<void(const std::string& line)>& say) {
    return Course(network, tokenizer, options, checkpoint, say).run();
}

}  // namespace wb::recipe
