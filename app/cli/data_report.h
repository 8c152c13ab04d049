// What is said about a dataset: the trust report, statistics, coverage. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "dataset/data_checks.h"
#include "dataset/prepared.h"
#include "dataset/side_texts.h"
#include "dataset/statistics.h"

namespace wb::cli {

/// Warnings and notices with what to do, then a line that names what was checked and is in order.
void print_findings(std::ostream& out, const std::vector<DataFinding>& findings);
void print_statistics(std::ostream& out, const DatasetStatistics& statistics, const PreparedInfo& info);
/// What became of a file of captions or summaries.
void print_side_texts(std::ostream& out, const SideTextCounts& counts);

nlohmann::ordered_json as_json(const PreparedInfo& info);
nlohmann::ordered_json as_json(const DatasetStatistics& statistics);
nlohmann::ordered_json as_json(const std::vector<DataFinding>& findings);

}  // namespace wb::cli
