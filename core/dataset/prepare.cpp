// `prepare`: from raw files or the sample to a folder of the workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepare.h"

#include <nlohmann/json.hpp>

#include "dataset/candidates.h"
#include "dataset/explanations.h"
#include "dataset/folder_exchange.h"
#include "dataset/prepare_pictures.h"
#include "dataset/prepared_meta.h"
#include "dataset/sample_catalogue.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr const char* k_explanations_file = "explanations.jsonl";

void keep_texts(const Dataset& old, Dataset& fresh) {
    for (const auto kind : {SideText::caption, SideText::summary}) {
        std::int64_t kept = 0;
        for (std::size_t i = 1; i < fresh.items.size(); ++i) {
            auto& text = side_text(fresh.items[i], kind);
            if (!text.empty()) continue;
            text = side_text(old.items[i], kind);
            kept += !text.empty();
        }
        const auto& source = kind == SideText::caption ? old.caption_source : old.summary_source;
        if (kept > 0 && !source.empty()) add_side_text_source(fresh, kind, source);
    }
}

/// What the files of the request bring; they win over what was there.
std::vector<SideTextCounts> read_side_files(const ImportRequest& request, Dataset& dataset) {
    std::vector<SideTextCounts> counts;
    if (!request.captions.empty())
        counts.push_back(read_side_texts(request.captions, SideText::caption, request.skip_bad_lines, dataset));
    if (!request.summaries.empty())
        counts.push_back(read_side_texts(request.summaries, SideText::summary, request.skip_bad_lines, dataset));
    return counts;
}

/// The folder that is there, when it holds the same items and sequences.
bool read_same(const fs::path& folder, const Dataset& fresh, Dataset& old) {
    try {
        old = read_prepared(folder);
        return old.fingerprint == fresh.fingerprint;
    } catch (const UserError&) {
        return false;  // missing or damaged: it is made new
    }
}

/// Keeps what the raw data has of explanations in the prepared folder, and says in the report how many.
void store_explanations(const Dataset& dataset, const fs::path& folder, ImportReport& report, const StopToken& stop) {
    if (!report.explanations) return;
    const auto counts = copy_explanations(*report.explanations, dataset, folder / k_explanations_file, stop);
    report.notes.push_back(std::to_string(counts.kept) + " explanations were kept in " + k_explanations_file + "; " +
                           std::to_string(counts.of_others) +
                           " belong to users or items that are not in the dataset, and " +
                           std::to_string(counts.unusable) + " have no user, item or text.");
}

/// Both folders have the same explanations, or the fresh one has none.
bool same_explanations(const fs::path& old, const fs::path& fresh) {
    std::error_code error;
    if (!fs::exists(fresh / k_explanations_file, error)) return true;
    return fs::exists(old / k_explanations_file, error) &&
           sha256_file(old / k_explanations_file) == sha256_file(fresh / k_explanations_file);
}

/// The same data, but the program may have learnt to say more about it. What was reported about the folder later,
/// such as its decoded pictures and added texts, stays.
void renew_report(const fs::path& folder, const fs::path& fresh) {
    using nlohmann::json;
    PreparedMeta meta = read_prepared_meta(fresh);
    json report = json::parse(read_prepared_meta(folder).report_json);
    const json said = json::parse(meta.report_json);
    for (const auto& [key, value] : said.items())
        if (key != "side_texts" || !value.empty()) report[key] = value;
    meta.report_json = report.dump();
    const auto text = prepared_meta_json(meta);
    if (text != read_file(folder / "meta.json")) write_file_atomic(folder / "meta.json", text);
}

void store_candidates(Dataset& dataset, const fs::path& folder, const CandidateSettings& candidates,
                      ImportReport& report) {
    if (candidates.n == 0 || !dataset.leave_one_out()) return;
    dataset.folder = folder;
    for (const char* split : {"validation", "test"}) {
        const auto lists = stored_candidates(dataset, split, candidates);
        if (!lists.notice.empty()) report.notes.push_back(lists.notice);
    }
}

}  // namespace

