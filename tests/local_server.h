// A web server of a few lines on 127.0.0.1, for tests of downloads. What it answers is a function of the request.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace made {

class LocalServer {
  public:
    struct Request {
        std::string path;
        std::map<std::string, std::string> headers;  ///< names in lower case
        int number = 0;                              ///< of this path, from 1
    };
    /// One connection, for one answer; it is closed afterwards.
    class Answer {
      public:
        Answer(int socket, const std::atomic<bool>& end) : socket_(socket), end_(end) {}
        void send(std::string_view bytes) const {
            while (!bytes.empty()) {
                const auto put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
                if (put <= 0) return;
                bytes.remove_prefix(std::size_t(put));
            }
        }
        void reply(int status, const std::string& body, const std::string& headers = {}) const {
            send("HTTP/1.1 " + std::to_string(status) + " x\r\nConnection: close\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
        }
        /// False when the server is to end.
        bool wait(int milliseconds) const {
            for (; milliseconds > 0 && !end_; milliseconds -= 10)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            return !end_;
        }

      private:
        int socket_;
        const std::atomic<bool>& end_;
    };
    using Handler = std::function<void(const Request&, const Answer&)>;

    explicit LocalServer(Handler handler) : handler_(std::move(handler)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no local server");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { accept_all(); });
    }
    ~LocalServer() {
        end_ = true;
        thread_.join();
        for (auto& answering : answers_) answering.join();
        ::close(listener_);
    }
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;

    std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    int requests(const std::string& path) const {
        const std::lock_guard lock(mutex_);
        const auto found = counts_.find(path);
        return found == counts_.end() ? 0 : found->second;
    }
    int all_requests() const {
        const std::lock_guard lock(mutex_);
        int sum = 0;
        for (const auto& [path, count] : counts_) sum += count;
        return sum;
    }
    int most_at_once() const { return most_; }

    /// A port on which nobody listens.
    static std::string dead_url(const std::string& path = "/") {
        const LocalServer server([](const Request&, const Answer&) {});
        return server.url(path);  // it ends here
    }

  private:
    void accept_all() {
        while (!end_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) continue;
            answers_.emplace_back([this, socket] {
                const int now = ++at_once_;
                for (int most = most_; now > most && !most_.compare_exchange_weak(most, now);) continue;
                Request request;
                if (read_request(socket, request)) handler_(request, Answer(socket, end_));
                --at_once_;
                ::shutdown(socket, SHUT_WR);
                ::close(socket);
            });
        }
    }
    bool read_request(int socket, Request& request) {
        std::string text;
        char piece[4096];
        while (text.find("\r\n\r\n") == std::string::npos) {
            pollfd waiting{socket, POLLIN, 0};
            if (::poll(&waiting, 1, 20) == 0) {
                if (end_) return false;
                continue;
            }
            const auto got = ::recv(socket, piece, sizeof piece, 0);
            if (got <= 0) return false;
            text.append(piece, std::size_t(got));
        }
        const auto first = text.find(' ');
        request.path = text.substr(first + 1, text.find(' ', first + 1) - first - 1);
        for (auto at = text.find("\r\n") + 2; text.substr(at, 2) != "\r\n";) {
            const auto end = text.find("\r\n", at), colon = text.find(": ", at);
            std::string name = text.substr(at, colon - at);
            for (char& c : name) c = char(std::tolower(static_cast<unsigned char>(c)));
            request.headers[name] = text.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        const std::lock_guard lock(mutex_);
        request.number = ++counts_[request.path];
        return true;
    }

    Handler handler_;
    int listener_ = -1, port_ = 0;
    std::atomic<bool> end_ = false;
    std::atomic<int> at_once_ = 0, most_ = 0;
    std::thread thread_;
    std::list<std::thread> answers_;
    mutable std::mutex mutex_;
    std::map<std::string, int> counts_;
};

}  // namespace made
