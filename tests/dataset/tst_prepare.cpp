// `prepare`: the folder in the workspace appears whole or not at all, and is replaced only by a whole one.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

#include "dataset/candidates.h"
#include "dataset/prepare.h"
#include "tests/dataset/made_files.h"

class TestPrepare : public QObject {
    Q_OBJECT
  private slots:
    void makes_the_folder_and_candidates();
    void reuses_the_same_content();
    void replaces_other_content();
    void keeps_what_was_made_for_the_same_sequences();
    void failing_import_leaves_what_was_there_data();
    void failing_import_leaves_what_was_there();
    void stop_leaves_what_was_there();
    void killed_at_any_time();
    void sample();
};

namespace {

namespace fs = std::filesystem;

/// 12 users with 6 of 20 items each; `shift` makes other data of the same form.
std::string table(int shift) {
    std::string text = "user,item,rating,time\n";
    for (int u = 0; u < 12; ++u)
        for (int i = 0; i < 6; ++i)
            text += "u" + std::to_string(u) + ",i" + std::to_string(10 + (u * 7 + i * (3 + shift)) % 20) + ",4," +
                    std::to_string(i) + "\n";
    return text;
}

struct Place {
    QTemporaryDir dir;
    fs::path raw = made::path_of(dir) / "raw/t.csv", data = made::path_of(dir) / "ws/data/preprocessed";
    fs::path folder = data / "made_min_rating0-min_uc3-min_sc1";
    wb::PrepareResult prepare(int n = 5) { return wb::prepare_dataset(made::request(raw), data, {n, 42}); }
    /// Everything below the workspace with its bytes.
    std::map<std::string, std::string> content() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(data))
            files[entry.path().string()] = entry.is_regular_file() ? made::read(entry.path()) : "";
        return files;
    }
};

}  // namespace

void TestPrepare::makes_the_folder_and_candidates() {
    Place place;
    made::write(place.raw, table(0));
    const auto result = place.prepare();
    QCOMPARE(result.reused, false);
    QCOMPARE(result.info.folder, place.folder);
    QCOMPARE(result.info.users, 12);
    QCOMPARE(result.report.steps.back().interactions, 72);
    const auto dataset = wb::read_prepared(place.folder);
    QCOMPARE(dataset.fingerprint, result.info.fingerprint);
    QVERIFY(fs::exists(place.folder / "candidates/validation_n5_seed42.txt"));
    QCOMPARE(wb::stored_candidates(dataset, "test", {5, 42}).lists,
             wb::sample_candidates(dataset, "test", {5, 42}).lists);
    QCOMPARE(std::distance(fs::directory_iterator(place.data), fs::directory_iterator()),
             1);  // nothing temporary stays
    QCOMPARE(wb::find_prepared(place.data, "made", made::request("").filter).fingerprint, dataset.fingerprint);
}

void TestPrepare::reuses_the_same_content() {
    Place place;
    made::write(place.raw, table(0));
    place.prepare(0);
    QVERIFY(!fs::exists(place.folder / "candidates"));
    made::write(place.folder / "features.bin", "x");
    const auto time = fs::last_write_time(place.folder / "meta.json");
    const auto again = place.prepare(5);
    QCOMPARE(again.reused, true);
    QVERIFY(fs::last_write_time(place.folder / "meta.json") == time);
    QVERIFY(fs::exists(place.folder / "candidates/test_n5_seed42.txt"));
    QVERIFY(fs::exists(place.folder / "features.bin"));
}

void TestPrepare::replaces_other_content() {
    Place place;
    made::write(place.raw, table(0));
    const auto first = place.prepare();
    made::write(place.folder / "features.bin", "made for the old items");
    made::write(place.raw, table(2));
    const auto second = place.prepare();
    QCOMPARE(second.reused, false);
    QVERIFY(second.info.fingerprint != first.info.fingerprint);
    QCOMPARE(wb::read_prepared(place.folder).fingerprint, second.info.fingerprint);
    QVERIFY(!fs::exists(place.folder / "features.bin"));
    // A damaged folder is no obstacle.
    made::write(place.folder / "train.txt", "1 1\n");
    QCOMPARE(place.prepare().reused, false);
    QCOMPARE(wb::read_prepared(place.folder).fingerprint, second.info.fingerprint);
}

