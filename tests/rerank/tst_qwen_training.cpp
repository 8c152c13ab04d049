// Updates of the language-model reranker: what is told, which loss is trained, divided updates, stops.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <map>

#include "rerank/made_reranker.h"

using namespace wb;
using namespace wb::made;

class TestQwenTraining : public QObject {
    Q_OBJECT
    SmallModels m_models;
    const Dataset m_data = dataset();

    std::unique_ptr<QwenReranker> made(const std::map<std::string, ParamValue>& changed) const {
        return m_models.reranker(m_data, changed);
    }

  private Q_SLOTS:
    /// Samples and time are told before the first update, and measuring them changes nothing.
    void thePlanSaysWhatItTakes() {
        const auto reranker = made({{"max_steps", std::int64_t{2}}}), other = made({{"max_steps", std::int64_t{2}}});
        FitPlan plan;
        std::vector<double> losses;
        FitContext context;
        context.checkpoint = m_models.root / "plan.checkpoint";
        context.identity = "plan";
        context.observer.plan = [&](const FitPlan& told) {
            QVERIFY(losses.empty());
            plan = told;
        };
        context.observer.scalar = [&](const std::string& name, std::int64_t, double, double value) {
            if (name == "loss") losses.push_back(value);
        };
        const auto validation = lists(5);
        reranker->fit(context, validation, {});
        QCOMPARE(plan.updates, std::int64_t{2});
        QCOMPARE(plan.samples, std::int64_t{90});  // 30 users with three prefixes each
        QVERIFY2(plan.seconds > 0 && plan.seconds < 60, qPrintable(QString::number(plan.seconds)));
        QCOMPARE(losses.size(), std::size_t{2});
        m_models.fit(*other, "no plan");
        QCOMPARE(other->score(validation, {}), reranker->score(validation, {}));
    }

    /// Which of the losses is trained, by what is drawn of each update.
    void objectives() {
        for (const char* objective : {"response", "restricted"}) {
            const auto reranker = made({{"objective", std::string(objective)}});
            std::map<std::string, std::vector<double>> series;
            FitContext context;
            context.checkpoint = m_models.root / (std::string(objective) + ".checkpoint");
            context.identity = objective;
            context.observer.scalar = [&](const std::string& name, std::int64_t, double, double value) {
                series[name].push_back(value);
            };
            const auto validation = lists(5);
            reranker->fit(context, validation, {});
            QCOMPARE(series["loss"].size(), std::size_t{3});
            for (std::size_t i = 0; i < 3; ++i) {
                const double letter = series["loss_letter_full"][i], end = series["loss_end"][i],
                             among = series["loss_letter_restricted"][i];
                const double wanted = objective == std::string("response") ? (letter + end) / 2 : among;
                QVERIFY(std::abs(series["loss"][i] - wanted) < 1e-5);
                QVERIFY(std::abs(letter - among) > 1e-3 && std::abs(letter - end) > 1e-3);
            }
        }
    }

    /// An update that is divided for want of memory is the same update, with dropout too.
    void dividedUpdates() {
        const std::map<std::string, ParamValue> how{{"lora_dropout", 0.3}, {"lora_targets", std::string("all")}};
        const auto whole = made(how), divided = made(how);
        divided->set_room(1);  // a prompt to a pass
        std::vector<double> losses[2], norms[2];
        for (int which = 0; which < 2; ++which) {
            FitContext context;
            context.checkpoint = m_models.root / ("divided " + std::to_string(which));
            context.identity = "divided";
            context.observer.scalar = [&](const std::string& name, std::int64_t, double, double value) {
                if (name.starts_with("loss")) losses[which].push_back(value);
                if (name == "grad_norm") norms[which].push_back(value);
            };
            const auto validation = lists(5);
            (which == 0 ? whole : divided)->fit(context, validation, {});
        }
        QCOMPARE(losses[0].size(), std::size_t{12});
        QCOMPARE(losses[1].size(), losses[0].size());
        for (std::size_t i = 0; i < losses[0].size(); ++i)
            QVERIFY2(std::abs(losses[0][i] - losses[1][i]) < 1e-4,
                     qPrintable(QStringLiteral("%1, %2").arg(losses[0][i]).arg(losses[1][i])));
        for (std::size_t i = 0; i < norms[0].size(); ++i)
            QVERIFY2(std::abs(norms[0][i] / norms[1][i] - 1) < 1e-3,
                     qPrintable(QStringLiteral("%1, %2").arg(norms[0][i]).arg(norms[1][i])));
    }

    /// Stopped between two updates and begun anew by another process: the same numbers, dropout's too.
    void stopsAndGoesOn() {
        const std::map<std::string, ParamValue> how{
            {"lora_dropout", 0.3}, {"max_steps", std::int64_t{6}}, {"validate_every", std::int64_t{2}}};
        const auto queries = lists(5);
        std::vector<double> whole, parts;
        const auto context = [&](const std::string& name, std::vector<double>& losses) {
            FitContext made;
            made.checkpoint = m_models.root / (name + ".checkpoint");
            made.identity = name;
            made.observer.scalar = [&losses, stop = made.stop](const std::string& series, std::int64_t, double,
                                                               double value) mutable {
                if (series != "loss") return;
                losses.push_back(value);
                if (losses.size() == 3) stop.request_stop();
            };
            return made;
        };
        const auto without_stop = made(how);
        auto uninterrupted = context("whole", whole);
        uninterrupted.stop = {};
        without_stop->fit(uninterrupted, queries, {});
        QVERIFY_THROWS_EXCEPTION(Stopped, made(how)->fit(context("parts", parts), queries, {}));
        QCOMPARE(parts.size(), std::size_t{3});
        const auto rest = made(how);
        const auto report = rest->fit(context("parts", parts), queries, {});
        QCOMPARE(report.updates, std::int64_t{6});
        QCOMPARE(parts, whole);
        QCOMPARE(rest->validation_scores(), without_stop->validation_scores());
        QCOMPARE(rest->score(queries, {}), without_stop->score(queries, {}));
    }

    /// Nothing given, a prompt holds as many candidates as there are letters, and training lists are as long as those
    /// that are evaluated.
    void trainingListsAreLikeEvaluatedOnes() {
        const auto reranker = made({{"max_candidates", std::int64_t{0}}});
        QCOMPARE(reranker->longest_list(), std::size_t{52});
        m_models.fit(*reranker, "as many");
        QCOMPARE(reranker->reference_lines().front().text, std::string("uniform: ln 5"));
        QVERIFY(reranker->gives_probabilities(52) && !reranker->gives_probabilities(53));
    }
};

QTEST_APPLESS_MAIN(TestQwenTraining)
#include "tst_qwen_training.moc"
