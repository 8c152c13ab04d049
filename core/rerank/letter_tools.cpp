// Layer: rerank.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rerank/letter_tools.h"

#include "foundation/error.h"
#include "rerank/qwen_settings.h"
#include "text/tokenizer_files.h"

namespace wb {

LetterTools letter_tools(const LanguageModel& model, const Settings& settings, const std::vector<ItemWords>& words) {
    LetterTools out;
    out.tokenizer = std::make_unique<Tokenizer>(load_tokenizer(model.folder));
    out.prompter = std::make_unique<ListPrompter>(*out.tokenizer, *find_prompt_template(get_text(settings, "prompt")),
                                                  ChatStyle::qwen3, prompt_limits(settings, model.config), words);
    const auto& end_text = out.prompter->answer_end();
    out.labels = resolve_labels(*out.tokenizer, static_cast<int>(most_candidates(settings)),
                                out.prompter->bare_prompt(2), end_text);
    const auto end = out.tokenizer->id_of(end_text);
    if (out.labels.how == LabelTokens::unresolved || !end)
        throw UserError(
            "The letters of the candidates have no tokens of their own in the model " + model.title + ".",
            end ? out.labels.problem : "Its tokenizer does not know " + end_text + ".",
            "Use a model of the Qwen3 family with its own tokenizer, or the other wording (--rerank-prompt).");
    out.answer_end = *end;
    return out;
}

std::optional<LoraAdapter> given_adapter(const LanguageModel& model, const Settings& settings) {
    const auto& folder = get_text(settings, "adapter");
    if (folder.empty() || get_text(settings, "train") == "full") return {};
    return LoraAdapter::load(folder, model.config);
}

}  // namespace wb
