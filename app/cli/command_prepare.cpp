// `rerank prepare`: from raw files to a folder of the workspace. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "data_report.h"
#include "dataset/prepare.h"
#include "dataset/prepared_meta.h"
#include "dataset/text_generator.h"
#include "experiment/config.h"
#include "feature_work.h"
#include "picture_report.h"
#include "progress.h"
#include "text_table.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

struct PrepareFlags {
    std::map<std::string, std::string> values;  ///< keys of data_params(), and "rerank_eval_candidates", "seed"
    std::vector<std::string> raw;
    ColumnMapping columns;
    std::string image_folder, text_fields, captions, summaries;
    std::string download_rate, download_parallel;
    bool generate_caption = false, generate_summary = false;
    bool skip_bad_lines = false, require_title = false, use_image = false, use_text = false, download_images = false,
         replace = false;
};

const ParamSpec& spec_of(const std::vector<ParamSpec>& params, const std::string& key) {
    for (const ParamSpec& spec : params)
        if (spec.key == key) return spec;
    throw std::logic_error("no parameter " + key);
}

/// Default, or what was typed; a finding goes to `problems`.
ParamValue value_of_flag(const PrepareFlags& flags, const ParamSpec& spec, std::vector<Problem>& problems) {
    const auto typed = flags.values.find(spec.key);
    if (typed == flags.values.end()) return spec.default_value;
    Problem problem;
    if (const auto value = parse_value(spec, typed->second, problem)) return *value;
    problem.key = spec.key;
    problems.push_back(problem);
    return spec.default_value;
}

std::string shortened(const std::string& digest) {
    return digest.substr(0, 12);
}

void print_report(std::ostream& out, const PrepareResult& result) {
    const PreparedInfo& info = result.info;
    const ImportReport& report = result.report;
    out << "Dataset " << info.name << (result.reused ? ", already prepared with the same content" : "") << "\n";
    if (!report.format.empty()) out << "Format: " << report.format << "\n";
    out << "\n";
    TextTable steps({"Step", "Users", "Items", "Interactions"});
    for (std::size_t column : {1, 2, 3}) steps.right_align(column);
    for (const StepCount& step : report.steps)
        steps.add({step.step, grouped(step.users), grouped(step.items), grouped(step.interactions)});
    steps.add({"prepared", grouped(info.users), grouped(info.items), grouped(info.interactions)});
    steps.print(out);
    out << "\n";
    TextTable facts({"", ""});
    if (report.lines_read > 0) facts.add({"Lines read", grouped(report.lines_read)});
    facts.add({"Lines refused", grouped(report.lines_refused)});
    facts.add({"Repeated user-item pairs", grouped(report.duplicate_pairs) + " (kept)"});
    facts.add({"Interactions with equal times", grouped(report.tied_interactions)});
    facts.add({"Users with a tie at the split", grouped(report.users_tied_at_split)});
    facts.add({"Items with title", grouped(info.items_with_title) + " of " + grouped(info.items)});
    facts.add({"Items with text",
               grouped(info.items_with_text) + " of " + grouped(info.items) + " (" + info.text_rule + ")"});
    facts.add({"Items with picture", grouped(info.items_with_image) + " of " + grouped(info.items)});
    add_picture_rows(facts, report);
    facts.add({"Fingerprint", shortened(info.fingerprint)});
    for (const auto& [file, digest] : report.digests) facts.add({"SHA-256 of " + file, shortened(digest)});
    facts.add({"Folder", info.folder.string()});
    facts.print(out);
    for (const RefusedLine& line : report.first_refused)
        out << "Refused " << line.file << " line " << line.line << ": " << line.reason << " ("
            << line.text.substr(0, 80) << ")\n";
    print_picture_notes(out, report);
    for (const std::string& text : report.notes) out << "Note: " << text << "\n";
    for (const SideTextCounts& counts : report.side_texts) print_side_texts(out, counts);
    print_findings(out, report.findings);
}

