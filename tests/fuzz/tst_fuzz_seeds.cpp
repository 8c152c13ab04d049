// Every fuzz target over its stored inputs: those that show it the format, and those that once broke something.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#define WB_FUZZ_TARGET(name) extern "C" int name(const std::uint8_t* data, std::size_t size);
#include "fuzz_targets.inc"
#undef WB_FUZZ_TARGET

class TestFuzzSeeds : public QObject {
    Q_OBJECT
  private slots:
    void every_target_has_seeds();
    void seeds_data();
    void seeds();
};

namespace {

namespace fs = std::filesystem;
using Run = int (*)(const std::uint8_t*, std::size_t);

const std::map<std::string, Run>& targets() {
    static const std::map<std::string, Run> all = {
#define WB_FUZZ_TARGET(name) {std::string(#name).substr(5), name},
#include "fuzz_targets.inc"
#undef WB_FUZZ_TARGET
    };
    return all;
}

/// The inputs of a target; those of .npy files lie with the other goldens.
fs::path seeds_of(const std::string& target) {
    return target == "npy" ? fs::path(WB_TEST_GOLDENS) / "npy_seeds"
                           : fs::path(WB_SOURCE_DIR) / "fuzz" / "seeds" / target;
}

}  // namespace

void TestFuzzSeeds::every_target_has_seeds() {
    QVERIFY(targets().size() > 10);
    for (const auto& [name, run] : targets())
        QVERIFY2(fs::is_directory(seeds_of(name)) && !fs::is_empty(seeds_of(name)), name.c_str());
}

void TestFuzzSeeds::seeds_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("path");
    for (const auto& [name, run] : targets()) {
        if (!fs::is_directory(seeds_of(name))) continue;
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(seeds_of(name))) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            QTest::addRow("%s %s", name.c_str(), file.filename().c_str())
                << QString::fromStdString(name) << QString::fromStdString(file.string());
    }
}

/// A target ends the program where something does not hold, and an exception that it lets out fails the row.
void TestFuzzSeeds::seeds() {
    QFETCH(QString, target);
    QFETCH(QString, path);
    std::ifstream in(path.toStdString(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    // An empty input is the first one that libFuzzer tries.
    QCOMPARE(targets().at(target.toStdString())(data, 0), 0);
    QCOMPARE(targets().at(target.toStdString())(data, bytes.size()), 0);
}

QTEST_APPLESS_MAIN(TestFuzzSeeds)
#include "tst_fuzz_seeds.moc"
