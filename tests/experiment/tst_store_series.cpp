// Series, warnings, log, artifacts, reference lines and results per user.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <map>
#include <random>

#include "experiment/store_test_helpers.h"

using namespace store_test;
namespace fs = std::filesystem;

namespace {

const double no_number = std::numeric_limits<double>::quiet_NaN();
const double inf = std::numeric_limits<double>::infinity();

bool same(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || a == b;
}

}  // namespace

class TestStoreSeries : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    int next_ = 0;
    fs::path fresh_path() {
        return fs::path(dir_.path().toStdString()) / ("store" + std::to_string(++next_) + ".sqlite");
    }

  private slots:
    void snapshots_are_kept_by_step() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        const auto snapshot = [&](int attempt, std::int64_t step, double p) {
            return wb::Event{id, attempt, step, wb::SnapshotEvent{step, 0.5, {0, 2}, {{7, 12, {12, 3}, {p, 1 - p}}}}};
        };
        store.append(id, 1, {snapshot(1, 0, 0.5), snapshot(1, 100, 0.25), snapshot(1, 200, 0.75)});
        store.append(id, 2, {snapshot(2, 200, 0.125)});  // done again after a resume
        const auto all = store.snapshots(id);
        QCOMPARE(all.size(), std::size_t{3});
        QCOMPARE(all[1].step, std::int64_t{100});
        QCOMPARE(all[1].entropy, (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(all[1].lists.at(0).items, (std::vector<std::int64_t>{12, 3}));
        QCOMPARE(all[2].lists.at(0).probabilities, (std::vector<double>{0.125, 0.875}));
        QCOMPARE(store.snapshots(id, 100).size(), std::size_t{1});
        QVERIFY(store.snapshots(id + 1).empty());
    }

    void values_that_are_no_numbers_are_kept() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        const std::vector<double> values{1.0, no_number, inf, -inf, 0.5, 1e300, no_number};
        std::vector<wb::Event> events;
        for (std::size_t i = 0; i < values.size(); ++i)
            events.push_back(scalar(id, 1, "stage1/loss", static_cast<std::int64_t>(i), values[i]));
        events.push_back({id, 1, 9, wb::ScalarEvent{"stage1/lr", 1, no_number, inf, 0.1}});
        store.append(id, 1, events);
        const auto all = store.series(id);
        const wb::SeriesInfo* info = find_series(all, "stage1/loss");
        QVERIFY(info != nullptr);
        const auto points = store.points(info->id);
        QCOMPARE(points.size(), values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            QVERIFY2(same(points[i].value, values[i]), qPrintable(QString::number(i)));
            QCOMPARE(points[i].epoch, 0.5 * static_cast<double>(i));
        }
        QVERIFY(std::isnan(info->last));
        QCOMPARE(info->last_step, 6);
        QCOMPARE(info->best, 0.5);
        QCOMPARE(info->best_step, 4);
        QCOMPARE(info->points, 7);
        QCOMPARE(find_series(all, "stage1/lr")->last, 0.1);
    }

    void best_data() {
        QTest::addColumn<QString>("series");
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<bool>("has_best");
        QTest::addColumn<double>("best");
        QTest::newRow("a loss goes down") << "stage2/epoch_loss" << QList<double>{3, 1, 2} << true << 1.0;
        QTest::newRow("a metric goes up") << "stage2/val_recall@10" << QList<double>{0.3, 0.1, 0.2} << true << 0.3;
        QTest::newRow("NaN first") << "stage1/val_ndcg@10" << QList<double>{no_number, -5} << true << -5.0;
        QTest::newRow("NaN last") << "stage1/loss" << QList<double>{5, no_number} << true << 5.0;
        QTest::newRow("infinities never win") << "stage1/loss" << QList<double>{-inf, 5, inf} << true << 5.0;
        QTest::newRow("nothing finite") << "stage1/loss" << QList<double>{no_number, inf, -inf} << false << 0.0;
        QTest::newRow("negative loss") << "stage1/loss" << QList<double>{-1, -3, -2} << true << -3.0;
    }
    void best() {
        QFETCH(QString, series);
        QFETCH(QList<double>, values);
        QFETCH(bool, has_best);
        QFETCH(double, best);
        wb::Store store(fresh_path());
        const wb::RunId one = store.create_run(simple_run()), many = store.create_run(simple_run());
        std::vector<wb::Event> events;
        for (int i = 0; i < values.size(); ++i) {
            events.push_back(scalar(one, 1, series.toStdString(), i, values[i]));
            store.append(many, 1, {scalar(many, 1, series.toStdString(), i, values[i])});  // a transaction each
        }
        store.append(one, 1, events);
        for (const wb::RunId id : {one, many}) {
            const auto all = store.series(id);
            QCOMPARE(all.size(), std::size_t{1});
            QCOMPARE(all[0].has_best, has_best);
            QCOMPARE(all[0].best, best);
            QVERIFY(!std::isnan(all[0].best));
        }
    }

    void a_later_attempt_replaces_the_steps_it_does_again() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        std::vector<wb::Event> first, second;
        for (int step = 1; step <= 10; ++step)
            first.push_back(scalar(id, 1, "stage1/loss", step, step == 8 ? 0.25 : 100.0 + step));
        store.append(id, 1, first);
        QCOMPARE(store.series(id)[0].best, 0.25);
        for (int step = 7; step <= 9; ++step) second.push_back(scalar(id, 2, "stage1/loss", step, 200.0 + step));
        store.append(id, 2, second);
        const wb::SeriesInfo info = store.series(id)[0];
        const auto points = store.points(info.id);
        QCOMPARE(points.size(), std::size_t{10});
        for (int step = 1; step <= 10; ++step) {
            QCOMPARE(points[static_cast<std::size_t>(step - 1)].step, step);
            const double expected = step >= 7 && step <= 9 ? 200.0 + step : 100.0 + step;
            QCOMPARE(points[static_cast<std::size_t>(step - 1)].value, expected);
        }
        QCOMPARE(info.points, 10);
        QCOMPARE(info.last, 209.0);
        QCOMPARE(info.last_step, 9);
        QCOMPARE(info.best, 101.0);  // the best of the first attempt was done again, with another result
        QCOMPARE(info.best_step, 1);
        const auto tail = store.points(info.id, 8);
        QCOMPARE(tail.size(), std::size_t{2});
        QCOMPARE(tail[0].value, 209.0);
        QCOMPARE(tail[1].value, 110.0);
        QVERIFY(store.points(info.id, 10).empty());
        QVERIFY(store.points(info.id + 1).empty());
    }

    /// Random attempts in random batches against a map that holds the newest value of each step.
    void any_order_of_attempts_agrees_with_a_map_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 5; ++seed) QTest::addRow("seed %u", seed) << seed;
    }
    void any_order_of_attempts_agrees_with_a_map() {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        std::map<std::int64_t, double> truth;
        std::int64_t step = 0;
        double last = 0;
        for (int attempt = 1; attempt <= 4; ++attempt) {
            step = step > 0 ? below(static_cast<int>(step) + 1) : 0;
            for (int batch = 0; batch < 10; ++batch) {
                std::vector<wb::Event> events;
                for (int i = below(30); i >= 0; --i) {
                    const double value = below(20) == 0 ? no_number : below(1000);
                    events.push_back(scalar(id, attempt, "stage2/val_mrr", ++step, value));
                    truth[step] = last = value;
                }
                store.append(id, attempt, events);
            }
        }
        const wb::SeriesInfo info = store.series(id)[0];
        QCOMPARE(info.points, static_cast<std::int64_t>(truth.size()));
        QCOMPARE(info.last_step, step);
        QVERIFY(same(info.last, last));
        double best = -inf;
        for (const auto& entry : truth)
            if (entry.second > best) best = entry.second;
        QCOMPARE(info.best, best);
        QVERIFY(same(truth.at(info.best_step), best));
        const auto points = store.points(info.id);
        QCOMPARE(points.size(), truth.size());
        auto expected = truth.begin();
        for (const wb::SeriesPoint& point : points) {
            QCOMPARE(point.step, expected->first);
            QVERIFY(same(point.value, expected->second));
            ++expected;
        }
    }

    void warnings_are_counted_and_logs_kept_in_order() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run()), other = store.create_run(simple_run());
        const wb::Event a{id, 1, 1, wb::WarningEvent{"DATA_001", "No pictures."}};
        const wb::Event b{id, 1, 2, wb::WarningEvent{"DATA_001", "No captions."}};
        store.append(id, 1, {b, a, a});
        store.append(id, 2, {a});
        const auto warnings = store.warnings(id);
        QCOMPARE(warnings.size(), std::size_t{2});
        QCOMPARE(warnings[0].text, std::string("No captions."));
        QCOMPARE(warnings[0].count, 1);
        QCOMPARE(warnings[1].code, std::string("DATA_001"));
        QCOMPARE(warnings[1].count, 3);
        QVERIFY(store.warnings(other).empty());
        QCOMPARE(store.find_run(id)->warnings, 2);

        std::vector<wb::Event> events{{id, 1, 1, wb::StartedEvent{"stage 1: LRURec", 77}}};
        for (int i = 0; i < 5; ++i)
            events.push_back({id, 1, i, wb::LogEvent{wb::LogLevel::warning, "X_1", "line " + std::to_string(i)}});
        events.push_back({id, 1, 9, wb::ProgressEvent{"stage1", "epoch 1", "batches", 1, 2, 3}});
        events.push_back({id, 1, 9, wb::CheckpointEvent{"stage1", "a/b.safetensors", 40}});
        events.push_back({id, 1, 9, wb::EndedEvent{wb::RunStatus::failed, "No memory.", "", "Buy some."}});
        store.append(id, 1, events);
        const auto logs = store.logs(id);
        QCOMPARE(logs.size(), std::size_t{8});
        QVERIFY(logs[0].text.find("stage 1: LRURec") != std::string::npos);
        QCOMPARE(logs[1].text, std::string("line 0"));
        QCOMPARE(logs[1].level, wb::LogLevel::warning);
        QVERIFY(logs[6].text.find("a/b.safetensors") != std::string::npos);
        QCOMPARE(logs[7].level, wb::LogLevel::error);
        QVERIFY(logs[7].text.find("No memory. Buy some.") != std::string::npos);
        QVERIFY(logs[7].time > 1.6e9);
        const auto tail = store.logs(id, 3);
        QCOMPARE(tail.size(), std::size_t{3});
        QCOMPARE(tail[0].text, std::string("line 4"));
        QCOMPARE(store.find_run(id)->status, wb::RunStatus::queued);  // an ended event is only told, finish() ends
    }

    void artifacts_and_reference_lines() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        store.append(id, 1,
                     {{id, 1, 1, wb::ArtifactEvent{"model", "experiments/m.safetensors", 10}},
                      {id, 1, 2, wb::ArtifactEvent{"metrics", "experiments/m.json", 20}},
                      {id, 1, 3, wb::ArtifactEvent{"weights", "experiments/m.safetensors", std::int64_t{1} << 40}},
                      {id, 1, 4, wb::ReferenceLineEvent{"stage1/loss", "ln 100", 4.6}},
                      {id, 1, 5, wb::ReferenceLineEvent{"stage1/loss", "ln 50", 3.9}},
                      {id, 1, 6, wb::ReferenceLineEvent{"stage2/loss", "none", inf}}});
        const auto artifacts = store.artifacts(id);
        QCOMPARE(artifacts.size(), std::size_t{2});
        QCOMPARE(artifacts[0].kind, std::string("weights"));
        QCOMPARE(artifacts[0].bytes, std::int64_t{1} << 40);
        QCOMPARE(artifacts[1].path, std::string("experiments/m.json"));
        const auto lines = store.reference_lines(id);
        QCOMPARE(lines.size(), std::size_t{2});
        QCOMPARE(lines.at("stage1/loss").first, std::string("ln 50"));
        QCOMPARE(lines.at("stage1/loss").second, 3.9);
        QCOMPARE(lines.at("stage2/loss").second, inf);
    }

    void results_of_users_read_back() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        wb::UserDetail full;
        full.result = {7, 3, 12, 3, true, 1, 0, 0, 2, 0.5, 1.25, 0.9, 0.6, 44};
        full.items = {3, 2147483647, -1};
        full.scores = {1.5F, std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()};
        full.probabilities = {0.5F, 0.25F, 0.25F};
        full.retrieval_ranks = {2, 1, 200};
        wb::UserDetail bare;
        bare.result = {-5, 9, 0, 0, false, -1, -1, std::int64_t{1} << 40, 0, no_number, -1, inf, -1, 0};
        store.put_user_results(id, 2, "test", {full, bare});
        store.put_user_results(id, 2, "validation", {bare});

        const auto results = store.user_results(id, 2, "test");
        QCOMPARE(results.size(), std::size_t{2});
        QCOMPARE(results[0].user, -5);  // sorted by user
        QVERIFY(!results[0].covered);
        QCOMPARE(results[0].better, std::int64_t{1} << 40);
        QVERIFY(std::isnan(results[0].target_probability));
        QCOMPARE(results[0].normalised_entropy, inf);
        const wb::UserResult& read = results[1];
        QCOMPARE(read.user, 7);
        QCOMPARE(read.target, 3);
        QCOMPARE(read.history_length, 12);
        QCOMPARE(read.candidates, 3);
        QVERIFY(read.covered);
        QCOMPARE(read.better_before, 1);
        QCOMPARE(read.equal_before, 0);
        QCOMPARE(read.better, 0);
        QCOMPARE(read.equal, 2);
        QCOMPARE(read.target_probability, 0.5);
        QCOMPARE(read.entropy, 1.25);
        QCOMPARE(read.normalised_entropy, 0.9);
        QCOMPARE(read.top_probability, 0.6);
        QCOMPARE(read.top_item, 44);

        const auto detail = store.user_detail(id, 2, "test", 7);
        QVERIFY(detail.has_value());
        QCOMPARE(detail->items, full.items);
        QCOMPARE(detail->probabilities, full.probabilities);
        QCOMPARE(detail->retrieval_ranks, full.retrieval_ranks);
        QCOMPARE(detail->scores.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) QVERIFY(same(detail->scores[i], full.scores[i]));
        QVERIFY(store.user_detail(id, 2, "test", -5)->items.empty());
        QVERIFY(!store.user_detail(id, 2, "test", 8).has_value());
        QVERIFY(!store.user_detail(id, 1, "test", 7).has_value());
        QCOMPARE(store.user_results(id, 2, "validation").size(), std::size_t{1});
        QVERIFY(store.user_results(id, 1, "validation").empty());

        full.items = {8};
        full.scores = {2.0F};
        full.probabilities.clear();
        full.retrieval_ranks.clear();
        store.put_user_results(id, 2, "test", {full});
        QCOMPARE(store.user_results(id, 2, "test").size(), std::size_t{2});
        QCOMPARE(store.user_detail(id, 2, "test", 7)->items, std::vector<std::int32_t>{8});
        QVERIFY(store.user_detail(id, 2, "test", 7)->probabilities.empty());
    }

    void several_true_items_of_a_user() {
        wb::UserResult result;
        result.user = 7;
        result.add_true_item({3, 5, 0});
        QCOMPARE(result.target, 3);
        result.add_true_item({4, 9, 1});
        result.add_true_item({5, 2, 1});  // placed best: it takes the first place
        QCOMPARE(result.target, 5);
        QCOMPARE(result.better, std::int64_t{2});
        QCOMPARE(result.other_true_items, (std::vector<wb::TrueItemPlace>{{4, 9, 1}, {3, 5, 0}}));
        QCOMPARE(result.true_items(), (std::vector<std::int32_t>{3, 4, 5}));

        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        wb::UserDetail several, one, last;
        several.result = result;
        one.result.user = 8;
        one.result.add_true_item({9, 0, 0});
        last.result = result;
        last.result.user = 9;
        store.put_user_results(id, 1, "test", {last, one, several});
        const auto read = store.user_results(id, 1, "test");
        QCOMPARE(read.size(), std::size_t{3});
        QCOMPARE(read[0].other_true_items, result.other_true_items);
        QVERIFY(read[1].other_true_items.empty());
        QCOMPARE(read[2].true_items(), result.true_items());
        QCOMPARE(store.user_detail(id, 1, "test", 7)->result.other_true_items, result.other_true_items);
        QVERIFY(store.user_results(id, 1, "validation").empty());
        // Results that are stored again take the place of the old ones.
        several.result.other_true_items = {{3, 1, 0}};
        store.put_user_results(id, 1, "test", {several});
        QCOMPARE(store.user_detail(id, 1, "test", 7)->result.other_true_items,
                 (std::vector<wb::TrueItemPlace>{{3, 1, 0}}));
    }

    void vectors_are_little_endian_floats() {
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        wb::UserDetail detail;
        detail.items = {258};
        detail.scores = {1.0F};
        store.put_user_results(id, 1, "test", {detail});
        QCOMPARE(raw_text(file, "SELECT hex(items), hex(scores), length FROM user_vectors"),
                 std::string("02010000|0000803F|1|\n"));
    }

    void damaged_vectors_are_told_data() {
        QTest::addColumn<QString>("damage");
        QTest::newRow("cut scores") << "scores = x'0000'";
        QTest::newRow("odd bytes") << "items = x'0102030405'";
        QTest::newRow("too long a length") << "length = 4611686018427387904";
        QTest::newRow("negative length") << "length = -1";
        QTest::newRow("ranks of another list") << "retrieval_ranks = x'01000000'";
    }
    void damaged_vectors_are_told() {
        QFETCH(QString, damage);
        const fs::path file = fresh_path();
        wb::Store store(file);
        const wb::RunId id = store.create_run(simple_run());
        wb::UserDetail detail;
        detail.items = {1, 2};
        detail.scores = {1.0F, 2.0F};
        store.put_user_results(id, 1, "test", {detail});
        raw_exec(file, "UPDATE user_vectors SET " + damage.toStdString());
        const auto error = user_error_of([&] { store.user_detail(id, 1, "test", 0); });
        QVERIFY(error.has_value());
        QVERIFY(error->what_happened().find("damaged") != std::string::npos);
    }

    void wrong_use_is_a_bug() {
        wb::Store store(fresh_path());
        const wb::RunId id = store.create_run(simple_run());
        wb::UserDetail uneven;
        uneven.items = {1, 2};
        uneven.scores = {1.0F};
        QVERIFY_EXCEPTION_THROWN(store.put_user_results(id, 1, "test", {uneven}), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(store.put_user_results(id, 3, "test", {}), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(store.user_results(id, 1, "train"), std::logic_error);
        QVERIFY(store.user_results(id, 1, "test").empty());
    }
};

QTEST_APPLESS_MAIN(TestStoreSeries)
#include "tst_store_series.moc"
