// What a person checks before trusting data: interactions, times, filters and the split. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/data_checks.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "dataset/data_findings.h"
#include "dataset/headerless.h"
#include "dataset/prepared_meta.h"
#include "dataset/statistics.h"
#include "foundation/error.h"

namespace wb {

namespace {

using Severity = DataFinding::Severity;

constexpr double k_1990 = 631152000, k_2100 = 4102444800;  ///< Unix seconds

std::string plain(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string date(double unix_seconds) {
    const auto seconds = static_cast<std::time_t>(unix_seconds);
    std::tm parts{};
    char text[32];
    ::gmtime_r(&seconds, &parts);
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

void check_lines(const ImportReport& report, Findings& findings) {
    if (report.lines_refused == 0) return;
    std::vector<std::string> examples;
    for (const auto& line : report.first_refused)
        examples.push_back(line.file + " line " + std::to_string(line.line) + ": " + line.reason);
    findings.warn("lines_refused",
                  counted(report.lines_refused, "line", "lines") + " could not be read and " +
                      (report.lines_refused == 1 ? "was" : "were") + " left out (" + grouped(report.lines_read) +
                      " lines of interactions were read).",
                  "Look at the first ones; where they are many, the columns or the format may have been guessed "
                  "wrongly.",
                  examples);
}

void check_ratings(const InteractionFacts& facts, Findings& findings) {
    if (!facts.has_rating || facts.rows == 0) return;
    if (facts.greatest_rating > 1e6)
        findings.warn("ratings_huge",
                      "Ratings go up to " + plain(facts.greatest_rating) + ", which looks like times.",
                      "Rating and time may be swapped; name them with --rating-column and --time-column.");
    else if (facts.least_rating == facts.greatest_rating)
        findings.note("ratings_constant", "All ratings are " + plain(facts.least_rating) + ".",
                      "--min-rating cannot tell liked from disliked items here.");
    else
        findings.good("ratings_vary",
                      "Ratings go from " + plain(facts.least_rating) + " to " + plain(facts.greatest_rating) + ".");
}

void check_times(const Dataset& dataset, const ImportReport& report, const InteractionFacts& facts,
                 Findings& findings) {
    if (facts.rows == 0) return;
    if (!facts.has_time) {
        findings.note("times_missing", "The interactions have no times; they count as they stand in the file.",
                      "Make sure that the file is in the order of time, or name the column with --time-column.");
        return;
    }
    if (facts.first_time == facts.last_time && facts.rows > 1) {
        findings.warn("times_constant", "All interactions have the same time, so nothing says what came last.",
                      "Name another column with --time-column. Without times the order of the file decides.");
        return;
    }
    const double first = facts.first_time, last = facts.last_time;
    if (first >= k_1990 && last < k_2100)
        findings.good("times_range", "Times go from " + date(first) + " to " + date(last) + ".");
    else if (last >= k_1990 && first < k_1990)
        findings.warn("times_early",
                      "Some times are before 1990 (the first is " + plain(facts.first_time) + "), the last is " +
                          (last < k_2100 ? date(last) : plain(facts.last_time)) + ".",
                      "Zero or a date of 1970 often stands for an unknown time. Such interactions come first in "
                      "their user's history; remove them from the file when their order matters.");
    if (facts.at_midnight == facts.rows && first >= k_1990)
        findings.note("times_whole_days", "All times are whole days.",
                      "What a user did on one day is ordered by --tie-rule alone.");
    if (dataset.filter.split == SplitRule::random && !dataset.ready_split) {
        findings.good("ties_at_split", "The split is random, so equal times do not decide what the true items are.");
        return;
    }
    const auto users = dataset.user_count();
    const auto tied = report.users_tied_at_split;
    if (tied == 0) {
        findings.good("ties_at_split", "No user has equal times among the last three interactions.");
        return;
    }
    findings.add(tied * 20 >= users ? Severity::warning : Severity::notice, "ties_at_split",
                 grouped(tied) + " of " + grouped(users) + " users (" + percent(tied, users) +
                     ") have equal times among their last three interactions, so the tie rule decides what their "
                     "validation and test items are.",
                 "Compare only results on this very split (fingerprint), and keep --tie-rule, which is " +
                     tie_rule_name(dataset.filter.tie_rule) + " here.",
                 {});
}

void check_ids(const Dataset& dataset, const ImportReport& report, Findings& findings) {
    const auto share_of = [](const auto& list, auto id_of, bool (*test)(std::string_view)) {
        std::int64_t good = 0, all = 0;
        for (std::size_t i = 1; i < list.size() && all < 1000; ++i, ++all) good += test(id_of(list[i]));
        return all == 0 ? 0.0 : static_cast<double>(good) / static_cast<double>(all);
    };
    const auto item_id = [](const Item& item) -> const std::string& { return item.raw_id; };
    const auto user_id = [](const std::string& id) -> const std::string& { return id; };
    const bool amazon = share_of(dataset.items, item_id, looks_like_amazon_user) >= 0.9 &&
                        share_of(dataset.user_raw_ids, user_id, looks_like_amazon_item) >= 0.9;
    const auto& records = report.item_records;
    const bool by_records = records.of_users_only * 2 >= records.records && records.of_users_only > records.of_items;
    if (amazon || by_records)
        findings.warn("ids_swapped",
                      by_records ? "The item records name " + grouped(records.of_users_only) + " users and " +
                                       grouped(records.of_items) +
                                       " items of the interactions: the two columns look swapped."
                                 : "User ids look like product ids and item ids like user ids: the two columns look "
                                   "swapped.",
                      "Say which is which with --user-column and --item-column.",
                      {"user " + dataset.user_raw_ids.at(1), "item " + dataset.items.at(1).raw_id});
    else if (records.records > 0 && records.of_items == 0)
        findings.warn("records_unmatched",
                      "None of the " + grouped(records.records) +
                          " item records has the id of an item that somebody interacted with.",
                      "Check that both files are of the same release, and that the right columns hold the ids.",
                      {"item " + dataset.items.at(1).raw_id});
}

void check_filters(const Dataset& dataset, const ImportReport& report, Findings& findings) {
    if (report.steps.empty()) return;
    const auto &first = report.steps.front(), &last = report.steps.back();
    std::string steps;
    for (const auto& step : report.steps)
        steps += (steps.empty() ? "" : "; ") + step.step + ": " + grouped(step.users) + " users, " +
                 grouped(step.items) + " items, " + grouped(step.interactions) + " interactions";
    const auto kept = last.interactions * 100 / std::max<std::int64_t>(first.interactions, 1);
    const std::string text = "The filters kept " + grouped(last.interactions) + " of " + grouped(first.interactions) +
                             " interactions (" + percent(last.interactions, first.interactions) + "): " + steps + ".";
    if (report.steps.size() > 1 && kept < 50)
        findings.add(kept < 10 ? Severity::warning : Severity::notice, "filters", text,
                     "Lower --min-uc, --min-sc or --min-rating when that is more than was meant.", {});
    else if (report.steps.size() > 1)
        findings.good("filters", text);
    if (dataset.user_count() < 100)
        findings.warn("few_users",
                      "Only " + counted(dataset.user_count(), "user is", "users are") +
                          " left; with so few, methods cannot be told apart from chance.",
                      "Use lower filter bounds or more data.");
}

void check_split(const Dataset& dataset, Findings& findings) {
    const auto s = dataset_statistics(dataset);
    if (s.duplicate_pairs > 0)
        findings.note("pairs_repeated",
                      counted(s.duplicate_pairs, "interaction repeats", "interactions repeat") +
                          " an item that the user had before; all are kept.",
                      "Remove repeats from the file where a second interaction means nothing.");
    else
        findings.good("pairs_repeated", "No user has the same item twice.");
    const auto targets = s.targets_validation + s.targets_test;
    if (s.leaks > 0)
        findings.add(
            s.leaks * 100 >= targets ? Severity::warning : Severity::notice, "targets_seen",
            grouped(s.leaks) + " of " + grouped(targets) +
                " true items stand in the history of their user already. Stage 1 leaves out what a user had, "
                "so it cannot find them; in sampled lists they are the only such item.",
            "Remove repeated interactions from the file, unless repeats are what is to be predicted.", {});
    else
        findings.good("targets_seen", "No true item stands in the history of its user.");
    const auto cold = s.cold_targets_validation + s.cold_targets_test;
    if (s.cold_items > 0)
        findings.add(cold * 10 >= targets && cold > 0 ? Severity::warning : Severity::notice, "items_cold",
                     grouped(s.cold_items) + " of " + grouped(s.items) +
                         " items are never in a training sequence, and " + grouped(cold) + " of " + grouped(targets) +
                         " true items are among them (validation " + grouped(s.cold_targets_validation) + ", test " +
                         grouped(s.cold_targets_test) + ").",
                     "Methods that know items by their number alone cannot find these. A higher --min-sc makes them "
                     "fewer; methods that read texts or pictures can.",
                     {});
    else
        findings.good("items_cold", "Every item is in a training sequence.");
}

}  // namespace

std::string severity_name(Severity severity) {
    switch (severity) {
        case Severity::good:
            return "good";
        case Severity::notice:
            return "notice";
        case Severity::warning:
            return "warning";
    }
    throw std::logic_error("severity without a name");
}

void InteractionFacts::add(double rating, double time) {
    least_rating = rows == 0 ? rating : std::min(least_rating, rating);
    greatest_rating = rows == 0 ? rating : std::max(greatest_rating, rating);
    first_time = rows == 0 ? time : std::min(first_time, time);
    last_time = rows == 0 ? time : std::max(last_time, time);
    at_midnight += std::fmod(time, 86400) == 0;
    ++rows;
}

std::vector<DataFinding> check_data(const Dataset& dataset, const ImportReport& report,
                                    const InteractionFacts& facts) {
    Findings findings;
    check_lines(report, findings);
    check_ids(dataset, report, findings);
    check_items(dataset, report, findings);
    check_times(dataset, report, facts, findings);
    check_ratings(facts, findings);
    check_filters(dataset, report, findings);
    check_split(dataset, findings);
    auto list = findings.take();
    std::stable_sort(list.begin(), list.end(),
                     [](const DataFinding& a, const DataFinding& b) { return a.severity > b.severity; });
    return list;
}

std::vector<DataFinding> stored_findings(const std::string& report_json) {
    using nlohmann::json;
    std::vector<DataFinding> list;
    const json report = json::parse(report_json, nullptr, false);
    if (!report.is_object() || !report.contains("findings")) return list;
    try {
        for (const auto& one : report.at("findings")) {
            const auto severity = one.at("severity").get<std::string>();
            list.push_back({one.at("code").get<std::string>(),
                            severity == "good"     ? Severity::good
                            : severity == "notice" ? Severity::notice
                                                   : Severity::warning,
                            one.at("text").get<std::string>(), one.at("advice").get<std::string>(),
                            one.at("examples").get<std::vector<std::string>>()});
        }
    } catch (const json::exception&) {
        throw UserError("The findings in a meta.json cannot be read.", "The file was edited or is damaged.",
                        "Prepare the dataset again with rerank prepare.");
    }
    return list;
}

}  // namespace wb
