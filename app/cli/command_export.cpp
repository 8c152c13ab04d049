// `rerank runs export`: csv, json, latex. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "commands.h"
#include "experiment/config.h"
#include "experiment/search_result.h"
#include "foundation/files.h"
#include "metrics_report.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;

struct Exported {
    RunRow row;
    std::map<std::string, std::string> settings;
    Json document;
};

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

std::string as_csv(const std::vector<Exported>& runs) {
    std::set<std::string> settings, metrics;
    for (const Exported& run : runs) {
        for (const auto& [key, value] : run.settings) settings.insert(key);
        for (const auto& [key, value] : run.row.metrics) metrics.insert(key);
    }
    std::ostringstream out;
    out << "run,status,name,tags,dataset_fingerprint,seconds,untrained";
    for (const std::string& key : settings) out << "," << csv_field(key);
    for (const std::string& key : metrics) out << "," << csv_field(key);
    out << "\n";
    for (const Exported& run : runs) {
        std::string tags;
        for (const std::string& tag : run.row.tags) tags += (tags.empty() ? "" : ";") + tag;
        out << run.row.id << "," << run_status_name(run.row.status) << "," << csv_field(run.row.name) << ","
            << csv_field(tags) << "," << run.row.dataset_fingerprint << "," << to_text(ParamValue(run.row.seconds))
            << "," << (run.row.untrained ? "true" : "false");
        for (const std::string& key : settings) {
            const auto found = run.settings.find(key);
            out << "," << (found == run.settings.end() ? "" : csv_field(found->second));
        }
        for (const std::string& key : metrics) {
            const auto found = run.row.metrics.find(key);
            out << "," << (found == run.row.metrics.end() ? "" : to_text(ParamValue(found->second)));
        }
        out << "\n";
    }
    return out.str();
}

