// Pictures by address: what is asked for, what is not asked for again, dead hosts, the pace, and stopping.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <atomic>

#include "dataset/pictures/download_pictures.h"
#include "foundation/files.h"
#include "tests/dataset/made_files.h"
#include "tests/dataset/made_pictures.h"
#include "tests/local_server.h"

using namespace wb;
using made::LocalServer;
namespace fs = std::filesystem;

namespace {

std::string picture(int red = 100) {
    return encode_picture(cv::Mat(30, 20, CV_8UC3, cv::Scalar(0, 0, red)), ".jpg");
}

struct Place {
    QTemporaryDir dir;
    fs::path folder = made::path_of(dir) / "pictures";
    std::vector<Item> items = std::vector<Item>(1);
    PictureDownloadOptions options;
    Place() {
        options.rate = 0;
        options.retry_seconds = 0.01;
        options.attempts = 2;
    }
    void add(const std::string& url, const std::string& image = {}) {
        Item item;
        item.raw_id = std::to_string(items.size());
        item.image_url = url;
        item.image = image;
        items.push_back(item);
    }
    PictureDownloadReport run() {
        DownloadedPictures pictures(folder);
        const auto report = download_pictures(items, pictures, options);
        take_downloaded_pictures(items, pictures);
        return report;
    }
};

}  // namespace

