// What a person checks before trusting data: each finding a sentence with numbers, and what to do. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wb {

struct Dataset;
struct ImportReport;

struct DataFinding {
    enum class Severity { good, notice, warning };
    std::string code;  ///< "titles_same": stable, for programs and tests
    Severity severity = Severity::notice;
    std::string text;                   ///< a full sentence with the numbers
    std::string advice;                 ///< what to do, with the flag; empty where nothing is to be done
    std::vector<std::string> examples;  ///< at most three, shortened
};

std::string severity_name(DataFinding::Severity severity);  ///< "good", "notice", "warning"

/// What ratings and times have in common, over all interactions before any filter.
struct InteractionFacts {
    bool has_rating = false, has_time = false;
    std::int64_t rows = 0;
    double least_rating = 0, greatest_rating = 0;
    double first_time = 0, last_time = 0;  ///< Unix seconds, where the column holds times
    std::int64_t at_midnight = 0;          ///< rows whose time is a whole number of days
    void add(double rating, double time);
};

/// The trust report: warnings first, then notices, then what was checked and is in order. `facts` without rows (a
/// ready split) leaves out what concerns ratings and times.
std::vector<DataFinding> check_data(const Dataset& dataset, const ImportReport& report,
                                    const InteractionFacts& facts);

/// The findings that meta.json of a prepared folder holds; none when it was prepared before there were any. Throws
/// UserError when they were edited.
std::vector<DataFinding> stored_findings(const std::string& report_json);

}  // namespace wb
