// Downloads from a server that lies, stalls, breaks off and comes back.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <fstream>
#include <thread>

#include "foundation/files.h"
#include "foundation/http.h"
#include "tests/local_server.h"

using namespace wb;
using made::LocalServer;

namespace {

std::string body(std::size_t size) {
    std::string text(size, ' ');
    for (std::size_t i = 0; i < size; ++i) text[i] = char('a' + (i * 7 + i / 251) % 26);
    return text;
}

struct Place {
    QTemporaryDir dir;
    fs::path file = fs::path(dir.path().toStdString()) / "sub/file.bin";
    fs::path part = file.string() + ".part";
    HttpRequest request(const std::string& url) const {
        HttpRequest request{.url = url, .file = file};
        request.retry_seconds = 0.02;
        request.connect_seconds = 2;
        request.silence_seconds = 5;
        request.attempts = 3;
        return request;
    }
};

/// Sends a range when one is asked for with the right mark, as a file server does.
void serve_range(const LocalServer::Request& request, const LocalServer::Answer& answer, const std::string& content,
                 std::size_t at_most = std::string::npos) {
    std::size_t from = 0;
    const auto range = request.headers.find("range");
    const auto mark = request.headers.find("if-range");
    if (range != request.headers.end() && mark != request.headers.end() && mark->second == "\"v1\"")
        from = std::stoul(range->second.substr(6));
    if (from >= content.size() && from > 0) {
        answer.reply(416, "", "Content-Range: bytes */" + std::to_string(content.size()) + "\r\n");
        return;
    }
    const auto rest = content.substr(from);
    answer.send(std::string(from ? "HTTP/1.1 206 x\r\nContent-Range: bytes " + std::to_string(from) + "-" +
                                       std::to_string(content.size() - 1) + "/" + std::to_string(content.size()) +
                                       "\r\n"
                                 : "HTTP/1.1 200 x\r\n") +
                "Connection: close\r\nETag: \"v1\"\r\nContent-Length: " + std::to_string(rest.size()) + "\r\n\r\n" +
                rest.substr(0, at_most));
}

}  // namespace

