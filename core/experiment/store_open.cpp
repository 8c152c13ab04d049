// Opening the store: is it ours, which journal, which schema; and SQLite's errors in plain words. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sqlite3.h>
#include <sys/statfs.h>

#include <chrono>
#include <system_error>
#include <thread>

#include "experiment/store_impl.h"

namespace wb {

namespace store_detail {

double now() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

bool is_busy(const SQLite::Exception& error) {
    return error.getErrorCode() == SQLITE_BUSY || error.getErrorCode() == SQLITE_LOCKED;
}

UserError user_error(const SQLite::Exception& error, const std::filesystem::path& file) {
    const std::string name = "\"" + file.string() + "\"";
    switch (error.getErrorCode() & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"The store " + name + " is locked by another program.",
                    "It did not become free within the time that is allowed for it.",
                    "Close programs that have the file open, and try again."};
        case SQLITE_FULL:
            return {"The disk with the store " + name + " is full.", "Nothing more can be written to it.",
                    "Free some space on the disk, and try again."};
        case SQLITE_READONLY:
            return {"The store " + name + " cannot be written.", "The file or its folder is write-protected.",
                    "Allow writing to the file and its folder, or choose another workspace."};
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return {"The store " + name + " cannot be opened.",
                    "Its folder is missing, or there is no permission to read and write there.",
                    "Check the folder and its permissions, or choose another workspace."};
        case SQLITE_NOTADB:
            return {"The file " + name + " is not a database.",
                    "The runs of a workspace are kept in a SQLite database.",
                    "Choose another workspace, or move this file away so that a new store can be made."};
        case SQLITE_CORRUPT:
            return {
                "The store " + name + " is damaged.", "SQLite says: " + std::string(error.what()) + ".",
                "Put back a copy of the file, or save what can be read with the \".recover\" command of sqlite3."};
        case SQLITE_IOERR:
            return {"The store " + name + " could not be read or written.",
                    "The disk or the network drive reported an error: " + std::string(error.what()) + ".",
                    "Check the disk and its free space, and try again."};
        default:
            return {"The store " + name + " refused a command.", "SQLite says: " + std::string(error.what()) + ".",
                    "Try again; if it happens again, report it together with this text."};
    }
}

namespace {

/// WAL needs memory that all users of the file share, and a drive of another machine has none.
bool on_network_drive(const std::filesystem::path& file) {
    struct statfs info {};
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (statfs(folder.c_str(), &info) != 0) return false;
    switch (static_cast<unsigned long>(info.f_type) & 0xffffffffUL) {
        case 0x6969UL:      // NFS
        case 0x517BUL:      // SMB
        case 0xFE534D42UL:  // SMB2
        case 0xFF534D42UL:  // CIFS
        case 0x01021997UL:  // 9P
        case 0x5346414FUL:  // AFS
        case 0x0BD00BD0UL:  // Lustre
        case 0x47504653UL:  // GPFS
        case 0x00C36400UL:  // Ceph
        case 0x19830326UL:  // BeeGFS
            return true;
        default:
            return false;
    }
}

int pragma_number(SQLite::Database& db, const char* sql) {
    return db.execAndGet(sql).getInt();
}

}  // namespace

int user_version(SQLite::Database& db) {
    return pragma_number(db, "PRAGMA user_version");
}

}  // namespace store_detail

using store_detail::user_error;

Store::Impl::Impl(const std::filesystem::path& path) : file(path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        throw UserError("The store \"" + file.string() + "\" is a folder.", "The store is one file.",
                        "Choose another workspace, or move this folder away.");
    }
    // Changing the journal of a new file takes an exclusive lock without waiting for it, so two programs that start
    // at the same time can refuse each other: both simply try again.
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(15);
    auto pause = std::chrono::milliseconds(5);
    while (true) {
        try {
            open();
            return;
        } catch (const SQLite::Exception& error) {
            db.reset();
            if (!store_detail::is_busy(error) || std::chrono::steady_clock::now() >= give_up)
                throw user_error(error, file);
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(200));
    }
}

