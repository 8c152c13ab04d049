// What a run leaves while it works: series, warnings, log, artifacts, reference lines. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <unordered_map>

#include "experiment/store_impl.h"

namespace wb {

using store_detail::bind_special;
using store_detail::finite_or_zero;
using store_detail::now;
using store_detail::text_at;
using store_detail::with_special;

namespace {

bool lower_is_better(const std::string& series) {
    return series.find("loss") != std::string::npos;
}

bool beats(double value, double best, bool lower) {
    return lower ? value < best : value > best;
}

/// The newest value of each step after `after`; attempts are read one by one in the order of the key, and a later one
/// replaces the steps that it has done again.
std::vector<SeriesPoint> read_points(SQLite::Database& db, std::int64_t series, std::int64_t after) {
    std::vector<int> attempts;
    SQLite::Statement next(db, "SELECT MIN(attempt) FROM point WHERE series_id = ?1 AND attempt > ?2");
    for (int last = -1;;) {
        next.reset();
        next.bind(1, series);
        next.bind(2, last);
        if (!next.executeStep() || next.getColumn(0).isNull()) break;
        last = next.getColumn(0).getInt();
        attempts.push_back(last);
    }
    next.reset();
    std::vector<SeriesPoint> result;
    SQLite::Statement query(db,
                            "SELECT step, epoch, wall, value, special FROM point"
                            " WHERE series_id = ?1 AND attempt = ?2 AND step > ?3 ORDER BY step");
    for (const int attempt : attempts) {
        query.reset();
        query.bind(1, series);
        query.bind(2, attempt);
        query.bind(3, after);
        std::vector<SeriesPoint> newer;
        while (query.executeStep()) {
            newer.push_back({query.getColumn(0).getInt64(), query.getColumn(1).getDouble(),
                             query.getColumn(2).getDouble(),
                             with_special(query.getColumn(3).getDouble(), query.getColumn(4).getInt())});
        }
        if (result.empty()) {
            result = std::move(newer);
            continue;
        }
        std::vector<SeriesPoint> merged;
        merged.reserve(result.size() + newer.size());
        // set_union keeps the element of the first range where both have one.
        std::set_union(newer.begin(), newer.end(), result.begin(), result.end(), std::back_inserter(merged),
                       [](const SeriesPoint& a, const SeriesPoint& b) { return a.step < b.step; });
        result = std::move(merged);
    }
    return result;
}

/// One series while a batch is written: read once, written back once.
struct SeriesState {
    std::int64_t id = 0, points = 0, last_step = 0, best_step = 0;
    int last_attempt = 0;
    double last = 0, best = 0;
    bool has_best = false, lower = false, best_is_stale = false;
};

class BatchWriter {
  public:
    BatchWriter(SQLite::Database& db, RunId run, int attempt)
        : db_(db),
          run_(run),
          attempt_(attempt),
          exists_(db, "SELECT value, special FROM point WHERE series_id = ?1 AND attempt = ?2 AND step = ?3"),
          insert_(
              db,
              "INSERT INTO point (series_id, attempt, step, epoch, wall, value, special)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
              " ON CONFLICT (series_id, attempt, step) DO UPDATE SET epoch = excluded.epoch, wall = excluded.wall,"
              " value = excluded.value, special = excluded.special"),
          log_(db, "INSERT INTO log (run_id, attempt, time, level, code, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)") {}

