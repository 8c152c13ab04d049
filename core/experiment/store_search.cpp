// Searches in the store, and several writes as one. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <bit>

#include "experiment/store_impl.h"

namespace wb {

using store_detail::text_at;

namespace {

constexpr const char* search_columns = "SELECT id, name, spec_json, created_at, runs FROM search";

StoredSearch read_search(const SQLite::Statement& query) {
    return {query.getColumn(0).getInt64(), text_at(query, 1), text_at(query, 2), query.getColumn(3).getDouble(),
            query.getColumn(4).getInt64()};
}

}  // namespace

void Store::together(const std::function<void()>& work) {
    if (impl_->together) return work();
    struct Mark {
        bool& flag;
        explicit Mark(bool& target) : flag(target) { flag = true; }
        ~Mark() { flag = false; }
    };
    impl_->writing([&] {
        const Mark mark(impl_->together);
        work();
    });
}

SearchId Store::create_search(const std::string& name, const std::string& spec_json, std::int64_t planned_runs) {
    return impl_->writing([&]() -> SearchId {
        SQLite::Statement insert(*impl_->db,
                                 "INSERT INTO search (name, created_at, spec_json, runs) VALUES (?1, ?2, ?3, ?4)");
        insert.bind(1, name);
        insert.bind(2, store_detail::now());
        insert.bind(3, spec_json);
        insert.bind(4, planned_runs);
        insert.exec();
        return impl_->db->getLastInsertRowid();
    });
}

void Store::add_to_search(SearchId search, RunId run, int combination, std::uint64_t seed) {
    impl_->writing([&] {
        SQLite::Statement insert(
            *impl_->db, "INSERT INTO search_run (search_id, combination, seed, run_id) VALUES (?1, ?2, ?3, ?4)");
        insert.bind(1, search);
        insert.bind(2, combination);
        insert.bind(3, std::bit_cast<std::int64_t>(seed));
        insert.bind(4, run);
        insert.exec();
    });
}

std::vector<StoredSearch> Store::list_searches() const {
    return impl_->guarded([&] {
        std::vector<StoredSearch> searches;
        SQLite::Statement query(*impl_->db, std::string(search_columns) + " ORDER BY id DESC");
        while (query.executeStep()) searches.push_back(read_search(query));
        return searches;
    });
}

std::optional<StoredSearch> Store::find_search(SearchId id) const {
    return impl_->guarded([&]() -> std::optional<StoredSearch> {
        SQLite::Statement query(*impl_->db, std::string(search_columns) + " WHERE id = ?1");
        query.bind(1, id);
        if (!query.executeStep()) return std::nullopt;
        return read_search(query);
    });
}

std::vector<SearchRun> Store::search_runs(SearchId id, const std::string& metric) const {
    return impl_->guarded([&] {
        std::vector<SearchRun> runs;
        SQLite::Statement query(*impl_->db,
                                "SELECT run.id, combination, search_run.seed, run.status, run.untrained, "
                                "run.deleted_at, metric.name, value, special"
                                " FROM search_run JOIN run ON run.id = search_run.run_id"
                                " LEFT JOIN metric ON metric.run_id = run.id AND metric.name = ?2"
                                " WHERE search_id = ?1 ORDER BY combination, run.id");
        query.bind(1, id);
        query.bind(2, metric);
        while (query.executeStep()) {
            SearchRun run;
            run.run = query.getColumn(0).getInt64();
            run.combination = query.getColumn(1).getInt();
            run.seed = std::bit_cast<std::uint64_t>(query.getColumn(2).getInt64());
            run.status = run_status_from(text_at(query, 3)).value_or(RunStatus::interrupted);
            run.untrained = query.getColumn(4).getInt() != 0;
            run.deleted = !query.getColumn(5).isNull();
            if (!query.getColumn(6).isNull())
                run.value = store_detail::with_special(query.getColumn(7).getDouble(), query.getColumn(8).getInt());
            runs.push_back(run);
        }
        return runs;
    });
}

}  // namespace wb
