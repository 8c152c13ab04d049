// Executing the runs of a search, one after another. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <iostream>
#include <set>
#include <thread>

#include "command_search.h"
#include "experiment/search_queue.h"
#include "progress.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

constexpr int failures_in_a_row = 3;  ///< then something is wrong that the others would meet too
constexpr std::chrono::milliseconds glance{300};

/// Warnings once in the whole search; progress of the run at hand. What a run measures on the test items is not
/// printed.
class Follower {
  public:
    explicit Follower(const Common& common) : common_(common) {}

    /// Returns when the worker is gone.
    void follow(WorkerProcess& process, RunId run) {
        ProgressLine line(common_.quiet);
        bool asked = false, killed = false;
        while (!process.ended()) {
            for (const std::string& text : process.read_lines(std::chrono::milliseconds(200))) hear(line, run, text);
            line.tick();
            if (InterruptCounter::count() >= 1 && !asked) {
                asked = true;
                line.message("Stopping run " + std::to_string(run) +
                             " after the current step; press Ctrl-C again to end it at once.");
                process.stop_politely();
            }
            if (InterruptCounter::count() >= 2 && !killed) {
                killed = true;
                process.kill();
            }
        }
        line.finish();
    }

  private:
    void hear(ProgressLine& line, RunId run, const std::string& text) {
        std::optional<Event> event;
        try {
            event = event_from_json(text);
        } catch (const std::exception&) {
            // a line that only looks like an event
        }
        if (!event || event->run != run) return;
        if (const auto* progress = std::get_if<ProgressEvent>(&event->body)) line.progress(*progress);
        if (const auto* scalar = std::get_if<ScalarEvent>(&event->body)) line.scalar(*scalar);
        if (const auto* warning = std::get_if<WarningEvent>(&event->body);
            warning && said_.insert(warning->text).second)
            line.message("warning: " + warning->text + (warning->code.empty() ? "" : " [" + warning->code + "]"));
    }

    const Common& common_;
    std::set<std::string> said_;
};

class Executor {
  public:
    Executor(const Common& common, const Workspace& workspace, const std::filesystem::path& worker, SearchId id)
        : common_(common), workspace_(workspace), worker_(worker), id_(id), follower_(common) {}

    /// 0: every run that can be executed here has been; 1: runs fail, whatever their settings; 130: stopped.
    int execute() {
        const InterruptCounter interrupts;
        {
            Store store(workspace_.store_file());
            while (InterruptCounter::count() == 0 && queue_search_runs(store, workspace_, id_)) {
            }
        }
        while (InterruptCounter::count() == 0) {
            const std::optional<SearchRun> next = next_run();
            if (!next) return exit_done;
            if (next->status == RunStatus::running) {
                wait_for_another(next->run);
                continue;
            }
            tried_.insert(next->run);
            const int code = execute(*next);
            if (code == exit_stopped) return code;
            failures_ = code == exit_done ? 0 : failures_ + 1;
            if (failures_ == failures_in_a_row) {
                std::cerr << "rerank: " << failures_ << " runs in succession failed, so the search pauses here.\n";
                return exit_failed;
            }
        }
        return exit_stopped;
    }

  private:
    /// Reads the search anew: other programs may work on it too. What another one executes comes last.
    std::optional<SearchRun> next_run() {
        Store store(workspace_.store_file());
        store.mark_interrupted();
        view_ = read_search(store, id_);
        std::optional<SearchRun> busy;
        for (const CombinationResult& combination : view_.result.combinations)
            for (const SearchRun& run : combination.runs) {
                if (is_over(run) || tried_.contains(run.run)) continue;
                if (run.status != RunStatus::running) return run;
                if (!busy) busy = run;
            }
        return busy;
    }

    void wait_for_another(RunId run) {
        if (waited_for_ != run)
            note(common_, "Run " + std::to_string(run) + " is executed by another program; waiting for it.");
        waited_for_ = run;
        std::this_thread::sleep_for(glance);
    }

    int execute(const SearchRun& run) {
        const std::string number = "Run " + std::to_string(run.run);
        const auto c = static_cast<std::size_t>(run.combination);
        note(common_, number + ", combination " + std::to_string(run.combination + 1) + " of " +
                          std::to_string(view_.combinations.size()) + ": " +
                          combination_text(view_.spec, view_.combinations.at(c)) +
                          (view_.spec.seeds.size() > 1 ? ", seed " + std::to_string(run.seed) : "") + ".");
        Store(workspace_.store_file()).clear_request(run.run);  // a stop that was asked for earlier is not meant now
        WorkerProcess process(worker_, {"run", std::to_string(run.run), "--workspace", workspace_.root.string()});
        follower_.follow(process, run.run);
        Store store(workspace_.store_file());
        store.mark_interrupted();
        return end_of(process, existing_run(store, run.run));
    }

    int end_of(const WorkerProcess& process, const RunRow& row) {
        const std::string number = "Run " + std::to_string(row.id);
        const std::string again = " Go on with \"rerank search continue " + std::to_string(id_) + "\".\n";
        switch (row.status) {
            case RunStatus::finished: {
                const auto value = row.metrics.find(view_.spec.select);
                note(common_, number + " finished in " + duration_text(row.seconds) + ": " +
                                  selection_text(view_.spec.select) + " is " +
                                  (value == row.metrics.end() ? "not there" : fixed(value->second)) +
                                  (row.untrained ? "; it did not train, so it cannot be chosen." : "."));
                return exit_done;
            }
            case RunStatus::failed:
            case RunStatus::diverged:
                std::cerr << "rerank: " << number << " " << run_status_name(row.status) << ": " << row.error_what
                          << (row.error_why.empty() ? "" : " ") << row.error_why << "\n";
                // It is kept as it is, and the others go on. Divergence is a matter of the settings.
                return row.status == RunStatus::diverged ? exit_done : exit_failed;
            case RunStatus::running:
                tried_.erase(row.id);  // another program was faster
                return exit_done;
            case RunStatus::stopped:
                std::cerr << number << " was stopped." << again;
                return exit_stopped;
            default:
                break;
        }
        if (InterruptCounter::count() > 0) {
            std::cerr << number << (row.status == RunStatus::queued ? " had not begun yet." : " was ended at once.")
                      << again;
            return exit_stopped;
        }
        for (const std::string& text : process.last_errors()) std::cerr << "  " << text << "\n";
        std::cerr << "rerank: The worker of run " << row.id
                  << (process.signal() != 0 ? " was ended by " + signal_text(process.signal())
                                            : " went away with exit code " + std::to_string(process.exit_code()))
                  << " before the run had ended.\n";
        return exit_failed;
    }

    const Common& common_;
    const Workspace& workspace_;
    const std::filesystem::path& worker_;
    const SearchId id_;
    Follower follower_;
    SearchView view_;
    std::set<RunId> tried_;  ///< a run whose worker died is tried again by the next `continue`
    RunId waited_for_ = 0;
    int failures_ = 0;
};

}  // namespace

int execute_search(const Common& common, const Workspace& workspace, const std::filesystem::path& worker,
                   SearchId id) {
    const int code = Executor(common, workspace, worker, id).execute();
    const Store store(workspace.store_file());
    const SearchView view = read_search(store, id);
    print_search(common, store, view, 20);
    if (code != exit_done) return code;
    if (!view.result.complete)
        std::cerr << "rerank: The search is not complete. \"rerank search continue " << id
                  << "\" tries the rest again.\n";
    else if (!view.result.best)
        std::cerr << "rerank: No combination can be chosen: none has finished with every seed.\n";
    return view.result.chosen() ? exit_done : exit_failed;
}

}  // namespace wb::cli
