// Runs in the store: making, listing, describing, results. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <bit>
#include <unordered_map>

#include "experiment/store_impl.h"

namespace wb {

using store_detail::now;
using store_detail::text_at;

void Store::Impl::update_run(RunId id, const char* sql, const std::function<void(SQLite::Statement&)>& bind) {
    writing([&] {
        require_run(id);
        SQLite::Statement update(*db, sql);
        update.bind(1, id);
        if (bind) bind(update);
        update.exec();
    });
}

RunId Store::create_run(const NewRun& run) {
    return impl_->writing([&]() -> RunId {
        SQLite::Database& db = *impl_->db;
        SQLite::Statement insert(
            db,
            "INSERT INTO run (name, task, config_hash, dataset, dataset_fingerprint, retrieval_method,"
            " rerank_method, seed, status, created_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9)");
        insert.bind(1, run.name);
        insert.bind(2, run.task);
        insert.bind(3, run.config_hash);
        insert.bind(4, run.dataset);
        insert.bind(5, run.dataset_fingerprint);
        insert.bind(6, run.retrieval_method);
        insert.bind(7, run.rerank_method);
        insert.bind(8, std::bit_cast<std::int64_t>(run.seed));
        insert.bind(9, now());
        insert.exec();
        const RunId id = db.getLastInsertRowid();
        SQLite::Statement document(db, "INSERT INTO run_document (run_id, config_json) VALUES (?1, ?2)");
        document.bind(1, id);
        document.bind(2, run.config_json);
        document.exec();
        SQLite::Statement tag(db, "INSERT INTO tag (run_id, position, tag) VALUES (?1, ?2, ?3)");
        for (std::size_t i = 0; i < run.tags.size(); ++i) {
            tag.reset();
            tag.bind(1, id);
            tag.bind(2, static_cast<std::int64_t>(i));
            tag.bind(3, run.tags[i]);
            tag.exec();
        }
        return id;
    });
}

namespace {

RunRow read_row(const SQLite::Statement& query) {
    RunRow row;
    row.id = query.getColumn(0).getInt64();
    row.name = text_at(query, 1);
    row.task = text_at(query, 2);
    row.config_hash = text_at(query, 3);
    row.dataset = text_at(query, 4);
    row.dataset_fingerprint = text_at(query, 5);
    row.retrieval_method = text_at(query, 6);
    row.rerank_method = text_at(query, 7);
    row.seed = std::bit_cast<std::uint64_t>(query.getColumn(8).getInt64());
    row.note = text_at(query, 9);
    row.status = run_status_from(text_at(query, 10)).value_or(RunStatus::interrupted);
    row.created_at = query.getColumn(11).getDouble();
    row.started_at = query.getColumn(12).getDouble();
    row.ended_at = query.getColumn(13).getDouble();
    row.seconds = query.getColumn(14).getDouble();
    row.attempt = query.getColumn(15).getInt();
    const double attempt_started = query.getColumn(16).getDouble();
    const double heartbeat = query.getColumn(17).getDouble();
    if (row.status == RunStatus::running && attempt_started > 0)
        row.seconds += std::max(0.0, heartbeat - attempt_started);
    row.error_what = text_at(query, 18);
    row.error_why = text_at(query, 19);
    row.error_fix = text_at(query, 20);
    row.untrained = query.getColumn(21).getInt() != 0;
    row.deleted = !query.getColumn(22).isNull();
    row.search = query.getColumn(23).getInt64();
    return row;
}

}  // namespace

std::vector<RunRow> Store::Impl::rows(bool with_deleted, std::optional<RunId> only) const {
    return guarded([&] {
        // One read transaction, so that the queries see the same state.
        if (!together) db->exec("BEGIN");
        struct End {
            SQLite::Database& db;
            bool outer;
            ~End() {
                if (!outer) db.tryExec("ROLLBACK");
            }
        } end{*db, together};
        const std::string one = only ? " WHERE run_id = ?1" : "";
        std::vector<RunRow> result;
        std::unordered_map<RunId, std::size_t> place;
        std::string sql =
            "SELECT id, name, task, config_hash, dataset, dataset_fingerprint, retrieval_method, rerank_method, "
            "seed, note,"
            " status, created_at, started_at, ended_at, seconds, attempt, attempt_started_at, heartbeat_at, "
            "error_what,"
            " error_why, error_fix, untrained, deleted_at,"
            " (SELECT search_id FROM search_run WHERE run_id = run.id) FROM run";
        if (only) {
            sql += " WHERE id = ?1";
        } else if (!with_deleted) {
            sql += " WHERE deleted_at IS NULL";
        }
        SQLite::Statement runs(*db, sql + " ORDER BY id DESC");
        if (only) runs.bind(1, *only);
        while (runs.executeStep()) {
            result.push_back(read_row(runs));
            place.emplace(result.back().id, result.size() - 1);
        }
        const auto row_of = [&](RunId id) -> RunRow* {
            const auto found = place.find(id);
            return found == place.end() ? nullptr : &result[found->second];
        };
        SQLite::Statement tags(*db, "SELECT run_id, tag FROM tag" + one + " ORDER BY run_id, position");
        if (only) tags.bind(1, *only);
        while (tags.executeStep())
            if (RunRow* row = row_of(tags.getColumn(0).getInt64())) row->tags.push_back(text_at(tags, 1));
        SQLite::Statement metrics(*db,
                                  "SELECT run_id, name, value, special FROM metric" + one + " ORDER BY run_id, name");
        if (only) metrics.bind(1, *only);
        RunRow* row = nullptr;
        RunId current = 0;
        while (metrics.executeStep()) {
            const RunId id = metrics.getColumn(0).getInt64();
            if (id != current) row = row_of(id);
            current = id;
            if (row == nullptr) continue;
            row->metrics.emplace_hint(
                row->metrics.end(), text_at(metrics, 1),
                store_detail::with_special(metrics.getColumn(2).getDouble(), metrics.getColumn(3).getInt()));
        }
        SQLite::Statement warnings(*db, "SELECT run_id, COUNT(*) FROM warning" + one + " GROUP BY run_id");
        if (only) warnings.bind(1, *only);
        while (warnings.executeStep())
            if (RunRow* found = row_of(warnings.getColumn(0).getInt64()))
                found->warnings = warnings.getColumn(1).getInt();
        return result;
    });
}

std::vector<RunRow> Store::list_runs(bool with_deleted) const {
    return impl_->rows(with_deleted, std::nullopt);
}

std::optional<RunRow> Store::find_run(RunId id) const {
    std::vector<RunRow> rows = impl_->rows(true, id);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::string Store::config_json(RunId id) const {
    return impl_->guarded([&] {
        impl_->require_run(id);
        SQLite::Statement query(*impl_->db, "SELECT config_json FROM run_document WHERE run_id = ?1");
        query.bind(1, id);
        return query.executeStep() ? text_at(query, 0) : std::string();
    });
}

std::string Store::result_json(RunId id) const {
    return impl_->guarded([&] {
        impl_->require_run(id);
        SQLite::Statement query(*impl_->db, "SELECT result_json FROM run_document WHERE run_id = ?1");
        query.bind(1, id);
        return query.executeStep() ? text_at(query, 0) : std::string();
    });
}

void Store::set_note(RunId id, const std::string& note) {
    impl_->update_run(id, "UPDATE run SET note = ?2 WHERE id = ?1", [&](SQLite::Statement& s) { s.bind(2, note); });
}

void Store::set_name(RunId id, const std::string& name) {
    impl_->update_run(id, "UPDATE run SET name = ?2 WHERE id = ?1", [&](SQLite::Statement& s) { s.bind(2, name); });
}

void Store::set_tags(RunId id, const std::vector<std::string>& tags) {
    impl_->writing([&] {
        impl_->require_run(id);
        SQLite::Statement clear(*impl_->db, "DELETE FROM tag WHERE run_id = ?1");
        clear.bind(1, id);
        clear.exec();
        SQLite::Statement insert(*impl_->db, "INSERT INTO tag (run_id, position, tag) VALUES (?1, ?2, ?3)");
        for (std::size_t i = 0; i < tags.size(); ++i) {
            insert.reset();
            insert.bind(1, id);
            insert.bind(2, static_cast<std::int64_t>(i));
            insert.bind(3, tags[i]);
            insert.exec();
        }
    });
}

void Store::set_deleted(RunId id, bool deleted) {
    impl_->update_run(id, "UPDATE run SET deleted_at = ?2 WHERE id = ?1", [&](SQLite::Statement& s) {
        if (deleted) {
            s.bind(2, now());
        } else {
            s.bind(2);
        }
    });
}

void Store::set_dataset(RunId id, const std::string& dataset, const std::string& fingerprint) {
    impl_->update_run(id, "UPDATE run SET dataset = ?2, dataset_fingerprint = ?3 WHERE id = ?1",
                      [&](SQLite::Statement& s) {
                          s.bind(2, dataset);
                          s.bind(3, fingerprint);
                      });
}

void Store::set_result(RunId id, const std::string& result_json, const std::map<std::string, double>& metrics,
                       bool untrained) {
    impl_->writing([&] {
        impl_->require_run(id);
        SQLite::Database& db = *impl_->db;
        SQLite::Statement document(db, "UPDATE run_document SET result_json = ?2 WHERE run_id = ?1");
        document.bind(1, id);
        document.bind(2, result_json);
        document.exec();
        SQLite::Statement mark(db, "UPDATE run SET untrained = ?2 WHERE id = ?1");
        mark.bind(1, id);
        mark.bind(2, untrained ? 1 : 0);
        mark.exec();
        SQLite::Statement clear(db, "DELETE FROM metric WHERE run_id = ?1");
        clear.bind(1, id);
        clear.exec();
        SQLite::Statement insert(db, "INSERT INTO metric (run_id, name, value, special) VALUES (?1, ?2, ?3, ?4)");
        for (const auto& [name, value] : metrics) {
            insert.reset();
            insert.bind(1, id);
            insert.bind(2, name);
            store_detail::bind_special(insert, 3, value);
            insert.exec();
        }
    });
}

}  // namespace wb
