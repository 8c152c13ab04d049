// The training loop on a small problem with a known answer.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <filesystem>

#include "foundation/random.h"
#include "networks/fused_ops.h"
#include "training/fit.h"

using namespace wb;

namespace {

/// Least squares with dropout, noise per update and a validation that can be told what to answer.
class Toy : public Trainable {
  public:
    explicit Toy(std::uint64_t seed) : seed_(seed) {
        auto w = at::full({8}, 0.5);
        w.set_requires_grad(true);
        parameters_.push_back({"w", w, true});
    }
    const Parameters& parameters() const override { return parameters_; }
    std::int64_t begin_epoch(std::int64_t epoch) override {
        epochs_begun.push_back(epoch);
        epoch_ = epoch;
        return 7;
    }
    at::Tensor batch_loss(std::int64_t batch, std::int64_t update) override {
        if (update + 1 == stop_at && stop) stop->request_stop();
        if (update + 1 == poison_at) return (parameters_[0].value * std::nan("")).sum();
        Rng rng(seed_, "toy", static_cast<std::uint64_t>(epoch_), static_cast<std::uint64_t>(batch));
        auto x = at::empty({16, 8});
        for (std::int64_t i = 0; i < x.numel(); ++i) x.data_ptr<float>()[i] = static_cast<float>(rng.normal());
        const auto y = x.sum(1) * 2;
        const auto dropped = fused_dropout(x, {Rng(seed_, "drop", static_cast<std::uint64_t>(update)).key(), 0.25f});
        return at::pow(at::mv(dropped, parameters_[0].value) - y, 2).mean();
    }
    Validation validate(const StopToken& token) override {
        if (stop_in_validation >= 0 && validations == stop_in_validation && stop) {
            stop_in_validation = -1;
            stop->request_stop();
        }
        token.check();
        ++validations;
        if (!scripted.empty())
            return {scripted[std::min(scripted.size() - 1, static_cast<std::size_t>(validations - 1))], 0, {}};
        const auto w = parameters_[0].value.detach();
        return {-at::pow(w - 2, 2).sum().item<double>(), 0, {{"val_quality", 1.0}}};
    }
    std::vector<float> weights() const {
        const auto w = parameters_[0].value.detach();
        return {w.data_ptr<float>(), w.data_ptr<float>() + 8};
    }
    std::vector<std::int64_t> epochs_begun;
    std::vector<double> scripted;
    StopToken* stop = nullptr;
    std::int64_t stop_at = -1, poison_at = -1, stop_in_validation = -1, validations = 0;

  private:
    std::uint64_t seed_;
    std::int64_t epoch_ = 0;
    Parameters parameters_;
};

FitOptions options(std::int64_t epochs) {
    FitOptions o;
    o.epochs = epochs;
    o.adam.lr = 0.05;
    o.adam.clip_norm = 5;
    o.adam.weight_decay = 0.01;
    o.schedule = Schedule::linear_decay;
    o.warmup_updates = 5;
    return o;
}

using Series = std::map<std::pair<std::string, std::int64_t>, double>;
double rate(const Series& series, std::int64_t update) {
    return series.at({"lr", update});
}

FitObserver recorder(Series& series) {
    FitObserver o;
    o.scalar = [&series](const std::string& name, std::int64_t update, double, double value) {
        if (name != "seconds_per_epoch") series[{name, update}] = value;
    };
    return o;
}

}  // namespace

class TestFit : public QObject {
    Q_OBJECT

    static std::filesystem::path in(const QTemporaryDir& dir) {
        return std::filesystem::path(dir.path().toStdString()) / "fit.safetensors";
    }

  private Q_SLOTS:
    void learns() {
        QTemporaryDir dir;
        Toy toy(1);
        Series series;
        const auto report = fit(toy, options(20), in(dir), "id", recorder(series), StopToken());
        QCOMPARE(report.updates, 140);
        QCOMPARE(report.epochs, 20);
        QCOMPARE(report.validations, 21);  // one before the first update
        QVERIFY(report.last_loss < report.first_loss / 3);
        QCOMPARE(report.end, std::string("all epochs"));
        for (std::int64_t u = 1; u <= 140; ++u) {
            const std::pair<std::string, std::int64_t> point{"loss", u};
            QVERIFY2(series.count(point), qPrintable(QString::number(u)));
        }
        QVERIFY(std::abs(rate(series, 1) - 0.01) < 1e-9);  // warm-up: one fifth
        QVERIFY(rate(series, 140) < 0.001);                // decayed
    }

