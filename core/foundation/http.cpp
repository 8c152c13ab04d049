// Downloads over HTTP(S) into files, with libcurl. Layer: foundation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "foundation/http.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

#include "foundation/files.h"
#include "foundation/partial_download.h"
#include "foundation/random.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double k_slowest = 64;                                   // bytes a second; less is silence
constexpr std::uint64_t k_real_progress = std::uint64_t{1} << 20;  // an attempt that brought this much does not count

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::uint64_t number_in(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// One answer as it comes in; redirects begin a new one.
struct Transfer {
    CURL* easy;
    const HttpRequest& request;
    PartialDownload& part;
    std::string etag, last_modified, content_type, content_range;
    bool body_begun = false;
    std::optional<HttpOutcome> ended;  ///< why this side broke off
    bool misplaced = false;            ///< a part that does not follow what is there
    std::exception_ptr error;

    long status() const {
        long code = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
        return code;
    }
    void take_header(std::string_view line) {
        while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
        if (line.starts_with("HTTP/")) etag = last_modified = content_type = content_range = "";
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return;
        const auto name = lower(line.substr(0, colon));
        auto value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        if (name == "etag" && !value.starts_with("W/")) etag = value;
        if (name == "last-modified") last_modified = value;
        if (name == "content-type") content_type = value.substr(0, 200);
        if (name == "content-range") content_range = value;
    }
    std::string mark() const {
        const std::string& text = etag.empty() ? last_modified : etag;
        return text.find('\n') == std::string::npos && text.size() < 1000 ? text : "";
    }
    /// At the first byte of the body, or at the end when there is none. False: break off.
    bool begin() {
        body_begun = true;
        if (status() == 206) {
            // "bytes 500-999/1000"
            const auto range = content_range.starts_with("bytes ") ? content_range.substr(6) : "x";
            misplaced = range.empty() || range[0] < '0' || range[0] > '9' || number_in(range) != part.size();
            if (misplaced) return false;
        } else {
            part.start(mark());
        }
        curl_off_t length = -1;
        curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
        if (length > 0 && part.size() + static_cast<std::uint64_t>(length) > request.max_bytes)
            ended = HttpOutcome::too_large;
        return !ended;
    }
    bool take_body(std::string_view bytes) {
        const long code = status();
        if (code != 200 && code != 206) return true;  // the text of an error page is of no use
        if (!body_begun && !begin()) return false;
        if (part.size() + bytes.size() > request.max_bytes) {
            ended = HttpOutcome::too_large;
            return false;
        }
        part.add(bytes);
        return true;
    }
};

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* transfer) {
    static_cast<Transfer*>(transfer)->take_header({bytes, count});
    return count;
}

/// Called from C: no exception may leave it.
std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* data) {
    auto& transfer = *static_cast<Transfer*>(data);
    try {
        return transfer.take_body({bytes, count}) ? count : 0;
    } catch (...) {
        transfer.error = std::current_exception();
        return 0;
    }
}

HttpOutcome outcome_of_code(CURLcode code, long redirects) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
            return HttpOutcome::no_host;
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return HttpOutcome::no_connection;
        case CURLE_OPERATION_TIMEDOUT:
            return HttpOutcome::timeout;
        case CURLE_TOO_MANY_REDIRECTS:
            return HttpOutcome::bad_redirect;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
            return redirects > 0 ? HttpOutcome::bad_redirect : HttpOutcome::bad_url;
        default:
            return HttpOutcome::interrupted;
    }
}

HttpOutcome outcome_of_status(long status) {
    if (status == 200 || status == 206) return HttpOutcome::done;
    if (status == 404 || status == 410) return HttpOutcome::not_found;
    if (status == 429) return HttpOutcome::too_many;
    if (status == 408 || status == 425 || status >= 500) return HttpOutcome::server_error;
    return HttpOutcome::refused;
}

bool is_web_address(const std::string& url) {
    const auto start = lower(url.substr(0, 8));
    const bool web = start.starts_with("http://") || start == "https://";
    return web && !url_host(url).empty() && std::none_of(url.begin(), url.end(), [](char c) {
               return static_cast<unsigned char>(c) < 32 || c == 127;
           });
}

}  // namespace

