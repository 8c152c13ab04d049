// The borders between rooms, read from the compiler's own dependency files: what was included, not what was linked.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// Rooms of core, lowest first; a room may include itself and lower ones.
const std::vector<std::string> rooms{"foundation", "dataset",  "text",      "evaluation", "experiment", "tensors",
                                     "networks",   "training", "retrieval", "rerank",     "pipeline"};

int level(const std::string& room) {
    for (std::size_t i = 0; i < rooms.size(); ++i)
        if (rooms[i] == room) return static_cast<int>(i);
    return -1;
}

/// Ninja keeps the compiler's dependency files in its own log; `ninja -t deps` prints them.
std::map<std::string, std::vector<std::string>> dependencies() {
    std::map<std::string, std::vector<std::string>> all;
    const std::string command = "ninja -C '" WB_BINARY_DIR "' -t deps 2>/dev/null";
    FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) return all;
    std::string text, object;
    char buffer[65536];
    for (std::size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    pclose(pipe);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("    ", 0) == 0) {
            // A compiler cache may have made the paths relative to the build folder.
            all[object].push_back((fs::path(WB_BINARY_DIR) / line.substr(4)).lexically_normal().string());
        } else if (const auto colon = line.find(": #deps"); colon != std::string::npos) {
            object = line.substr(0, colon);
        }
    }
    return all;
}

std::string below(const std::string& path, const std::string& folder) {
    const std::string root = std::string(WB_SOURCE_DIR) + "/" + folder + "/";
    return path.rfind(root, 0) == 0 ? path.substr(root.size()) : "";
}

std::string room_of(const std::string& path) {
    const auto rest = below(path, "core");
    return rest.substr(0, rest.find('/'));
}

}  // namespace

class TestBorders : public QObject {
    Q_OBJECT
    const std::map<std::string, std::vector<std::string>> all_ = dependencies();

    /// Source files of a folder with everything they include.
    std::vector<std::pair<std::string, std::vector<std::string>>> units(const std::string& folder) const {
        std::vector<std::pair<std::string, std::vector<std::string>>> out;
        for (const auto& [object, files] : all_)
            for (const auto& f : files)
                if (f.ends_with(".cpp") && !below(f, folder).empty()) {
                    out.emplace_back(below(f, folder), files);
                    break;
                }
        return out;
    }
    static std::string first_match(const std::vector<std::string>& files, const std::regex& forbidden) {
        for (const auto& f : files)
            if (std::regex_search(f, forbidden)) return f;
        return "";
    }

  private Q_SLOTS:
    void thereIsSomethingToRead() {
        QVERIFY2(units("core").size() > 20, "no dependency log: build with Ninja");
        QVERIFY(units("app/cli").size() > 3);
    }
    void coreAndCommandLineHaveNoQt() {
        const std::regex qt("/qt6?/|/Qt[A-Z][A-Za-z]*/");
        for (const char* folder : {"core", "app/cli", "app/worker"})
            for (const auto& [file, includes] : units(folder)) {
                const auto bad = first_match(includes, qt);
                QVERIFY2(bad.empty(), qPrintable(QString::fromStdString(file + " includes " + bad)));
            }
    }
    void windowAndCommandLineHaveNoTorch() {
        const std::regex torch("/(torch|ATen|c10)/");
        for (const char* folder : {"widgets", "app/gui", "app/cli"})
            for (const auto& [file, includes] : units(folder)) {
                const auto bad = first_match(includes, torch);
                QVERIFY2(bad.empty(), qPrintable(QString::fromStdString(file + " includes " + bad)));
            }
        for (const auto& [file, includes] : units("core")) {
            if (level(file.substr(0, file.find('/'))) >= level("tensors")) continue;
            const auto bad = first_match(includes, torch);
            QVERIFY2(bad.empty(), qPrintable(QString::fromStdString(file + " includes " + bad)));
        }
    }
    void windowHasNoOpenCvOrSqlite() {
        const std::regex hidden("/opencv4?/|/SQLiteCpp/|/sqlite3\\.h");
        for (const char* folder : {"widgets", "app/gui"})
            for (const auto& [file, includes] : units(folder)) {
                const auto bad = first_match(includes, hidden);
                QVERIFY2(bad.empty(), qPrintable(QString::fromStdString(file + " includes " + bad)));
            }
    }
    void coreRoomsUseOnlyLowerOnes() {
        for (const auto& [file, includes] : units("core")) {
            const int own = level(file.substr(0, file.find('/')));
            QVERIFY2(own >= 0, qPrintable(QString::fromStdString(file + " is in no known room")));
            for (const auto& f : includes) {
                const auto room = room_of(f);
                if (room.empty()) continue;
                QVERIFY2(level(room) <= own, qPrintable(QString::fromStdString(file + " includes " + f)));
            }
        }
    }
    void nothingIncludesUpwards() {
        const std::regex upper(std::string("^") + WB_SOURCE_DIR + "/(app|widgets)/");
        for (const auto& [file, includes] : units("core"))
            QVERIFY2(first_match(includes, upper).empty(), file.c_str());
        const std::regex app(std::string("^") + WB_SOURCE_DIR + "/app/");
        for (const auto& [file, includes] : units("widgets"))
            QVERIFY2(first_match(includes, app).empty(), file.c_str());
    }
};

QTEST_APPLESS_MAIN(TestBorders)
#include "tst_borders.moc"
