// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "experiment/method.h"

namespace wb::cli {

namespace {

nlohmann::ordered_json error_json(const std::string& what, const std::string& why, const std::string& fix) {
    return {{"error", {{"what", what}, {"why", why}, {"fix", fix}}}};
}

}  // namespace

void add_common_flags(Arguments& arguments, Common& common) {
    const std::string group = "Common";
    arguments.text({"--workspace"}, common.workspace,
                   {"Folder with runs, data and models", group, "DIR", Workspace::default_root().string()});
    arguments.flag({"--json"}, common.json, {"Print one JSON document on standard output", group});
    arguments.flag({"--quiet"}, common.quiet, {"No progress and no remarks", group});
}

std::filesystem::path workspace_root(const Common& common) {
    return common.workspace.empty() ? Workspace::default_root() : std::filesystem::path(common.workspace);
}

Workspace open_workspace(const Common& common) {
    return Workspace::open(workspace_root(common));
}

bool has_store(const Common& common) {
    std::error_code ignored;
    const auto root = workspace_root(common);
    if (std::filesystem::exists(root, ignored) && !std::filesystem::is_directory(root, ignored))
        throw UserError("\"" + root.string() + "\" is no folder, so it cannot be a workspace.", "It is a file.",
                        "Name a folder with --workspace.");
    return std::filesystem::exists(Workspace{workspace_root(common)}.store_file(), ignored);
}

RunId run_id(const std::string& text) {
    std::string digits = text;
    if (digits.rfind("run ", 0) == 0) digits = digits.substr(4);
    if (digits.rfind('#', 0) == 0) digits = digits.substr(1);
    RunId id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error != std::errc{} || end != digits.data() + digits.size() || id < 1)
        throw UserError("\"" + text + "\" is not the number of a run.", "Runs are named by their number.",
                        "Look it up with \"rerank runs list\".");
    return id;
}

void throw_no_such_run(RunId id) {
    throw UserError("There is no run " + std::to_string(id) + " in this workspace.",
                    "The number may belong to another workspace.",
                    "\"rerank runs list\" shows the runs; --workspace chooses another folder.");
}

RunRow existing_run(const Store& store, RunId id) {
    const std::optional<RunRow> row = store.find_run(id);
    if (!row) throw_no_such_run(id);
    return *row;
}

void report(const Common& common, const UserError& error) {
    std::cout.flush();
    std::cerr << "rerank: " << error.what() << "\n";
    if (common.json) print_json(error_json(error.what_happened(), error.why(), error.fix()));
}

void report_usage(bool json, const std::string& text) {
    std::cerr << "rerank: " << text << "\n";
    if (json) print_json(error_json(text.substr(0, text.find("\n\n")), "", ""));
}

void report(const Common& common, const std::vector<Problem>& problems) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Problem& problem : problems) {
        std::string flag = problem.key;
        const std::size_t dot = flag.find('.');
        const std::string section = dot == std::string::npos ? std::string() : flag.substr(0, dot);
        const std::string key = dot == std::string::npos ? flag : flag.substr(dot + 1);
        if (section == "retrieval" || section == "rerank")
            flag = section + "-" + key;
        else if (dot != std::string::npos)
            flag = key;
        std::replace(flag.begin(), flag.end(), '_', '-');
        std::cerr << "rerank: " << (flag.empty() ? "" : "--" + flag + ": ") << problem.what
                  << (problem.fix.empty() ? "" : " ") << problem.fix << "\n";
        list.push_back({{"key", problem.key}, {"what", problem.what}, {"fix", problem.fix}});
    }
    if (!common.json || problems.empty()) return;
    nlohmann::ordered_json document = error_json(problems.front().what, "", problems.front().fix);
    document["problems"] = list;
    print_json(document);
}

void note(const Common& common, const std::string& text) {
    if (!common.quiet) std::cerr << text << "\n";
}

void warn(const std::string& text) {
    std::cerr << "warning: " << text << "\n";
}

void print_json(const nlohmann::ordered_json& document) {
    std::cout << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}

std::string duration_text(double seconds) {
    if (!(seconds >= 0) || seconds > 1e9) return "unknown";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    char text[64];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%lld h %02lld min", static_cast<long long>(whole / 3600),
                      static_cast<long long>(whole % 3600 / 60));
    else if (whole >= 60)
        std::snprintf(text, sizeof text, "%lld min %02lld s", static_cast<long long>(whole / 60),
                      static_cast<long long>(whole % 60));
    else if (seconds < 10 && whole > 0)
        std::snprintf(text, sizeof text, "%.1f s", seconds);
    else
        std::snprintf(text, sizeof text, "%lld s", static_cast<long long>(whole));
    return text;
}

std::string age_text(double unix_seconds) {
    if (unix_seconds <= 0) return "-";
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const double age = std::max(0.0, now - unix_seconds);
    const auto counted = [](double number, const char* unit) {
        const auto whole = static_cast<std::int64_t>(number);
        return std::to_string(whole) + " " + unit + (whole == 1 ? "" : "s") + " ago";
    };
    if (age < 60) return "just now";
    if (age < 3600) return std::to_string(static_cast<std::int64_t>(age / 60)) + " min ago";
    if (age < 86400) return counted(age / 3600, "hour");
    return counted(age / 86400, "day");
}

std::string fixed(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

bool is_terminal(int fd) {
    return isatty(fd) == 1;
}

}  // namespace wb::cli
