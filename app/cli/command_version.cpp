// `rerank --version [--verbose]`. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

/// What `rerank-worker info` prints, or a sentence that says why there is nothing.
nlohmann::ordered_json worker_info() {
    const auto started = std::chrono::steady_clock::now();
    WorkerProcess process(worker_program(), {"info"});
    std::string text;
    while (!process.ended()) {
        for (const std::string& line : process.read_lines(std::chrono::milliseconds(100))) text += line + "\n";
        if (std::chrono::steady_clock::now() - started > std::chrono::seconds(60)) process.kill();
    }
    // Libraries may print in front of the object.
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        nlohmann::ordered_json found = nlohmann::ordered_json::parse(text.substr(at), nullptr, false);
        if (found.is_object()) return found;
    }
    throw UserError("The worker said nothing about itself.", "It may not start on this machine.",
                    "Run \"rerank-worker info\" to see why.");
}

}  // namespace

int print_version(const Common& common) {
    std::cout << "rerank " << WB_VERSION << "\n";
    if (!common.verbose) return exit_done;
    const nlohmann::ordered_json info = worker_info();
    for (const auto& [key, value] : info.items()) {
        if (value.is_array()) {
            for (const auto& one : value)
                std::cout << key << ": " << (one.is_string() ? one.get<std::string>() : one.dump()) << "\n";
        } else {
            std::cout << key << ": " << (value.is_string() ? value.get<std::string>() : value.dump()) << "\n";
        }
    }
    return exit_done;
}

}  // namespace wb::cli
