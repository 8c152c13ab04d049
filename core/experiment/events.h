// What a run says while it works: a closed set of typed messages with a JSON form. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace wb {

enum class RunStatus { queued, running, finished, stopped, failed, diverged, interrupted };
std::string run_status_name(RunStatus status);
std::optional<RunStatus> run_status_from(const std::string& name);
bool is_ended(RunStatus status);

struct StartedEvent {
    std::string what;  ///< "stage 1: LRURec" ...
    std::int64_t pid = 0;
};
/// phase: "prepare", "stage1", "candidates", "stage2", "evaluate"; text: "epoch 3 of 10, step 412 of 900".
struct ProgressEvent {
    std::string phase, text, unit;
    std::int64_t done = 0, total = 0;  ///< total 0 = unknown
    double eta_seconds = -1;           ///< negative = unknown
};
/// One point of a series. Names:
/// "{stage1|stage2}/{loss|lr|grad_norm|epoch_loss|seconds_per_epoch|val_recall@10|...}".
struct ScalarEvent {
    std::string series;
    std::int64_t step = 0;  ///< updates done in this stage, from 1; 0 = before the first
    double epoch = 0;
    double wall = 0;   ///< seconds since the run started, over all attempts
    double value = 0;  ///< may be NaN or infinite
};
enum class LogLevel { info, warning, error };
struct LogEvent {
    LogLevel level = LogLevel::info;
    std::string code, text;
};
/// Stored with the run and shown next to its result.
struct WarningEvent {
    std::string code, text;
};
struct CheckpointEvent {
    std::string stage, path;
    std::int64_t step = 0;
};
/// A horizontal line that belongs into the loss plot: ln N of the classes that a random guess chooses among.
struct ReferenceLineEvent {
    std::string series, label;
    double value = 0;
};
struct ArtifactEvent {
    std::string kind, path;  ///< relative to the workspace
    std::int64_t bytes = 0;
};
/// What a validation of stage 2 found in its lists, of methods that give probabilities.
struct SnapshotEvent {
    std::int64_t step = 0;  ///< as in ScalarEvent
    double epoch = 0;
    /// How many lists have a normalised entropy in each of equally wide bins from 0 to 1.
    std::vector<std::int64_t> entropy;
    struct List {
        std::int64_t user = 0, target = 0;  ///< target: the true item
        std::vector<std::int64_t> items;    ///< in the order of the list
        std::vector<double> probabilities;  ///< of each, to six decimals
        bool operator==(const List&) const = default;
    };
    std::vector<List> lists;  ///< of some users, the same in every validation
};
struct EndedEvent {
    RunStatus status = RunStatus::finished;
    std::string what, why, fix;  ///< for failed and diverged
};

using EventBody = std::variant<StartedEvent, ProgressEvent, ScalarEvent, LogEvent, WarningEvent, CheckpointEvent,
                               ReferenceLineEvent, ArtifactEvent, EndedEvent, SnapshotEvent>;

struct Event {
    std::int64_t run = 0;
    int attempt = 1;
    std::int64_t sequence = 0;  ///< from 1 within an attempt
    EventBody body;
};

/// One line without the line end: {"v":1,"run":12,"attempt":1,"seq":5,"type":"scalar",...}. NaN and infinities are
/// written as the strings "nan", "inf", "-inf".
std::string event_to_json(const Event& event);
/// Nothing when the line is not an event of ours (a library printed something): the caller shows it as a log line.
std::optional<Event> event_from_json(const std::string& line);

class EventSink {
  public:
    virtual ~EventSink() = default;
    virtual void publish(const Event& event) = 0;
};

}  // namespace wb