void TestPrepare::keeps_what_was_made_for_the_same_sequences() {
    Place place;
    made::write(place.raw, table(0));
    place.prepare();
    auto dataset = wb::read_prepared(place.folder);
    dataset.items[1].caption = "a caption that took an hour";
    wb::write_prepared(dataset, place.folder);
    made::write(place.folder / "features/clip.bin", "x");
    QCOMPARE(place.prepare().reused, true);
    made::write(place.raw.parent_path() / "items.csv", "id,title\ni10,Ten\n");
    auto request = made::request(place.raw.parent_path());
    const auto result = wb::prepare_dataset(request, place.data, {5, 42});
    QCOMPARE(result.reused, false);
    dataset = wb::read_prepared(place.folder);
    QCOMPARE(dataset.items[1].title, "Ten");
    QCOMPARE(dataset.items[1].caption, "a caption that took an hour");
    QCOMPARE(made::read(place.folder / "features/clip.bin"), "x");
}

void TestPrepare::failing_import_leaves_what_was_there_data() {
    QTest::addColumn<QString>("bytes");
    QTest::addColumn<int>("n");
    QTest::newRow("malformed line") << QString::fromStdString(table(2)) + "u1,i10,x,1\n" << 5;
    QTest::newRow("nothing left") << "user,item\nu,a\nu,b\n" << 5;
    QTest::newRow("empty") << "" << 5;
    QTest::newRow("too many candidates") << QString::fromStdString(table(2)) << 18;
}

void TestPrepare::failing_import_leaves_what_was_there() {
    QFETCH(QString, bytes);
    QFETCH(int, n);
    Place place;
    made::write(place.raw, table(0));
    place.prepare();
    const auto before = place.content();
    made::write(place.raw, bytes.toStdString());
    QVERIFY(!made::error_of([&] { place.prepare(n); }).empty());
    QCOMPARE(place.content(), before);
}

void TestPrepare::stop_leaves_what_was_there() {
    Place place;
    made::write(place.raw, table(0));
    place.prepare();
    const auto before = place.content();
    made::write(place.raw, table(2));
    for (const char* phase : {"filter", "split", "write", "candidates"}) {
        wb::StopToken stop;
        const auto progress = [&](const std::string& name, double) {
            if (name == phase) stop.request_stop();
        };
        QVERIFY_EXCEPTION_THROWN(wb::prepare_dataset(made::request(place.raw), place.data, {5, 42}, stop, progress),
                                 wb::Stopped);
        QCOMPARE(place.content(), before);
    }
}

void TestPrepare::killed_at_any_time() {
    Place place;
    made::write(place.raw, table(0));
    const auto old = place.prepare().info.fingerprint;
    made::write(place.raw, table(2));
    QTemporaryDir other;
    const auto fresh = wb::prepare_dataset(made::request(place.raw), made::path_of(other), {5, 42}).info.fingerprint;
    int phases = 0;
    for (int kill_at = 0;; ++kill_at) {
        const pid_t child = fork();
        if (child == 0) {
            int calls = 0;
            try {
                wb::prepare_dataset(made::request(place.raw), place.data, {5, 42}, {},
                                    [&](const std::string&, double) {
                                        if (calls++ == kill_at) _exit(9);  // as a kill: nothing is cleaned up
                                    });
            } catch (...) {
                _exit(1);
            }
            _exit(0);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        const auto now = wb::read_prepared(place.folder).fingerprint;
        QVERIFY(now == old || now == fresh);
        QCOMPARE(wb::list_prepared(place.data).size(), 1u);
        if (WEXITSTATUS(status) == 0) break;
        QCOMPARE(WEXITSTATUS(status), 9);
        ++phases;
    }
    QVERIFY(phases >= 5);
    QCOMPARE(wb::read_prepared(place.folder).fingerprint, fresh);
    // What the killed ones left behind goes away after a day.
    int left = 0;
    for (const auto& entry : fs::directory_iterator(place.data))
        if (entry.path().filename().string().starts_with(".")) {
            ++left;
            fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(25));
        }
    QVERIFY(left > 0);
    place.prepare();
    QCOMPARE(std::distance(fs::directory_iterator(place.data), fs::directory_iterator()), 1);
}

void TestPrepare::sample() {
    Place place;
    wb::ImportRequest request;
    request.dataset_code = "sample";
    const auto result = wb::prepare_dataset(request, place.data, {20, 42});
    QCOMPARE(result.info.name, "sample");
    QCOMPARE(result.info.folder, place.data / "sample_min_rating0-min_uc5-min_sc5");
    const auto dataset = wb::read_prepared(result.info.folder);
    QVERIFY(dataset.item_count() > 100);
    for (std::size_t i = 1; i < dataset.items.size(); ++i)
        QVERIFY(fs::is_regular_file(result.info.folder / dataset.items[i].image));
    QCOMPARE(wb::prepare_dataset(request, place.data, {20, 42}).reused, true);
    made::write(place.raw, table(0));
    request.raw = {place.raw};
    QVERIFY(made::error_of([&] {
                wb::prepare_dataset(request, place.data, {20, 42});
            }).find("sample") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestPrepare)
#include "tst_prepare.moc"