class TestPictureDownload : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        qputenv("no_proxy", "127.0.0.1");
        qputenv("NO_PROXY", "127.0.0.1");
    }

    void fetches_what_is_missing() {
        LocalServer server([](const auto& request, const auto& answer) {
            answer.reply(200, picture(10 * (request.path.back() - '0')), "Content-Type: image/jpeg\r\n");
        });
        Place place;
        for (int i = 1; i <= 5; ++i) place.add(server.url("/p" + std::to_string(i)));
        place.add(server.url("/p1"));                        // the same picture for a second item
        place.add(server.url("/p6"), "/there/already.jpg");  // has a local one
        place.add("");
        place.add(server.url("/x/no-img-sm._CB192198896_.gif"));
        auto report = place.run();
        QCOMPARE(report.asked, 5);
        QCOMPARE(report.downloaded, 5);
        QCOMPARE(report.placeholders, 1);
        QCOMPARE(server.all_requests(), 5);
        QVERIFY(report.bytes > 1000);
        for (int i = 1; i <= 6; ++i) {
            const auto& image = place.items[std::size_t(i)].image;
            QVERIFY(fs::path(image).is_absolute());
            QCOMPARE(read_file(image), picture(10 * (i == 6 ? 1 : i)));
        }
        QCOMPARE(place.items[7].image, std::string("/there/already.jpg"));
        QCOMPARE(place.items[8].image, std::string());
        QCOMPARE(place.items[9].image, std::string());
        // A second start asks for nothing.
        for (auto& item : place.items)
            if (!item.image.starts_with("/there")) item.image.clear();
        report = place.run();
        QCOMPARE(report.there, 5);
        QCOMPARE(report.downloaded, 0);
        QCOMPARE(server.all_requests(), 5);
        QVERIFY(!place.items[5].image.empty());
    }

    void failures() {
        std::atomic<bool> better = false;
        LocalServer server([&](const auto& request, const auto& answer) {
            if (request.path == "/gone") return answer.reply(404, "no");
            if (request.path == "/page") return answer.reply(200, "<html>please log in</html>");
            if (request.path == "/cut") return answer.reply(200, picture().substr(0, 300));
            if (request.path == "/long") return answer.reply(200, std::string(200'000, 'x'));
            if (request.path == "/busy" && !better) return answer.reply(503, "");
            answer.reply(200, picture());
        });
        Place place;
        place.options.max_bytes = 100'000;
        for (const char* path : {"/gone", "/page", "/cut", "/long", "/busy", "/good"}) place.add(server.url(path));
        place.add("ftp://example.org/x.jpg");  // no address of the web
        auto report = place.run();
        QCOMPARE(report.asked, 6);
        QCOMPARE(report.downloaded, 1);
        QCOMPARE(report.failed_for_good, 4);
        QCOMPARE(report.failed_for_now, 1);
        QCOMPARE(report.examples.size(), std::size_t(5));
        QCOMPARE(server.requests("/busy"), 2);
        QVERIFY(QString::fromStdString(read_file(place.folder / "failed.tsv"))
                    .contains("/page\tIt looks like a web page"));
        int files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(place.folder)) files += entry.is_regular_file();
        QCOMPARE(files, 2);  // the good picture and failed.tsv
        better = true;
        report = place.run();
        QCOMPARE(report.asked, 5);  // the good one has a file now
        QCOMPARE(report.failed_before, 4);
        QCOMPARE(report.downloaded, 1);
        QCOMPARE(server.requests("/gone"), 1);
        const auto text = report.sentences();
        QVERIFY(std::any_of(text.begin(), text.end(),
                            [](const auto& s) { return s.starts_with("4 addresses gave no picture"); }));
    }

    void dead_host_is_given_up() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(200, picture()); });
        const auto dead = LocalServer::dead_url("/");
        Place place;
        place.options.parallel = 2;
        place.options.attempts = 1;
        for (int i = 0; i < 40; ++i) place.add(dead + std::to_string(i));
        for (int i = 0; i < 10; ++i) place.add(server.url("/" + std::to_string(i)));
        const auto report = place.run();
        QCOMPARE(report.downloaded, 10);
        QVERIFY2(report.failed_for_now >= 5 && report.failed_for_now <= 6,
                 qPrintable(QString::number(report.failed_for_now)));
        QCOMPARE(report.failed_for_now + report.left_out, 40);
        QCOMPARE(report.dead_hosts.size(), std::size_t(1));
        QCOMPARE(report.dead_hosts[0].second, report.left_out);
        QCOMPARE(report.failed_for_good, 0);  // they are asked again next time
        QVERIFY(!fs::exists(place.folder / "failed.tsv"));
    }

    void a_host_that_fails_now_and_then_is_not_dead() {
        LocalServer server([](const auto& request, const auto& answer) {
            request.path.back() % 2 ? answer.reply(500, "") : answer.reply(200, picture());
        });
        Place place;
        place.options.parallel = 1;
        place.options.attempts = 1;
        for (int i = 0; i < 20; ++i) place.add(server.url("/" + std::to_string(i)));
        const auto report = place.run();
        QCOMPARE(report.downloaded, 10);
        QCOMPARE(report.failed_for_now, 10);
        QCOMPARE(report.left_out, 0);
    }

    void parallel_and_pace() {
        LocalServer server([](const auto&, const auto& answer) {
            answer.wait(60);
            answer.reply(200, picture());
        });
        Place place;
        for (int i = 0; i < 24; ++i) place.add(server.url("/" + std::to_string(i)));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(place.run().downloaded, 24);
        QVERIFY(server.most_at_once() > 2 && server.most_at_once() <= 8);
        Place slow;
        slow.options.rate = 20;
        for (int i = 0; i < 11; ++i) slow.add(server.url("/s" + std::to_string(i)));
        timer.restart();
        QCOMPARE(slow.run().downloaded, 11);
        QVERIFY2(timer.elapsed() >= 490, qPrintable(QString::number(timer.elapsed())));  // 10 gaps of 50 ms
    }

    void stop_and_go_on() {
        LocalServer server([](const auto&, const auto& answer) {
            if (answer.wait(30)) answer.reply(200, picture());
        });
        Place place;
        place.options.parallel = 2;
        for (int i = 0; i < 60; ++i) place.add(server.url("/" + std::to_string(i)));
        StopToken stop;
        DownloadedPictures pictures(place.folder);
        QElapsedTimer since;
        bool stopped = false;
        double last = 0;
        try {
            download_pictures(place.items, pictures, place.options, stop, [&](double share) {
                QVERIFY(share >= last && share <= 1);
                last = share;
                if (share > 0.1 && !stop.stop_requested()) {
                    since.start();
                    stop.request_stop();
                }
            });
        } catch (const Stopped&) {
            stopped = true;
        }
        QVERIFY(stopped);
        QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
        const auto asked = server.all_requests();
        const auto report = place.run();
        QVERIFY(report.there > 5);
        QCOMPARE(report.there + report.downloaded, 60);
        QVERIFY(server.all_requests() <= asked + 60 - report.there);
    }

    void unwritable_folder_is_an_error() {
        LocalServer server([](const auto&, const auto& answer) { answer.reply(200, picture()); });
        Place place;
        made::write(place.folder, "a file where the folder would be");
        place.add(server.url("/x"));
        QVERIFY(made::error_of([&] { place.run(); }).find("cannot be written") != std::string::npos);
    }

    void addresses_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("placeholder");
        const QString amazon = "http://ecx.images-amazon.com/images/I/51L%2BzYCQWSL._SX300_.jpg";
        QTest::newRow("plain") << amazon << amazon << false;
        QTest::newRow("upper case") << "HTTPS://a.b/c"
                                    << "HTTPS://a.b/c" << false;
        QTest::newRow("without scheme") << "//m.media.org/x.jpg"
                                        << "https://m.media.org/x.jpg" << false;
        QTest::newRow("file name") << "images/a.jpg"
                                   << "" << false;
        QTest::newRow("file scheme") << "file:///etc/passwd"
                                     << "" << false;
        const QString none = "http://g-ecx.images-amazon.com/images/G/01/x-site/icons/no-img-sm._CB192198896_.gif";
        QTest::newRow("placeholder") << none << none << true;
    }
    void addresses() {
        QFETCH(QString, text);
        QFETCH(QString, address);
        QFETCH(bool, placeholder);
        QCOMPARE(web_address(text.toStdString()), address.toStdString());
        QCOMPARE(is_placeholder_address(text.toStdString()), placeholder);
    }
};

QTEST_APPLESS_MAIN(TestPictureDownload)
#include "tst_picture_download.moc"