struct HttpClient::Impl {
    CURL* easy = nullptr;
    CURLM* multi = nullptr;
    std::string agent;
    Rng rng{static_cast<std::uint64_t>(Clock::now().time_since_epoch().count()), "http",
            static_cast<std::uint64_t>(::getpid())};

    struct End {
        CURLcode code = CURLE_OK;
        bool silent = false;
        std::string text;
    };
    End run(Transfer& transfer, const StopToken& stop, const HttpProgress& progress);
    void set_up(const HttpRequest& request, Transfer& transfer, const std::string& url, curl_slist* headers,
                char* error_text);
    HttpResult attempt(const HttpRequest& request, const std::string& url, PartialDownload& part,
                       const StopToken& stop, const HttpProgress& progress);
    double retry_after = 0;  ///< seconds that the last answer asked for
};

HttpClient::HttpClient(std::string user_agent) : impl_(std::make_unique<Impl>()) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    impl_->agent = user_agent.empty() ? std::string("RerankWorkbench/") + WB_VERSION : std::move(user_agent);
    impl_->easy = curl_easy_init();
    impl_->multi = curl_multi_init();
    if (!impl_->easy || !impl_->multi) throw std::runtime_error("libcurl cannot be started");
}

HttpClient::~HttpClient() {
    curl_easy_cleanup(impl_->easy);
    curl_multi_cleanup(impl_->multi);
}

void HttpClient::Impl::set_up(const HttpRequest& request, Transfer& transfer, const std::string& url,
                              curl_slist* headers, char* error_text) {
    const auto milliseconds = [](double seconds) { return static_cast<long>(std::ceil(seconds * 1000)); };
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_USERAGENT, agent.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 8L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for a name server
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connect_seconds));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.total_seconds));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text);
}

/// curl_easy_perform looks at nothing for up to a second; this loop looks at the stop token twenty times a second.
HttpClient::Impl::End HttpClient::Impl::run(Transfer& transfer, const StopToken& stop, const HttpProgress& progress) {
    struct Added {
        CURLM* multi;
        CURL* easy;
        ~Added() { curl_multi_remove_handle(multi, easy); }
    };
    curl_multi_add_handle(multi, easy);
    const Added added{multi, easy};
    auto window = Clock::now();
    auto window_bytes = transfer.part.size();
    End end;
    for (int running = 1; running > 0;) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) throw std::runtime_error("libcurl failed");
        stop.check();
        if (progress && transfer.body_begun) {
            curl_off_t length = 0;
            curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
            curl_off_t came = 0;
            curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
            const auto done = transfer.part.size();
            progress(done,
                     length > 0 ? done + static_cast<std::uint64_t>(std::max<curl_off_t>(0, length - came)) : 0);
        }
        if (const double silence = seconds_since(window); silence >= transfer.request.silence_seconds) {
            const auto now = transfer.part.size();
            if (now < window_bytes || static_cast<double>(now - window_bytes) < k_slowest * silence) {
                end.silent = true;
                return end;
            }
            window = Clock::now();
            window_bytes = now;
        }
        if (running > 0) curl_multi_poll(multi, nullptr, 0, 50, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE) end.code = message->data.result;
    return end;
}

