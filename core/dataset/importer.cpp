// From raw files to a dataset: the order of the steps. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/importer.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "dataset/core_filter.h"
#include "dataset/id_maps.h"
#include "dataset/item_images.h"
#include "dataset/labelled_split.h"
#include "dataset/numbered_split.h"
#include "dataset/raw_table.h"
#include "dataset/ready_split.h"
#include "dataset/recognise.h"
#include "dataset/timeline.h"
#include "foundation/error.h"

namespace wb {

namespace {

std::string plain(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

void check_code(const std::string& code) {
    const bool good = !code.empty() && code.size() <= 100 && code[0] != '.' && code[0] != '-' &&
                      std::all_of(code.begin(), code.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                                 c == '-' || c == '_' || c == '.';
                      });
    if (!good)
        throw UserError("\"" + excerpt(code) + "\" cannot be the name of a dataset.",
                        "The name becomes part of a folder's name.",
                        "Use letters, digits, \"-\", \"_\" and \".\", beginning with a letter or a digit.");
}

void check_bounds(const FilterSettings& filter, SourceFormat format) {
    if (filter.min_uc < 0 || filter.min_sc < 0 || !std::isfinite(filter.min_rating))
        throw UserError("The filter bounds are not possible.", "They must be numbers of 0 and more.",
                        "Use for example --min-rating 0 --min-uc 5 --min-sc 5.");
    const bool ready =
        format == SourceFormat::sequences || format == SourceFormat::pairs || format == SourceFormat::p5;
    if (filter.min_uc < 2 && !ready)
        throw UserError(
            "Users with " + std::to_string(filter.min_uc) + " interactions cannot be split.",
            "A split takes at least one interaction for test and one for validation, and something must be left to "
            "train on.",
            "Use at least 3 for --min-uc; 0 and 1 are possible for ready sequences only.");
}

/// `ml_100k` and `ml_1m` name what was found, every other code itself.
std::string dataset_name(const std::string& code, const Source& source, const RawTable& table) {
    if (code != "ml_100k" && code != "ml_1m") return code;
    switch (source.format) {
        case SourceFormat::movielens_1998:
            return "ml-100k";
        case SourceFormat::movielens_1m:
            return "ml-1m";
        // The small set had 718, 671 and 610 users over the years; the large ones have 100,000 and more.
        case SourceFormat::movielens_latest:
            return table.users.size() <= 1000 ? "ml-latest-small" : "ml-latest";
        default:
            throw UserError("The files are not MovieLens, which \"" + code + "\" stands for.",
                            "They were recognised as: " + format_title(source) + ".",
                            "Give the dataset another name with --dataset-code.");
    }
}

/// A ready split carries no format: MovieLens 1998 has ids up to 1682 and 943 users, latest-small larger ids.
std::string ready_split_name(const std::string& code, const Dataset& dataset) {
    if (code != "ml_100k") return code;
    std::int64_t largest = 0;
    for (const Item& item : dataset.items) largest = std::max(largest, parse_integer(item.raw_id).value_or(0));
    return largest > 1682 ? "ml-latest-small" : "ml-100k";
}

/// What is known of a file after its last line.
void note_file(const Source& source, TextStream& file, ImportReport& report) {
    report.digests.emplace_back(file.name(), file.digest());
    const bool known = source.format == SourceFormat::movielens_1998 || source.format == SourceFormat::movielens_1m;
    if (file.was_latin1() && !known)
        report.notes.push_back(std::to_string(file.latin1_lines()) + " lines of the file " + file.name() +
                               " are no UTF-8 and were read as ISO-8859-1.");
}

/// The validation and test tables of a split; every row gets the label of its file.
void read_other_parts(const Source& source, RawTable& table, ReadContext& context) {
    table.labels.assign(table.rows.size(), *split_label("train"));
    for (const auto& [path, part] : {std::pair{source.validation, "validation"}, std::pair{source.test, "test"}}) {
        TextStream file(path);
        read_interactions(file, source.shape, table, context);
        table.labels.resize(table.rows.size(), *split_label(part));
        note_file(source, file, context.report);
    }
}

/// Times in milliseconds or microseconds (Amazon Reviews 2023) become seconds. All of a table share a unit.
void to_seconds(RawTable& table, std::vector<std::string>& notes) {
    if (!table.has_time) return;
    double last = 0;
    for (const RawRow& row : table.rows) last = std::max(last, row.time);
    const double unit = last >= 1e14 ? 1e6 : last >= 1e11 ? 1e3 : 1;
    if (unit == 1) return;
    for (RawRow& row : table.rows) row.time /= unit;
    notes.push_back(std::string("Times are in ") + (unit == 1e3 ? "milliseconds" : "microseconds") +
                    " and were taken as such.");
}

void read_raw(const Source& source, RawTable& table, ReadContext& context) {
    TextStream file(source.interactions);
    if (source.format == SourceFormat::sequences || source.format == SourceFormat::pairs ||
        source.format == SourceFormat::p5)
        read_sequences(file, table, context);
    else if (source.format == SourceFormat::reviews)
        read_json_reviews(file, table, context);
    else
        read_interactions(file, source.shape, table, context);
    note_file(source, file, context.report);
    if (source.format == SourceFormat::split_tables) read_other_parts(source, table, context);
    to_seconds(table, context.report.notes);
    if (!source.id_maps.empty() || !source.attributes.empty()) {
        const auto maps = source.id_maps.empty() ? IdMaps{} : read_id_maps(source.id_maps, context);
        if (!source.attributes.empty()) read_item_attributes(source.attributes, maps, table, context);
        if (!source.id_maps.empty()) apply_id_maps(maps, table, context);
    }
}

/// Keeps what the file says about the items that the table wants.
void read_items(const Source& source, RawTable& table, ReadContext& context) {
    if (source.items.empty()) return;
    TextStream items(source.items);
    switch (source.format) {
        case SourceFormat::movielens_1998:
            read_items_1998(items, table, context);
            break;
        case SourceFormat::movielens_1m:
            read_items_1m(items, table, context);
            break;
        case SourceFormat::movielens_latest:
            read_items_latest(items, table, context);
            break;
        default:
            if (source.items_are_records)
                read_json_items(items, table, context);
            else
                read_items_table(items, table, context);
    }
    note_file(source, items, context.report);
}

/// Flags by place in `items`: those of which rows are left.
std::vector<char> items_left(const RawTable& table) {
    std::vector<char> left(table.items.size(), 0);
    for (const RawRow& row : table.rows) left[static_cast<std::size_t>(row.item)] = 1;
    return left;
}

/// Which items have a title, found out in a reading of its own, so that no text is kept of items that are dropped.
std::vector<char> titled_items(const Source& source, RawTable& table, const ReadContext& context, bool skip_bad) {
    ImportReport unused;  // the second reading reports
    BadLines bad(unused, skip_bad);
    ReadContext quiet{unused, bad, context.stop, context.progress};
    table.titled.assign(table.items.size(), 0);
    read_items(source, table, quiet);
    return std::exchange(table.titled, {});
}

StepCount count_step(const std::string& step, const RawTable& table) {
    std::vector<char> users(table.users.size(), 0), items(table.items.size(), 0);
    for (const RawRow& row : table.rows) {
        users[static_cast<std::size_t>(row.user)] = 1;
        items[static_cast<std::size_t>(row.item)] = 1;
    }
    return {step, std::count(users.begin(), users.end(), 1), std::count(items.begin(), items.end(), 1),
            static_cast<std::int64_t>(table.rows.size())};
}

void require_rows(const std::vector<StepCount>& steps, const std::string& bounds) {
    if (steps.back().interactions > 0) return;
    std::string before;
    for (std::size_t i = 0; i + 1 < steps.size(); ++i)
        before += (before.empty() ? "" : "; after the step \"" + steps[i].step + "\" ") +
                  std::to_string(steps[i].users) + " users, " + std::to_string(steps[i].items) + " items and " +
                  std::to_string(steps[i].interactions) + " interactions";
    throw UserError("Nothing is left of the data with " + bounds + ".", "There were " + before + " before this step.",
                    "Choose lower bounds.");
}

InteractionFacts facts_of(const RawTable& table) {
    InteractionFacts facts;
    facts.has_rating = table.has_rating;
    facts.has_time = table.has_time;
    for (const RawRow& row : table.rows) facts.add(row.rating, row.time);
    return facts;
}

std::int64_t count_duplicates(const RawTable& table) {
    std::vector<std::uint64_t> pairs;
    pairs.reserve(table.rows.size());
    for (const RawRow& row : table.rows)
        pairs.push_back(static_cast<std::uint64_t>(row.user) << 32 | static_cast<std::uint32_t>(row.item));
    std::sort(pairs.begin(), pairs.end());
    const auto distinct = std::unique(pairs.begin(), pairs.end()) - pairs.begin();
    return static_cast<std::int64_t>(pairs.size()) - distinct;
}

void filter_rows(const ImportRequest& request, const Source& source, RawTable& table, ReadContext& context) {
    auto& steps = context.report.steps;
    const auto& filter = request.filter;
    context.add_step(count_step("read", table));
    if (table.rows.empty())
        throw UserError("No interactions could be read.", "All lines are empty or were refused.",
                        "Check the file, or the columns that were chosen.");
    context.report.duplicate_pairs = count_duplicates(table);
    if (filter.min_rating > 0) {
        if (!table.has_rating)
            throw UserError("The lowest rating " + plain(filter.min_rating) + " cannot be applied.",
                            "The data has no column with ratings.",
                            "Leave --min-rating at 0, or name the rating column.");
        std::erase_if(table.rows, [&](const RawRow& row) { return row.rating < filter.min_rating; });
        context.add_step(count_step("min_rating", table));
        require_rows(steps, "min_rating " + plain(filter.min_rating));
    }
    if (request.require_title) {
        const auto titled = titled_items(source, table, context, request.skip_bad_lines);
        std::erase_if(table.rows, [&](const RawRow& row) { return !titled[static_cast<std::size_t>(row.item)]; });
        context.add_step(count_step("title", table));
        require_rows(steps, "items that need a title");
    }
    context.stop.check();
    core_filter(table.rows, table.users.size(), table.items.size(), filter.min_uc, filter.min_sc, filter.single_pass);
    context.add_step(count_step("core filter", table));
    require_rows(steps, "min_uc " + std::to_string(filter.min_uc) + " and min_sc " + std::to_string(filter.min_sc));
}

void attach_facts(const ImportRequest& request, const Source& source, const RawTable& table, Dataset& dataset,
                  ImportReport& report) {
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        Item& item = dataset.items[i];
        const auto facts = table.item_facts.find(item.raw_id);
        if (facts == table.item_facts.end()) continue;
        auto raw_id = std::move(item.raw_id);
        item = facts->second;
        item.raw_id = std::move(raw_id);
    }
    auto folders = source.image_folders;
    if (!request.image_folder.empty()) folders.insert(folders.begin(), request.image_folder);
    if (!source.items.empty()) folders.push_back(source.items.parent_path());
    report.images = find_item_images(dataset.items, folders);
}

void count_facts(const Dataset& dataset, ImportReport& report) {
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        report.items_with_title += !dataset.items[i].title.empty();
        report.items_with_text += !dataset.items[i].text.empty();
        report.items_with_image += !dataset.items[i].image.empty();
    }
    const auto targets = dataset.test.users();
    if (targets == 0)
        throw UserError("No user has a test item.", "It takes users with at least 3 interactions.",
                        "Use data with longer sequences.");
    const auto several = std::max(dataset.validation.users_several(), dataset.test.users_several());
    if (several > 0)
        report.notes.push_back(std::to_string(several) +
                               " users have several true items, as after a random split. Recall is the share of them "
                               "that is found, and NDCG is divided by the best that is possible. Methods that read "
                               "sequences in order of time, and rerankers, need a leave-one-out split.");
    const auto short_users = dataset.user_count() - targets;
    if (short_users > 0)
        report.notes.push_back(std::to_string(short_users) +
                               " users have no test item and contribute to training only.");
}

}  // namespace

