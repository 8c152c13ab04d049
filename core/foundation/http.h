// Downloads over HTTP(S) into files: resumed, retried, bounded, checked. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "foundation/error.h"
#include "foundation/stop_token.h"

namespace wb {

struct HttpRequest {
    std::string url;             ///< http or https; redirects may lead to these two only
    std::filesystem::path file;  ///< where the whole file appears; until then "<file>.part" grows
    std::string sha256 = {};     ///< 64 lower-case hexadecimal digits; empty = any content
    std::uint64_t max_bytes = std::uint64_t{1} << 40;
    double connect_seconds = 15;       ///< for name, connection and encryption together
    double silence_seconds = 30;       ///< without a single byte
    double total_seconds = 0;          ///< for one attempt; 0 = as long as bytes come
    int attempts = 4;                  ///< in all, where trying again makes sense
    double retry_seconds = 1;          ///< before the second attempt; doubled each time, with some chance in it
    double longest_wait_seconds = 60;  ///< a server that asks for more (Retry-After) is not waited for
};

enum class HttpOutcome {
    done,
    not_found,       ///< 404, 410
    refused,         ///< another 4xx: it stays so until something changes
    server_error,    ///< 5xx, 408, 425 after all attempts
    too_many,        ///< 429: the server asks for fewer requests
    no_host,         ///< the name is unknown
    no_connection,   ///< refused, unreachable, no encryption
    timeout,         ///< nothing came for too long
    interrupted,     ///< the connection ended before the file did
    too_large,       ///< more than max_bytes
    bad_redirect,    ///< in a circle, too many, or to something that is not http or https
    bad_url,         ///< no address of a file on the web
    wrong_checksum,  ///< whole, but not the content that was asked for; it is thrown away
};

struct HttpResult {
    HttpOutcome outcome = HttpOutcome::done;
    int status = 0;           ///< of the last answer; 0 = there was none
    std::uint64_t bytes = 0;  ///< of the file, or of what is kept for the next time
    std::uint64_t resumed_from = 0;
    int attempts = 0;
    std::string content_type;  ///< as the server says it; may be empty
    std::string why;           ///< a sentence where the outcome is not done
};

/// Bytes that are there, and how many there will be; 0 = not known yet.
using HttpProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Waits for `seconds`; throws Stopped within a tenth of a second when a stop is asked for.
void wait_unless_stopped(double seconds, const StopToken& stop);

/// Not for use by two threads at once: one client for each. Connections stay open between requests.
class HttpClient {
  public:
    explicit HttpClient(std::string user_agent = {});  ///< empty = the workbench's name and version
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Fetches into request.file, going on from "<file>.part" when the server's copy has not changed since. What went
    /// wrong on the way is an outcome, not an exception. Throws Stopped (within 0.3 s; the part stays) and UserError
    /// (the file cannot be written, the disk is full). Proxies come from the environment as usual.
    HttpResult fetch(const HttpRequest& request, const StopToken& stop = {}, const HttpProgress& progress = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Trying again later, without changing anything, may work.
bool may_pass(HttpOutcome outcome);
std::string http_outcome_name(HttpOutcome outcome);  ///< "not_found"; a key, not translated
/// The outcome in three sentences, for where one file is needed and did not come.
UserError http_error(const HttpRequest& request, const HttpResult& result);
/// "example.org:8080"; empty when the address has no host. In lower case.
std::string url_host(const std::string& url);

}  // namespace wb
