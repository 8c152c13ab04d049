// What became of a download, in words. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <chrono>
#include <thread>

#include "foundation/http.h"

namespace wb {

bool may_pass(HttpOutcome outcome) {
    switch (outcome) {
        case HttpOutcome::server_error:
        case HttpOutcome::too_many:
        case HttpOutcome::no_host:
        case HttpOutcome::no_connection:
        case HttpOutcome::timeout:
        case HttpOutcome::interrupted:
            return true;
        default:
            return false;
    }
}

std::string http_outcome_name(HttpOutcome outcome) {
    switch (outcome) {
        case HttpOutcome::done:
            return "done";
        case HttpOutcome::not_found:
            return "not_found";
        case HttpOutcome::refused:
            return "refused";
        case HttpOutcome::server_error:
            return "server_error";
        case HttpOutcome::too_many:
            return "too_many";
        case HttpOutcome::no_host:
            return "no_host";
        case HttpOutcome::no_connection:
            return "no_connection";
        case HttpOutcome::timeout:
            return "timeout";
        case HttpOutcome::interrupted:
            return "interrupted";
        case HttpOutcome::too_large:
            return "too_large";
        case HttpOutcome::bad_redirect:
            return "bad_redirect";
        case HttpOutcome::bad_url:
            return "bad_url";
        case HttpOutcome::wrong_checksum:
            return "wrong_checksum";
    }
    throw std::logic_error("an outcome without a name");
}

UserError http_error(const HttpRequest& request, const HttpResult& result) {
    const auto fix = [&]() -> std::string {
        switch (result.outcome) {
            case HttpOutcome::no_host:
            case HttpOutcome::no_connection:
            case HttpOutcome::timeout:
            case HttpOutcome::interrupted:
                return "Check the connection to the internet and try again; what has come is kept.";
            case HttpOutcome::server_error:
            case HttpOutcome::too_many:
                return "Try again later; what has come is kept.";
            case HttpOutcome::wrong_checksum:
                return "Try again; if it stays so, get the file from another place.";
            default:
                return "Check the address, or get the file another way and put it at \"" + request.file.string() +
                       "\".";
        }
    };
    return {"The file " + request.url + " was not downloaded.", result.why, fix()};
}

std::string url_host(const std::string& url) {
    auto start = url.find("://");
    if (start == std::string::npos) return {};
    start += 3;
    std::string host = url.substr(start, url.find_first_of("/?#\\", start) - start);
    host.erase(0, host.rfind('@') == std::string::npos ? 0 : host.rfind('@') + 1);
    std::transform(host.begin(), host.end(), host.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return host;
}

void wait_unless_stopped(double seconds, const StopToken& stop) {
    using Clock = std::chrono::steady_clock;
    const auto end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    for (;;) {
        stop.check();
        const auto left = end - Clock::now();
        if (left <= Clock::duration::zero()) return;
        std::this_thread::sleep_for(std::min<Clock::duration>(left, std::chrono::milliseconds(50)));
    }
}

}  // namespace wb