std::string ImportReport::to_json() const {
    using nlohmann::json;
    json document = {{"format", format},
                     {"lines_read", lines_read},
                     {"lines_refused", lines_refused},
                     {"first_refused", json::array()},
                     {"steps", json::array()},
                     {"duplicate_pairs", duplicate_pairs},
                     {"tied_interactions", tied_interactions},
                     {"users_tied_at_split", users_tied_at_split},
                     {"items_with_title", items_with_title},
                     {"items_with_text", items_with_text},
                     {"text_rule", text_rule},
                     {"items_with_image", items_with_image},
                     {"digests", json::object()},
                     {"feature_files", json::array()},
                     {"notes", notes},
                     {"timeline", json::array()},
                     {"item_records",
                      {{"records", item_records.records},
                       {"of_items", item_records.of_items},
                       {"repeated", item_records.repeated},
                       {"ids_repeated", item_records.ids_repeated},
                       {"ids_differing", item_records.ids_differing},
                       {"untitled", item_records.untitled},
                       {"markup_titles", item_records.markup_titles},
                       {"script_titles", item_records.script_titles},
                       {"entity_titles", item_records.entity_titles},
                       {"same_title", item_records.same_title}}},
                     {"side_texts", json::array()},
                     {"findings", json::array()}};
    for (const auto& refused : first_refused)
        document["first_refused"].push_back(
            {{"file", refused.file}, {"line", refused.line}, {"reason", refused.reason}, {"text", refused.text}});
    for (const auto& step : steps)
        document["steps"].push_back(
            {{"step", step.step}, {"users", step.users}, {"items", step.items}, {"interactions", step.interactions}});
    for (const auto& month : timeline)
        document["timeline"].push_back({{"month", month.name}, {"count", month.count}});
    for (const auto& counts : side_texts) document["side_texts"].push_back(json::parse(wb::to_json(counts)));
    for (const auto& finding : findings)
        document["findings"].push_back({{"code", finding.code},
                                        {"severity", severity_name(finding.severity)},
                                        {"text", finding.text},
                                        {"advice", finding.advice},
                                        {"examples", finding.examples}});
    document["images"] = {{"by_table", images.by_table},
                          {"by_list", images.by_list},
                          {"by_id", images.by_id},
                          {"named_but_missing", images.named_but_missing},
                          {"not_files", images.not_files},
                          {"lists", images.lists},
                          {"first_missing", images.first_missing}};
    if (picture_download) document["picture_download"] = json::parse(picture_download->to_json());
    if (pictures) document["pictures"] = json::parse(pictures->to_json());
    for (const auto& features : feature_files)
        document["feature_files"].push_back(
            {{"path", features.path.string()}, {"kind", features.kind}, {"row_is_raw_id", features.row_is_raw_id}});
    for (const auto& [file, digest] : digests) document["digests"][file] = digest;
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

ImportResult import_dataset(const ImportRequest& request, const StopToken& stop, const ImportProgress& progress) {
    check_code(request.dataset_code);
    if (std::error_code error;
        !request.image_folder.empty() && !std::filesystem::is_directory(request.image_folder, error))
        throw UserError("The picture folder \"" + request.image_folder.string() + "\" does not exist.",
                        "Pictures named by item id are looked up there.", "Check the path, or leave it out.");
    ImportResult result;
    auto& [dataset, report] = result;
    BadLines bad(report, request.skip_bad_lines);
    ReadContext context{report, bad, stop, progress};
    context.tell("recognise", -1);
    const auto source = recognise(request);
    report.format = format_title(source);
    report.notes = source.notes;
    for (const auto& features : source.feature_files)
        report.feature_files.push_back(
            {std::filesystem::absolute(features.path).lexically_normal(), features.kind, features.row_is_raw_id});
    report.explanations = source.explanations;
    dataset.filter = request.filter;
    InteractionFacts facts;

    if (source.format == SourceFormat::ready_split) {
        dataset.ready_split = true;
        read_ready_split(source, dataset, context);
        dataset.name = ready_split_name(request.dataset_code, dataset);
        context.add_step({"read", dataset.user_count(), dataset.item_count(), dataset.interactions});
        report.notes.push_back("The split was taken as it is; no filter was applied.");
        attach_facts(request, source, {}, dataset, report);
    } else {
        check_bounds(request.filter, source.format);
        RawTable table;
        read_raw(source, table, context);
        dataset.name = dataset_name(request.dataset_code, source, table);
        facts = facts_of(table);
        const auto read_wanted_items = [&] {
            table.wanted = items_left(table);
            read_items(source, table, context);
        };
        if (!table.labels.empty() && labels_hold_out(table, report.notes)) {
            dataset.ready_split = true;
            context.add_step(count_step("read", table));
            report.duplicate_pairs = count_duplicates(table);
            read_wanted_items();
            report.timeline = interactions_by_month(table);
            take_labelled_split(table, dataset, report.notes);
            context.add_step(count_step("split", table));
            report.notes.push_back("The split was taken as it is; no filter was applied.");
        } else {
            table.labels.clear();
            context.tell("filter", -1);
            filter_rows(request, source, table, context);
            read_wanted_items();
            report.timeline = interactions_by_month(table);
            context.tell("split", -1);
            stop.check();
            const auto ties = number_and_split(table, dataset);
            report.tied_interactions = ties.interactions;
            report.users_tied_at_split = ties.users_at_split;
        }
        attach_facts(request, source, table, dataset, report);
    }
    report.item_records = context.item_records.counts();
    compose_item_texts(dataset, request.text_rule);
    report.text_rule = dataset.text_rule;
    for (const auto kind : {SideText::caption, SideText::summary})
        if (side_text_coverage(dataset, kind) > 0) add_side_text_source(dataset, kind, "item records");
    count_facts(dataset, report);
    report.findings = check_data(dataset, report, facts);
    dataset.fingerprint = dataset_fingerprint(dataset);
    context.tell("import", 1);
    return result;
}

}  // namespace wb
