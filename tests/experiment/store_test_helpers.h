// What the tests of the store share: children of the own program, waiting for a fact, raw looks into the file.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <chrono>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "experiment/store.h"
#include "foundation/error.h"

namespace store_test {

/// This program again, with "--child" and the arguments: another process on the same store.
inline pid_t start_child(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"test", "--child"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> raw;
    for (std::string& argument : all) raw.push_back(argument.data());
    raw.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) {
        execv("/proc/self/exe", raw.data());
        _exit(127);
    }
    return pid;
}

/// The exit code, or 128 + signal.
inline int wait_for(pid_t pid) {
    int status = 0;
    if (waitpid(pid, &status, 0) != pid) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline bool eventually(const std::function<bool()>& fact,
                       std::chrono::milliseconds limit = std::chrono::milliseconds(20000)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!fact()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

inline void raw_exec(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
    db.exec(sql);
}
inline std::string raw_text(const std::filesystem::path& file, const std::string& sql) {
    SQLite::Database db(file.string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Statement query(db, sql);
    std::string lines;
    while (query.executeStep()) {
        for (int i = 0; i < query.getColumnCount(); ++i) lines += query.getColumn(i).getString() + "|";
        lines += "\n";
    }
    return lines;
}
inline std::string schema_of(const std::filesystem::path& file) {
    return raw_text(file,
                    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
                    " ORDER BY type, name");
}

inline std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline wb::NewRun simple_run(const std::string& name = "a run") {
    wb::NewRun run;
    run.name = name;
    run.task = "train-retrieval";
    run.config_json = "{}";
    run.dataset = "sample";
    run.retrieval_method = "lrurec";
    return run;
}

inline wb::Event scalar(wb::RunId run, int attempt, const std::string& series, std::int64_t step, double value) {
    return {run, attempt, step, wb::ScalarEvent{series, step, 0.5 * static_cast<double>(step), 1.0, value}};
}

inline const wb::SeriesInfo* find_series(const std::vector<wb::SeriesInfo>& all, const std::string& name) {
    for (const wb::SeriesInfo& info : all)
        if (info.name == name) return &info;
    return nullptr;
}

/// The error of the work, or nothing.
inline std::optional<wb::UserError> user_error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const wb::UserError& error) {
        return error;
    }
    return std::nullopt;
}

}  // namespace store_test
