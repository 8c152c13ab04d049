// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/letter_faults.h"

#include <atomic>
#include <stdexcept>

namespace wb {

namespace {

constexpr int none = -1;
std::atomic<int> injected{none};

}  // namespace

const std::vector<LetterFaultInfo>& letter_faults() {
    static const std::vector<LetterFaultInfo> all{
        {LetterFault::unknown_labels, "unknown_labels", "LLM_LABELS_UNKNOWN",
         "The letters of the candidates do not have a token of their own each, so that their probabilities say "
         "nothing.",
         "Use the tokenizer that belongs to the model."},
        {LetterFault::shifted_answer, "shifted_answer", "LLM_ANSWER_SHIFTED",
         "Training teaches the letter behind other tokens than inference reads it: whatever is learnt is not read.",
         "Make training texts from the prompt of inference and the letter behind it."},
        {LetterFault::cut_on_the_right, "cut_on_the_right", "LLM_PROMPT_END_CUT",
         "Prompts do not end where the answer begins: what was too long lost its end.",
         "Cut histories and titles, never the end of a prompt."},
        {LetterFault::adapter_not_loaded, "adapter_not_loaded", "LLM_WEIGHTS_DIFFER",
         "The weights in use are not those that were trained: their fingerprint is another.",
         "Evaluate the run with the files that its training wrote."},
        {LetterFault::shuffled_labels, "shuffled_labels", "LLM_LABELS_SHUFFLED",
         "The letter that is taught is not the one in front of the true item.",
         "Give the labels after the candidates are in their final order."},
        {LetterFault::no_learning_rate, "no_learning_rate", "LLM_WEIGHTS_UNCHANGED",
         "Training ended with the weights that it began with.",
         "Set a learning rate above 0, and train the adapters."},
        {LetterFault::true_item_first, "true_item_first", "LLM_TARGET_PLACE",
         "The true item stands at one place of the list far too often: the place is learnt instead of the item.",
         "Shuffle the candidates of every sample."},
    };
    return all;
}

const LetterFaultInfo& info_of(LetterFault fault) {
    for (const LetterFaultInfo& info : letter_faults())
        if (info.fault == fault) return info;
    throw std::logic_error("a fault that is not in the registry");
}

InjectedFault::InjectedFault(LetterFault fault) {
    injected = static_cast<int>(fault);
}

InjectedFault::~InjectedFault() {
    injected = none;
}

bool is_injected(LetterFault fault) {
    return injected == static_cast<int>(fault);
}

}  // namespace wb