    void operator()(const ScalarEvent& event) {
        SeriesState& series = state(event.series);
        const bool known = known_step(series, event.step);
        insert_.reset();
        insert_.bind(1, series.id);
        insert_.bind(2, attempt_);
        insert_.bind(3, event.step);
        insert_.bind(4, finite_or_zero(event.epoch));
        insert_.bind(5, finite_or_zero(event.wall));
        bind_special(insert_, 6, event.value);
        insert_.exec();
        if (!known) ++series.points;
        if (attempt_ > series.last_attempt || (attempt_ == series.last_attempt && event.step >= series.last_step)) {
            series.last_attempt = attempt_;
            series.last_step = event.step;
            series.last = event.value;
        }
        if (known && series.has_best && event.step == series.best_step && event.value != series.best) {
            series.best_is_stale = true;  // the point that was best has been done again with another result
        } else if (std::isfinite(event.value) &&
                   (!series.has_best || beats(event.value, series.best, series.lower))) {
            series.has_best = true;
            series.best = event.value;
            series.best_step = event.step;
        }
    }
    void operator()(const LogEvent& event) { log(event.level, event.code, event.text); }
    void operator()(const StartedEvent& event) {
        log(LogLevel::info, "RUN_STARTED",
            "Attempt " + std::to_string(attempt_) + " started: " + event.what + " (process " +
                std::to_string(event.pid) + ").");
    }
    void operator()(const CheckpointEvent& event) {
        log(LogLevel::info, "RUN_CHECKPOINT",
            "Checkpoint of " + event.stage + " after step " + std::to_string(event.step) + ": " + event.path);
    }
    void operator()(const EndedEvent& event) {
        std::string text = "Attempt " + std::to_string(attempt_) + " ended: " + run_status_name(event.status) + ".";
        for (const std::string* sentence : {&event.what, &event.why, &event.fix})
            if (!sentence->empty()) text += " " + *sentence;
        const bool bad = event.status == RunStatus::failed || event.status == RunStatus::diverged;
        log(bad ? LogLevel::error : LogLevel::info, "RUN_ENDED", text);
    }
    void operator()(const ProgressEvent&) {}
    void operator()(const WarningEvent& event) {
        SQLite::Statement insert(db_,
                                 "INSERT INTO warning (run_id, code, text) VALUES (?1, ?2, ?3)"
                                 " ON CONFLICT (run_id, code, text) DO UPDATE SET count = count + 1");
        insert.bind(1, run_);
        insert.bind(2, event.code);
        insert.bind(3, event.text);
        insert.exec();
    }
    void operator()(const ReferenceLineEvent& event) {
        SQLite::Statement insert(db_,
                                 "INSERT OR REPLACE INTO reference_line (run_id, series, label, value, special)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5)");
        insert.bind(1, run_);
        insert.bind(2, event.series);
        insert.bind(3, event.label);
        bind_special(insert, 4, event.value);
        insert.exec();
    }
    void operator()(const ArtifactEvent& event) {
        SQLite::Statement insert(
            db_,
            "INSERT INTO artifact (run_id, kind, path, bytes) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (run_id, path) DO UPDATE SET kind = excluded.kind, bytes = excluded.bytes");
        insert.bind(1, run_);
        insert.bind(2, event.kind);
        insert.bind(3, event.path);
        insert.bind(4, event.bytes);
        insert.exec();
    }

    void operator()(const SnapshotEvent& event) {
        SQLite::Statement insert(db_,
                                 "INSERT OR REPLACE INTO snapshot (run_id, step, attempt, document)"
                                 " VALUES (?1, ?2, ?3, ?4)");
        insert.bind(1, run_);
        insert.bind(2, event.step);
        insert.bind(3, attempt_);
        insert.bind(4, event_to_json({run_, attempt_, 0, event}));
        insert.exec();
    }

    void write_back() {
        SQLite::Statement update(db_,
                                 "UPDATE series SET points = ?2, last_attempt = ?3, last_step = ?4, last_value = ?5,"
                                 " last_special = ?6, best_step = ?7, best_value = ?8 WHERE id = ?1");
        for (auto& entry : states_) {
            SeriesState& series = entry.second;
            if (series.best_is_stale) find_best(series);
            update.reset();
            update.bind(1, series.id);
            update.bind(2, series.points);
            update.bind(3, series.last_attempt);
            update.bind(4, series.last_step);
            bind_special(update, 5, series.last);
            if (series.has_best) {
                update.bind(7, series.best_step);
                update.bind(8, series.best);
            } else {
                update.bind(7);
                update.bind(8);
            }
            update.exec();
        }
    }

