// Fetches the pictures that items have an address of. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/download_pictures.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>
#include <unordered_set>

#include "dataset/pictures/fit_picture.h"
#include "dataset/pictures/picture_source.h"
#include "foundation/http.h"

namespace wb {

namespace {

using Clock = std::chrono::steady_clock;

/// Gives out moments that are 1 / rate seconds apart.
class Pace {
  public:
    explicit Pace(double rate) : step_(rate > 0 ? 1 / rate : 0), next_(Clock::now()) {}
    void wait(const StopToken& stop) {
        if (step_ <= 0) return;
        double seconds = 0;
        {
            const std::lock_guard lock(mutex_);
            next_ = std::max(next_, Clock::now());
            seconds = std::chrono::duration<double>(next_ - Clock::now()).count();
            next_ += std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(step_));
        }
        wait_unless_stopped(seconds, stop);
    }

  private:
    double step_;
    Clock::time_point next_;
    std::mutex mutex_;
};

/// Which hosts answer. A host that failed `limit` times in a row is dead.
class Hosts {
  public:
    explicit Hosts(int limit) : limit_(limit) {}
    /// False = dead; the address is counted as left out.
    bool may_ask(const std::string& host) {
        const std::lock_guard lock(mutex_);
        Host& known = hosts_[host];
        if (known.failures < limit_) return true;
        ++known.left_out;
        return false;
    }
    void answered(const std::string& host, bool well) {
        const std::lock_guard lock(mutex_);
        Host& known = hosts_[host];
        if (known.failures < limit_) known.failures = well ? 0 : known.failures + 1;
    }
    std::vector<std::pair<std::string, std::int64_t>> dead() const {
        std::vector<std::pair<std::string, std::int64_t>> list;
        for (const auto& [name, host] : hosts_)
            if (host.failures >= limit_) list.emplace_back(name, host.left_out);
        return list;
    }

  private:
    struct Host {
        int failures = 0;
        std::int64_t left_out = 0;
    };
    int limit_;
    std::mutex mutex_;
    std::map<std::string, Host> hosts_;
};

class Downloader {
  public:
    Downloader(std::vector<std::string> urls, DownloadedPictures& pictures, const PictureDownloadOptions& options,
               const StopToken& stop)
        : urls_(std::move(urls)),
          pictures_(pictures),
          options_(options),
          stop_(stop),
          pace_(options.rate),
          hosts_(options.dead_after) {}

    void run(PictureDownloadReport& report, const std::function<void(double)>& progress) {
        const auto threads = std::min(urls_.size(), static_cast<std::size_t>(std::max(1, options_.parallel)));
        std::vector<std::jthread> pool;
        at_work_ = threads;
        for (std::size_t t = 0; t < threads; ++t) pool.emplace_back([this] { work(); });
        for (std::unique_lock lock(mutex_); at_work_ > 0;) {
            changed_.wait_for(lock, std::chrono::milliseconds(100));
            const double share = static_cast<double>(settled_) / static_cast<double>(urls_.size());
            lock.unlock();
            if (progress) progress(share);
            lock.lock();
        }
        pool.clear();
        if (error_) std::rethrow_exception(error_);
        report.downloaded = sum_.downloaded;
        report.failed_for_good = sum_.failed_for_good;
        report.failed_for_now = sum_.failed_for_now;
        report.left_out = sum_.left_out;
        report.bytes = sum_.bytes;
        report.examples = sum_.examples;
        report.dead_hosts = hosts_.dead();
    }

  private:
    void work() {
        try {
            HttpClient client;
            for (std::size_t i; (i = next_++) < urls_.size();) settle(client, urls_[i]);
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            next_ = urls_.size();
        }
        const std::lock_guard lock(mutex_);
        --at_work_;
        changed_.notify_all();
    }