PrepareResult prepare_dataset(const ImportRequest& request, const fs::path& workspace_data,
                              const CandidateSettings& candidates, const StopToken& stop,
                              const ImportProgress& progress) {
    const bool sample = request.dataset_code == "sample";
    if (sample && !request.raw.empty())
        throw UserError("The name \"sample\" belongs to the built-in sample catalogue.",
                        "Raw data was given, and the sample is made without any.",
                        "Give the dataset another name, or leave the raw data out.");
    if (sample && !(request.captions.empty() && request.summaries.empty()))
        throw UserError("The sample catalogue takes no captions and summaries from files.",
                        "It brings its own, which agree with its pictures, and every run makes it anew.",
                        "Leave the files out, or import the sample's folder under another name.");
    const auto tell = [&](const std::string& phase) {
        if (progress) progress(phase, -1);
    };
    std::error_code error;
    fs::create_directories(workspace_data, error);
    if (error) cannot_write(workspace_data, error.message());
    remove_abandoned(workspace_data);

    TemporaryFolder temporary(workspace_data);
    if (sample) tell("sample");
    ImportResult imported = sample ? make_sample_catalogue(temporary.path(), request.filter, 2024, stop)
                                   : import_dataset(request, stop, progress);
    Dataset& dataset = imported.dataset;
    PrepareResult result;
    result.report = std::move(imported.report);
    if (sample) {
        compose_item_texts(dataset, request.text_rule);
        result.report.text_rule = dataset.text_rule;
    }
    fetch_pictures(request, downloaded_pictures_folder(workspace_data), dataset, result.report, stop, progress);
    store_explanations(dataset, temporary.path(), result.report, stop);
    const auto final = workspace_data / prepared_folder_name(dataset.name, dataset.filter);

    Dataset old;
    const bool same_sequences = read_same(final, dataset, old);
    // A damaged folder (`old` is empty then) is no loss: its messages ask to prepare it again.
    if (!request.replace && !same_sequences && !old.fingerprint.empty())
        throw NameTakenError(
            "The dataset \"" + dataset.name + "\" is there already, with other interactions.",
            "Runs on it could not be evaluated or resumed any more if it were replaced.",
            "Give the new one another name with --dataset-code, or replace the old one with --replace.");
    if (same_sequences) keep_texts(old, dataset);
    result.report.side_texts = read_side_files(request, dataset);
    tell("write");
    write_prepared(dataset, temporary.path(), result.report.to_json());
    stop.check();
    if (same_sequences && read_prepared_meta(final).digests == read_prepared_meta(temporary.path()).digests &&
        same_explanations(final, temporary.path())) {
        renew_report(final, temporary.path());
        store_candidates(dataset, final, candidates, result.report);
        store_pictures(request, dataset, final, result.report, stop, progress);
        result.reused = true;
    } else {
        if (same_sequences) keep_side_files(final, temporary.path());
        tell("candidates");
        store_candidates(dataset, temporary.path(), candidates, result.report);
        store_pictures(request, dataset, temporary.path(), result.report, stop, progress);
        stop.check();
        exchange(temporary.path(), final);
    }
    result.info = prepared_info(dataset, final);
    if (progress) progress("prepare", 1);
    return result;
}

PreparedInfo store_side_texts(const Dataset& dataset, const fs::path& folder,
                              const std::vector<SideTextCounts>& counts) {
    auto report = nlohmann::json::parse(read_prepared_meta(folder).report_json);
    auto& stored = report["side_texts"];
    if (!stored.is_array()) stored = nlohmann::json::array();
    for (const auto& one : counts) stored.push_back(nlohmann::json::parse(to_json(one)));
    TemporaryFolder temporary(folder.parent_path());
    write_prepared(dataset, temporary.path(), report.dump());
    keep_side_files(folder, temporary.path());
    exchange(temporary.path(), folder);
    return prepared_info(dataset, folder);
}

PrepareResult add_side_texts(const PreparedInfo& prepared, const ImportRequest& request) {
    Dataset dataset = read_prepared(prepared.folder);
    PrepareResult result;
    result.report.side_texts = read_side_files(request, dataset);
    result.info = store_side_texts(dataset, prepared.folder, result.report.side_texts);
    return result;
}

}  // namespace wb
