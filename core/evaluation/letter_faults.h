// The classic reasons why a letter reranker stays at chance: what each is called, which warning finds it, and how a
// test brings it about. Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wb {

enum class LetterFault {
    unknown_labels,      ///< all letters resolve to one token that means nothing
    shifted_answer,      ///< training teaches another position than inference reads (the block of thoughts)
    cut_on_the_right,    ///< long prompts lose their end, where the answer stands
    adapter_not_loaded,  ///< the run goes on with the base model
    shuffled_labels,     ///< the letter that is taught is not that of the true item
    no_learning_rate,    ///< weights never move
    true_item_first,     ///< the true item stands at the same place of every list
};

struct LetterFaultInfo {
    LetterFault fault;
    std::string_view id;       ///< "unknown_labels": of the doctor's check
    std::string_view warning;  ///< code of the warning that a run gets: "LLM_LABELS_UNKNOWN"
    std::string_view doc;      ///< what is wrong, and what it does
    std::string_view advice;
};
const std::vector<LetterFaultInfo>& letter_faults();
const LetterFaultInfo& info_of(LetterFault fault);

/// For tests alone: while it lives, the reranker has the fault. Not for use by two threads at once.
class InjectedFault {
  public:
    explicit InjectedFault(LetterFault fault);
    ~InjectedFault();
    InjectedFault(const InjectedFault&) = delete;
    InjectedFault& operator=(const InjectedFault&) = delete;
};
bool is_injected(LetterFault fault);

}  // namespace wb