class TestHttp : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        qputenv("no_proxy", "127.0.0.1");
        qputenv("NO_PROXY", "127.0.0.1");
    }

    void whole_file() {
        const auto content = body(300'000);
        LocalServer server([&](const auto& request, const auto& answer) {
            answer.reply(200, request.headers.at("user-agent").starts_with("RerankWorkbench/") ? content : "",
                         "Content-Type: image/png\r\n");
        });
        Place place;
        std::uint64_t done = 0, total = 0;
        HttpClient client;
        const auto result = client.fetch(place.request(server.url("/a b")), {}, [&](auto now, auto all) {
            QVERIFY(now >= done);
            done = now;
            total = all;
        });
        QVERIFY2(result.outcome == HttpOutcome::done, result.why.c_str());
        QCOMPARE(result.status, 200);
        QCOMPARE(result.attempts, 1);
        QCOMPARE(result.content_type, std::string("image/png"));
        QCOMPARE(read_file(place.file), content);
        QVERIFY(!fs::exists(place.part));
        QVERIFY(done == 0 || total == content.size());
        QCOMPARE(server.requests("/a%20b"), 1);
        // The same client again, and an empty file.
        QVERIFY(client.fetch(place.request(server.url())).outcome == HttpOutcome::done);
    }

    void empty_file() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(200, ""); });
        Place place;
        QVERIFY(HttpClient().fetch(place.request(server.url())).outcome == HttpOutcome::done);
        QCOMPARE(fs::file_size(place.file), 0u);
    }

    void statuses_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("attempts");
        const auto row = [](const char* name, int status, HttpOutcome outcome, int attempts) {
            QTest::newRow(name) << status << int(outcome) << attempts;
        };
        row("404", 404, HttpOutcome::not_found, 1);
        row("410", 410, HttpOutcome::not_found, 1);
        row("403", 403, HttpOutcome::refused, 1);
        row("401", 401, HttpOutcome::refused, 1);
        row("500", 500, HttpOutcome::server_error, 3);
        row("503", 503, HttpOutcome::server_error, 3);
        row("408", 408, HttpOutcome::server_error, 3);
        row("429", 429, HttpOutcome::too_many, 3);
    }
    void statuses() {
        QFETCH(int, status);
        QFETCH(int, outcome);
        QFETCH(int, attempts);
        LocalServer server([&](const auto&, const auto& answer) { answer.reply(status, "an error page"); });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QCOMPARE(int(result.outcome), outcome);
        QCOMPARE(result.status, status);
        QCOMPARE(result.attempts, attempts);
        QCOMPARE(server.requests("/x"), attempts);
        QVERIFY(!fs::exists(place.file) && !fs::exists(place.part));
        const auto text = std::string(http_error(place.request(server.url("/x")), result).what());
        QVERIFY(text.find(std::to_string(status)) != std::string::npos);
    }

    void second_attempt_succeeds() {
        LocalServer server([](const auto& request, const auto& answer) {
            request.number == 1 ? answer.reply(500, "no") : answer.reply(200, "yes");
        });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QVERIFY(result.outcome == HttpOutcome::done);
        QCOMPARE(result.attempts, 2);
        QCOMPARE(read_file(place.file), std::string("yes"));
    }

    void retry_after_is_honoured() {
        LocalServer server([](const auto& request, const auto& answer) {
            if (request.number == 1)
                answer.reply(429, "", "Retry-After: 1\r\n");
            else
                answer.reply(200, "yes");
        });
        Place place;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(HttpClient().fetch(place.request(server.url("/x"))).outcome == HttpOutcome::done);
        QVERIFY2(timer.elapsed() >= 1000, qPrintable(QString::number(timer.elapsed())));
    }
    void retry_after_too_long_is_not_waited_for() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(503, "", "Retry-After: 7200\r\n"); });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QVERIFY(result.outcome == HttpOutcome::server_error);
        QCOMPARE(server.requests("/x"), 1);
        QVERIFY(result.why.find("7200 seconds") != std::string::npos);
    }

    void broken_connection_is_resumed() {
        const auto content = body(100'000);
        std::string ranges;
        LocalServer server([&](const auto& request, const auto& answer) {
            ranges += request.headers.contains("range") ? request.headers.at("range") + ";" : ";";
            serve_range(request, answer, content, request.number < 3 ? 30'000 : std::string::npos);
        });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QVERIFY2(result.outcome == HttpOutcome::done, result.why.c_str());
        QCOMPARE(ranges, std::string(";bytes=30000-;bytes=60000-;"));
        QCOMPARE(result.resumed_from, 60'000u);
        QCOMPARE(read_file(place.file), content);
        QVERIFY(!fs::exists(place.part.string() + ".from"));
    }

    void next_start_resumes() {
        const auto content = body(50'000);
        std::atomic<bool> whole = false;
        LocalServer server([&](const auto& request, const auto& answer) {
            serve_range(request, answer, content, whole ? std::string::npos : 20'000);
        });
        Place place;
        auto request = place.request(server.url("/x"));
        request.attempts = 1;
        auto result = HttpClient().fetch(request);
        QVERIFY(result.outcome == HttpOutcome::interrupted);
        QCOMPARE(result.bytes, 20'000u);
        QCOMPARE(fs::file_size(place.part), 20'000u);
        whole = true;
        result = HttpClient().fetch(request);
        QVERIFY(result.outcome == HttpOutcome::done);
        QCOMPARE(result.resumed_from, 20'000u);
        QCOMPARE(read_file(place.file), content);
    }

    void changed_content_is_not_mixed() {
        std::string content = body(50'000), mark = "\"v1\"";
        LocalServer server([&](const auto& request, const auto& answer) {
            if (mark == "\"v1\"")
                serve_range(request, answer, content, 20'000);
            else
                answer.reply(200, "the new content", "ETag: \"v2\"\r\n");
        });
        Place place;
        auto request = place.request(server.url("/x"));
        request.attempts = 1;
        QVERIFY(HttpClient().fetch(request).outcome == HttpOutcome::interrupted);
        mark = "\"v2\"";
        const auto result = HttpClient().fetch(request);
        QVERIFY(result.outcome == HttpOutcome::done);
        QCOMPARE(result.resumed_from, 0u);
        QCOMPARE(read_file(place.file), std::string("the new content"));
    }

    void nothing_is_resumed_without_a_mark_or_for_another_address() {
        LocalServer server([](const auto& request, const auto& answer) {
            if (request.headers.contains("range"))
                answer.reply(500, "");
            else if (request.number == 1 && request.path == "/x")
                answer.send("HTTP/1.1 200 x\r\nContent-Length: 100\r\nConnection: close\r\n\r\nabc");
            else
                answer.reply(200, "whole");
        });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QVERIFY2(result.outcome == HttpOutcome::done, result.why.c_str());
        QCOMPARE(read_file(place.file), std::string("whole"));
        fs::remove(place.file);
        std::ofstream(place.part) << "abc";
        std::ofstream(place.part.string() + ".from") << "http://other/\n\"v1\"";
        QVERIFY(HttpClient().fetch(place.request(server.url("/y"))).outcome == HttpOutcome::done);
        QCOMPARE(read_file(place.file), std::string("whole"));
    }

    void wrong_part_is_thrown_away() {
        const auto content = body(1000);
        LocalServer server([&](const auto& request, const auto& answer) {
            if (request.number == 1)
                serve_range(request, answer, content, 400);
            else if (request.headers.contains("range"))
                answer.reply(206, "xxxx", "Content-Range: bytes 7-10/1000\r\nETag: \"v1\"\r\n");
            else
                serve_range(request, answer, content);
        });
        Place place;
        QVERIFY(HttpClient().fetch(place.request(server.url("/x"))).outcome == HttpOutcome::done);
        QCOMPARE(read_file(place.file), content);
    }

    void complete_part_is_taken() {
        const auto content = body(1000);
        LocalServer server([&](const auto& request, const auto& answer) { serve_range(request, answer, content); });
        Place place;
        fs::create_directories(place.part.parent_path());
        std::ofstream(place.part) << content;
        std::ofstream(place.part.string() + ".from") << server.url("/x") << "\n\"v1\"";
        QVERIFY(HttpClient().fetch(place.request(server.url("/x"))).outcome == HttpOutcome::done);
        QCOMPARE(read_file(place.file), content);
    }

    void too_short_content() {
        LocalServer server([](const auto&, const auto& answer) {
            answer.send("HTTP/1.1 200 x\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nabc");
        });
        Place place;
        const auto result = HttpClient().fetch(place.request(server.url("/x")));
        QVERIFY(result.outcome == HttpOutcome::interrupted);
        QCOMPARE(server.requests("/x"), 3);
        QVERIFY(!fs::exists(place.file));
    }

    void too_large_data() {
        QTest::addColumn<bool>("announced");
        QTest::newRow("announced") << true;
        QTest::newRow("without end") << false;
    }
    void too_large() {
        QFETCH(bool, announced);
        LocalServer server([&](const auto&, const auto& answer) {
            if (announced) {
                answer.reply(200, body(100'000));
            } else {
                answer.send("HTTP/1.1 200 x\r\nConnection: close\r\n\r\n");
                for (int i = 0; i < 200; ++i) answer.send(body(10'000));
            }
        });
        Place place;
        auto request = place.request(server.url("/x"));
        request.max_bytes = 50'000;
        const auto result = HttpClient().fetch(request);
        QVERIFY(result.outcome == HttpOutcome::too_large);
        QCOMPARE(server.requests("/x"), 1);
        QVERIFY(!fs::exists(place.file) && !fs::exists(place.part));
    }

    void redirects() {
        LocalServer server([](const auto& request, const auto& answer) {
            if (request.path == "/a") answer.reply(302, "moved", "Location: /b\r\n");
            if (request.path == "/b") answer.reply(200, "here");
            if (request.path == "/circle") answer.reply(301, "", "Location: /circle\r\n");
            if (request.path == "/file") answer.reply(302, "", "Location: file:///etc/passwd\r\n");
        });
        Place place;
        QVERIFY(HttpClient().fetch(place.request(server.url("/a"))).outcome == HttpOutcome::done);
        QCOMPARE(read_file(place.file), std::string("here"));
        fs::remove(place.file);
        QVERIFY(HttpClient().fetch(place.request(server.url("/circle"))).outcome == HttpOutcome::bad_redirect);
        QVERIFY(server.requests("/circle") < 12);
        QVERIFY(HttpClient().fetch(place.request(server.url("/file"))).outcome == HttpOutcome::bad_redirect);
        QVERIFY(!fs::exists(place.file));
    }

    void bad_addresses_data() {
        QTest::addColumn<QString>("url");
        for (const char* url : {"", "x", "/etc/passwd", "file:///etc/passwd", "ftp://example.org/x", "http://",
                                "http://exa\nmple.org/", "javascript:alert(1)"})
            QTest::newRow(qPrintable(QString(url).simplified())) << url;
    }
    void bad_addresses() {
        QFETCH(QString, url);
        Place place;
        const auto result = HttpClient().fetch(place.request(url.toStdString()));
        QVERIFY(result.outcome == HttpOutcome::bad_url);
        QVERIFY(!fs::exists(place.file));
    }

    void refused_connection() {
        Place place;
        const auto result = HttpClient().fetch(place.request(LocalServer::dead_url("/x")));
        QVERIFY2(result.outcome == HttpOutcome::no_connection, result.why.c_str());
        QCOMPARE(result.attempts, 3);
        QCOMPARE(result.status, 0);
    }
    void unknown_host() {
        Place place;
        auto request = place.request("http://no-such-host.invalid/x");
        request.attempts = 1;
        const auto outcome = HttpClient().fetch(request).outcome;
        // Behind a proxy the proxy answers.
        QVERIFY(outcome == HttpOutcome::no_host || outcome == HttpOutcome::server_error ||
                outcome == HttpOutcome::refused || outcome == HttpOutcome::timeout);
    }

    void trickle_data() {
        QTest::addColumn<bool>("silent");
        QTest::newRow("a byte now and then") << false;
        QTest::newRow("no byte at all") << true;
    }
    void trickle() {
        QFETCH(bool, silent);
        LocalServer server([&](const auto&, const auto& answer) {
            if (!silent) answer.send("HTTP/1.1 200 x\r\nContent-Length: 100000\r\n\r\n");
            while (answer.wait(50))
                if (!silent) answer.send("x");
        });
        Place place;
        auto request = place.request(server.url("/x"));
        request.silence_seconds = 0.4;
        request.attempts = 2;
        QElapsedTimer timer;
        timer.start();
        const auto result = HttpClient().fetch(request);
        QVERIFY2(result.outcome == HttpOutcome::timeout, result.why.c_str());
        QCOMPARE(result.attempts, 2);
        QVERIFY(timer.elapsed() >= 800 && timer.elapsed() < 10'000);
    }

    void stop_within_300_ms_data() {
        QTest::addColumn<QString>("where");
        for (const char* where : {"silent server", "in the middle", "before the next attempt"})
            QTest::newRow(where) << where;
    }
    void stop_within_300_ms() {
        QFETCH(QString, where);
        LocalServer server([&](const auto&, const auto& answer) {
            if (where == "before the next attempt") return answer.reply(503, "", "Retry-After: 30\r\n");
            if (where == "in the middle")
                answer.send("HTTP/1.1 200 x\r\nETag: \"v1\"\r\nContent-Length: 100000\r\n\r\n" + body(5000));
            while (answer.wait(50)) continue;
        });
        Place place;
        StopToken stop;
        auto request = place.request(server.url("/x"));
        bool stopped = false;
        QElapsedTimer since;
        std::thread other([&] {
            while (server.requests("/x") == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            since.start();
            stop.request_stop();
        });
        try {
            HttpClient().fetch(request, stop);
        } catch (const Stopped&) {
            stopped = true;
        }
        other.join();
        QVERIFY(stopped);
        QVERIFY2(since.elapsed() < 300, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(fs::exists(place.part), where == "in the middle");  // to go on with
    }

    void checksum() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(200, "content"); });
        Place place;
        auto request = place.request(server.url("/x"));
        request.sha256 = sha256_hex("content");
        QVERIFY(HttpClient().fetch(request).outcome == HttpOutcome::done);
        fs::remove(place.file);
        request.sha256 = sha256_hex("other content");
        const auto result = HttpClient().fetch(request);
        QVERIFY(result.outcome == HttpOutcome::wrong_checksum);
        QVERIFY(!fs::exists(place.file) && !fs::exists(place.part));
        QVERIFY(std::string(http_error(request, result).what()).find("SHA-256") != std::string::npos);
    }

    void unwritable_place_is_an_error() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(200, "content"); });
        Place place;
        auto request = place.request(server.url("/x"));
        std::ofstream(place.dir.path().toStdString() + "/plain") << "x";
        request.file = fs::path(place.dir.path().toStdString()) / "plain/below/file";
        bool thrown = false;
        try {
            HttpClient().fetch(request);
        } catch (const UserError& error) {
            thrown = std::string(error.what()).find("cannot be written") != std::string::npos;
        }
        QVERIFY(thrown);
    }

    void hosts_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("host");
        QTest::newRow("plain") << "http://Example.org/a"
                               << "example.org";
        QTest::newRow("port") << "https://example.org:8080?x"
                              << "example.org:8080";
        QTest::newRow("user") << "http://user:word@example.org#x"
                              << "example.org";
        QTest::newRow("none") << "example.org"
                              << "";
    }
    void hosts() {
        QFETCH(QString, url);
        QFETCH(QString, host);
        QCOMPARE(url_host(url.toStdString()), host.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestHttp)
#include "tst_http.moc"
