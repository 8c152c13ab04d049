// `rerank run`, `resume`, `stop`, `serve`. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "commands.h"
#include "experiment/control.h"
#include "run_client.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

constexpr std::chrono::seconds stop_patience{10};

/// The store of a run that must exist.
std::filesystem::path store_of(const Common& common, RunId id) {
    if (!has_store(common)) throw_no_such_run(id);
    return Workspace{workspace_root(common)}.store_file();
}

int start(const Common& common, const std::string& text, bool resume) {
    const RunId id = run_id(text);
    const std::filesystem::path file = store_of(common, id), worker = worker_program();
    {
        Store store(file);
        store.mark_interrupted();
        const RunRow row = existing_run(store, id);
        const std::string number = std::to_string(id);
        if (row.deleted)
            throw UserError("Run " + number + " is in the trash.", "Deleted runs are not executed.",
                            "Take it back with \"rerank runs delete --restore " + number + "\".");
        if (row.status == RunStatus::running)
            throw UserError("Run " + number + " is being executed.", "A run has one worker at a time.",
                            "Wait for it, or stop it with \"rerank stop " + number + "\".");
        if (row.status == RunStatus::finished)
            throw UserError("Run " + number + " is finished.", "There is nothing left to compute.",
                            "\"rerank runs show " + number + "\" prints its result.");
        if (!resume && row.status != RunStatus::queued)
            throw UserError("Run " + number + " is " + run_status_name(row.status) + ", not queued.",
                            "\"run\" starts runs that have not begun.",
                            "Go on with \"rerank resume " + number + "\".");
        store.clear_request(id);  // a stop that was asked for earlier is not meant for this start
    }
    return follow_run(common, open_workspace(common), worker, id);
}

int stop(const Common& common, const std::string& text) {
    const RunId id = run_id(text);
    Store store(store_of(common, id));
    const bool asked = request_stop(store, id);
    const auto deadline = std::chrono::steady_clock::now() + stop_patience;
    RunRow row = existing_run(store, id);
    while (asked && row.status == RunStatus::running && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        store.mark_interrupted();
        row = existing_run(store, id);
    }
    const std::string status = run_status_name(row.status);
    const bool working = row.status == RunStatus::running;
    if (common.json) {
        print_json({{"run", id}, {"status", status}, {"asked", asked}});
    } else if (working) {
        std::cout << "Run " << id
                  << " was asked to stop and still works. It ends after the current step; \"rerank runs show " << id
                  << "\" tells when.\n";
    } else if (asked) {
        std::cout << "Run " << id << " is " << status << ".\n";
    } else {
        std::cout << "Run " << id << " was not running; it is " << status << ".\n";
    }
    return exit_done;
}

[[noreturn]] void serve(const Common& common, const std::string& text) {
    const RunId id = run_id(text);
    const std::filesystem::path file = store_of(common, id), worker = worker_program();
    {
        const Store store(file);
        existing_run(store, id);
    }
    become_worker(worker, {"serve", std::to_string(id), "--workspace", workspace_root(common).string()});
}

}  // namespace

void add_run(Arguments& root, Common& common) {
    const auto add = [&](const char* name, const char* doc, std::function<int(const std::string&)> act) {
        auto id = std::make_shared<std::string>();
        Arguments& command = root.command(name, doc);
        command.positional("RUN", *id, "Number of the run");
        add_common_flags(command, common);
        command.action([id, act = std::move(act)] { return act(*id); });
    };
    add("run", "Start a queued run", [&common](const std::string& id) { return start(common, id, false); });
    add("resume", "Go on with a run that was stopped, interrupted or failed",
        [&common](const std::string& id) { return start(common, id, true); });
    add("stop", "Ask a run to stop; it writes a checkpoint first",
        [&common](const std::string& id) { return stop(common, id); });
    add("serve", "Answer questions about a finished run: JSON lines in and out",
        [&common](const std::string& id) -> int { serve(common, id); });
}

}  // namespace wb::cli
