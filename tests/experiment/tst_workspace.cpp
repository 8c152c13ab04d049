// The workspace folder: made, refused in words, and where things lie in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTemporaryDir>

#include "experiment/store_test_helpers.h"
#include "experiment/workspace.h"

using namespace store_test;
namespace fs = std::filesystem;

class TestWorkspace : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int next_ = 0;
    fs::path fresh_path() { return fs::path(dir_.path().toStdString()) / ("place" + std::to_string(++next_)); }

  private slots:
    void a_missing_folder_is_made() {
        const fs::path root = fresh_path() / "deep" /
                              "th\xC6\xB0 m\xE1\xBB\xA5"
                              "c";
        const wb::Workspace workspace = wb::Workspace::open(root);
        QVERIFY(fs::is_directory(root));
        QCOMPARE(workspace.root, root);
        QVERIFY(fs::is_empty(root));  // the write test leaves nothing
        wb::Store store(workspace.store_file());
        QVERIFY(fs::exists(root / "workbench.sqlite"));
        wb::Workspace::open(root);
    }

    void a_relative_path_becomes_absolute() {
        const fs::path before = fs::current_path(), folder = fresh_path();
        fs::create_directories(folder);
        fs::current_path(folder);
        const wb::Workspace workspace = wb::Workspace::open("./here/../here");
        fs::current_path(before);
        QCOMPARE(workspace.root, folder / "here");
    }

    void what_is_no_folder_is_refused() {
        const fs::path file = fresh_path();
        std::ofstream(file) << "x";
        for (const fs::path& root : {file, file / "below"}) {
            const auto error = user_error_of([&] { wb::Workspace::open(root); });
            QVERIFY(error.has_value());
            QVERIFY2(error->what_happened().find("is not a folder") != std::string::npos, error->what());
            QVERIFY(!error->why().empty() && !error->fix().empty());
        }
        QVERIFY(user_error_of([] { wb::Workspace::open({}); }).has_value());
        QCOMPARE(bytes_of(file), std::string("x"));
    }

    void a_disk_that_takes_no_file_is_refused() {
        // /proc is a file system in which nothing can be made, for an administrator too.
        const auto error = user_error_of([] { wb::Workspace::open("/proc/self"); });
        QVERIFY(error.has_value());
        QVERIFY(user_error_of([] { wb::Workspace::open("/proc/self/new"); }).has_value());
    }

    void a_protected_folder_is_refused() {
        const fs::path root = fresh_path();
        fs::create_directories(root);
        chmod(dir_.path().toStdString().c_str(), 0755);
        chmod(root.c_str(), 0555);
        QCOMPARE(wait_for(start_child({"protected", root.string()})), 0);
        QCOMPARE(wait_for(start_child({"protected", (root / "new").string()})), 0);
        chmod(root.c_str(), 0755);
    }

    void places_follow_the_plan() {
        const wb::Workspace workspace{"/w"};
        QCOMPARE(workspace.store_file(), fs::path("/w/workbench.sqlite"));
        QCOMPARE(workspace.data(), fs::path("/w/data/preprocessed"));
        QCOMPARE(workspace.models(), fs::path("/w/models"));
        QCOMPARE(workspace.run_folder(wb::Stage::retrieval, "lrurec", "ml-100k", 42, 7),
                 fs::path("/w/experiments/retrieval/lrurec/ml-100k/seed42/7"));
        QCOMPARE(workspace.published_folder(wb::Stage::rerank, "qwen", "sample", 0),
                 fs::path("/w/experiments/rerank/qwen/sample/seed0"));
    }

    void a_name_cannot_lead_out_of_the_workspace_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("folder");
        QTest::newRow("upwards") << ".."
                                 << "_";
        QTest::newRow("here") << "."
                              << "_";
        QTest::newRow("empty") << ""
                               << "_";
        QTest::newRow("path") << "../../etc/passwd"
                              << ".._.._etc_passwd";
        QTest::newRow("absolute") << "/etc"
                                  << "_etc";
        QTest::newRow("plain") << "Beauty 5-core"
                               << "Beauty 5-core";
    }
    void a_name_cannot_lead_out_of_the_workspace() {
        QFETCH(QString, dataset);
        QFETCH(QString, folder);
        const wb::Workspace workspace{"/w"};
        QCOMPARE(workspace.published_folder(wb::Stage::rerank, "m", dataset.toStdString(), 1),
                 fs::path("/w/experiments/rerank/m") / folder.toStdString() / "seed1");
    }

    void the_default_folder_follows_the_environment() {
        const QByteArray home = qgetenv("HOME"), chosen = qgetenv("WB_WORKSPACE");
        qputenv("HOME", "/home/somebody");
        qunsetenv("WB_WORKSPACE");
        QCOMPARE(wb::Workspace::default_root(), fs::path("/home/somebody/RerankWorkbench"));
        qputenv("WB_WORKSPACE", "/elsewhere");
        QCOMPARE(wb::Workspace::default_root(), fs::path("/elsewhere"));
        qputenv("WB_WORKSPACE", "");
        QCOMPARE(wb::Workspace::default_root(), fs::path("/home/somebody/RerankWorkbench"));
        qputenv("HOME", home);
        if (chosen.isNull()) {
            qunsetenv("WB_WORKSPACE");
        } else {
            qputenv("WB_WORKSPACE", chosen);
        }
    }

    void programs_lie_beside_this_one() {
        const QByteArray before = qgetenv("WB_WORKER");
        qunsetenv("WB_WORKER");
        const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
        QCOMPARE(wb::sibling_program("rerank-worker"), folder / "rerank-worker");
        qputenv("WB_WORKER", "/opt/fake-worker");
        QCOMPARE(wb::sibling_program("rerank-worker"), fs::path("/opt/fake-worker"));
        QCOMPARE(wb::sibling_program("rerank"), folder / "rerank");
        if (before.isNull()) {
            qunsetenv("WB_WORKER");
        } else {
            qputenv("WB_WORKER", before);
        }
    }
};

namespace {

int child(const std::vector<std::string>& arguments) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 3;  // an administrator may write all
    const auto error = user_error_of([&] { wb::Workspace::open(arguments[1]); });
    return error && error->what_happened().find("permission") != std::string::npos ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 2 && std::string(argv[1]) == "--child") return child({argv + 2, argv + argc});
    TestWorkspace test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "tst_workspace.moc"