/// After texts alone were added, nothing else was read.
void print_added(std::ostream& out, const PrepareResult& result) {
    out << "Dataset " << result.info.name << ", texts added (fingerprint " << shortened(result.info.fingerprint)
        << " as before)\n";
    for (const SideTextCounts& counts : result.report.side_texts) print_side_texts(out, counts);
    out << "Folder: " << result.info.folder.string() << "\n";
}

nlohmann::ordered_json as_json(const PrepareResult& result) {
    const PreparedInfo& info = result.info;
    return {{"dataset",
             {{"name", info.name},
              {"users", info.users},
              {"items", info.items},
              {"interactions", info.interactions},
              {"fingerprint", info.fingerprint},
              {"folder", info.folder.string()},
              {"items_with_title", info.items_with_title},
              {"items_with_text", info.items_with_text},
              {"items_with_image", info.items_with_image},
              {"items_with_caption", info.items_with_caption},
              {"items_with_summary", info.items_with_summary},
              {"text_rule", info.text_rule},
              {"ready_split", info.ready_split}}},
            {"reused", result.reused},
            {"report", nlohmann::ordered_json::parse(result.report.to_json(), nullptr, false)}};
}

void take_download_flags(const PrepareFlags& flags, ImportRequest& request, std::vector<Problem>& problems) {
    const auto number = [&](const std::string& text, const char* key, double low, double high, double& target) {
        if (text.empty()) return;
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (end != text.c_str() + text.size() || !(value >= low && value <= high))
            problems.push_back({key,
                                "\"" + text + "\" is no number from " + fixed(low, 0) + " to " + fixed(high, 0) + ".",
                                "Leave the flag out for the default."});
        else
            target = value;
    };
    double parallel = request.download.parallel;
    number(flags.download_rate, "download_rate", 0, 1000, request.download.rate);
    number(flags.download_parallel, "download_parallel", 1, 64, parallel);
    request.download.parallel = static_cast<int>(parallel);
}

/// The import runs in this thread; a signal handler may only touch what is safe there, so it counts, and the progress
/// callback looks.
PrepareResult prepare_with_progress(const Common& common, const ImportRequest& request, const Workspace& workspace,
                                    const CandidateSettings& candidates) {
    const InterruptCounter interrupts;
    StopToken stop;
    ProgressLine line(common.quiet || !is_terminal(2));
    return prepare_dataset(request, workspace.data(), candidates, stop, [&](const std::string& phase, double share) {
        if (InterruptCounter::count() > 0) stop.request_stop();
        line.phase(phase, share);
    });
}

/// What --use-image and --use-text ask for beyond the items' own pictures and texts: vectors for methods that take
/// those.
nlohmann::ordered_json features_for(const Common& common, const PrepareFlags& flags, const PreparedInfo& info) {
    std::vector<std::string> wanted;
    if (flags.use_image && info.items_with_image > 0) wanted.push_back("opencv-histogram");
    if (flags.use_text && info.items_with_title + info.items_with_text > 0) wanted.push_back("tfidf-svd");
    if (wanted.empty()) return nlohmann::ordered_json::array();
    return extract_with_progress(common, read_prepared(info.folder), chosen_extractors(wanted));
}

