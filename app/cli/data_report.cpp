// What is said about a dataset: the trust report, statistics, coverage. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data_report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "common.h"
#include "text_table.h"

namespace wb::cli {

namespace {

using Severity = DataFinding::Severity;

constexpr double k_bar = 40;  ///< characters of the longest bar

std::string bin_text(double from, double to) {
    const auto first = static_cast<std::int64_t>(from), last = static_cast<std::int64_t>(to) - 1;
    return first == last ? grouped(first) : grouped(first) + " - " + grouped(last);
}

void print_histogram(std::ostream& out, const std::string& title, const Histogram& histogram) {
    if (histogram.counts.empty()) return;
    out << title << "\n";
    const auto most = *std::max_element(histogram.counts.begin(), histogram.counts.end());
    TextTable table({"", "", ""});
    table.right_align(0);
    table.right_align(1);
    for (std::size_t b = 0; b < histogram.counts.size(); ++b) {
        // What is there at all shows at least one sign.
        const auto length = std::ceil(k_bar * static_cast<double>(histogram.counts[b]) / static_cast<double>(most));
        table.add({bin_text(histogram.edges[b], histogram.edges[b + 1]), grouped(histogram.counts[b]),
                   std::string(static_cast<std::size_t>(length), '#')});
    }
    table.print(out);
    out << "\n";
}

nlohmann::ordered_json as_json(const Histogram& histogram) {
    return {{"edges", histogram.edges}, {"counts", histogram.counts}};
}

std::string of_items(std::int64_t count, const DatasetStatistics& statistics) {
    return grouped(count) + " of " + grouped(statistics.items) + " (" + percent(count, statistics.items) + ")";
}

}  // namespace

void print_findings(std::ostream& out, const std::vector<DataFinding>& findings) {
    if (findings.empty()) return;
    out << "\nBefore you trust this data\n";
    std::string good;
    for (const auto& finding : findings) {
        if (finding.severity == Severity::good) {
            good += (good.empty() ? "" : " ") + finding.text;
            continue;
        }
        out << (finding.severity == Severity::warning ? "  WARNING  " : "  notice   ") << finding.text << "\n";
        for (const auto& example : finding.examples) out << "             such as: " << example << "\n";
        if (!finding.advice.empty()) out << "           > " << finding.advice << "\n";
    }
    if (!good.empty()) out << "  in order " << good << "\n";
}

void print_side_texts(std::ostream& out, const SideTextCounts& counts) {
    const bool caption = counts.kind == SideText::caption;
    out << (caption ? "Captions" : "Summaries") << " from " << counts.source << ": " << grouped(counts.taken)
        << " taken; " << grouped(counts.covered) << " of " << grouped(counts.items) << " items ("
        << percent(counts.covered, counts.items) << ") have one\n";
    const auto line = [&](std::int64_t count, const char* one, const char* several,
                          const std::vector<std::string>& ids) {
        if (count == 0) return;
        out << "  " << counted(count, one, several);
        for (std::size_t i = 0; i < ids.size(); ++i) out << (i == 0 ? ": " : ", ") << ids[i];
        out << "\n";
    };
    line(counts.unknown, "line is about an item that is not in this dataset",
         "lines are about items that are not in this dataset", counts.unknown_ids);
    line(counts.repeated, "line repeats an item; the last one counts", "lines repeat an item; the last one counts",
         counts.repeated_ids);
    line(counts.empty, "line has no text", "lines have no text", {});
    line(counts.refused, "line cannot be read", "lines cannot be read", {});
}

void print_statistics(std::ostream& out, const DatasetStatistics& s, const PreparedInfo& info) {
    char density[32];
    std::snprintf(density, sizeof density, "%.4f %%", 100 * s.density);
    TextTable facts({"", ""});
    facts.add({"Users", grouped(s.users)});
    facts.add({"Items", grouped(s.items)});
    facts.add({"Interactions", grouped(s.interactions)});
    facts.add({"Density", density});
    facts.add({"Interactions per user", fixed(s.mean_length, 1)});
    facts.add({"Gini of the items' popularity", fixed(s.gini, 3)});
    facts.add({"Repeated user-item pairs", grouped(s.duplicate_pairs)});
    facts.add({"True items in their user's history", grouped(s.leaks)});
    facts.add({"Items never in train", of_items(s.cold_items, s)});
    facts.add({"True items never in train",
               grouped(s.cold_targets_validation) + " of " + grouped(s.targets_validation) + " (validation), " +
                   grouped(s.cold_targets_test) + " of " + grouped(s.targets_test) + " (test)"});
    facts.add({"Items with title", of_items(s.items_with_title, s)});
    facts.add(
        {"Items with text", of_items(s.items_with_text, s) + (info.text_rule.empty() ? "" : ", " + info.text_rule)});
    facts.add({"Items with picture", of_items(s.items_with_image, s)});
    if (s.items_with_image_url > 0)
        facts.add({"Items with a picture's address", of_items(s.items_with_image_url, s)});
    const auto side = [&](const char* name, std::int64_t count, const std::string& source) {
        facts.add({name, of_items(count, s) + (source.empty() ? "" : ", from " + source)});
    };
    side("Items with caption", s.items_with_caption, info.caption_source);
    side("Items with summary", s.items_with_summary, info.summary_source);
    facts.print(out);
    out << "\n";
    print_histogram(out, "Users by number of interactions", s.history_length);
    print_histogram(out, "Items by number of interactions", s.item_popularity);
}

nlohmann::ordered_json as_json(const PreparedInfo& info) {
    return {{"name", info.name},
            {"users", info.users},
            {"items", info.items},
            {"interactions", info.interactions},
            {"min_rating", info.filter.min_rating},
            {"min_uc", info.filter.min_uc},
            {"min_sc", info.filter.min_sc},
            {"single_pass", info.filter.single_pass},
            {"leave_one_out", info.leave_one_out},
            {"items_with_image", info.items_with_image},
            {"items_with_title", info.items_with_title},
            {"items_with_text", info.items_with_text},
            {"items_with_caption", info.items_with_caption},
            {"items_with_summary", info.items_with_summary},
            {"text_rule", info.text_rule},
            {"caption_source", info.caption_source},
            {"summary_source", info.summary_source},
            {"ready_split", info.ready_split},
            {"fingerprint", info.fingerprint},
            {"folder", info.folder.string()}};
}

nlohmann::ordered_json as_json(const DatasetStatistics& s) {
    return {{"users", s.users},
            {"items", s.items},
            {"interactions", s.interactions},
            {"density", s.density},
            {"mean_length", s.mean_length},
            {"gini", s.gini},
            {"history_length", as_json(s.history_length)},
            {"item_popularity", as_json(s.item_popularity)},
            {"duplicate_pairs", s.duplicate_pairs},
            {"leaks", s.leaks},
            {"cold_items", s.cold_items},
            {"cold_targets_validation", s.cold_targets_validation},
            {"cold_targets_test", s.cold_targets_test},
            {"targets_validation", s.targets_validation},
            {"targets_test", s.targets_test},
            {"items_with_title", s.items_with_title},
            {"items_with_text", s.items_with_text},
            {"items_with_image", s.items_with_image},
            {"items_with_image_url", s.items_with_image_url},
            {"items_with_caption", s.items_with_caption},
            {"items_with_summary", s.items_with_summary}};
}

nlohmann::ordered_json as_json(const std::vector<DataFinding>& findings) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& finding : findings)
        list.push_back({{"code", finding.code},
                        {"severity", severity_name(finding.severity)},
                        {"text", finding.text},
                        {"advice", finding.advice},
                        {"examples", finding.examples}});
    return list;
}

}  // namespace wb::cli