  private:
    SQLite::Database& db_;
    RunId run_;
    int attempt_;
    SQLite::Statement exists_, insert_, log_;
    std::unordered_map<std::string, SeriesState> states_;

    SeriesState& state(const std::string& name) {
        const auto found = states_.find(name);
        if (found != states_.end()) return found->second;
        SQLite::Statement make(db_, "INSERT OR IGNORE INTO series (run_id, name) VALUES (?1, ?2)");
        make.bind(1, run_);
        make.bind(2, name);
        make.exec();
        SQLite::Statement query(db_,
                                "SELECT id, points, last_attempt, last_step, last_value, last_special, best_step,"
                                " best_value FROM series WHERE run_id = ?1 AND name = ?2");
        query.bind(1, run_);
        query.bind(2, name);
        if (!query.executeStep()) throw std::logic_error("store: a series that was just made is missing");
        SeriesState series;
        series.id = query.getColumn(0).getInt64();
        series.points = query.getColumn(1).getInt64();
        series.last_attempt = query.getColumn(2).getInt();
        series.last_step = query.getColumn(3).getInt64();
        series.last = with_special(query.getColumn(4).getDouble(), query.getColumn(5).getInt());
        series.has_best = !query.getColumn(6).isNull();
        series.best_step = query.getColumn(6).getInt64();
        series.best = query.getColumn(7).getDouble();
        series.lower = lower_is_better(name);
        return states_.emplace(name, series).first->second;
    }

    /// Is there a point of this step already, in this attempt or an earlier one?
    bool known_step(const SeriesState& series, std::int64_t step) {
        if (series.points == 0) return false;
        if (attempt_ == 1 && series.last_attempt == 1 && step > series.last_step) return false;
        for (int attempt = std::max(attempt_, series.last_attempt); attempt >= 0; --attempt) {
            exists_.reset();
            exists_.bind(1, series.id);
            exists_.bind(2, attempt);
            exists_.bind(3, step);
            if (exists_.executeStep()) {
                exists_.reset();
                return true;
            }
        }
        return false;
    }

    void find_best(SeriesState& series) {
        series.has_best = false;
        for (const SeriesPoint& point : read_points(db_, series.id, std::numeric_limits<std::int64_t>::min())) {
            if (!std::isfinite(point.value)) continue;
            if (series.has_best && !beats(point.value, series.best, series.lower)) continue;
            series.has_best = true;
            series.best = point.value;
            series.best_step = point.step;
        }
    }

