// Fetching a model's folder from a hub that is a local server.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <atomic>
#include <filesystem>
#include <map>

#include "error_text.h"
#include "experiment/model_download.h"
#include "foundation/files.h"
#include "foundation/git_blob.h"
#include "foundation/sha256.h"
#include "tests/local_server.h"

using namespace wb;
using made::LocalServer;
namespace fs = std::filesystem;

namespace {

std::string sum_of(const std::string& text) {
    Sha256 sum;
    sum.add(text);
    return sum.hex();
}

/// A hub with one repository, "some/model".
struct Hub {
    std::map<std::string, std::string> files{{"config.json", "{}"},
                                             {"README.md", "not wanted"},
                                             {"tokenizer.json", "{\"a\":1}"},
                                             {"pytorch_model.bin", "not wanted"},
                                             {"model.safetensors", std::string(200000, 'w')}};
    std::string wrong_sum;          ///< of the weights, where it shall be wrong
    std::string damaged;            ///< what comes in the tokenizer's place
    std::string page;               ///< what comes in the place of the list of files
    std::atomic<int> break_off{0};  ///< so many answers with weights end in the middle
    std::atomic<int> refusals{0};   ///< so many requests for weights are refused, behind those
    std::atomic<int> weights_asked{0};
    std::atomic<bool> resumed{false};  ///< the last of them asked for the rest
    LocalServer server{[this](const auto& request, const auto& answer) { serve(request, answer); }};

    void serve(const LocalServer::Request& request, const LocalServer::Answer& answer) {
        if (request.path == "/api/models/some/model/tree/main") {
            std::string list;
            for (const auto& [name, text] : files) {
                list += (list.empty() ? "[" : ",") + std::string("{\"type\":\"file\",\"path\":\"") + name +
                        "\",\"size\":" + std::to_string(text.size());
                if (name == "model.safetensors")
                    list += ",\"lfs\":{\"oid\":\"" + (wrong_sum.empty() ? sum_of(text) : wrong_sum) + "\"}";
                else
                    list += ",\"oid\":\"" + git_blob_id(text) + "\"";
                list += "}";
            }
            if (!page.empty()) return answer.reply(200, page);
            return answer.reply(200, list + ",{\"type\":\"directory\",\"path\":\"onnx\",\"size\":0}]");
        }
        const std::string prefix = "/some/model/resolve/main/";
        const auto found =
            request.path.starts_with(prefix) ? files.find(request.path.substr(prefix.size())) : files.end();
        if (found == files.end()) return answer.reply(404, "");
        if (found->first == "tokenizer.json" && !damaged.empty()) return answer.reply(200, damaged);
        if (found->first != "model.safetensors") return answer.reply(200, found->second);
        ++weights_asked;
        if (break_off == 0 && refusals > 0 && refusals-- > 0) return answer.reply(403, "no");
        std::size_t from = 0;
        resumed = request.headers.count("range") > 0;
        if (resumed) from = std::stoul(request.headers.at("range").substr(6));
        const auto rest = found->second.substr(from);
        const bool broken = break_off > 0 && break_off-- > 0;
        answer.send((from ? "HTTP/1.1 206 x\r\nContent-Range: bytes " + std::to_string(from) + "-" +
                                std::to_string(found->second.size() - 1) + "/" +
                                std::to_string(found->second.size()) + "\r\n"
                          : std::string("HTTP/1.1 200 x\r\n")) +
                    "Connection: close\r\nETag: \"v1\"\r\nContent-Length: " + std::to_string(rest.size()) +
                    "\r\n\r\n" + rest.substr(0, broken ? 50000 : std::string::npos));
    }
};

struct Place {
    QTemporaryDir dir;
    ModelDownload of(const Hub& hub, const std::string& repository = "some/model") const {
        std::string address = hub.server.url("/x");
        address.resize(address.size() - 2);
        return {address, repository, fs::path(dir.path().toStdString()) / "model", "main"};
    }
};

}  // namespace

