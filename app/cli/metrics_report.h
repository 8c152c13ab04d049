// The metrics tables at the end of a run. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>

#include "experiment/store.h"

namespace wb::cli {

/// A table per stage: Recall, Ndcg and Hit at 5, 10, 20 with chance beside them, popularity and, in retrieval mode,
/// stage 1's order, coverage and the overall figures. `result` is the result document of a run.
void print_metrics(std::ostream& out, const nlohmann::ordered_json& result);

/// The result document with "run" and "status", and "error" where the run has one.
nlohmann::ordered_json result_document(const Store& store, const RunRow& row);

/// Path of the last stage's main figures in RunRow::metrics: "stage2/overall/", "stage2/test/", "stage1/val/"...;
/// empty when there are none.
std::string main_metrics_path(const RunRow& row);

}  // namespace wb::cli