int prepare(const Common& common, const PrepareFlags& flags) {
    std::vector<Problem> problems;
    const auto data = [&](const char* key) { return value_of_flag(flags, spec_of(data_params(), key), problems); };
    ImportRequest request;
    request.dataset_code = std::get<std::string>(data("dataset_code"));
    const auto real = [](const ParamValue& value) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
        return std::get<double>(value);
    };
    request.filter.min_rating = real(data("min_rating"));
    request.filter.min_uc = static_cast<int>(std::get<std::int64_t>(data("min_uc")));
    request.filter.min_sc = static_cast<int>(std::get<std::int64_t>(data("min_sc")));
    request.filter.single_pass = std::get<bool>(data("single_pass_filter"));
    request.filter.tie_rule = tie_rule_from(std::get<std::string>(data("tie_rule")));
    request.filter.tie_seed = static_cast<std::uint64_t>(std::get<std::int64_t>(data("tie_seed")));
    request.filter.split = split_rule_from(std::get<std::string>(data("split")));
    request.filter.split_seed = static_cast<std::uint64_t>(std::get<std::int64_t>(data("split_seed")));
    // 0 stores no lists here; a run makes them when it needs them.
    const bool no_lists =
        flags.values.count("rerank_eval_candidates") && flags.values.at("rerank_eval_candidates") == "0";
    CandidateSettings candidates;
    candidates.n = 0;
    if (!no_lists)
        candidates.n = static_cast<int>(std::get<std::int64_t>(
            value_of_flag(flags, spec_of(candidate_params(), "rerank_eval_candidates"), problems)));
    candidates.seed = static_cast<std::uint64_t>(
        std::get<std::int64_t>(value_of_flag(flags, spec_of(candidate_params(), "candidate_seed"), problems)));
    candidates.sampling = candidate_sampling_from(
        std::get<std::string>(value_of_flag(flags, spec_of(candidate_params(), "candidate_sampling"), problems)));
    // Texts alone are added to what is prepared already.
    const bool add_texts = flags.raw.empty() && request.dataset_code != "sample" &&
                           flags.values.count("dataset_code") && !(flags.captions + flags.summaries).empty();
    if (flags.raw.empty() && request.dataset_code != "sample" && !add_texts)
        problems.push_back({"raw", "\"" + request.dataset_code + "\" is made from files, and none were given.",
                            "Add --raw with the folder or the files. Only \"sample\" needs none."});
    if (!flags.raw.empty() && !flags.values.count("dataset_code"))
        problems.push_back({"dataset_code", "The files need a name for the dataset.",
                            "Add --dataset-code ml_100k, beauty, games or a name of your own."});
    if (!flags.raw.empty() && flags.values.count("dataset_code") && request.dataset_code == "sample")
        problems.push_back({"dataset_code", "\"sample\" is the built-in catalogue and takes no files.",
                            "Leave out --raw, or choose another name."});
    if (request.dataset_code.empty() || request.dataset_code.find('/') != std::string::npos ||
        request.dataset_code[0] == '.')
        problems.push_back({"dataset_code", "\"" + request.dataset_code + "\" cannot name a folder.",
                            "Use letters, digits, dashes and underscores."});
    take_download_flags(flags, request, problems);
    if (!problems.empty()) {
        report(common, problems);
        return exit_usage;
    }
    request.raw.assign(flags.raw.begin(), flags.raw.end());
    request.columns = flags.columns;
    request.image_folder = flags.image_folder;
    request.captions = flags.captions;
    request.summaries = flags.summaries;
    request.skip_bad_lines = flags.skip_bad_lines;
    request.require_title = flags.require_title;
    request.replace = flags.replace;
    if (!flags.text_fields.empty()) request.text_rule.parts = text_parts_from(flags.text_fields);
    request.use_image = flags.use_image;
    request.download_images = flags.download_images;

    const Workspace workspace = open_workspace(common);
    // No generator belongs to this version: the sentence says what to do instead. The sample brings its own texts.
    if (request.dataset_code != "sample") {
        if (flags.generate_caption) find_text_generator({}, SideText::caption, {});
        if (flags.generate_summary) find_text_generator({}, SideText::summary, {});
    }
    const PrepareResult result =
        add_texts ? add_side_texts(find_prepared(workspace.data(), request.dataset_code, request.filter), request)
                  : prepare_with_progress(common, request, workspace, candidates);
    if (flags.use_image && result.info.items_with_image == 0)
        warn("No item has a picture. Methods that need pictures will refuse this dataset; add --image-folder.");
    if (const auto without = result.info.items - result.info.items_with_text; flags.use_text && without > 0)
        warn(grouped(without) + " of " + grouped(result.info.items) + " items have no text (" +
             result.info.text_rule + "). " +
             (result.info.items_with_text == 0 ? "Methods that need texts will refuse this dataset; "
                                               : "Methods that read texts will see nothing of them; ") +
             "give the file with the items to --raw, or name other parts with --text-fields.");
    if (!common.json && add_texts) print_added(std::cout, result);
    if (!common.json && !add_texts) print_report(std::cout, result);
    const auto features = features_for(common, flags, result.info);
    if (common.json) {
        auto document = as_json(result);
        document["features"] = features;
        print_json(document);
    }
    return exit_done;
}

}  // namespace

