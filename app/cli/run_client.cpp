// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_client.h"

#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "metrics_report.h"
#include "progress.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

constexpr int worker_refused = 3;

/// What was heard on the way; the same sentence is shown once.
struct Listener {
    RunId run;
    bool quiet;
    ProgressLine line;
    std::set<std::string> said;
    std::deque<std::string> other_lines;  ///< not events: printed by libraries

    Listener(RunId id, bool be_quiet) : run(id), quiet(be_quiet), line(be_quiet) {}
    void once(const std::string& text) {
        if (said.insert(text).second) line.message(text);
    }
    void hear(const std::string& text) {
        std::optional<Event> event;
        try {
            event = event_from_json(text);
        } catch (const std::exception&) {
            // a line that only looks like an event
        }
        if (!event) {
            if (text.find_first_not_of(" \t\r") == std::string::npos) return;
            other_lines.push_back(text.substr(0, 2000));
            if (other_lines.size() > 10) other_lines.pop_front();
            return;
        }
        if (event->run != run) return;
        if (const auto* progress = std::get_if<ProgressEvent>(&event->body)) line.progress(*progress);
        if (const auto* scalar = std::get_if<ScalarEvent>(&event->body)) line.scalar(*scalar);
        if (const auto* warning = std::get_if<WarningEvent>(&event->body))
            once("warning: " + warning->text + (warning->code.empty() ? "" : " [" + warning->code + "]"));
        const auto* log = std::get_if<LogEvent>(&event->body);
        // Steps and time, and how long prompts are, before any of it is spent.
        if (log && (log->code == "TRAIN_PLAN" || log->code == "LLM_PROMPT_BUDGET") && !quiet) once(log->text);
        if (log && log->level != LogLevel::info)
            once((log->level == LogLevel::error ? "error: " : "warning: ") + log->text);
    }
};

std::string numbered(RunId run) {
    return "Run " + std::to_string(run);
}

int end_of(const Common& common, const Store& store, const WorkerProcess& process, const Listener& heard,
           const RunRow& row, bool stop_asked, bool killed) {
    const std::string again = "\"rerank resume " + std::to_string(row.id) + "\"";
    if (process.exit_code() == worker_refused && !stop_asked) {
        report(common, UserError(numbered(row.id) + " was not taken by the worker.",
                                 row.status == RunStatus::running ? "Another worker is executing it."
                                                                  : "It is " + run_status_name(row.status) + ".",
                                 "\"rerank runs show " + std::to_string(row.id) + "\" tells more."));
        return exit_failed;
    }
    std::string death;
    if (process.signal() != 0 && !killed)
        death =
            "The worker of run " + std::to_string(row.id) + " was ended by " + signal_text(process.signal()) + ".";
    switch (row.status) {
        case RunStatus::finished:
            print_end(common, store, row);
            return exit_done;
        case RunStatus::failed:
        case RunStatus::diverged:
            print_end(common, store, row);
            return exit_failed;
        case RunStatus::stopped:
            std::cerr << numbered(row.id) << " was stopped. Go on with " << again << ".\n";
            print_end(common, store, row);
            return exit_stopped;
        default:
            break;
    }
    // Interrupted, or never claimed: the worker is gone and said nothing about it in the store.
    for (const std::string& text : process.last_errors()) std::cerr << "  " << text << "\n";
    if (process.last_errors().empty())
        for (const std::string& text : heard.other_lines) std::cerr << "  " << text << "\n";
    if (death.empty() && !killed)
        death = "The worker of run " + std::to_string(row.id) + " went away with exit code " +
                std::to_string(process.exit_code()) + " before the run had ended.";
    const bool queued = row.status == RunStatus::queued;
    const std::string fix = queued
                                ? "It is still queued: start it with \"rerank run " + std::to_string(row.id) + "\"."
                                : "Go on from the last checkpoint with " + again + ".";
    if (stop_asked) {
        std::cerr << numbered(row.id) << (killed ? " was ended at once. " : " was stopped. ") << fix << "\n";
        if (common.json) print_json(result_document(store, row));
        return exit_stopped;
    }
    report(Common{{}, common.workspace, false, common.quiet, false},
           UserError(death, queued ? "Nothing was computed." : numbered(row.id) + " is interrupted.", fix));
    if (common.json) {
        nlohmann::ordered_json document = result_document(store, row);
        document["error"] = {{"what", death}, {"why", ""}, {"fix", fix}};
        print_json(document);
    }
    return exit_failed;
}

}  // namespace

void print_end(const Common& common, const Store& store, const RunRow& row) {
    const nlohmann::ordered_json document = result_document(store, row);
    if (row.status == RunStatus::failed || row.status == RunStatus::diverged) {
        std::cerr << "rerank: " << numbered(row.id) << " " << run_status_name(row.status) << ": " << row.error_what;
        if (!row.error_why.empty()) std::cerr << " " << row.error_why;
        if (!row.error_fix.empty()) std::cerr << " " << row.error_fix;
        std::cerr << "\n";
    }
    if (common.json) {
        print_json(document);
        return;
    }
    if (row.status != RunStatus::finished) return;
    std::cout << numbered(row.id) << " finished in " << duration_text(row.seconds) << " (" << row.task << " on "
              << row.dataset << ", seed " << row.seed << ")";
    if (row.untrained) std::cout << "; it did not train, so it is left out of comparisons";
    std::cout << ".\n";
    print_metrics(std::cout, document);
    std::cout << std::flush;
}

int follow_run(const Common& common, const Workspace& workspace, const std::filesystem::path& worker, RunId run) {
    const InterruptCounter interrupts;
    WorkerProcess process(worker, {"run", std::to_string(run), "--workspace", workspace.root.string()});
    Listener heard(run, common.quiet);
    bool stop_asked = false, killed = false;
    while (!process.ended()) {
        for (const std::string& text : process.read_lines(std::chrono::milliseconds(200))) heard.hear(text);
        heard.line.tick();
        if (InterruptCounter::count() >= 1 && !stop_asked) {
            stop_asked = true;
            heard.line.message("Stopping run " + std::to_string(run) +
                               " after the current step; press Ctrl-C again to end it at once.");
            process.stop_politely();
        }
        if (InterruptCounter::count() >= 2 && !killed) {
            killed = true;
            process.kill();
        }
    }
    heard.line.finish();
    Store store(workspace.store_file());
    store.mark_interrupted();
    const std::optional<RunRow> row = store.find_run(run);
    if (!row) throw_no_such_run(run);
    return end_of(common, store, process, heard, *row, stop_asked, killed);
}

}  // namespace wb::cli
