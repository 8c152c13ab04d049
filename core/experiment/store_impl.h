// What the files of the store share: the connection, transactions, migrations, errors. Layer: experiment, private.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "experiment/schema_migrations.h"
#include "experiment/store.h"
#include "foundation/error.h"

namespace wb::store_detail {

inline constexpr int application_id = 0x52524B57;  ///< "RRKW"

double now();

/// Full sentences for what SQLite says.
UserError user_error(const SQLite::Exception& error, const std::filesystem::path& file);
bool is_busy(const SQLite::Exception& error);

/// BEGIN IMMEDIATE: a deferred transaction that starts to write may fail at once, whatever the busy timeout.
class Immediate {
  public:
    explicit Immediate(SQLite::Database& db) : db_(db) { db_.exec("BEGIN IMMEDIATE"); }
    ~Immediate() {
        if (!done_) db_.tryExec("ROLLBACK");
    }
    Immediate(const Immediate&) = delete;
    Immediate& operator=(const Immediate&) = delete;
    void commit() {
        db_.exec("COMMIT");
        done_ = true;
    }

  private:
    SQLite::Database& db_;
    bool done_ = false;
};

int user_version(SQLite::Database& db);
/// Brings an open file to the last step. A file that is newer is left alone.
void migrate(SQLite::Database& db, const std::filesystem::path& file, const std::vector<SchemaMigration>& steps);

/// SQLite stores NaN as NULL, so each such number is two columns.
inline int special_of(double value) {
    if (std::isnan(value)) return 1;
    if (std::isinf(value)) return value > 0 ? 2 : 3;
    return 0;
}
inline double with_special(double value, int special) {
    switch (special) {
        case 1:
            return std::numeric_limits<double>::quiet_NaN();
        case 2:
            return std::numeric_limits<double>::infinity();
        case 3:
            return -std::numeric_limits<double>::infinity();
        default:
            return value;
    }
}
inline double finite_or_zero(double value) {
    return std::isfinite(value) ? value : 0.0;
}
inline void bind_special(SQLite::Statement& statement, int index, double value) {
    const int special = special_of(value);
    if (special == 0) {
        statement.bind(index, value);
    } else {
        statement.bind(index);
    }
    statement.bind(index + 1, special);
}

inline std::string text_at(const SQLite::Statement& statement, int index) {
    return statement.getColumn(index).getString();
}

}  // namespace wb::store_detail

namespace wb {

struct Store::Impl {
    std::filesystem::path file;
    std::unique_ptr<SQLite::Database> db;
    std::string read_only_reason, notice;
    bool together = false;  ///< inside Store::together, whose transaction holds everything

    explicit Impl(const std::filesystem::path& path);
    void open();
    void choose_journal();
    void require_writable() const;
    void require_run(RunId id) const;
    /// Runs a piece of work and turns what SQLite throws into a UserError.
    template <class Work>
    auto guarded(Work&& work) const {
        try {
            return std::forward<Work>(work)();
        } catch (const SQLite::Exception& error) {
            throw store_detail::user_error(error, file);
        }
    }
    /// The same in an immediate transaction, of a store that may be written.
    template <class Work>
    auto writing(Work&& work) {
        require_writable();
        if (together) return guarded(std::forward<Work>(work));
        return guarded([&] {
            store_detail::Immediate transaction(*db);
            if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
                work();
                transaction.commit();
            } else {
                auto result = work();
                transaction.commit();
                return result;
            }
        });
    }
    /// One UPDATE of a run: "... WHERE id = ?1". Throws when there is no such run.
    void update_run(RunId id, const char* sql, const std::function<void(SQLite::Statement&)>& bind);
    std::vector<RunRow> rows(bool with_deleted, std::optional<RunId> only) const;
    void end_attempt(RunId id, RunStatus status, double at, const std::string& what, const std::string& why,
                     const std::string& fix);
    void append(RunId id, int attempt, const std::vector<Event>& events);  ///< inside a transaction
    void import_left_over_spools();
    bool import_spool(const std::filesystem::path& spool, RunId id, int attempt);
};

namespace store_detail {

/// "<store>.spool-<run>-<attempt>"
std::filesystem::path spool_path(const std::filesystem::path& store_file, RunId run, int attempt);
/// All lines or none; false when the disk does not take them.
bool append_to_spool(const std::filesystem::path& spool, const std::vector<Event>& events, std::string& problem);

}  // namespace store_detail

}  // namespace wb
