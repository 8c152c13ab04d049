// Who works on a run, how a run ends, and what other processes ask of it. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>

#include "experiment/store_impl.h"

namespace wb {

using store_detail::now;
using store_detail::text_at;

namespace {

constexpr double silence_of_another_host = 600;

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

struct ProcessState {
    char state = '?';
    std::int64_t start = 0;
};

/// Fields 3 and 22 of /proc/<pid>/stat. The name in field 2 may hold blanks and brackets: the last bracket ends it.
std::optional<ProcessState> process_state(std::int64_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::size_t end_of_name = line.rfind(')');
    if (end_of_name == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(end_of_name + 1));
    ProcessState result;
    std::string field;
    for (int number = 3; number <= 22; ++number) {
        if (!(fields >> field)) return std::nullopt;
        if (number == 3) result.state = field[0];
    }
    try {
        result.start = std::stoll(field);
    } catch (const std::exception&) {
        return std::nullopt;
    }
    return result;
}

struct Attempt {
    Owner owner;
    double started = 0, heartbeat = 0;
    bool gone() const {
        if (!owner.may_be_alive()) return true;
        return owner.host != host_name() && now() - heartbeat > silence_of_another_host;
    }
};

}  // namespace

Owner Owner::self() {
    Owner owner;
    owner.host = host_name();
    owner.pid = getpid();
    if (const auto state = process_state(owner.pid)) owner.process_start = state->start;
    return owner;
}

bool Owner::may_be_alive() const {
    if (host != host_name()) return true;
    if (pid <= 0) return false;
    const auto state = process_state(pid);
    if (!state) return kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM;
    if (state->state == 'Z' || state->state == 'X') return false;  // dead, only not yet collected by its parent
    return state->start == process_start;
}

/// Closes the books of the attempt under way; `at` is the last moment that it is known to have worked.
void Store::Impl::end_attempt(RunId id, RunStatus status, double at, const std::string& what, const std::string& why,
                              const std::string& fix) {
    SQLite::Statement update(
        *db,
        "UPDATE run SET status = ?2, ended_at = ?3,"
        " seconds = seconds + CASE WHEN attempt_started_at > 0"
        " THEN MAX(0, ?3 - attempt_started_at) ELSE 0 END,"
        " attempt_started_at = 0, error_what = ?4, error_why = ?5, error_fix = ?6 WHERE id = ?1");
    update.bind(1, id);
    update.bind(2, run_status_name(status));
    update.bind(3, at);
    update.bind(4, what);
    update.bind(5, why);
    update.bind(6, fix);
    update.exec();
    SQLite::Statement clear(*db, "DELETE FROM control WHERE run_id = ?1");
    clear.bind(1, id);
    clear.exec();
}

bool Store::claim(RunId id, const Owner& owner) {
    return impl_->writing([&] {
        SQLite::Database& db = *impl_->db;
        SQLite::Statement query(db,
                                "SELECT status, owner_host, owner_pid, owner_start, attempt_started_at, heartbeat_at"
                                " FROM run WHERE id = ?1 AND deleted_at IS NULL");
        query.bind(1, id);
        if (!query.executeStep()) return false;
        const std::string status = text_at(query, 0);
        const Attempt held{{text_at(query, 1), query.getColumn(2).getInt64(), query.getColumn(3).getInt64()},
                           query.getColumn(4).getDouble(),
                           query.getColumn(5).getDouble()};
        query.reset();
        if (status == run_status_name(RunStatus::finished)) return false;
        if (status == run_status_name(RunStatus::running)) {
            if (!held.gone()) return false;
            impl_->end_attempt(id, RunStatus::interrupted, held.heartbeat, {}, {}, {});
        }
        SQLite::Statement update(db,
                                 "UPDATE run SET status = 'running', attempt = attempt + 1, owner_host = ?2,"
                                 " owner_pid = ?3, owner_start = ?4, heartbeat_at = ?5, attempt_started_at = ?5,"
                                 " started_at = CASE WHEN started_at > 0 THEN started_at ELSE ?5 END, ended_at = 0,"
                                 " error_what = '', error_why = '', error_fix = '' WHERE id = ?1");
        update.bind(1, id);
        update.bind(2, owner.host);
        update.bind(3, owner.pid);
        update.bind(4, owner.process_start);
        update.bind(5, now());
        update.exec();
        return true;
    });
}

void Store::heartbeat(RunId id) {
    impl_->writing([&] {
        SQLite::Statement update(*impl_->db, "UPDATE run SET heartbeat_at = ?2 WHERE id = ?1 AND status = 'running'");
        update.bind(1, id);
        update.bind(2, now());
        update.exec();
    });
}

void Store::finish(RunId id, RunStatus status, const std::string& what, const std::string& why,
                   const std::string& fix) {
    if (!is_ended(status)) throw std::logic_error("Store::finish: the status is not an end");
    impl_->writing([&] {
        impl_->require_run(id);
        impl_->end_attempt(id, status, now(), what, why, fix);
    });
}

std::vector<RunId> Store::mark_interrupted() {
    if (read_only()) return {};
    const auto find_gone = [&] {
        std::vector<std::pair<RunId, double>> gone;
        SQLite::Statement query(*impl_->db,
                                "SELECT id, owner_host, owner_pid, owner_start, attempt_started_at, heartbeat_at"
                                " FROM run WHERE status = 'running' ORDER BY id");
        while (query.executeStep()) {
            const Attempt held{{text_at(query, 1), query.getColumn(2).getInt64(), query.getColumn(3).getInt64()},
                               query.getColumn(4).getDouble(),
                               query.getColumn(5).getDouble()};
            if (held.gone()) gone.emplace_back(query.getColumn(0).getInt64(), held.heartbeat);
        }
        return gone;
    };
    // Every list calls this, so the lock is taken only where something has to change.
    if (impl_->guarded(find_gone).empty()) return {};
    std::vector<RunId> changed;
    try {
        impl_->writing([&] {
            for (const auto& [id, heartbeat] : find_gone()) {
                impl_->end_attempt(id, RunStatus::interrupted, heartbeat, {}, {}, {});
                changed.push_back(id);
            }
        });
    } catch (const UserError&) {
        return {};  // a full disk or a long lock must not keep anybody from reading; the next list tries again
    }
    impl_->import_left_over_spools();
    return changed;
}

std::optional<Owner> Store::owner(RunId id) const {
    return impl_->guarded([&]() -> std::optional<Owner> {
        SQLite::Statement query(
            *impl_->db, "SELECT owner_host, owner_pid, owner_start FROM run WHERE id = ?1 AND status = 'running'");
        query.bind(1, id);
        if (!query.executeStep()) return std::nullopt;
        return Owner{text_at(query, 0), query.getColumn(1).getInt64(), query.getColumn(2).getInt64()};
    });
}

void Store::request(RunId id, ControlCommand command) {
    if (command == ControlCommand::none) {
        clear_request(id);
        return;
    }
    impl_->writing([&] {
        impl_->require_run(id);
        SQLite::Statement insert(*impl_->db,
                                 "INSERT INTO control (run_id, command, requested_at) VALUES (?1, 'stop', ?2)"
                                 " ON CONFLICT (run_id) DO UPDATE SET command = excluded.command,"
                                 " requested_at = excluded.requested_at");
        insert.bind(1, id);
        insert.bind(2, now());
        insert.exec();
    });
}

ControlCommand Store::pending(RunId id) const {
    return impl_->guarded([&] {
        SQLite::Statement query(*impl_->db, "SELECT command FROM control WHERE run_id = ?1");
        query.bind(1, id);
        return query.executeStep() && text_at(query, 0) == "stop" ? ControlCommand::stop : ControlCommand::none;
    });
}

void Store::clear_request(RunId id) {
    impl_->writing([&] {
        SQLite::Statement clear(*impl_->db, "DELETE FROM control WHERE run_id = ?1");
        clear.bind(1, id);
        clear.exec();
    });
}

bool Store::stop_queued(RunId id) {
    return impl_->writing([&] {
        SQLite::Statement update(
            *impl_->db, "UPDATE run SET status = 'stopped', ended_at = ?2 WHERE id = ?1 AND status = 'queued'");
        update.bind(1, id);
        update.bind(2, now());
        if (update.exec() == 0) return false;
        SQLite::Statement insert(
            *impl_->db, "INSERT OR REPLACE INTO control (run_id, command, requested_at) VALUES (?1, 'stop', ?2)");
        insert.bind(1, id);
        insert.bind(2, now());
        insert.exec();
        return true;
    });
}

}  // namespace wb
