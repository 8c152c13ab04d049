// The built-in sample: a generated catalogue with pictures, texts and learnable tastes. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/sample_catalogue.h"

#include <cstddef>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "dataset/core_filter.h"
#include "dataset/numbered_split.h"
#include "dataset/sample_items.h"
#include "dataset/sample_pictures.h"
#include "dataset/sample_tastes.h"
#include "dataset/timeline.h"

namespace wb {
namespace {

constexpr int sample_users = 400;

/// "s007": of equal length, so that they sort by number.
std::string numbered(char prefix, int number) {
    const std::string digits = std::to_string(number);
    return prefix + std::string(3 - digits.size(), '0') + digits;
}

RawTable make_table(const std::vector<SampleThing>& things, std::uint64_t seed, const StopToken& stop) {
    RawTable table;
    table.has_rating = table.has_time = true;
    for (std::size_t i = 0; i < things.size(); ++i) {
        const std::string id = numbered('s', static_cast<int>(i) + 1);
        table.items.index_of(id);
        table.item_facts.emplace(id, describe_sample_thing(things[i], id));
    }
    const std::vector<double> fame = sample_fame(seed, things.size());
    for (int user = 0; user < sample_users; ++user) {
        stop.check();
        const std::int32_t index = table.users.index_of(numbered('u', user + 1));
        for (const SampleChoice& choice : sample_choices(things, fame, seed, user)) {
            table.rows.push_back({.user = index,
                                  .item = choice.thing,
                                  .rating = static_cast<double>(choice.rating),
                                  .time = static_cast<double>(choice.time)});
        }
    }
    return table;
}

StepCount count_step(const std::string& step, const RawTable& table) {
    std::vector<bool> users(table.users.size(), false), items(table.items.size(), false);
    StepCount out{.step = step, .interactions = static_cast<std::int64_t>(table.rows.size())};
    for (const RawRow& row : table.rows) {
        const auto user = static_cast<std::size_t>(row.user), item = static_cast<std::size_t>(row.item);
        out.users += users[user] ? 0 : 1;
        out.items += items[item] ? 0 : 1;
        users[user] = items[item] = true;
    }
    return out;
}

void apply_filter(RawTable& table, const FilterSettings& filter, ImportReport& report) {
    if (filter.min_uc < 2 || filter.min_sc < 0) {
        throw UserError("The filter bounds are not possible.",
                        "Leave-one-out takes one interaction for test and one for validation.",
                        "Use at least 3 for min_uc and 0 or more for min_sc.");
    }
    report.steps.push_back(count_step("read", table));
    if (filter.min_rating > 0) {
        std::erase_if(table.rows, [&](const RawRow& row) { return row.rating < filter.min_rating; });
        report.steps.push_back(count_step("min_rating", table));
    }
    core_filter(table.rows, table.users.size(), table.items.size(), filter.min_uc, filter.min_sc, filter.single_pass);
    report.steps.push_back(count_step("core filter", table));
    if (table.rows.empty()) {
        throw UserError("No interactions of the sample catalogue are left after filtering.",
                        "The bounds ask for more than its " + std::to_string(report.steps.front().users) +
                            " users with 20 to 35 interactions each have.",
                        "Lower min_rating, min_uc or min_sc; the defaults 0, 5 and 5 keep nearly everything.");
    }
}

void write_picture(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
        throw UserError("The picture " + path.string() + " cannot be written.",
                        "The disk may be full or the folder read-only.",
                        "Free some space or choose another workspace.");
    }
}

}  // namespace

ImportResult make_sample_catalogue(const std::filesystem::path& folder, const FilterSettings& filter,
                                   std::uint64_t seed, const StopToken& stop) {
    const std::vector<SampleThing> things = sample_things(seed);
    RawTable table = make_table(things, seed, stop);

    ImportResult result;
    ImportReport& report = result.report;
    report.format = "Sample catalogue, generated from seed " + std::to_string(seed);
    report.lines_read = static_cast<std::int64_t>(table.rows.size());
    InteractionFacts facts{.has_rating = true, .has_time = true};
    for (const RawRow& row : table.rows) facts.add(row.rating, row.time);
    apply_filter(table, filter, report);

    Dataset& dataset = result.dataset;
    dataset.name = "sample";
    dataset.filter = filter;
    report.timeline = interactions_by_month(table);
    const TieCounts ties = number_and_split(table, dataset);
    report.tied_interactions = ties.interactions;
    report.users_tied_at_split = ties.users_at_split;

    const std::filesystem::path pictures = folder / "images";
    std::error_code error;
    std::filesystem::create_directories(pictures, error);
    if (error) {
        throw UserError("The folder " + pictures.string() + " cannot be made.", error.message() + ".",
                        "Choose a workspace in which you may write.");
    }
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        stop.check();
        const std::string id = dataset.items[i].raw_id;
        const auto thing = static_cast<std::size_t>(table.items.find(id));
        Item& item = dataset.items[i] = table.item_facts.at(id);
        item.image = "images/" + id + ".png";
        write_picture(folder / item.image, draw_sample_thing(things[thing]));
    }
    compose_item_texts(dataset, {});
    report.text_rule = dataset.text_rule;
    report.items_with_title = report.items_with_text = report.items_with_image = dataset.item_count();
    for (const auto kind : {SideText::caption, SideText::summary})
        add_side_text_source(dataset, kind, "sample catalogue");
    report.findings = check_data(dataset, report, facts);
    report.notes.push_back(
        "Users and items are made up. What people choose next depends on the kind and colour of the last thing, on "
        "their "
        "favourite colour and pattern, and on how well known a thing is; all of it can be seen in the pictures and "
        "read "
        "in the texts.");
    dataset.fingerprint = dataset_fingerprint(dataset);
    return result;
}

}  // namespace wb
