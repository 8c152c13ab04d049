// What all commands share: exit codes, common flags, the workspace, messages. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "arguments.h"
#include "experiment/workspace.h"
#include "foundation/error.h"
#include "foundation/number_text.h"

namespace wb::cli {

enum ExitCode : int { exit_done = 0, exit_failed = 1, exit_usage = 2, exit_stopped = 130 };

struct Common {
    std::vector<std::string> arguments;  ///< as typed, in dashed spelling, without the program's name
    std::string workspace;               ///< empty = the default
    bool json = false, quiet = false, verbose = false;
};

/// --workspace, --json, --quiet.
void add_common_flags(Arguments& arguments, Common& common);

Workspace open_workspace(const Common& common);
/// Where the workspace is, without making it.
std::filesystem::path workspace_root(const Common& common);
/// Whether there is a store; commands that only read make none.
bool has_store(const Common& common);

/// "12", "#12" or "run 12". Throws UserError for anything else.
RunId run_id(const std::string& text);
/// Throws UserError when the run does not exist (or there is no store at all).
RunRow existing_run(const Store& store, RunId id);
[[noreturn]] void throw_no_such_run(RunId id);

/// To standard error; with --json also {"error": ...} on standard output.
void report(const Common& common, const UserError& error);
void report_usage(bool json, const std::string& text);
/// All problems as "--flag: what fix", one line each.
void report(const Common& common, const std::vector<Problem>& problems);
/// A line on standard error that --quiet drops.
void note(const Common& common, const std::string& text);
void warn(const std::string& text);
void print_json(const nlohmann::ordered_json& document);

/// "2 h 05 min", "3 min 10 s", "12 s".
std::string duration_text(double seconds);
/// "3 min ago", "2 days ago".
std::string age_text(double unix_seconds);
/// "0.4120"
std::string fixed(double value, int digits = 4);
bool is_terminal(int fd);

}  // namespace wb::cli