    void log(LogLevel level, const std::string& code, const std::string& text) {
        log_.reset();
        log_.bind(1, run_);
        log_.bind(2, attempt_);
        log_.bind(3, now());
        log_.bind(4, static_cast<int>(level));
        log_.bind(5, code);
        log_.bind(6, text);
        log_.exec();
    }
};

}  // namespace

void Store::Impl::append(RunId id, int attempt, const std::vector<Event>& events) {
    BatchWriter writer(*db, id, attempt);
    for (const Event& event : events) std::visit(writer, event.body);
    writer.write_back();
    SQLite::Statement alive(*db,
                            "UPDATE run SET heartbeat_at = ?3 WHERE id = ?1 AND attempt = ?2 AND status = 'running'");
    alive.bind(1, id);
    alive.bind(2, attempt);
    alive.bind(3, now());
    alive.exec();
}

void Store::append(RunId id, int attempt, const std::vector<Event>& events) {
    impl_->writing([&] {
        impl_->require_run(id);
        impl_->append(id, attempt, events);
    });
}

std::vector<SeriesInfo> Store::series(RunId id) const {
    return impl_->guarded([&] {
        std::vector<SeriesInfo> result;
        SQLite::Statement query(*impl_->db,
                                "SELECT id, name, points, last_step, last_value, last_special, best_step, best_value"
                                " FROM series WHERE run_id = ?1 ORDER BY name");
        query.bind(1, id);
        while (query.executeStep()) {
            SeriesInfo info;
            info.id = query.getColumn(0).getInt64();
            info.name = text_at(query, 1);
            info.points = query.getColumn(2).getInt64();
            info.last_step = query.getColumn(3).getInt64();
            info.last = with_special(query.getColumn(4).getDouble(), query.getColumn(5).getInt());
            info.has_best = !query.getColumn(6).isNull();
            info.best_step = query.getColumn(6).getInt64();
            info.best = query.getColumn(7).getDouble();
            result.push_back(std::move(info));
        }
        return result;
    });
}

std::vector<SeriesPoint> Store::points(std::int64_t series_id, std::int64_t after_step) const {
    return impl_->guarded([&] { return read_points(*impl_->db, series_id, after_step); });
}

std::vector<SnapshotEvent> Store::snapshots(RunId id, std::int64_t after_step) const {
    return impl_->guarded([&] {
        std::vector<SnapshotEvent> result;
        SQLite::Statement query(
            *impl_->db, "SELECT document FROM snapshot WHERE run_id = ?1 AND step > ?2 ORDER BY step, attempt");
        query.bind(1, id);
        query.bind(2, after_step);
        while (query.executeStep()) {
            const auto event = event_from_json(text_at(query, 0));
            const auto* snapshot = event ? std::get_if<SnapshotEvent>(&event->body) : nullptr;
            if (!snapshot) continue;
            if (!result.empty() && result.back().step == snapshot->step) result.pop_back();
            result.push_back(*snapshot);
        }
        return result;
    });
}

std::vector<StoredWarning> Store::warnings(RunId id) const {
    return impl_->guarded([&] {
        std::vector<StoredWarning> result;
        SQLite::Statement query(*impl_->db, "SELECT code, text, count FROM warning WHERE run_id = ?1 ORDER BY id");
        query.bind(1, id);
        while (query.executeStep())
            result.push_back({text_at(query, 0), text_at(query, 1), query.getColumn(2).getInt64()});
        return result;
    });
}

std::vector<StoredLog> Store::logs(RunId id, std::size_t last) const {
    return impl_->guarded([&] {
        std::vector<StoredLog> result;
        SQLite::Statement query(
            *impl_->db, "SELECT time, level, code, text FROM log WHERE run_id = ?1 ORDER BY id DESC LIMIT ?2");
        query.bind(1, id);
        query.bind(2, static_cast<std::int64_t>(std::min<std::size_t>(last, 1000000000)));
        while (query.executeStep()) {
            const int level = std::clamp(query.getColumn(1).getInt(), 0, 2);
            result.push_back(
                {query.getColumn(0).getDouble(), static_cast<LogLevel>(level), text_at(query, 2), text_at(query, 3)});
        }
        std::reverse(result.begin(), result.end());
        return result;
    });
}

std::vector<StoredArtifact> Store::artifacts(RunId id) const {
    return impl_->guarded([&] {
        std::vector<StoredArtifact> result;
        SQLite::Statement query(*impl_->db, "SELECT kind, path, bytes FROM artifact WHERE run_id = ?1 ORDER BY id");
        query.bind(1, id);
        while (query.executeStep())
            result.push_back({text_at(query, 0), text_at(query, 1), query.getColumn(2).getInt64()});
        return result;
    });
}

std::map<std::string, std::pair<std::string, double>> Store::reference_lines(RunId id) const {
    return impl_->guarded([&] {
        std::map<std::string, std::pair<std::string, double>> result;
        SQLite::Statement query(*impl_->db,
                                "SELECT series, label, value, special FROM reference_line WHERE run_id = ?1");
        query.bind(1, id);
        while (query.executeStep()) {
            result[text_at(query, 0)] = {text_at(query, 1),
                                         with_special(query.getColumn(2).getDouble(), query.getColumn(3).getInt())};
        }
        return result;
    });
}

}  // namespace wb
