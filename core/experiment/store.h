// The store: one SQLite file with all runs. Layer: experiment.
// One connection per Store object; a Store is used by one thread at a time. Several processes may have it open.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/events.h"

namespace wb {

using RunId = std::int64_t;
using SearchId = std::int64_t;

struct NewRun {
    std::string name, task;
    std::string config_json, config_hash;
    std::string dataset, dataset_fingerprint;  ///< fingerprint may be empty until the worker knows it
    std::string retrieval_method, rerank_method;
    std::uint64_t seed = 0;
    std::vector<std::string> tags;
};

/// One row of the Runs page; no points are read for it.
struct RunRow {
    RunId id = 0;
    std::string name, task, dataset, dataset_fingerprint, retrieval_method, rerank_method, config_hash, note;
    RunStatus status = RunStatus::queued;
    std::uint64_t seed = 0;
    double created_at = 0, started_at = 0, ended_at = 0;  ///< Unix seconds; 0 = not yet
    double seconds = 0;                                   ///< worked, over all attempts
    int attempt = 0;
    std::string error_what, error_why, error_fix;
    std::vector<std::string> tags;
    std::map<std::string, double> metrics;  ///< "stage2/test/ndcg@10" -> value
    int warnings = 0;
    bool untrained = false;  ///< marked: keep out of rankings and significance
    bool deleted = false;
    SearchId search = 0;       ///< the search that it belongs to; 0 = none
    bool test_hidden = false;  ///< metrics hold validation alone: see keep_test_of_chosen
};

/// A search over settings; `spec_json` says which.
struct StoredSearch {
    SearchId id = 0;
    std::string name, spec_json;
    double created_at = 0;
    std::int64_t planned_runs = 0;  ///< how many it has when all are queued
};
/// A run of a search, with what decides about its combination.
struct SearchRun {
    RunId run = 0;
    int combination = 0;  ///< from 0, in the order of the spec
    std::uint64_t seed = 0;
    RunStatus status = RunStatus::queued;
    bool untrained = false, deleted = false;
    std::optional<double> value;  ///< of the metric that was asked for; may be NaN
};

/// Who works on a run: a pid alone may be reused by another process, so the process's start time belongs to it.
struct Owner {
    std::string host;
    std::int64_t pid = 0;
    std::int64_t process_start = 0;  ///< clock ticks since boot, from /proc/<pid>/stat
    static Owner self();
    /// False only when it is certain: same host, and no such process or another start time.
    bool may_be_alive() const;
};

struct SeriesInfo {
    std::int64_t id = 0;
    std::string name;
    std::int64_t points = 0, last_step = 0, best_step = 0;
    double last = 0, best = 0;  ///< best = lowest for names with "loss", highest otherwise; NaN never is best
    bool has_best = false;      ///< false: no finite value yet
};
struct SeriesPoint {
    std::int64_t step = 0;
    double epoch = 0, wall = 0, value = 0;
};

/// A true item of a user and its place: how many items rank above it, and how many others have exactly its score.
struct TrueItemPlace {
    std::int32_t item = 0;
    std::int64_t better = 0, equal = 0;
    bool operator==(const TrueItemPlace&) const = default;
};
struct UserResult {
    std::int32_t user = 0;
    std::int32_t target = 0;  ///< the true item; of several (random split) the one that is placed best
    std::int32_t history_length = 0, candidates = 0;
    bool covered = true;                               ///< the target is in the candidate list
    std::int64_t better_before = 0, equal_before = 0;  ///< in stage 1 order; -1 = no stage 1
    /// After reranking; the full ranking for a stage 1 result. Of a target outside the list: its place in stage 1's
    /// full ranking, behind the list; -1 in runs that did not store it.
    std::int64_t better = 0, equal = 0;
    double target_probability = -1, entropy = -1, normalised_entropy = -1,
           top_probability = -1;  ///< -1 = no probabilities
    std::int32_t top_item = 0;
    std::vector<TrueItemPlace> other_true_items = {};  ///< empty after leave-one-out
    /// The true item, or one more of them: the best placed one becomes `target`.
    void add_true_item(TrueItemPlace place);
    /// All of them, ascending.
    std::vector<std::int32_t> true_items() const;
};
/// The vectors of one user, in the order of the list that was scored.
struct UserDetail {
    UserResult result;
    std::vector<std::int32_t> items;
    std::vector<float> scores, probabilities;   ///< probabilities may be empty
    std::vector<std::int32_t> retrieval_ranks;  ///< from 1; empty where there was no stage 1
};
struct StoredWarning {
    std::string code, text;
    std::int64_t count = 1;
};
struct StoredLog {
    double time = 0;
    LogLevel level = LogLevel::info;
    std::string code, text;
};
struct StoredArtifact {
    std::string kind, path;
    std::int64_t bytes = 0;
};

enum class ControlCommand { none, stop };

class Store {
  public:
    /// Opens or makes the file, migrates it (BEGIN IMMEDIATE, after a VACUUM INTO copy). A newer schema opens
    /// read-only: reading works and writing throws UserError. Throws UserError: not a database of ours, no
    /// permission.
    explicit Store(const std::filesystem::path& file);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    bool read_only() const;
    std::string read_only_reason() const;
    std::string notice() const;  ///< what a person should know about this file, for example a network drive; or empty
    /// How long a call waits for the lock of another process, 5 seconds by default.
    void set_patience(std::chrono::milliseconds patience);