void Store::Impl::open() {
    db = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
    const std::vector<SchemaMigration> steps = schema_migrations();
    const int head = steps.back().version;

    // Nothing may be changed before it is certain that the file is ours. One transaction, because another program may
    // be making the tables right now.
    db->exec("BEGIN");
    const int application = store_detail::pragma_number(*db, "PRAGMA application_id");
    const int version = store_detail::user_version(*db);
    const bool has_tables = store_detail::pragma_number(*db, "SELECT COUNT(*) FROM sqlite_master") > 0;
    db->exec("COMMIT");
    const bool fresh = application == 0 && version == 0 && !has_tables;
    if (!fresh && application != store_detail::application_id) {
        throw UserError("The file \"" + file.string() + "\" is a database of another program.",
                        "The runs of a workspace are kept in a file that only this program makes.",
                        "Choose another workspace, or move this file away so that a new store can be made.");
    }
    db->exec("PRAGMA foreign_keys = ON");
    if (version > head) {
        read_only_reason = "The store \"" + file.string() +
                           "\" was made by a newer version of this program (schema " + std::to_string(version) +
                           ", known here: " + std::to_string(head) + "), so it is opened for reading only.";
    } else if (sqlite3_db_readonly(db->getHandle(), "main") == 1) {
        if (version < head) {
            throw UserError(
                "The store \"" + file.string() + "\" cannot be written.",
                "It has to be brought to the schema of this version first, and the file is write-protected.",
                "Allow writing to the file and its folder, or choose another workspace.");
        }
        read_only_reason =
            "The store \"" + file.string() + "\" is write-protected, so it is opened for reading only.";
    }
    if (!read_only_reason.empty()) {
        db->exec("PRAGMA query_only = ON");
        return;
    }
    choose_journal();
    db->exec("PRAGMA synchronous = NORMAL");
    store_detail::migrate(*db, file, steps);
    if (store_detail::user_version(*db) > head) open();  // another program migrated it meanwhile, and further
}

void Store::Impl::choose_journal() {
    if (store_detail::on_network_drive(file)) {
        // The answer may still be "wal" while another program has the file open; the next start changes it.
        db->execAndGet("PRAGMA journal_mode = DELETE").getString();
        notice = "The store lies on a network drive, so it is used with a slower kind of journal.";
        return;
    }
    const std::string mode = db->execAndGet("PRAGMA journal_mode = WAL").getString();
    if (mode != "wal") {
        db->execAndGet("PRAGMA journal_mode = DELETE").getString();
        notice = "The drive of the store does not support write-ahead logging, so a slower kind of journal is used.";
    }
}

void Store::Impl::require_writable() const {
    if (read_only_reason.empty()) return;
    throw UserError(read_only_reason, "Nothing can be written to it.",
                    "Use a newer version of the program or a workspace that can be written.");
}

void Store::Impl::require_run(RunId id) const {
    SQLite::Statement query(*db, "SELECT 1 FROM run WHERE id = ?1");
    query.bind(1, id);
    if (query.executeStep()) return;
    throw UserError("There is no run " + std::to_string(id) + " in this workspace.",
                    "The store \"" + file.string() + "\" does not know the number.",
                    "List the runs with \"rerank runs list\" and use one of their numbers.");
}

Store::Store(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {
    if (!read_only()) impl_->import_left_over_spools();
}
Store::~Store() = default;

bool Store::read_only() const {
    return !impl_->read_only_reason.empty();
}
std::string Store::read_only_reason() const {
    return impl_->read_only_reason;
}
std::string Store::notice() const {
    return impl_->notice;
}

void Store::set_patience(std::chrono::milliseconds patience) {
    impl_->guarded([&] { impl_->db->setBusyTimeout(static_cast<int>(patience.count())); });
}

}  // namespace wb