HttpResult HttpClient::Impl::attempt(const HttpRequest& request, const std::string& url, PartialDownload& part,
                                     const StopToken& stop, const HttpProgress& progress) {
    HttpResult result;
    struct Headers {
        curl_slist* list = nullptr;
        void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
        ~Headers() { curl_slist_free_all(list); }
    } headers;
    if (part.can_go_on()) {
        result.resumed_from = part.size();
        headers.add("Range: bytes=" + std::to_string(part.size()) + "-");
        headers.add("If-Range: " + part.mark());
    }
    char error_text[CURL_ERROR_SIZE] = "";
    Transfer transfer{easy, request, part, {}, {}, {}, {}, false, {}, false, {}};
    set_up(request, transfer, url, headers.list, error_text);
    struct Forget {  // the handle lives on, what it points to here does not
        CURL* easy;
        ~Forget() { curl_easy_reset(easy); }
    };
    const Forget forget{easy};
    const End end = run(transfer, stop, progress);
    curl_off_t asked = 0;
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &asked);
    retry_after = static_cast<double>(asked);
    if (transfer.error) std::rethrow_exception(transfer.error);
    const long status = transfer.status();
    result.status = static_cast<int>(status);
    result.content_type = transfer.content_type;
    const auto is = [&result](HttpOutcome outcome, std::string why) {
        result.outcome = outcome;
        result.why = std::move(why);
    };
    long redirects = 0;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &redirects);
    if (end.silent) {
        is(HttpOutcome::timeout,
           "Nothing to speak of came for " + std::to_string(std::lround(request.silence_seconds)) + " seconds.");
    } else if (transfer.ended == HttpOutcome::too_large) {
        is(HttpOutcome::too_large, "It is larger than the " + std::to_string(request.max_bytes) + " bytes allowed.");
    } else if (transfer.misplaced) {
        part.discard();
        is(HttpOutcome::interrupted, "The server sent another part than the one that is missing.");
    } else if (end.code != CURLE_OK) {
        is(outcome_of_code(end.code, redirects),
           std::string("The transfer ended: ") + (*error_text ? error_text : curl_easy_strerror(end.code)) + ".");
    } else if (status == 416 && result.resumed_from > 0) {
        const auto slash = transfer.content_range.find('/');
        const bool whole = slash != std::string::npos &&
                           number_in(std::string_view(transfer.content_range).substr(slash + 1)) == part.size();
        if (!whole) {
            part.discard();
            is(HttpOutcome::interrupted, "The server's file is not the one that the download began with.");
        }
    } else if (outcome_of_status(status) != HttpOutcome::done) {
        is(outcome_of_status(status), "The server answered with status " + std::to_string(status) + ".");
    } else if (!transfer.body_begun && !transfer.begin()) {
        is(HttpOutcome::interrupted, "The server sent nothing.");
    }
    if (result.resumed_from > 0 && status == 200) result.resumed_from = 0;  // it sent the whole again
    return result;
}

HttpResult HttpClient::fetch(const HttpRequest& request, const StopToken& stop, const HttpProgress& progress) {
    HttpResult result;
    if (!is_web_address(request.url)) {
        result.outcome = HttpOutcome::bad_url;
        result.why = "The address does not begin with http:// or https://, or holds characters that no address has.";
        return result;
    }
    std::string url = request.url;
    for (std::size_t at = 0; (at = url.find(' ', at)) != std::string::npos;) url.replace(at, 1, "%20");
    PartialDownload part(request.file, request.url);
    double pause = request.retry_seconds;
    std::uint64_t had = part.size();
    for (int counted = 1, all = 1;; ++counted, ++all) {
        stop.check();
        result = impl_->attempt(request, url, part, stop, progress);
        result.attempts = all;
        if (!may_pass(result.outcome)) break;
        if (part.size() >= had + k_real_progress) {
            counted = 0;
            pause = request.retry_seconds;
        }
        had = part.size();
        if (counted >= request.attempts) break;
        double wait = pause * (0.75 + 0.5 * impl_->rng.uniform());
        if (result.status == 429 || result.status == 503) {
            const double asked = impl_->retry_after;
            if (asked > request.longest_wait_seconds) {
                result.why += " It asks to be left alone for " + std::to_string(std::lround(asked)) + " seconds.";
                break;
            }
            wait = std::max(wait, asked);
        }
        wait_unless_stopped(std::min(wait, request.longest_wait_seconds), stop);
        pause *= 2;
    }
    result.bytes = part.size();
    if (result.outcome == HttpOutcome::done) {
        if (!request.sha256.empty() && sha256_file(part.path()) != request.sha256) {
            result.outcome = HttpOutcome::wrong_checksum;
            result.why = "Its content is not the one that was asked for (its SHA-256 is another).";
            part.discard();
        } else {
            part.finish();
        }
    } else if (result.outcome == HttpOutcome::too_large || (!may_pass(result.outcome) && part.size() == 0)) {
        part.discard();  // what a server only refuses to go on with may be gone on with later
    }
    return result;
}

}  // namespace wb
