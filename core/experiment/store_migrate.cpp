// Bringing a store to the schema of this program. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <system_error>

#include "experiment/store_impl.h"

namespace wb::store_detail {

namespace {

/// "<name>.bak-<version>". Another program may migrate the file while it is copied; such a copy is thrown away.
void back_up(SQLite::Database& db, const std::filesystem::path& file, int version) {
    const std::filesystem::path target = file.string() + ".bak-" + std::to_string(version);
    const std::filesystem::path part = target.string() + ".part-" + std::to_string(getpid());
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    bool good = false;
    try {
        SQLite::Statement copy(db, "VACUUM INTO ?1");
        copy.bind(1, part.string());
        copy.exec();
        SQLite::Database check(part.string(), SQLite::OPEN_READONLY);
        good = user_version(check) == version;
    } catch (...) {
        std::filesystem::remove(part, ignored);
        throw;
    }
    if (good) {
        std::filesystem::rename(part, target, ignored);
    } else {
        std::filesystem::remove(part, ignored);
    }
}

}  // namespace

void migrate(SQLite::Database& db, const std::filesystem::path& file, const std::vector<SchemaMigration>& steps) {
    const int head = steps.back().version;
    const int before = user_version(db);
    if (before >= head) return;
    if (before > 0) back_up(db, file, before);
    Immediate transaction(db);
    const int have = user_version(db);  // another program may have been faster
    if (have >= head) return;
    for (const SchemaMigration& step : steps)
        if (step.version > have) db.exec(step.sql);
    db.exec("PRAGMA application_id = " + std::to_string(application_id));
    db.exec("PRAGMA user_version = " + std::to_string(head));
    transaction.commit();
}

}  // namespace wb::store_detail

std::vector<wb::SchemaMigration> wb::schema_migrations() {
    std::vector<SchemaMigration> steps;
    for (auto& [name, sql] : schema_files()) steps.push_back({std::stoi(name), std::move(sql)});
    return steps;
}
