// `rerank runs`: list, show, tag, note, name, delete. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "experiment/config.h"
#include "experiment/search_result.h"
#include "metrics_report.h"
#include "text_table.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;

std::filesystem::path store_file(const Common& common) {
    return Workspace{workspace_root(common)}.store_file();
}

std::filesystem::path store_with(const Common& common, RunId id) {
    if (!has_store(common)) throw_no_such_run(id);
    return store_file(common);
}

std::string methods_text(const RunRow& row) {
    if (row.retrieval_method.empty() && row.rerank_method.empty()) return "-";
    if (row.retrieval_method.empty()) return row.rerank_method;
    if (row.rerank_method.empty()) return row.retrieval_method;
    return row.retrieval_method + " > " + row.rerank_method;
}

std::string metric_text(const RunRow& row, const std::string& name) {
    if (row.test_hidden) return "-";
    const auto found = row.metrics.find(main_metrics_path(row) + name);
    return found == row.metrics.end() ? "-" : fixed(found->second);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

Json row_json(const RunRow& row) {
    Json metrics = Json::object();
    for (const auto& [key, value] : row.metrics) metrics[key] = value;
    Json document{{"run", row.id},
                  {"status", run_status_name(row.status)},
                  {"name", row.name},
                  {"task", row.task},
                  {"dataset", row.dataset},
                  {"dataset_fingerprint", row.dataset_fingerprint},
                  {"retrieval_method", row.retrieval_method},
                  {"rerank_method", row.rerank_method},
                  {"seed", row.seed},
                  {"config_hash", row.config_hash},
                  {"tags", row.tags},
                  {"note", row.note},
                  {"created_at", row.created_at},
                  {"started_at", row.started_at},
                  {"ended_at", row.ended_at},
                  {"seconds", row.seconds},
                  {"attempt", row.attempt},
                  {"warnings", row.warnings},
                  {"untrained", row.untrained},
                  {"deleted", row.deleted},
                  {"metrics", metrics}};
    if (row.search != 0) document["search"] = row.search;
    if (row.test_hidden) document["test_hidden"] = true;
    if (!row.error_what.empty())
        document["error"] = {{"what", row.error_what}, {"why", row.error_why}, {"fix", row.error_fix}};
    return document;
}

struct ListFlags {
    std::string limit = "50", status;
    bool deleted = false;
};

void print_rows(const std::vector<RunRow>& rows) {
    const bool searches = std::any_of(rows.begin(), rows.end(), [](const RunRow& row) { return row.search != 0; });
    std::vector<std::string> header{"Run", "Status", "Name", "Dataset", "Methods", "Recall@10", "Ndcg@10", "Seed"};
    if (searches) header.emplace_back("Search");
    header.emplace_back("Age");
    TextTable table(header);
    for (const std::size_t column : {0, 5, 6, 7}) table.right_align(column);
    bool hidden = false;
    for (const RunRow& row : rows) {
        std::vector<std::string> cells{std::to_string(row.id),
                                       run_status_name(row.status) + (row.untrained ? ", untrained" : ""),
                                       row.name.empty() ? "-" : row.name,
                                       row.dataset.empty() ? "-" : row.dataset,
                                       methods_text(row),
                                       metric_text(row, "recall@10"),
                                       metric_text(row, "ndcg@10"),
                                       std::to_string(row.seed)};
        const std::string search = row.search == 0 ? "-" : std::to_string(row.search);
        if (searches) cells.push_back(search + (row.search != 0 && !row.test_hidden ? ", chosen" : ""));
        cells.push_back(age_text(row.created_at));
        table.add(std::move(cells));
        hidden = hidden || (row.test_hidden && row.status == RunStatus::finished);
    }
    table.print(std::cout);
    if (hidden)
        std::cout << "(test results of a search are shown for its chosen combination alone; see \"rerank search show "
                     "SEARCH\")\n";
}

int list_runs(const Common& common, const ListFlags& flags) {
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(flags.limit.data(), flags.limit.data() + flags.limit.size(), limit);
    if (error != std::errc{} || end != flags.limit.data() + flags.limit.size())
        throw UserError("--limit: \"" + flags.limit + "\" is not a whole number.", "It says how many runs to show.",
                        "Use 0 for all runs, or a number such as 50.");
    if (!flags.status.empty() && !run_status_from(flags.status))
        throw UserError("--status: \"" + flags.status + "\" is not a status of a run.", "",
                        "Use queued, running, finished, stopped, failed, diverged or interrupted.");
    std::vector<RunRow> rows;
    if (has_store(common)) {
        Store store(store_file(common));
        if (!store.read_only()) store.mark_interrupted();
        rows = store.list_runs(flags.deleted);
        keep_test_of_chosen(store, rows);
    }
    if (!flags.status.empty())
        std::erase_if(rows, [&](const RunRow& row) { return run_status_name(row.status) != flags.status; });
    const std::size_t all = rows.size();
    if (limit > 0 && rows.size() > limit) rows.resize(limit);
    if (common.json) {
        Json list = Json::array();
        for (const RunRow& row : rows) list.push_back(row_json(row));
        print_json({{"runs", list}, {"total", all}});
        return exit_done;
    }
    if (rows.empty()) {
        std::cout << (flags.status.empty()
                          ? "No runs yet. Start one with \"rerank train-pipeline --dataset-code sample\".\n"
                          : "No run is " + flags.status + ".\n");
        return exit_done;
    }
    print_rows(rows);
    if (all > rows.size()) std::cout << "(" << rows.size() << " of " << all << " runs; --limit 0 shows all)\n";
    return exit_done;
}

/// What differs from the defaults of the same methods.
void print_config(std::ostream& out, const std::string& text) {
    const ExperimentConfig config = config_from_json(builtin_methods(), text);
    ExperimentRequest plain;
    plain.task = config.task;
    if (config.retrieval) plain.retrieval_method = config.retrieval->method;
    if (config.rerank) plain.rerank_method = config.rerank->method;
    if (config.task == task_evaluate) plain.values["candidates.source_run"] = "1";
    out << "\nConfig (only what differs from the defaults)\n";
    const Resolution defaults = resolve(builtin_methods(), plain);
    TextTable table({"Setting", "Value", "Default"});
    if (defaults.config)
        for (const ConfigDifference& difference : config_differences({config, *defaults.config}))
            table.add({difference.key, difference.values[0], difference.values[1]});
    else
        for (const auto& [key, value] : flat_settings(config)) table.add({key, value, ""});
    if (table.empty())
        out << "everything at its default\n";
    else
        table.print(out);
    out << "Again: " << command_line_of(builtin_methods(), request_from_config(config)) << "\n";
}

int show_run(const Common& common, const std::string& text) {
    const RunId id = run_id(text);
    Store store(store_with(common, id));
    if (!store.read_only()) store.mark_interrupted();
    const RunRow row = existing_run(store, id);
    const Json result = result_document(store, row);
    const std::vector<StoredWarning> warnings = store.warnings(id);
    const std::vector<StoredArtifact> artifacts = store.artifacts(id);
    if (common.json) {
        Json document = row_json(row);
        document["config"] = Json::parse(store.config_json(id), nullptr, false);
        document["result"] = store.result_json(id).empty() ? Json(nullptr) : result;
        document["warnings"] = Json::array();
        for (const StoredWarning& one : warnings)
            document["warnings"].push_back({{"code", one.code}, {"text", one.text}, {"count", one.count}});
        document["artifacts"] = Json::array();
        for (const StoredArtifact& one : artifacts)
            document["artifacts"].push_back({{"kind", one.kind}, {"path", one.path}, {"bytes", one.bytes}});
        print_json(document);
        return exit_done;
    }
    std::cout << "Run " << id << (row.name.empty() ? "" : " \"" + row.name + "\"") << ": "
              << run_status_name(row.status) << (row.untrained ? ", untrained (left out of comparisons)" : "")
              << (row.deleted ? ", in the trash" : "") << "\n"
              << row.task << " on " << (row.dataset.empty() ? "-" : row.dataset) << ", " << methods_text(row)
              << ", seed " << row.seed << "\n"
              << "made " << age_text(row.created_at);
    if (row.seconds > 0) std::cout << ", worked " << duration_text(row.seconds);
    if (row.attempt > 1) std::cout << " in " << row.attempt << " attempts";
    std::cout << "\n";
    if (!row.tags.empty()) std::cout << "Tags: " << joined(row.tags) << "\n";
    if (!row.note.empty()) std::cout << "Note: " << row.note << "\n";
    if (!row.error_what.empty())
        std::cout << "\nWhat happened: " << row.error_what << "\nWhy: " << row.error_why
                  << "\nWhat to do: " << row.error_fix << "\n";
    try {
        print_config(std::cout, store.config_json(id));
    } catch (const UserError& error) {
        std::cout << "\nConfig: " << error.what() << "\n";
    }
    print_metrics(std::cout, result);
    if (!warnings.empty()) std::cout << "\nWarnings\n";
    for (const StoredWarning& one : warnings)
        std::cout << "  " << one.code << ": " << one.text
                  << (one.count > 1 ? " (" + std::to_string(one.count) + " times)" : "") << "\n";
    if (!artifacts.empty()) {
        std::cout << "\nFiles\n";
        TextTable table({"Kind", "Path", "Bytes"});
        table.right_align(2);
        for (const StoredArtifact& one : artifacts) table.add({one.kind, one.path, grouped(one.bytes)});
        table.print(std::cout, "  ");
    }
    return exit_done;
}

/// Changes one run and says how it is now.
int change(const Common& common, const std::string& text, const std::function<void(Store&, RunRow&)>& act) {
    const RunId id = run_id(text);
    Store store(store_with(common, id));
    RunRow row = existing_run(store, id);
    act(store, row);
    row = existing_run(store, id);
    if (common.json)
        print_json(row_json(row));
    else
        std::cout << "Run " << id << ": name \"" << row.name << "\", tags "
                  << (row.tags.empty() ? "none" : joined(row.tags)) << ", note \"" << row.note << "\""
                  << (row.deleted ? ", in the trash" : "") << ".\n";
    return exit_done;
}

void add_changes(Arguments& runs, Common& common) {
    struct Flags {
        std::string id, text;
        std::vector<std::string> add, remove;
        bool restore = false;
    };
    const auto flags = std::make_shared<Flags>();
    const auto make = [&](const char* name, const char* doc,
                          const std::function<void(Store&, RunRow&)>& act) -> Arguments& {
        Arguments& command = runs.command(name, doc);
        command.positional("RUN", flags->id, "Number of the run");
        add_common_flags(command, common);
        command.action([&common, flags, act] { return change(common, flags->id, act); });
        return command;
    };
    Arguments& tag = make("tag", "Add or remove tags", [flags](Store& store, RunRow& row) {
        for (const std::string& word : flags->remove) std::erase(row.tags, word);
        for (const std::string& word : flags->add)
            if (std::find(row.tags.begin(), row.tags.end(), word) == row.tags.end()) row.tags.push_back(word);
        store.set_tags(row.id, row.tags);
    });
    tag.texts({"--add"}, flags->add, {"Tags to add", "", "TAG"});
    tag.texts({"--remove"}, flags->remove, {"Tags to remove", "", "TAG"});
    make("note", "Set the note", [flags](Store& store, RunRow& row) {
        store.set_note(row.id, flags->text);
    }).positional("TEXT", flags->text, "The note");
    make("name", "Set the name", [flags](Store& store, RunRow& row) {
        store.set_name(row.id, flags->text);
    }).positional("TEXT", flags->text, "The name");
    make("delete", "Move a run to the trash; its files stay", [flags](Store& store, RunRow& row) {
        if (row.status == RunStatus::running && !flags->restore)
            throw UserError("Run " + std::to_string(row.id) + " is being executed.",
                            "A running run cannot be deleted.",
                            "Stop it first with \"rerank stop " + std::to_string(row.id) + "\".");
        store.set_deleted(row.id, !flags->restore);
    }).flag({"--restore"}, flags->restore, {"Take it back from the trash"});
}

}  // namespace

void add_runs(Arguments& root, Common& common) {
    Arguments& runs = root.command("runs", "List, show, compare, export, tag, note, name and delete runs");
    const auto flags = std::make_shared<ListFlags>();
    Arguments& list = runs.command("list", "Table of runs, newest first");
    list.text({"--limit"}, flags->limit, {"How many to show; 0 for all", "", "INT", "50"});
    list.text({"--status"}, flags->status, {"Only runs of this status", "", "STATUS"});
    list.flag({"--deleted"}, flags->deleted, {"Show those in the trash too"});
    add_common_flags(list, common);
    list.action([&common, flags] { return list_runs(common, *flags); });

    const auto id = std::make_shared<std::string>();
    Arguments& show = runs.command("show", "Config, metrics, warnings and files of a run");
    show.positional("RUN", *id, "Number of the run");
    add_common_flags(show, common);
    show.action([&common, id] { return show_run(common, *id); });
    add_compare(runs, common);
    add_export(runs, common);
    add_changes(runs, common);
}

}  // namespace wb::cli