    // Runs
    RunId create_run(const NewRun& run);                             ///< status queued
    std::vector<RunRow> list_runs(bool with_deleted = false) const;  ///< newest first; 2,000 rows in well under 0.3 s
    std::optional<RunRow> find_run(RunId id) const;
    std::string config_json(RunId id) const;
    std::string result_json(RunId id) const;  ///< the run's result document, "" before the end
    void set_note(RunId id, const std::string& note);
    void set_name(RunId id, const std::string& name);
    void set_tags(RunId id, const std::vector<std::string>& tags);
    void set_deleted(RunId id, bool deleted);  ///< trash and undo; files stay

    // Searches
    SearchId create_search(const std::string& name, const std::string& spec_json, std::int64_t planned_runs);
    void add_to_search(SearchId search, RunId run, int combination, std::uint64_t seed);
    std::vector<StoredSearch> list_searches() const;  ///< newest first
    std::optional<StoredSearch> find_search(SearchId id) const;
    /// By combination and number of the run, those in the trash too. `metric`: "stage1/val/recall@20".
    std::vector<SearchRun> search_runs(SearchId id, const std::string& metric) const;
    /// All that `work` writes through this store, in one transaction; nothing of it when `work` throws. Keep it
    /// short: other programs wait meanwhile.
    void together(const std::function<void()>& work);

    // Ownership, by the worker
    /// queued, stopped, interrupted, failed or diverged -> running, attempt + 1. False when another live owner has
    /// it, and for a finished, deleted or unknown run.
    bool claim(RunId id, const Owner& owner);
    void heartbeat(RunId id);
    void set_dataset(RunId id, const std::string& dataset, const std::string& fingerprint);
    void finish(RunId id, RunStatus status, const std::string& what = {}, const std::string& why = {},
                const std::string& fix = {});
    void set_result(RunId id, const std::string& result_json, const std::map<std::string, double>& metrics,
                    bool untrained);
    /// Runs marked running whose owner is gone become interrupted; one on another host counts as gone when its last
    /// heartbeat is older than ten minutes. Returns their ids. Called by every list and page.
    std::vector<RunId> mark_interrupted();
    std::optional<Owner> owner(RunId id) const;

    // Control, from any process
    void request(RunId id, ControlCommand command);
    ControlCommand pending(RunId id) const;
    void clear_request(RunId id);  ///< a client does this before it resumes a run; finish() does it too
    /// queued -> stopped, with the request left for a worker that is just starting. False when the run is not queued.
    bool stop_queued(RunId id);

    // What a run leaves, written in batches by StoreWriter
    void append(RunId id, int attempt, const std::vector<Event>& events);  ///< one transaction
    std::vector<SeriesInfo> series(RunId id) const;
    /// After `after_step` only; of several attempts the newest value of each step.
    std::vector<SeriesPoint> points(std::int64_t series_id, std::int64_t after_step = -1) const;
    std::vector<StoredWarning> warnings(RunId id) const;
    std::vector<StoredLog> logs(RunId id, std::size_t last = 1000) const;
    std::vector<StoredArtifact> artifacts(RunId id) const;
    std::map<std::string, std::pair<std::string, double>> reference_lines(
        RunId id) const;  ///< series -> (label, value)
    /// After `after_step` only, by step; of several attempts the newest of each step.
    std::vector<SnapshotEvent> snapshots(RunId id, std::int64_t after_step = -1) const;
    /// Stores what a StoreWriter of this run left in a spool file; false when there is none or another process is at
    /// it. Opening a Store does this for all runs without a live owner.
    bool pick_up_spool(RunId id, int attempt);

    // Per-user results; stage 1 or 2, split "validation" or "test"
    void put_user_results(RunId id, int stage, const std::string& split, const std::vector<UserDetail>& users);
    std::vector<UserResult> user_results(RunId id, int stage, const std::string& split) const;
    std::optional<UserDetail> user_detail(RunId id, int stage, const std::string& split, std::int32_t user) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A sink that writes in the background: every 250 ms or 500 events, in one transaction. Trouble with the disk does
/// not stop the run: events are kept (up to a limit, then in a spool file beside the store) and written when it works
/// again; `trouble()` says what is wrong. A producer that is too fast waits.
class StoreWriter : public EventSink {
  public:
    StoreWriter(const std::filesystem::path& store_file, RunId run, int attempt);
    ~StoreWriter() override;  ///< flushes
    void publish(const Event& event) override;
    void flush();  ///< returns when everything published so far is stored or spooled
    std::string trouble() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace wb