    void settle(HttpClient& client, const std::string& url) {
        stop_.check();
        const auto host = url_host(url);
        if (!hosts_.may_ask(host)) {
            count([](auto& sum) { ++sum.left_out; });
            return;
        }
        pace_.wait(stop_);
        HttpRequest request{.url = url, .file = pictures_.file_of(url)};
        request.max_bytes = options_.max_bytes;
        request.connect_seconds = options_.connect_seconds;
        request.silence_seconds = options_.silence_seconds;
        request.attempts = options_.attempts;
        request.retry_seconds = options_.retry_seconds;
        request.longest_wait_seconds = options_.longest_wait_seconds;
        const auto result = client.fetch(request, stop_);
        const bool passing = may_pass(result.outcome);
        hosts_.answered(host, !passing);
        std::string why = result.why;
        if (result.outcome == HttpOutcome::done) why = not_a_picture(request.file);
        if (why.empty()) {
            count([&](auto& sum) {
                ++sum.downloaded;
                sum.bytes += result.bytes;
            });
            return;
        }
        if (!passing) pictures_.give_up(url, why);
        count([&](auto& sum) {
            ++(passing ? sum.failed_for_now : sum.failed_for_good);
            if (sum.examples.size() < 5) sum.examples.push_back(url + ": " + why);
        });
    }

    /// Why the file is removed again; empty = it is a picture.
    static std::string not_a_picture(const std::filesystem::path& file) {
        const PictureLimits limits;
        const auto source = read_picture_source(file, limits.file_bytes);
        auto verdict = judge_picture(read_picture_header(source.bytes), source.size, limits);
        if (source.outcome == PictureOutcome::ok && verdict.outcome == PictureOutcome::ok) return {};
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        return source.outcome == PictureOutcome::ok ? verdict.why : source.why;
    }

    template <class Change>
    void count(Change change) {
        const std::lock_guard lock(mutex_);
        change(sum_);
        ++settled_;
    }

    const std::vector<std::string> urls_;
    DownloadedPictures& pictures_;
    const PictureDownloadOptions& options_;
    const StopToken& stop_;
    Pace pace_;
    Hosts hosts_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::exception_ptr error_;
    std::size_t at_work_ = 0, settled_ = 0;
    PictureDownloadReport sum_;
};

std::string counted(std::int64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

PictureDownloadReport download_pictures(const std::vector<Item>& items, DownloadedPictures& pictures,
                                        const PictureDownloadOptions& options, const StopToken& stop,
                                        const std::function<void(double)>& progress) {
    const auto begin = Clock::now();
    PictureDownloadReport report;
    std::vector<std::string> urls;
    std::unordered_set<std::string> seen;
    for (const Item& item : items) {
        const auto url = web_address(item.image_url);
        if (!item.image.empty() || url.empty()) continue;
        if (is_placeholder_address(url)) {
            ++report.placeholders;
        } else if (seen.insert(url).second) {
            ++report.asked;
            if (pictures.has(url))
                ++report.there;
            else if (!pictures.failure(url).empty())
                ++report.failed_before;
            else
                urls.push_back(url);
        }
    }
    if (!urls.empty()) Downloader(std::move(urls), pictures, options, stop).run(report, progress);
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return report;
}

std::string PictureDownloadReport::to_json() const {
    using nlohmann::json;
    json document = {{"asked", asked},
                     {"placeholders", placeholders},
                     {"there", there},
                     {"downloaded", downloaded},
                     {"failed_before", failed_before},
                     {"failed_for_good", failed_for_good},
                     {"failed_for_now", failed_for_now},
                     {"left_out", left_out},
                     {"bytes", bytes},
                     {"dead_hosts", json::object()},
                     {"examples", examples}};
    for (const auto& [host, count] : dead_hosts) document["dead_hosts"][host] = count;
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> PictureDownloadReport::sentences() const {
    std::vector<std::string> list;
    if (placeholders > 0)
        list.push_back(counted(placeholders, "item has", "items have") +
                       " an address that stands for \"no picture\".");
    if (asked == 0) return list;
    list.push_back(counted(downloaded, "picture was", "pictures were") + " downloaded, " + std::to_string(there) +
                   " had been before.");
    if (failed_for_good + failed_before > 0)
        list.push_back(counted(failed_for_good + failed_before, "address", "addresses") +
                       " gave no picture and will not be asked again (failed.tsv beside the pictures).");
    if (failed_for_now > 0)
        list.push_back(counted(failed_for_now, "address", "addresses") +
                       " did not answer; the next prepare with --download-images asks again.");
    for (const auto& [host, count] : dead_hosts)
        list.push_back("The host " + host + " did not answer and was given up; " +
                       counted(count, "address", "addresses") + " of it were left out.");
    return list;
}

}  // namespace wb