std::string latex_text(const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '\\':
                escaped += "\\textbackslash{}";
                break;
            case '~':
                escaped += "\\textasciitilde{}";
                break;
            case '^':
                escaped += "\\textasciicircum{}";
                break;
            case '&':
            case '%':
            case '$':
            case '#':
            case '_':
            case '{':
            case '}':
                escaped += '\\';
                escaped += c;
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string title_of(Stage stage, const std::string& id) {
    const MethodSpec* spec = builtin_methods().find(stage, id);
    return spec ? spec->title : id;
}

std::string as_latex(const std::vector<Exported>& runs) {
    constexpr std::array<const char*, 6> columns{"recall@5", "recall@10", "recall@20",
                                                 "ndcg@5",   "ndcg@10",   "ndcg@20"};
    std::ostringstream out;
    out << "\\begin{tabular}{rlllrrrrrr}\n\\hline\n"
        << "Run & Stage 1 & Stage 2 & Dataset & R@5 & R@10 & R@20 & N@5 & N@10 & N@20 \\\\\n\\hline\n";
    for (const Exported& run : runs) {
        const RunRow& row = run.row;
        const auto line = [&](const std::string& first, const std::string& second, const std::string& path,
                              double share) {
            out << row.id << " & " << latex_text(first) << " & " << latex_text(second) << " & "
                << latex_text(row.dataset);
            for (const char* column : columns) {
                const auto found = row.metrics.find(path + column);
                out << " & " << (found == row.metrics.end() ? "--" : fixed(found->second * share));
            }
            out << " \\\\\n";
        };
        const std::string path = main_metrics_path(row);
        line(row.retrieval_method.empty() ? "--" : title_of(Stage::retrieval, row.retrieval_method),
             row.rerank_method.empty()
                 ? "--"
                 : title_of(Stage::rerank, row.rerank_method) + (row.untrained ? " (untrained)" : ""),
             path, 1);
        const std::string chance = path.substr(0, path.find('/')) + "/chance/";
        // Users whose item is not in the list are misses in the overall figures, under any order.
        const auto coverage = row.metrics.find("stage2/coverage");
        const bool overall = path == "stage2/overall/" && coverage != row.metrics.end();
        if (!path.empty() && row.metrics.count(chance + "recall@10"))
            line("chance", "", chance, overall ? coverage->second : 1);
    }
    out << "\\hline\n\\end{tabular}\n";
    return out.str();
}

std::string as_json_text(const std::vector<Exported>& runs) {
    Json list = Json::array();
    for (const Exported& run : runs) {
        Json one = run.document;
        one["name"] = run.row.name;
        one["tags"] = run.row.tags;
        one["seed"] = run.row.seed;
        one["dataset_fingerprint"] = run.row.dataset_fingerprint;
        list.push_back(one);
    }
    return Json{{"runs", list}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// Of a run whose test results are hidden: what was measured on the validation items, and what it is.
void keep_validation(Json& document) {
    for (const char* stage : {"stage1", "stage2"}) {
        if (!document.contains(stage) || !document[stage].is_object()) continue;
        Json kept = Json::object();
        for (const auto& [key, value] : document[stage].items())
            if (key.starts_with("val") || (!value.is_object() && key != "coverage")) kept[key] = value;
        document[stage] = kept;
    }
    document["test_hidden"] = true;
}

int export_runs(const Common& common, const std::vector<std::string>& ids, const std::string& format,
                const std::string& file) {
    const std::string chosen = format.empty() ? (common.json ? "json" : "csv") : format;
    if (chosen != "csv" && chosen != "json" && chosen != "latex")
        throw UserError("--format: \"" + chosen + "\" is not a format.", "", "Use csv, json or latex.");
    if (!has_store(common)) {
        if (ids != std::vector<std::string>{"all"}) throw_no_such_run(run_id(ids.front()));
        throw UserError("There are no runs in this workspace.", "", "Start one with \"rerank train-pipeline\".");
    }
    const Store store(Workspace{workspace_root(common)}.store_file());
    std::vector<RunRow> rows;
    if (ids == std::vector<std::string>{"all"}) {
        rows = store.list_runs();
        keep_test_of_chosen(store, rows);
    } else {
        for (const std::string& text : ids) rows.push_back(existing_run(store, run_id(text)));
    }
    std::vector<Exported> runs;
    for (const RunRow& row : rows) {
        Exported one{row, {}, result_document(store, row)};
        if (row.test_hidden) keep_validation(one.document);
        try {
            one.settings = flat_settings(config_from_json(builtin_methods(), store.config_json(row.id)));
        } catch (const UserError& error) {
            warn("The config of run " + std::to_string(row.id) + " is left out. " + error.what());
        }
        runs.push_back(std::move(one));
    }
    const std::string text = chosen == "csv" ? as_csv(runs) : chosen == "latex" ? as_latex(runs) : as_json_text(runs);
    if (file.empty()) {
        std::cout << text << std::flush;
    } else {
        const auto folder = std::filesystem::absolute(file).parent_path();
        if (std::error_code ignored; !std::filesystem::is_directory(folder, ignored))
            throw UserError("There is no folder \"" + folder.string() + "\" to write to.", "",
                            "Make it first, or correct --output.");
        write_file_atomic(file, text);
        note(common,
             "Wrote " + std::to_string(runs.size()) + (runs.size() == 1 ? " run" : " runs") + " to " + file + ".");
    }
    return exit_done;
}

}  // namespace

void add_export(Arguments& runs, Common& common) {
    struct Flags {
        std::vector<std::string> ids;
        std::string format, output;
    };
    const auto flags = std::make_shared<Flags>();
    Arguments& command = runs.command("export", "Write runs as a table or as documents");
    command.positionals("RUN", flags->ids, "Numbers of the runs, or \"all\"");
    command.text({"--format"}, flags->format, {"Form of the output", "", "csv|json|latex", "csv"});
    command.text({"--output"}, flags->output, {"File to write; standard output when left out", "", "FILE"});
    add_common_flags(command, common);
    command.action([&common, flags] { return export_runs(common, flags->ids, flags->format, flags->output); });
}

}  // namespace wb::cli