    void resumeIsBitIdentical_data() {
        QTest::addColumn<int>("stopAt");
        QTest::addColumn<int>("inValidation");
        QTest::newRow("first update") << 1 << -1;
        QTest::newRow("inside an epoch") << 10 << -1;
        QTest::newRow("end of an epoch") << 14 << -1;
        QTest::newRow("last update") << 42 << -1;
        QTest::newRow("inside a validation") << -1 << 3;
        QTest::newRow("inside the first validation") << -1 << 0;
        QTest::newRow("inside the last validation") << -1 << 6;
    }
    void resumeIsBitIdentical() {
        QFETCH(int, stopAt);
        QFETCH(int, inValidation);
        QTemporaryDir a, b;
        Toy whole(1);
        Series want;
        const auto report = fit(whole, options(6), in(a), "id", recorder(want), StopToken());

        Series got;
        StopToken stop;
        {
            Toy first(1);
            first.stop = &stop;
            first.stop_at = stopAt;
            first.stop_in_validation = inValidation;
            QVERIFY_EXCEPTION_THROWN(fit(first, options(6), in(b), "id", recorder(got), stop), Stopped);
        }
        Toy second(1);
        const auto resumed = fit(second, options(6), in(b), "id", recorder(got), StopToken());
        QVERIFY(whole.weights() == second.weights());
        QCOMPARE(resumed.updates, report.updates);
        QCOMPARE(resumed.best_update, report.best_update);
        QVERIFY(resumed.best_selection == report.best_selection);
        QVERIFY(got == want);  // every point of every series, to the last bit
    }

    void bestWeightsComeBack() {
        QTemporaryDir dir, other;
        auto o = options(5);
        o.schedule = Schedule::constant;  // does not depend on where the training ends
        Toy toy(1);
        toy.scripted = {0, 1, 5, 2, 3, 4};  // the third validation, after 14 updates, is the best
        const auto report = fit(toy, o, in(dir), "id", {}, StopToken());
        QCOMPARE(report.best_update, 14);
        QCOMPARE(report.best_selection, 5.0);
        QCOMPARE(report.updates, 35);
        o.epochs = 2;
        Toy until_best(1);
        until_best.scripted = {0, 1, 5};
        fit(until_best, o, in(other), "id", {}, StopToken());
        QVERIFY(toy.weights() == until_best.weights());
    }

    void patienceStopsEarly() {
        QTemporaryDir dir;
        Toy toy(1);
        toy.scripted = {0, 1, 1, 1, 1};
        auto o = options(50);
        o.patience = 3;
        const auto report = fit(toy, o, in(dir), "id", {}, StopToken());
        QCOMPARE(report.end, std::string("patience"));
        QCOMPARE(report.epochs, 4);
    }

    void updateBoundEnds() {
        QTemporaryDir dir;
        Toy toy(1);
        auto o = options(50);
        o.max_updates = 9;
        const auto report = fit(toy, o, in(dir), "id", {}, StopToken());
        QCOMPARE(report.updates, 9);
        QCOMPARE(report.end, std::string("update bound"));
    }

    void nanDiverges() {
        QTemporaryDir dir;
        Toy toy(1);
        toy.poison_at = 12;
        Series series;
        try {
            fit(toy, options(5), in(dir), "id", recorder(series), StopToken());
            QFAIL("did not diverge");
        } catch (const Diverged& e) {
            QCOMPARE(e.update, 12);
        }
        const std::pair<std::string, std::int64_t> poisoned{"loss", 12};
        QVERIFY(std::isnan(series.at(poisoned)));
        for (float w : toy.weights()) QVERIFY(std::isfinite(w));
    }

    void infiniteLearningRateDiverges() {
        QTemporaryDir dir;
        Toy toy(1);
        auto o = options(5);
        o.adam.lr = 1e38;
        QVERIFY_EXCEPTION_THROWN(fit(toy, o, in(dir), "id", {}, StopToken()), Diverged);
    }

    void foreignOrDamagedCheckpointIsRefused() {
        QTemporaryDir dir;
        Toy toy(1);
        fit(toy, options(1), in(dir), "id", {}, StopToken());
        Toy other(1);
        QVERIFY_EXCEPTION_THROWN(fit(other, options(1), in(dir), "another id", {}, StopToken()), UserError);
        std::filesystem::resize_file(in(dir), std::filesystem::file_size(in(dir)) - 3);
        QVERIFY_EXCEPTION_THROWN(fit(other, options(1), in(dir), "id", {}, StopToken()), UserError);
    }
};

QTEST_APPLESS_MAIN(TestFit)
#include "tst_fit.moc"
