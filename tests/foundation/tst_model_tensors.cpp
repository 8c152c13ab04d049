// Weights in one file and in several: values, and lists that do not fit. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "error_text.h"
#include "foundation/files.h"
#include "foundation/model_tensors.h"

using namespace wb;

namespace {

const fs::path goldens = WB_TEST_GOLDENS;

void write(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// A folder with a list of two files, "a" and "b", of one tensor each.
struct Folder {
    QTemporaryDir dir;
    fs::path path = dir.path().toStdString();
    Folder() {
        put("one.safetensors", {{"a", 1.0f}});
        put("two.safetensors", {{"b", 2.0f}});
        index({{"a", "one.safetensors"}, {"b", "two.safetensors"}});
    }
    void put(const std::string& file, const std::vector<std::pair<std::string, float>>& tensors) const {
        SafetensorsWriter writer;
        for (const auto& [name, value] : tensors) writer.add_floats(name, {1}, std::vector{value});
        writer.write(path / file);
    }
    void index(const nlohmann::json& map) const {
        write(path / "model.safetensors.index.json", nlohmann::json{{"weight_map", map}}.dump());
    }
};

}  // namespace

class TestModelTensors : public QObject {
    Q_OBJECT

  private slots:
    void shardsHoldWhatOneFileHolds() {
        const auto whole = ModelTensors::open(goldens / "qwen3_tiny"),
                   parts = ModelTensors::open(goldens / "qwen3_tiny_sharded");
        QCOMPARE(whole.names().size(), std::size_t{35});
        QCOMPARE(parts.names().size(), whole.names().size());
        QCOMPARE(parts.bytes(), whole.bytes());
        QCOMPARE(whole.bytes(), std::uint64_t{674304});
        for (const auto& [name, file] : whole.names()) {
            const auto a = whole.find(name), b = parts.find(name);
            QVERIFY(a && b);
            QCOMPARE(a.tensor->shape, b.tensor->shape);
            QCOMPARE(a.file->floats(name), b.file->floats(name));
        }
        QVERIFY(!parts.find("lm_head.weight"));
        QVERIFY(parts.notices().empty());
    }

    void aMappingOutlivesItsFile() {
        Folder folder;
        folder.put("model.safetensors", {{"c", 3.0f}});
        std::optional<SafetensorsFile> copy;
        {
            const auto model = ModelTensors::open(folder.path);  // the one file comes before the list
            QCOMPARE(model.names().size(), std::size_t{1});
            copy = *model.find("c").file;
            fs::remove(folder.path / "model.safetensors");
        }
        QCOMPARE(copy->floats("c"), std::vector{3.0f});
    }

    void badLists_data() {
        QTest::addColumn<QString>("index");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* map, const char* told) {
            QTest::newRow(name) << QStringLiteral("{\"weight_map\": %1}").arg(QLatin1String(map)) << told;
        };
        QTest::newRow("no JSON") << "{"
                                 << "no JSON document";
        QTest::newRow("a list") << "[]"
                                << "no \"weight_map\"";
        QTest::newRow("no map") << "{}"
                                << "no \"weight_map\"";
        row("empty map", "{}", "no \"weight_map\"");
        row("number", R"({"a": 1})", "is no text");
        row("other folder", R"({"a": "../one.safetensors"})", "no plain name");
        row("absolute", R"({"a": "/etc/passwd"})", "no plain name");
        row("dots", R"({"a": ".."})", "no plain name");
        row("NUL", "{\"a\": \"one\\u0000.safetensors\"}", "no plain name");
        row("empty name", R"({"a": ""})", "no plain name");
        row("missing file", R"({"a": "three.safetensors"})", "which is not there");
        row("missing tensor", R"({"a": "one.safetensors", "b": "one.safetensors"})", "where it is not");
        row("link out of the folder", R"({"a": "link.safetensors"})", "leads out of the folder");
        row("in two files", R"({"a": "both.safetensors", "b": "two.safetensors"})", "is in two of its files");
    }
    void badLists() {
        QFETCH(QString, index);
        QFETCH(QString, told);
        Folder folder;
        QTemporaryDir elsewhere;
        fs::copy_file(folder.path / "one.safetensors", elsewhere.path().toStdString() + "/one.safetensors");
        fs::create_symlink(elsewhere.path().toStdString() + "/one.safetensors", folder.path / "link.safetensors");
        folder.put("both.safetensors", {{"a", 1.0f}, {"b", 2.0f}});
        write(folder.path / "model.safetensors.index.json", index.toStdString());
        const auto error = error_of([&] { ModelTensors::open(folder.path); });
        QVERIFY2(error.find(told.toStdString()) != std::string::npos, error.c_str());
    }

    void tensorsBesideTheListAreTold() {
        Folder folder;
        folder.put("two.safetensors", {{"b", 2.0f}, {"c", 3.0f}});
        const auto model = ModelTensors::open(folder.path);
        QCOMPARE(model.notices().size(), std::size_t{1});
        QVERIFY(!model.find("c"));
    }

    /// Download caches keep a folder of links to files that are named by their digest.
    void linksOfADownloadCache() {
        QTemporaryDir dir;
        const fs::path cache = dir.path().toStdString();
        fs::create_directories(cache / "blobs");
        fs::create_directories(cache / "snapshots" / "0123");
        Folder folder;
        fs::copy_file(folder.path / "one.safetensors", cache / "blobs" / "abcdef");
        fs::create_symlink("../../blobs/abcdef", cache / "snapshots" / "0123" / "one.safetensors");
        write(cache / "snapshots" / "0123" / "model.safetensors.index.json",
              R"({"weight_map": {"a": "one.safetensors"}})");
        const auto model = ModelTensors::open(cache / "snapshots" / "0123");
        QCOMPARE(model.find("a").file->floats("a"), std::vector{1.0f});
    }

    void nothingThere() {
        QTemporaryDir dir;
        QVERIFY(error_of([&] { ModelTensors::open(dir.path().toStdString()); }).find("no weights") !=
                std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestModelTensors)
#include "tst_model_tensors.moc"