void add_prepare(Arguments& root, Common& common) {
    auto flags = std::make_shared<PrepareFlags>();
    Arguments& command = root.command("prepare", "Read raw files, filter, split and store a dataset");
    const auto take = [&](const ParamSpec& spec, const std::string& doc) {
        const FlagHelp help{doc, "", "", to_text(spec.default_value)};
        if (spec.type == ParamType::boolean)
            command.receive_switch(
                flags_of(spec), [flags, key = spec.key](bool on) { flags->values[key] = on ? "true" : "false"; },
                help);
        else
            command.receive(
                flags_of(spec), [flags, key = spec.key](const std::string& text) { flags->values[key] = text; },
                help);
    };
    for (const ParamSpec& spec : data_params())
        take(spec, spec.key == "dataset_code" ? "sample, ml_100k, beauty, games, or a name of your own" : spec.doc);
    take(spec_of(candidate_params(), "rerank_eval_candidates"),
         "Length of the stored candidate lists, the true item included; 0 stores none");
    take(spec_of(candidate_params(), "candidate_seed"), "Seed of the stored candidate lists");
    take(spec_of(candidate_params(), "candidate_sampling"),
         "How the negatives of the lists are drawn: uniform, or popularity (by training interactions)");
    command.flag({"--replace"}, flags->replace,
                 {"Replace a dataset of the same name that holds other interactions; runs on it are then stale"});
    command.texts({"--raw"}, flags->raw, {"A folder or files to read; may be repeated", "", "PATH"});
    command.text({"--user-column"}, flags->columns.user,
                 {"Column of the user, by name or number from 1", "Plain tables"});
    command.text({"--item-column"}, flags->columns.item, {"Column of the item", "Plain tables"});
    command.text({"--rating-column"}, flags->columns.rating, {"Column of the rating", "Plain tables"});
    command.text({"--time-column"}, flags->columns.time, {"Column of the time", "Plain tables"});
    command.flag({"--skip-bad-lines"}, flags->skip_bad_lines,
                 {"Count lines that cannot be read instead of stopping"});
    command.flag({"--require-title"}, flags->require_title, {"Leave out items without a title, before filtering"});
    command.text({"--captions"}, flags->captions,
                 {"Captions by raw item id, JSON lines or CSV; without --raw they are added to the prepared dataset",
                  "Texts", "FILE"});
    command.text({"--summaries"}, flags->summaries, {"Semantic summaries, in the same form", "Texts", "FILE"});
    command.flag({"--generate-caption"}, flags->generate_caption,
                 {"Make captions with an installed generator (none is; the sample has its own)", "Texts"});
    command.flag({"--generate-semantic-summary"}, flags->generate_summary,
                 {"Make summaries with an installed generator (none is; the sample has its own)", "Texts"});
    command.text({"--image-folder"}, flags->image_folder, {"Pictures named by item: 50.jpg", "", "DIR"});
    command.flag({"--use-image"}, flags->use_image,
                 {"Decode all pictures into one file and make features of them; warn when no item has one"});
    command.flag(
        {"--download-images"}, flags->download_images,
        {"Fetch pictures that items have only an address of; nothing is fetched without this flag", "Downloads"});
    command.text({"--download-rate"}, flags->download_rate,
                 {"Requests a second; 0 = as fast as they come", "Downloads", "NUMBER", "10"});
    command.text({"--download-parallel"}, flags->download_parallel, {"Connections at once", "Downloads", "INT", "8"});
    command.flag(
        {"--use-text"}, flags->use_text,
        {"Make features of the texts too; say how many items have none (texts are composed in any case)", "Texts"});
    command.text(
        {"--text-fields"}, flags->text_fields,
        {"Facts that make up an item's text, in this order", "Texts", "LIST", "title,brand,categories,description"});
    add_common_flags(command, common);
    command.action([&common, flags] { return prepare(common, *flags); });
}

}  // namespace wb::cli
