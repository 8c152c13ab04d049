// How the checks of a dataset write down what they find. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dataset/data_checks.h"
#include "dataset/importer.h"
#include "foundation/number_text.h"

namespace wb {

class Findings {
  public:
    void warn(std::string code, std::string text, std::string advice, std::vector<std::string> examples = {}) {
        add(DataFinding::Severity::warning, std::move(code), std::move(text), std::move(advice), std::move(examples));
    }
    void note(std::string code, std::string text, std::string advice = {}, std::vector<std::string> examples = {}) {
        add(DataFinding::Severity::notice, std::move(code), std::move(text), std::move(advice), std::move(examples));
    }
    void good(std::string code, std::string text) {
        add(DataFinding::Severity::good, std::move(code), std::move(text), {}, {});
    }
    void add(DataFinding::Severity severity, std::string code, std::string text, std::string advice,
             std::vector<std::string> examples) {
        list_.push_back({std::move(code), severity, std::move(text), std::move(advice), std::move(examples)});
    }
    std::vector<DataFinding> take() { return std::move(list_); }

  private:
    std::vector<DataFinding> list_;
};

/// Titles, texts, pictures and the records of the item files.
void check_items(const Dataset& dataset, const ImportReport& report, Findings& findings);

}  // namespace wb