class TestModelDownload : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        qputenv("no_proxy", "127.0.0.1");
        qputenv("NO_PROXY", "127.0.0.1");
    }

    void whatIsReadAndNoMore() {
        Hub hub;
        Place place;
        const auto download = place.of(hub);
        std::uint64_t done = 0, total = 0;
        std::string last;
        const auto bytes = download_model(download, {}, [&](const DownloadProgress& at) {
            QVERIFY(at.done >= done);
            done = at.done;
            total = at.total;
            last = at.file;
        });
        QCOMPARE(bytes, total);
        QCOMPARE(done, total);
        QCOMPARE(last, std::string("config.json"));  // without it a folder is no model
        QCOMPARE(read_file(download.folder / "model.safetensors", 1 << 20), hub.files["model.safetensors"]);
        std::size_t files = 0;
        for (const auto& entry : fs::directory_iterator(download.folder)) files += entry.is_regular_file();
        QCOMPARE(files, std::size_t{3});
        QCOMPARE(download_model(download, {}, {}), std::uint64_t{0});  // all of it is there
        QCOMPARE(hub.weights_asked.load(), 1);
    }

    void goesOnWhereItBrokeOff() {
        Hub hub;
        hub.break_off = 2;
        Place place;
        const auto download = place.of(hub);
        download_model(download, {}, {});
        QCOMPARE(read_file(download.folder / "model.safetensors", 1 << 20), hub.files["model.safetensors"]);
        QCOMPARE(hub.weights_asked.load(), 3);
    }

    /// A proxy that wants a login, say: what came is not lost by it.
    void aRefusalLosesNothing() {
        Hub hub;
        hub.files["model.safetensors"].assign(3 << 20, 'w');
        hub.break_off = 1;
        hub.refusals = 1;
        Place place;
        const auto download = place.of(hub);
        QVERIFY(!error_of([&] { download_model(download, {}, {}); }).empty());
        QVERIFY(fs::file_size(download.folder / "model.safetensors.part") >= 50000);
        const int before = hub.weights_asked;
        download_model(download, {}, {});
        QCOMPARE(hub.weights_asked - before, 1);
        QVERIFY(hub.resumed);
        QCOMPARE(read_file(download.folder / "model.safetensors", 4 << 20), hub.files["model.safetensors"]);
    }

    /// The hub got other weights of the same size between two calls: files of two versions are never mixed.
    void anotherVersionOfTheSameSize() {
        Hub hub;
        Place place;
        const auto download = place.of(hub);
        download_model(download, {}, {});
        fs::remove(download.folder / "config.json");  // as after a stop
        hub.files["model.safetensors"].assign(200000, 'v');
        download_model(download, {}, {});
        QCOMPARE(read_file(download.folder / "model.safetensors", 1 << 20), hub.files["model.safetensors"]);
    }

    void otherContentIsThrownAway() {
        Hub hub;
        hub.wrong_sum = sum_of("something else");
        Place place;
        const auto download = place.of(hub);
        const auto error = error_of([&] { download_model(download, {}, {}); });
        QVERIFY2(!error.empty(), "a wrong checksum must be found");
        QVERIFY(!fs::exists(download.folder / "model.safetensors"));
        QVERIFY(!fs::exists(download.folder / "config.json"));
    }

    /// Small files have no SHA-256 on a hub, yet the name of their content in git. Damage of one byte is found when
    /// it comes and when it lies there already.
    void smallFilesHaveSumsToo() {
        QCOMPARE(git_blob_id(""), std::string("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
        QCOMPARE(git_blob_id("hello\n"), std::string("ce013625030ba8dba906f756967f9e9ca394464a"));
        Hub hub;
        Place place;
        const auto download = place.of(hub);
        hub.damaged = "{\"a\":2}";
        const auto error = error_of([&] { download_model(download, {}, {}); });
        QVERIFY2(error.find("tokenizer.json") != std::string::npos, error.c_str());
        QVERIFY(!fs::exists(download.folder / "tokenizer.json"));
        hub.damaged.clear();
        download_model(download, {}, {});
        write_file_atomic(download.folder / "tokenizer.json", "{\"a\":3}");
        QCOMPARE(download_model(download, {}, {}), std::uint64_t{7});  // it alone
        QCOMPARE(read_file(download.folder / "tokenizer.json", 100), hub.files["tokenizer.json"]);
    }

    void stops() {
        Hub hub;
        Place place;
        StopToken stop;
        const auto download = place.of(hub);
        QVERIFY_THROWS_EXCEPTION(
            Stopped, download_model(download, stop, [&](const DownloadProgress&) { stop.request_stop(); }));
        QVERIFY(!fs::exists(download.folder / "config.json"));
        download_model(download, {}, {});
        QVERIFY(fs::exists(download.folder / "config.json"));
    }

    void nobodyThere() {
        Hub hub;
        Place place;
        const auto download = place.of(hub, "no/body");
        const auto error = error_of([&] { download_model(download, {}, {}); });
        QVERIFY2(error.find("no repository no/body") != std::string::npos, error.c_str());
        QVERIFY2(error.find(".files.json") == std::string::npos, error.c_str());
        QVERIFY(!fs::exists(download.folder));
    }

    void whereItGoes() {
        QTemporaryDir dir;
        const Workspace workspace{dir.path().toStdString()};
        const auto folder = [&](const char* name) {
            return planned_download(name, "", workspace).folder.filename().string();
        };
        QCOMPARE(folder("qwen3-0.6b"), std::string("Qwen3-0.6B"));
        QCOMPARE(folder("Qwen/Qwen3-0.6B"), std::string("Qwen3-0.6B"));
        QCOMPARE(folder("somebody/Qwen3-0.6B"), std::string("somebody--Qwen3-0.6B"));
        QVERIFY(!error_of([&] { folder("../Qwen3-0.6B"); }).empty());
    }

    void anotherServer() {
        Hub hub;
        hub.page = "<html>hello</html>";
        Place place;
        const auto error = error_of([&] { download_model(place.of(hub), {}, {}); });
        QVERIFY2(error.find("cannot be read") != std::string::npos, error.c_str());
    }

    void onlySafetensors() {
        Hub hub;
        hub.files.erase("model.safetensors");
        Place place;
        const auto error = error_of([&] { download_model(place.of(hub), {}, {}); });
        QVERIFY2(error.find("no weights in safetensors") != std::string::npos, error.c_str());
    }
};

QTEST_GUILESS_MAIN(TestModelDownload)
#include "tst_model_download.moc"
