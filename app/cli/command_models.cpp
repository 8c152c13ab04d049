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
#include "progress.h"
#include "text_table.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

constexpr std::int64_t usual_prompt = 1024;  ///< tokens, for the memory that is shown

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
            {"memory_bytes", model.usable() ? memory_need(model.config, usual_prompt) : 0},
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
                   model.usable() ? megabytes(memory_need(model.config, usual_prompt)) : "-"});
    table.print(std::cout);
    for (const LanguageModel& model : models)
        if (!model.usable()) std::cout << "\n" << model.name << ": " << model.problem << "\n  " << model.fix << "\n";
    std::cout << "\n\"rerank models --get NAME\" fetches one. Memory is that of adapters on prompts of "
              << usual_prompt << " tokens.\n";
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
        return exit_stopped;
    }
    const auto now = downloaded_model(download, workspace);
    if (common.json) print_json(as_json(now));
    if (!now.usable()) throw UserError(now.problem, "The files came as the hub has them.", now.fix);
    note(common,
         now.title + " is ready (" + megabytes(bytes) + " fetched). Use it with --qwen-model " + now.name + ".");
    return exit_done;
}

}  // namespace

void add_models(Arguments& root, Common& common) {
    struct Flags {
        std::string get, hub;
    };
    auto flags = std::make_shared<Flags>();
    Arguments& command = root.command("models", "List the language models, or fetch one");
    command.text({"--get"}, flags->get, {"Fetch this model into the workspace", "", "NAME"});
    command.text({"--hub"}, flags->hub, {"Address of the hub; else $HF_ENDPOINT, else the public one", "", "URL"});
    add_common_flags(command, common);
    command.action([&common, flags] {
        return flags->get.empty() ? list_models(common) : get_model(common, flags->get, flags->hub);
    });
}

}  // namespace wb::cli
