// `rerank models`: which language models are there, and fetching them. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "commands.h"
#include "experiment/language_models.h"
#include "experiment/model_download.h"
#include "experiment/model_memory.h"
#include "progress.h"
#include "text_table.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

/// What the default settings of the reranker take.
std::uint64_t memory_to_train(const LanguageModel& model) {
    return least_memory_need(model.config, builtin_methods().find(Stage::rerank, "qwen")->defaults());
}

std::string megabytes(std::uint64_t bytes) {
    return bytes == 0 ? "-" : std::to_string((bytes + (1 << 19)) >> 20) + " MiB";
}

nlohmann::ordered_json as_json(const LanguageModel& model) {
    return {{"name", model.name},
            {"title", model.title},
            {"repository", model.repository},
            {"usable", model.usable()},
            {"place", model.place},
            {"folder", model.folder.string()},
            {"weight_bytes", model.weight_bytes},
            {"parameters", model.usable() ? model.config.parameters() : 0},
            {"memory_bytes", model.usable() ? memory_to_train(model) : 0},
            {"problem", model.problem},
            {"fix", model.fix}};
}

int list_models(const Common& common) {
    const auto workspace = open_workspace(common);
    const auto models = language_models(workspace);
    if (common.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const LanguageModel& model : models) list.push_back(as_json(model));
        print_json({{"models", list}});
        return exit_done;
    }
    TextTable table({"Name", "State", "Where", "Weights", "Memory to train"});
    for (const LanguageModel& model : models)
        table.add({model.name,
                   model.usable()         ? "ready"
                   : model.folder.empty() ? "missing"
                                          : "damaged",
                   model.place.empty() ? "-" : model.place, megabytes(model.weight_bytes),
                   model.usable() ? megabytes(memory_to_train(model)) : "-"});
    table.print(std::cout);
    for (const LanguageModel& model : models)
        if (!model.usable()) std::cout << "\n" << model.name << ": " << model.problem << "\n  " << model.fix << "\n";
    std::cout
        << "\n\"rerank models --get NAME\" fetches one. Memory is the least that adapters take with the default "
           "settings.\n";
    return exit_done;
}

/// A signal handler may only count; a thread looks, because a silent server sends no progress.
class StopOnInterrupt {
  public:
    StopToken token;
    StopOnInterrupt()
        : watcher_([this](const std::stop_token& end) {
              while (!end.stop_requested()) {
                  if (InterruptCounter::count() > 0) token.request_stop();
                  std::this_thread::sleep_for(std::chrono::milliseconds(100));
              }
          }) {}

  private:
    InterruptCounter interrupts_;
    std::jthread watcher_;
};

int get_model(const Common& common, const std::string& name, const std::string& hub) {
    const auto workspace = open_workspace(common);
    const auto model = find_language_model(name, workspace);
    if (model.usable()) {
        note(common, model.title + " is there already: " + model.folder.string());
        if (common.json) print_json(as_json(model));
        return exit_done;
    }
    const auto download = planned_download(name, hub, workspace);
    note(common,
         "Fetching " + download.repository + " from " + download.hub + " to " + download.folder.string() + ".");
    const StopOnInterrupt interrupt;
    ProgressLine line(common.quiet || !is_terminal(2));
    std::uint64_t bytes = 0;
    try {
        bytes = download_model(download, interrupt.token, [&](const DownloadProgress& at) {
            line.phase(at.file + ", " + megabytes(at.done) + " of " + megabytes(at.total),
                       at.total ? static_cast<double>(at.done) / static_cast<double>(at.total) : -1);
        });
    } catch (const Stopped&) {
        note(common, "Stopped. What came is kept; the same command goes on from there.");
        if (common.json) print_json(as_json(find_language_model(name, workspace)));
        return exit_stopped;
    }
    const auto now = downloaded_model(download, workspace);
    if (!now.usable()) throw UserError(now.problem, "The files came as the hub has them.", now.fix);
    if (common.json) print_json(as_json(now));
    note(common,
         now.title + " is ready (" + megabytes(bytes) + " fetched). Use it with --qwen-model " + now.name + ".");
    return exit_done;
}

/// The model of a run with its adapter merged in, for other programs or as --qwen-model.
int merge_model(const Common& common, const std::string& text, const std::string& folder) {
    if (folder.empty())
        throw UserError("--merge needs --output.", "The merged model is a folder of its own.",
                        "Name a folder that does not exist yet: --output FOLDER.");
    const RunId id = run_id(text);
    if (!has_store(common)) throw_no_such_run(id);
    const auto workspace = open_workspace(common);
    existing_run(Store(workspace.store_file()), id);
    const auto to = std::filesystem::absolute(folder);
    WorkerProcess worker(worker_program(), {"merge", std::to_string(id), "--workspace", workspace.root.string(),
                                            "--output", to.string()});
    while (!worker.ended()) worker.read_lines(std::chrono::milliseconds(200));
    if (worker.exit_code() != 0) {
        std::string said;
        for (const auto& line : worker.last_errors()) said += (said.empty() ? "" : " ") + line;
        throw UserError("The model was not merged.",
                        worker.signal() != 0 ? "The worker was ended by " + signal_text(worker.signal()) + "." : said,
                        worker.signal() != 0 ? "Close other programs and try again." : "");
    }
    const auto model = find_language_model(to.string(), workspace);
    if (common.json) print_json(as_json(model));
    note(common, "The merged model is in " + to.string() + " (" + megabytes(model.weight_bytes) +
                     "). Use it with --qwen-model " + to.string() + ".");
    return exit_done;
}

}  // namespace

void add_models(Arguments& root, Common& common) {
    struct Flags {
        std::string get, hub, merge, output;
    };
    auto flags = std::make_shared<Flags>();
    Arguments& command = root.command("models", "List the language models, fetch one, or merge one with its adapter");
    command.text({"--get"}, flags->get, {"Fetch this model into the workspace", "", "NAME"});
    command.text({"--hub"}, flags->hub, {"Address of the hub; else $HF_ENDPOINT, else the public one", "", "URL"});
    command.text({"--merge"}, flags->merge, {"Merge the adapter that this run trained into its model", "", "RUN"});
    command.text({"--output"}, flags->output, {"New folder of the merged model", "", "FOLDER"});
    add_common_flags(command, common);
    command.action([&common, flags] {
        const auto needs = [](const std::string& flag, const std::string& other, const std::string& given,
                              const std::string& wanted) {
            if (!given.empty() && wanted.empty())
                throw UserError(flag + " is used with " + other + " alone.", "",
                                "Add " + other + ", or leave it out.");
        };
        if (!flags->get.empty() && !flags->merge.empty())
            throw UserError("--get and --merge are two things to do.", "", "Use one of them at a time.");
        needs("--hub", "--get", flags->hub, flags->get);
        needs("--output", "--merge", flags->output, flags->merge);
        if (!flags->merge.empty()) return merge_model(common, flags->merge, flags->output);
        return flags->get.empty() ? list_models(common) : get_model(common, flags->get, flags->hub);
    });
}

}  // namespace wb::cli
